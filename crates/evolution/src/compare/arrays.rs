//! Items of arrays.

use serde_json::{Value, json};
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::limits::places;
use super::{Comparer, Found, One, Place, Step};
use crate::change::Change;
use crate::facts::arrays::{Array, Items};
use crate::rules;
use crate::sample::sample_of;

/// What `contains` says, with how many items it is about.
struct Contains<'c> {
    schema: &'c Schema,
    least: u64,
    most: Option<u64>,
}

impl<'c> Comparer<'c> {
    pub(super) fn compare_arrays(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let (older, newer) = (Array::of(before), Array::of(after));
        let first = older.first.max(newer.first);
        for position in 0..first {
            let pair = (older.item(position), newer.item(position));
            // A tuple has fields, of which one more or less changes what is there.
            let is_field = position < older.first && position < newer.first;
            self.compare_items(pair, (before, after), (Step::Item(position), is_field), found);
        }
        let pair = (older.rest(), newer.rest());
        self.compare_items(pair, (before, after), (Step::EachItem(first), true), found);
        self.compare_contains(before, after, found);
    }

    fn compare_items(
        &mut self,
        (old, new): (Items<'c>, Items<'c>),
        (before, after): (&One<'c>, &One<'c>),
        (step, is_field): (Step, bool),
        found: &mut Found,
    ) {
        let own = |items: &Items<'c>| {
            items.closed.clone().or(items.entries.last().map(|schema| schema.location.clone()))
        };
        let (old_at, new_at) = places(before, after, own(&old).as_ref(), own(&new).as_ref());
        let detail = format!("{step:?}");
        let number = match step {
            Step::Item(position) => format!("item {}", position + 1),
            _ => "items after the first ones".to_owned(),
        };
        let change = match (old.closed.is_some(), new.closed.is_some()) {
            (true, true) => return,
            (true, false) => {
                let position = match step {
                    Step::Item(position) | Step::EachItem(position) => position,
                    _ => 0,
                };
                let array = Array::of(after);
                let item = |at: usize| sample_of(self.after, &array.item(at).entries).into_iter().next();
                let items = (0..=position).map(|at| item(at).unwrap_or(json!({})));
                let message = format!("{number}: there was none, and may be one now");
                Change::new(&rules::ITEMS_ALLOWED, message).put(vec![Value::Array(items.collect())])
            }
            (false, true) => Change::new(
                &rules::ITEMS_FORBIDDEN,
                format!("{number}: there could be one, and is none any more"),
            ),
            (false, false) => {
                if !is_field {
                    let change = Change::new(
                        &rules::ITEM_POSITION_CHANGED,
                        format!("{number} has a schema of its own in one version only"),
                    );
                    found.push(change.at(old_at.as_ref(), new_at.as_ref()).detail(detail));
                }
                if let (Some(before), Some(after)) = (old_at, new_at) {
                    let child = self.values(old.entries, new.entries, Place { before, after });
                    found.edges.push((child, step));
                }
                return;
            }
        };
        found.push(change.at(old_at.as_ref(), new_at.as_ref()).detail(detail));
    }

    fn compare_contains(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let (older, newer) = (contains(self.before, before), contains(self.after, after));
        for old in &older {
            let place = |new: &Contains<'c>| Place {
                before: old.schema.location.clone(),
                after: new.schema.location.clone(),
            };
            let new = newer.iter().find(|new| {
                // A narrower schema for at least as many is enough, where nothing is said of at most how many.
                old.most.is_none() && new.least >= old.least && {
                    let worst = self.worst_of(&[old.schema], &[new.schema], &place(new));
                    worst.is_safe_for_all() && !worst.is_open
                }
            });
            let is_kept = new.is_some()
                || newer.iter().any(|new| {
                    self.same(old.schema, new.schema) && new.least >= old.least && most(new) <= most(old)
                });
            if !is_kept {
                let after = Some(after.around(&old.schema.location));
                let after = newer.first().map(|new| new.schema.location.clone()).or(after);
                let change =
                    Change::new(&rules::CONTAINS_LOOSENED, "what an array contains was removed or changed");
                let mut values = vec![json!([])];
                values.extend(newer.iter().map(|new| {
                    Value::Array(sample_of(self.after, &[new.schema]).into_iter().take(1).collect())
                }));
                values.push(json!([{}, null, "text", 7]));
                found.push(change.at(Some(&old.schema.location), after.as_ref()).put(values));
            }
        }
        for new in &newer {
            let is_known = older.iter().any(|old| {
                self.same(old.schema, new.schema) && old.least == new.least && old.most == new.most
            });
            if !is_known {
                let before = Some(before.around(&new.schema.location));
                let before = older.first().map(|old| old.schema.location.clone()).or(before);
                let change = Change::new(
                    &rules::CONTAINS_TIGHTENED,
                    "an array contains something that it need not have had",
                );
                found.push(change.at(before.as_ref(), Some(&new.schema.location)));
            }
        }
    }
}

fn contains<'c>(catalog: &'c webhook_catalog::Catalog, one: &One<'c>) -> Vec<Contains<'c>> {
    let all = one.members.iter().filter_map(|member| {
        let schema = member.schema.one(Keyword::Contains)?;
        let count = |keyword: Keyword| {
            let at: Option<Location> = member.schema.has(keyword).then(|| member.schema.location_of(keyword));
            let value = at.and_then(|at| catalog.value(&at))?;
            value.as_u64().or_else(|| value.as_f64().map(|count| count as u64))
        };
        let least = count(Keyword::MinContains).unwrap_or(1);
        Some(Contains { schema, least, most: count(Keyword::MaxContains) })
    });
    // At least none is no limit.
    all.filter(|contains| contains.least > 0 || contains.most.is_some()).collect()
}

fn most(contains: &Contains<'_>) -> u64 {
    contains.most.unwrap_or(u64::MAX)
}
