//! Items of arrays.

use serde_json::{Value, json};

use super::limits::{has_at_most, places};
use super::{Comparer, Found, One, Place, Step};
use crate::change::Change;
use crate::facts::arrays::{Array, Items};
use crate::rules;
use crate::sample::sample_of;
use crate::verdict::Bump;

/// In which version a position has a schema of its own. A tuple has fields, of which one more or less changes what is there.
#[derive(Clone, Copy)]
enum Field {
    /// In both, or in neither.
    Kept,
    Added,
    Removed,
}

impl<'c> Comparer<'c> {
    pub(super) fn compare_arrays(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let (older, newer) = (Array::of(before), Array::of(after));
        let first = older.first.max(newer.first);
        for position in 0..first {
            let pair = (older.item(position), newer.item(position));
            let field = match (position < older.first, position < newer.first) {
                (false, true) => Field::Added,
                (true, false) => Field::Removed,
                _ => Field::Kept,
            };
            self.compare_items(pair, (before, after), (Step::Item(position), field), found);
        }
        let pair = (older.rest(), newer.rest());
        let (changes, edges) = (found.changes.len(), found.edges.len());
        self.compare_items(pair, (before, after), (Step::EachItem(first), Field::Kept), found);
        let others = found.edges[edges..].iter().map(|(id, _)| *id).collect::<Vec<_>>();
        if found.changes.len() > changes
            || others.into_iter().any(|id| self.worst(id).verdict.rust == Bump::Major)
        {
            // The others say already that the type is another one.
            let is_bare = |change: &Change| {
                std::ptr::eq(change.rule, &rules::ITEM_POSITION_CHANGED) && change.probe.within.is_none()
            };
            found.changes.retain(|change| !is_bare(change));
        }
        self.compare_contains(before, after, found);
    }

    fn compare_items(
        &mut self,
        (old, new): (Items<'c>, Items<'c>),
        (before, after): (&One<'c>, &One<'c>),
        (step, field): (Step, Field),
        found: &mut Found,
    ) {
        let own = |items: &Items<'c>| {
            items.closed.clone().or(items.entries.last().map(|schema| schema.location.clone()))
        };
        let (old_at, new_at) = places(before, after, own(&old).as_ref(), own(&new).as_ref());
        let detail = format!("{step:?}");
        let number = match step {
            Step::Item(position) => format!("item {}", position + 1),
            Step::EachItem(0) => "any item".to_owned(),
            _ => "any item after those with a schema of their own".to_owned(),
        };
        let position = match step {
            Step::Item(position) | Step::EachItem(position) => position,
            _ => 0,
        };
        let change = match (old.closed.is_some(), new.closed.is_some()) {
            (true, true) => return,
            (true, false) if has_at_most(after, position as u64) => return,
            (true, false) => {
                let array = Array::of(after);
                let item = |at: usize| sample_of(self.after, &array.item(at).entries).into_iter().next();
                let items = (0..=position).map(|at| item(at).unwrap_or(json!({})));
                let message = format!("{number} was ruled out, and is allowed now");
                Change::new(&rules::ITEMS_ALLOWED, message).put(vec![Value::Array(items.collect())])
            }
            (false, true) => {
                Change::new(&rules::ITEMS_FORBIDDEN, format!("{number} was allowed, and is ruled out now"))
            }
            (false, false) => {
                let nearest = |one: &One<'c>| one.nearest().map(|schema| schema.location.clone());
                let (before, after) = (old_at.or_else(|| nearest(before)), new_at.or_else(|| nearest(after)));
                let (Some(before), Some(after)) = (before, after) else { return };
                let child = self.values(
                    old.entries,
                    new.entries,
                    Place { before: before.clone(), after: after.clone() },
                );
                let message = match field {
                    Field::Kept => return found.edges.push((child, step)),
                    Field::Added => format!("{number} has a schema of its own now"),
                    Field::Removed => format!("{number} no longer has a schema of its own"),
                };
                // What the item may be, and that it has a place of its own, are one change.
                let mut content = Found { edges: vec![(child, step)], ..Found::default() };
                let change = Change::new(&rules::ITEM_POSITION_CHANGED, message).detail(detail);
                let change = self.with_content(change.before(&before).after(&after), &mut content);
                found.known.append(&mut content.known);
                found.edges.append(&mut content.edges);
                return found.push(change);
            }
        };
        found.push(change.at(old_at.as_ref(), new_at.as_ref()).detail(detail));
    }
}
