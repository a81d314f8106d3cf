//! Values that are listed, by `enum`, by `const` or by branches.

use std::collections::HashSet;

use webhook_catalog::index::entries::Index;
use webhook_contract::Enums;
use webhook_schema::code;
use webhook_schema::validate::identity;

use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::values::{Listed, One as ListedValue, is_allowed};
use crate::facts::{Entries, Facts, is_valid};
use crate::rules;
use crate::sample::{any_of_kinds, sample};
use crate::verdict::{Bump, Compatibility};

impl<'c> Comparer<'c> {
    /// Compares the values that are listed; says whether they say everything.
    pub(super) fn compare_listed(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) -> bool {
        let own = found.changes.len();
        let says_all = self.compare_listing(before, after, kind, found);
        if are_plain_booleans(before, after) {
            found.changes[own..].iter_mut().for_each(|change| change.verdict.rust = Bump::Patch);
        }
        says_all
    }

    fn compare_listing(&self, before: &One<'c>, after: &One<'c>, kind: Kinds, found: &mut Found) -> bool {
        match (&before.values, &after.values) {
            (Some(older), Some(newer)) => {
                compare_lists(&self.before.index, older, newer, kind, found);
                true
            }
            // A list of every value says no more than the type does.
            (Some(listed), None) | (None, Some(listed)) if listed.is_every(kind) => false,
            (Some(older), None) => {
                let (rule, what) = match older.is_const {
                    true => (&rules::CONST_REMOVED, "the value is no longer fixed"),
                    false => (&rules::ENUM_REMOVED, "the list of values was removed"),
                };
                let place = Some(after.around(&older.at));
                let change = Change::new(rule, what).at(Some(&older.at), place.as_ref());
                let mut values = sample(self.after, after, kind);
                values.extend(any_of_kinds(after.kinds));
                values.retain(|value| !older.values.iter().any(|one| one.value == *value));
                found.push(change.put(values));
                true
            }
            (None, Some(newer)) => {
                let (rule, what) = match newer.is_const {
                    true => (&rules::CONST_ADDED, "the value is fixed now"),
                    false => (&rules::ENUM_ADDED, "a list of values was added"),
                };
                let place = Some(before.around(&newer.at));
                let is_scalar = !matches!(kind, Kinds::OBJECT | Kinds::ARRAY);
                found.push(Change::new(rule, what).at(place.as_ref(), Some(&newer.at)));
                let mut of_kind = newer.values.iter().filter(|one| kind.has(Kinds::of_value(&one.value)));
                let members: Entries<'c> = before.members.iter().map(|member| member.schema).collect();
                of_kind.all(|one| match is_scalar {
                    true => is_allowed(&one.value, before),
                    false => is_valid(self.before, &members, &one.value),
                })
            }
            (None, None) => false,
        }
    }
}

/// Whether nothing but a list of values, which only one of the versions has, tells their kinds apart: whatever is listed tells
/// of that, too.
pub(super) fn listing_says_kinds(older: &Facts<'_>, newer: &Facts<'_>) -> bool {
    // That a list was added is safe, so that it must not hide a kind that was not there before.
    narrows_kinds(older, newer) || narrows_kinds(newer, older) && (newer.kinds - older.kinds).is_empty()
}

/// Whether a list of values rules kinds out that would be there without it, as they are in the version that has none.
fn narrows_kinds(with: &Facts<'_>, without: &Facts<'_>) -> bool {
    let ([listing], [any]) = (&with.alternatives[..], &without.alternatives[..]) else { return false };
    listing.values.as_ref().is_some_and(|listed| !listed.is_every(listing.kinds - Kinds::NULL))
        && any.values.is_none()
        // Of null, nothing more is compared than whether it is there.
        && (with.kinds - Kinds::NULL).meets(without.kinds)
        && (without.kinds == Kinds::ANY || (without.kinds - listing.unlisted).is_empty())
}

/// Whether a value is a boolean in both versions and nothing else: generated code has the type for that, whichever of them are
/// listed.
fn are_plain_booleans(before: &One<'_>, after: &One<'_>) -> bool {
    let is_one = |one: &One<'_>| one.facts.alternatives.len() == 1;
    let kinds = before.facts.kinds;
    is_one(before) && is_one(after) && kinds == after.facts.kinds && kinds - Kinds::NULL == Kinds::BOOLEAN
}

fn compare_lists(index: &Index, older: &Listed, newer: &Listed, kind: Kinds, found: &mut Found) {
    let of = |listed: &Listed, other: &Listed| {
        let known: HashSet<String> = other.values.iter().map(|one| identity(&one.value)).collect();
        let is_new = |one: &&ListedValue| {
            kind.has(Kinds::of_value(&one.value)) && !known.contains(&identity(&one.value))
        };
        listed.values.iter().filter(is_new).cloned().collect::<Vec<_>>()
    };
    let (added, removed) = (of(newer, older), of(older, newer));
    let names = |ones: &[ListedValue]| {
        let names: Vec<String> = ones.iter().map(|one| code(&text(&one.value))).collect();
        names.join(", ")
    };
    let were = |ones: &[ListedValue]| match ones {
        [_] => format!("the value {} was", names(ones)),
        _ => format!("the values {} were", names(ones)),
    };
    if let Some(first) = added.first() {
        let values: Vec<_> = added.iter().map(|one| one.value.clone()).collect();
        let change = if older.is_const {
            let message = format!("the value was fixed, and may be {} now", names(&added));
            Change::new(&rules::CONST_WIDENED, message)
        } else {
            let is_open = older.is_extensible.unwrap_or(index.contract.schema.enums == Enums::Open);
            let change = Change::new(&rules::ENUM_VALUE_ADDED, format!("{} added", were(&added)));
            match is_open {
                true => change
                    .wire(Compatibility::Risky)
                    .help("Tell receivers before the first new value is sent."),
                false => change,
            }
        };
        let change = if older.values.iter().all(|one| one.value.is_boolean()) {
            change.rust(Bump::Major)
        } else {
            change
        };
        found.push(change.before(&older.at).after(&first.at).detail(names(&added)).put(values));
    }
    if let Some(first) = removed.first() {
        let rule = if newer.is_const && !older.is_const {
            &rules::ENUM_MADE_CONST
        } else {
            &rules::ENUM_VALUE_REMOVED
        };
        let change = Change::new(rule, format!("{} removed", were(&removed)));
        found.push(change.before(&first.at).after(&newer.at).detail(names(&removed)));
    }
}

/// A value as people write it.
fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
