//! Which keys an object has to have.

use std::collections::BTreeSet;

use webhook_catalog::Catalog;
use webhook_schema::model::{Keyword, Schema};

use super::{Alternative, parts};

/// How many keys there are at least: those that are required, with those that each of several branches asks for.
pub(crate) fn least_keys<'c>(catalog: &'c Catalog, alternative: &Alternative<'c>) -> usize {
    let own = required(alternative.members.iter().map(|member| member.schema));
    let of_branch = |branch: &'c Schema| own.union(&required(parts(catalog, branch).into_iter())).count();
    let of_branches = |(owner, keyword): &(&'c Schema, Keyword)| {
        let branches = owner.list(*keyword)?.iter().filter(|branch| branch.boolean != Some(false));
        branches.map(of_branch).min()
    };
    alternative.tests.iter().filter_map(of_branches).chain([own.len()]).max().unwrap_or_default()
}

fn required<'c>(schemas: impl Iterator<Item = &'c Schema>) -> BTreeSet<&'c str> {
    schemas.flat_map(|schema| schema.required.iter()).map(|entry| &*entry.key).collect()
}
