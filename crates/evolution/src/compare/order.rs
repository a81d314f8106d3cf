//! The order of branches: it names the types of those that have nothing else to be named after, and where a value fits several,
//! generated code reads the first.

use std::rc::Rc;

use webhook_schema::tokens;

use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::Facts;
use crate::facts::objects::Object;
use crate::rules;
use crate::verdict::Bump;

impl<'c> Comparer<'c> {
    /// Compares where branches of objects without a tag are; `others` is the number of changes before those of the branches.
    pub(super) fn compare_order(
        &mut self,
        (older, newer): (&Rc<Facts<'c>>, &Rc<Facts<'c>>),
        (olds, news): (&[One<'c>], &[One<'c>]),
        matched: &[(usize, usize)],
        others: usize,
        found: &mut Found,
    ) {
        let (Some((old, old_keyword)), Some((new, new_keyword))) = (older.union, newer.union) else { return };
        let moved = |(old, new): &&(usize, usize)| position(&olds[*old]) != position(&news[*new]);
        let mut moved = matched.iter().filter(moved).map(|(old, _)| *old).peekable();
        let objects: Vec<Object<'c>> = match moved.peek() {
            Some(_) => olds.iter().map(|old| Object::of(old)).collect(),
            None => Vec::new(),
        };
        let is_renumbered = moved.any(|at| self.is_numbered(&olds[at], &objects, at));
        // A branch that came or went moved the others.
        if let Some(change) = found.changes[others..].first_mut() {
            if is_renumbered {
                change.verdict.rust = Bump::Major;
            }
            return;
        }
        let mut in_order = matched.to_vec();
        in_order.sort_unstable();
        let is_reordered = in_order.windows(2).any(|pair| pair[1].1 < pair[0].1);
        if is_reordered && (is_renumbered || !self.are_disjoint(false, olds)) {
            let change =
                Change::new(&rules::BRANCHES_REORDERED, "branches without a tag have changed places");
            let change = if is_renumbered { change } else { change.rust(Bump::Patch) };
            found.push(change.before(&old.location_of(old_keyword)).after(&new.location_of(new_keyword)));
        }
    }

    /// Whether a branch has nothing that its type could be named after: no definition, no key that it alone requires, and no
    /// text of its own at a key.
    fn is_numbered(&mut self, one: &One<'c>, all: &[Object<'c>], at: usize) -> bool {
        if one.branch.is_none_or(|branch| self.before.target(branch).is_some()) {
            return false;
        }
        let mut required = all[at].properties.iter().filter(|(_, property)| property.required.is_some());
        !required.any(|(name, _)| {
            let text = self.fixed_text(false, &all[at], name).map(|fixed| fixed.text);
            let mut others = all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
            others.all(|other| {
                let is_required =
                    other.properties.get(name).is_some_and(|property| property.required.is_some());
                let other = self.fixed_text(false, other, name).map(|fixed| fixed.text);
                !is_required || text.is_some() && text != other
            })
        })
    }
}

/// The number of a branch in its list.
fn position(one: &One<'_>) -> Option<String> {
    tokens(&one.branch?.location.pointer).last()
}
