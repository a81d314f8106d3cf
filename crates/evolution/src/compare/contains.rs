//! What an array contains, and how often.

use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::limits::has_at_most;
use super::{Comparer, Found, One, Place};
use crate::change::Change;
use crate::facts::Entries;
use crate::facts::arrays::Array;
use crate::facts::kinds::Kinds;
use crate::facts::limits::count_of;
use crate::rules;
use crate::sample::{sample, sample_of};
use crate::verdict::Compatibility;

/// The longest array that is made to show something.
const LONGEST: u64 = 100;

/// What `contains` says, with how many items it is about.
struct Contains<'c> {
    owner: &'c Schema,
    schema: &'c Schema,
    least: u64,
    most: Option<u64>,
}

impl<'c> Comparer<'c> {
    pub(super) fn compare_contains(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let (mut older, mut newer) = (contains(self.before, before), contains(self.after, after));
        // What is about the same items is one thing, of which the numbers may have changed.
        let mut told = Vec::new();
        older.retain(|old| {
            let Some(at) = newer.iter().position(|new| self.same(old.schema, new.schema)) else {
                return true;
            };
            let new = newer.remove(at);
            self.count_changed(old, &new, after, found);
            told.push(new);
            false
        });
        // At least none is no limit.
        older.retain(Contains::is_limit);
        newer.retain(Contains::is_limit);
        let mut lost = Vec::new();
        for old in older {
            if self.are_as_many(&old, after) {
                let message = "`contains` was removed: an array still contains what it had to contain";
                let change = Change::new(&rules::CONTAINS_LOOSENED, message).help("");
                let change = change.before(&old.schema.location).after(&after.around(&old.schema.location));
                found.push(change.wire(Compatibility::Safe).strict(Compatibility::Safe));
                continue;
            }
            if told.iter().any(|new| self.is_kept(&old, new)) {
                continue;
            }
            let Some(at) = newer.iter().position(|new| self.is_kept(&old, new)) else {
                lost.push(old);
                continue;
            };
            let new = newer.remove(at);
            let change = Change::new(&rules::CONTAINS_TIGHTENED, "what an array contains is narrower now");
            found.push(change.before(&old.schema.location).after(&new.schema.location));
            told.push(new);
        }
        for old in lost {
            let new = (!newer.is_empty()).then(|| newer.remove(0));
            let mut values = self.without(&old, after);
            let (what, after_at) = match &new {
                Some(new) => {
                    values.extend(self.items(new, new.least, after));
                    ("changed", new.schema.location.clone())
                }
                None => ("removed", after.around(&old.schema.location)),
            };
            let message = format!("`contains` was {what}: an array need not contain what it contained");
            let change = Change::new(&rules::CONTAINS_LOOSENED, message).put(values);
            found.push(change.before(&old.schema.location).after(&after_at));
        }
        for new in newer {
            let message = "`contains` was added: an array contains something that it need not have had";
            let change = Change::new(&rules::CONTAINS_TIGHTENED, message);
            // From 2020-12 on, what is contained is evaluated, and may be what unevaluated items were not.
            let change = match Array::of(after).spares_contained() {
                true => {
                    let message =
                        "`contains` was added: what it is about need not be what unevaluated items are";
                    let change = Change { message: message.to_owned(), ..change };
                    let help = "Say of the items what they are in `items`, or take a new catalog version.";
                    change.help(help).wire(Compatibility::Breaking).strict(Compatibility::Breaking)
                }
                false => change,
            };
            found.push(change.before(&before.around(&new.schema.location)).after(&new.schema.location));
        }
    }

    /// Whether every array that has what a newer schema asks for has what the older one asked for.
    fn is_kept(&mut self, old: &Contains<'c>, new: &Contains<'c>) -> bool {
        // A narrower schema for at least as many is enough, where nothing is said of at most how many.
        old.most.is_none() && new.least >= old.least && {
            let place = Place { before: old.schema.location.clone(), after: new.schema.location.clone() };
            let worst = self.worst_of(&[old.schema], &[new.schema], &place);
            worst.allows_no_more()
        }
    }

