//! Branches of a union, as far as unions are only in each other.

use webhook_catalog::Catalog;
use webhook_schema::model::{Keyword, Schema};

use super::says_only;

/// One of the branches of a union, taken out of those that had it.
pub(super) struct Branch<'c> {
    pub schema: &'c Schema,
    /// The unions in between of which exactly one branch has to hold.
    pub exclusive: Vec<&'c Schema>,
}

/// Takes branches that only have branches themselves apart. Where exactly one of these has to hold, the schema that says so is
/// noted with each of them.
pub(super) fn flatten<'c>(
    catalog: &'c Catalog,
    all: &'c [Schema],
    branches: &mut Vec<Branch<'c>>,
    exclusive: &[&'c Schema],
    depth: usize,
) {
    for branch in all {
        let mut inner = branch;
        let mut steps = depth;
        while let Some(target) =
            catalog.target(inner).filter(|_| says_only(inner, &[Keyword::Ref]) && steps < 8)
        {
            (inner, steps) = (target, steps + 1);
        }
        let is_union = says_only(inner, &[Keyword::OneOf]) || says_only(inner, &[Keyword::AnyOf]);
        let list = inner.list(Keyword::OneOf).or_else(|| inner.list(Keyword::AnyOf));
        match list.filter(|_| is_union && !inner.nullable && depth < 8) {
            Some(list) => {
                let own = inner.has(Keyword::OneOf).then_some(inner);
                let exclusive: Vec<&Schema> = exclusive.iter().copied().chain(own).collect();
                flatten(catalog, list, branches, &exclusive, steps + 1);
            }
            None => branches.push(Branch { schema: branch, exclusive: exclusive.to_vec() }),
        }
    }
}