    /// Whether enough items are what an older schema asked for, and not too many, by what is said of each place and by how many
    /// items there are.
    fn are_as_many(&mut self, old: &Contains<'c>, after: &One<'c>) -> bool {
        let array = Array::of(after);
        let least = count_of(after, Keyword::MinItems).unwrap_or_default();
        let before = &old.schema.location;
        let place = Place { after: after.around(before), before: before.clone() };
        let mut is_one = |entries: Entries<'c>| {
            !entries.is_empty() && self.worst_of(&[old.schema], &entries, &place).allows_no_more()
        };
        let first = array.first.min(usize::try_from(least).unwrap_or(usize::MAX));
        let placed = (0..first).filter(|position| is_one(array.item(*position).entries)).count() as u64;
        let others = least - first as u64;
        let are_few = old.most.is_none_or(|most| has_at_most(after, most));
        are_few && old.least <= placed + if is_one(array.others()) { others } else { 0 }
    }

    fn count_changed(&self, old: &Contains<'c>, new: &Contains<'c>, after: &One<'c>, found: &mut Found) {
        if (old.least, old.most) == (new.least, new.most) {
            return;
        }
        let is_loosened = new.least < old.least || most(new) > most(old);
        let rule = if is_loosened { &rules::CONTAINS_LOOSENED } else { &rules::CONTAINS_TIGHTENED };
        let message =
            format!("an array had {} that `contains` asks for, and has {} now", told(old), told(new));
        let keyword = if old.least == new.least { Keyword::MaxContains } else { Keyword::MinContains };
        let at = |contains: &Contains<'c>| match contains.owner.has(keyword) {
            true => contains.owner.location_of(keyword),
            false => contains.schema.location.clone(),
        };
        let mut values = Vec::new();
        if new.least < old.least {
            values.push(self.items(new, new.least, after));
            values.push(self.items(new, old.least - 1, after));
        }
        if let Some(most) = old.most.filter(|_| most(new) > most(old)) {
            values.push(self.items(new, most.saturating_add(1), after));
        }
        let values = values.into_iter().flatten().collect();
        found.push(Change::new(rule, message).before(&at(old)).after(&at(new)).put(values));
    }

    /// An array of so many items that `contains` asks for.
    fn items(&self, contains: &Contains<'c>, count: u64, after: &One<'c>) -> Option<Value> {
        if count > LONGEST {
            return None;
        }
        let mut entries = Array::of(after).rest().entries;
        entries.push(contains.schema);
        let values = sample_of(self.after, &entries);
        let item = |position: u64| {
            let position = usize::try_from(position).unwrap_or_default();
            values.get(position).or(values.first()).cloned()
        };
        (0..count).map(item).collect::<Option<Vec<_>>>().map(Value::Array)
    }

    /// Arrays that may not contain what they contained.
    fn without(&self, old: &Contains<'c>, after: &One<'c>) -> Vec<Value> {
        let mut values = vec![json!([])];
        values.extend(sample(self.after, after, Kinds::ARRAY));
        let others = sample_of(self.after, &Array::of(after).rest().entries);
        values.extend(others.into_iter().map(|item| json!([item])));
        values.push(json!([{}, null, "text", 7]));
        // Where there may be only so many of them, one more than that.
        values.extend(old.most.and_then(|most| self.items(old, most.saturating_add(1), after)));
        values
    }
}

impl Contains<'_> {
    fn is_limit(&self) -> bool {
        self.least > 0 || self.most.is_some()
    }
}

fn contains<'c>(catalog: &'c Catalog, one: &One<'c>) -> Vec<Contains<'c>> {
    let all = one.members.iter().filter_map(|member| {
        let owner = member.schema;
        let schema = owner.one(Keyword::Contains)?;
        let count = |keyword: Keyword| {
            let at: Option<Location> = owner.has(keyword).then(|| owner.location_of(keyword));
            let value = at.and_then(|at| catalog.value(&at))?;
            value.as_u64().or_else(|| value.as_f64().map(|count| count as u64))
        };
        let least = count(Keyword::MinContains).unwrap_or(1);
        Some(Contains { owner, schema, least, most: count(Keyword::MaxContains) })
    });
    all.collect()
}

fn most(contains: &Contains<'_>) -> u64 {
    contains.most.unwrap_or(u64::MAX)
}

/// How many items it is about, in words.
fn told(contains: &Contains<'_>) -> String {
    match (contains.least, contains.most) {
        (0, None) => "any number of items".to_owned(),
        (1, None) => "at least 1 item".to_owned(),
        (least, None) => format!("at least {least} items"),
        (0, Some(most)) => format!("at most {most} items"),
        (least, Some(most)) => format!("{least} to {most} items"),
    }
}
