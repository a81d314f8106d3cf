//! The kinds of values: types, and whether null is one of them.

use std::rc::Rc;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::{Dialect, JsonType, Keyword, Schema};
use webhook_schema::validate::equal;

use super::conditions::TYPES_ONLY;
use super::{Comparer, Found, One, Place};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::values::Listed;
use crate::facts::{Alternative, Facts, is_null, is_valid};
use crate::rules;
use crate::sample::{any_of_kinds, sample};
use crate::verdict::{Bump, Compatibility};

impl<'c> Comparer<'c> {
    /// Compares the only value of both; says whether there is one in both.
    pub(super) fn compare_constants(
        &mut self,
        entries: (&[&'c Schema], &[&'c Schema]),
        (older, newer): (&Facts<'c>, &Facts<'c>),
        found: &mut Found,
    ) -> bool {
        let (Some(before), Some(after)) = (constant(older), constant(newer)) else { return false };
        let (Some(old), Some(new)) = (before.values.first(), after.values.first()) else { return false };
        if Kinds::of_value(&old.value) == Kinds::of_value(&new.value) && equal(&old.value, &new.value) {
            // What stands next to it says nothing more, unless it rules it out; null may.
            return older.kinds == newer.kinds && !self.became_valid(entries, &old.value);
        }
        if older.kinds.meets(Kinds::NULL) != newer.kinds.meets(Kinds::NULL) {
            return false;
        }
        let message = format!("the only value was {} and is {}", old.value, new.value);
        let change = Change::new(&rules::CONST_CHANGED, message).before(&old.at).after(&new.at);
        found.push(change.detail(new.value.to_string()).put(vec![new.value.clone()]));
        true
    }

    /// Compares whether null is valid where both versions name it among the types: what else they say may rule it out. It is one
    /// value, which can be tried.
    pub(super) fn compare_null(
        &mut self,
        (before, after): (&[&'c Schema], &[&'c Schema]),
        (older, newer): (&Rc<Facts<'c>>, &Rc<Facts<'c>>),
        found: &mut Found,
    ) {
        let is_named = (older.kinds & newer.kinds).meets(Kinds::NULL);
        if !is_named || !self.became_valid((before, after), &Value::Null) {
            return;
        }
        // Whoever takes the first branch that fits reads what several branches allow.
        let is_read = self.allows_null_by_conditions(older);
        if is_read && self.told(found) != Compatibility::Safe {
            return;
        }
        let message = "the value may be null now: what ruled it out before is gone";
        let change = Change::new(&rules::NULLABLE_ADDED, message).rust(Bump::Patch).detail("ruled out");
        let change = if is_read { change.wire(Compatibility::Safe) } else { change };
        let at = |entries: &[&'c Schema]| entries.last().map(|schema| schema.location.clone());
        found.push(change.at(at(before).as_ref(), at(after).as_ref()).put(vec![Value::Null]));
    }

    /// Whether a value is valid in the newer version, and was not in the older one.
    fn became_valid(&self, (before, after): (&[&'c Schema], &[&'c Schema]), value: &Value) -> bool {
        !is_valid(self.before, before, value) && is_valid(self.after, after, value)
    }

    /// Compares the kinds of values.
    pub(super) fn compare_types(
        &mut self,
        older: &Facts<'c>,
        newer: &Facts<'c>,
        place: &Place,
        found: &mut Found,
    ) {
        let (lost, gained) = (older.kinds - newer.kinds, newer.kinds - older.kinds);
        if lost.is_empty() && gained.is_empty() {
            return;
        }
        let (before, after) = (type_at(older, newer, &place.before), type_at(newer, older, &place.after));
        let at = |change: Change| change.before(&before).after(&after).detail(format!("{gained} {lost}"));
        let is_typed = rust_kinds(older) != rust_kinds(newer);
        let rust = |change: Change| if is_typed { change } else { change.rust(Bump::Patch) };
        let changed = match (older.kinds.is_empty(), newer.kinds.is_empty()) {
            (true, _) => format!("no value was valid, and {} is valid now", newer.kinds),
            (_, true) => format!("{} was valid, and no value is valid now", older.kinds),
            _ => format!("the type was {} and is {}", older.kinds, newer.kinds),
        };
        let common = older.kinds & newer.kinds;
        let (lost_others, gained_others) = (lost - Kinds::NULL, gained - Kinds::NULL);
        let is_disjoint = (common - Kinds::NULL).is_empty();
        if !gained_others.is_empty() && !lost_others.is_empty() && is_disjoint {
            let change = Change::new(&rules::TYPE_CHANGED, changed);
            return found.push(at(change).put(self.samples(newer, gained)));
        }
        if gained == Kinds::FRACTION && newer.alternatives.iter().all(Alternative::is_whole) {
            return found.push(at(still_whole(&changed, is_as_written(older.alternatives.iter()))));
        }
        if !gained_others.is_empty() {
            // Fractions next to integers are a wider number, and no other branch.
            let is_wider_number = gained.meets(Kinds::NUMBER) && older.kinds.meets(Kinds::NUMBER);
            let is_branch =
                older.union.is_some() && newer.union.is_some() && lost.is_empty() && !is_wider_number;
            let samples = self.samples(newer, gained);
            let change = match is_branch {
                true => {
                    let change = Change::new(&rules::BRANCH_ADDED, format!("a branch was added: {changed}"));
                    // Branches of one type are told apart in another way than types.
                    if older.kinds.count_non_null() < 2 { change.rust(Bump::Major) } else { change }
                }
                false => rust(Change::new(&rules::TYPE_WIDENED, changed)),
            };
            return found.push(at(change).put(samples));
        }
        if !lost_others.is_empty() {
            let is_branch = older.union.is_some() && newer.kinds != Kinds::NONE && !gained.meets(Kinds::NULL);
            // Without a type, people go by what its keywords speak of.
            let implied = rust_kinds(older);
            let is_other = older.kinds == Kinds::ANY && !implied.meets(newer.kinds - Kinds::NULL);
            if is_other && newer.kinds != Kinds::NONE {
                let message = format!(
                    "{changed}, and what was said of it is only about {implied}, which is what receivers expect"
                );
                return found
                    .push(at(Change::new(&rules::TYPE_NARROWED, message).wire(Compatibility::Risky)));
            }
            // That it may be null now is told by itself.
            let changed = match gained.meets(Kinds::NULL) {
                true => format!("the type was {} and is {}", older.kinds, newer.kinds - Kinds::NULL),
                false => changed,
            };
            found.push(at(match is_branch {
                true => Change::new(&rules::BRANCH_REMOVED, format!("a branch was removed: {changed}")),
                false => rust(Change::new(&rules::TYPE_NARROWED, changed)),
            }));
        } else if lost.meets(Kinds::NULL) {
            let places = null_places(self.before, older, newer, (&before, &after));
            let change = at(Change::new(&rules::NULLABLE_REMOVED, "the value may no longer be null"));
            found.push(change.before(&places.0).after(&places.1));
        }
        if gained.meets(Kinds::NULL) {
            let places = null_places(self.after, newer, older, (&after, &before));
            let change = at(Change::new(&rules::NULLABLE_ADDED, "the value may be null now"));
            // What else is lost there is another change.
            let change = change.detail(format!("{gained} {}", Kinds::NONE));
            found.push(change.before(&places.1).after(&places.0).put(vec![Value::Null]));
        }
    }

    /// Compares whether the numbers of a branch are whole, where others of the version say nothing of it.
    pub(super) fn compare_fractions(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        // What is listed is compared value by value.
        if before.values.is_some() {
            return;
        }
        let (gained, lost) = ((after.kinds - before.kinds) & kind, (before.kinds - after.kinds) & kind);
        let types = (before.kinds & kind, after.kinds & kind);
        let rule = match (gained.is_empty(), lost.is_empty()) {
            (false, _) if before.facts.kinds.has(gained) => &rules::TYPE_WIDENED,
            (_, false) if after.facts.kinds.has(lost) => &rules::TYPE_NARROWED,
            // It is told of all branches at once.
            _ => return,
        };
        let changed = format!("the type was {} and is {}", types.0, types.1);
        let change = match !gained.is_empty() && after.is_whole() {
            true => still_whole(&changed, is_as_written([&**before])),
            false => Change::new(rule, changed),
        };
        let at = |one: &One<'c>| one.nearest().map(|schema| schema.location.clone());
        let change = change.at(at(before).as_ref(), at(after).as_ref()).detail("of a branch");
        found.push(change.put(sample(self.after, after, gained)));
    }

    /// Values of some kinds that a schema allows, as far as they are easy to find.
    pub(super) fn samples(&self, newer: &Facts<'c>, kinds: Kinds) -> Vec<Value> {
        let mut values = Vec::new();
        for alternative in newer.alternatives.iter().filter(|alternative| alternative.kinds.meets(kinds)) {
            if let Some(listed) = &alternative.values {
                let of_kind = listed.values.iter().filter(|one| kinds.has(Kinds::of_value(&one.value)));
                values.extend(of_kind.map(|one| one.value.clone()));
            } else {
                values.extend(sample(self.after, alternative, kinds & alternative.kinds));
            }
        }
        values.extend(any_of_kinds(kinds));
        values
    }
}

/// Numbers in place of integers that have no fraction all the same, as multiples of a whole number.
fn still_whole(changed: &str, is_as_written: bool) -> Change {
    let message = format!("{changed}, and every number is still whole");
    let change = |message| Change::new(&rules::TYPE_WIDENED, message);
    match is_as_written {
        true => change(format!("{message}, but may be written as `1.0`, which is no integer in draft-04"))
            .wire(Compatibility::Risky)
            .strict(Compatibility::Risky)
            .help("Send whole numbers without a fraction, or keep `integer`."),
        false => change(message).wire(Compatibility::Safe).strict(Compatibility::Safe).help(TYPES_ONLY),
    }
}

/// Whether an integer is one by how it is written, as draft 4 has it.
fn is_as_written<'o, 'c: 'o>(ones: impl IntoIterator<Item = &'o Alternative<'c>>) -> bool {
    let mut members = ones.into_iter().flat_map(|one| &one.members).map(|member| member.schema);
    members.any(|schema| schema.dialect == Dialect::Draft4 && schema.names_type(JsonType::Integer))
}

/// The only value, where `const` says that there is one.
fn constant<'f>(facts: &'f Facts<'_>) -> Option<&'f Listed> {
    let [only] = &facts.alternatives[..] else { return None };
    let listed = only.values.as_ref().filter(|listed| listed.is_const)?;
    let others = listed.values.iter().filter(|one| !one.value.is_null()).count();
    (others == 1 && !listed.values.first()?.value.is_null()).then_some(listed)
}

/// Where it is said of which kinds a value is: a keyword that the other version does not have in this way, if there is one.
fn type_at(facts: &Facts<'_>, other: &Facts<'_>, place: &Location) -> Location {
    let mut fallback = None;
    let of_union = facts.union.map(|(owner, keyword)| owner.location_of(keyword));
    for alternative in &facts.alternatives {
        for member in alternative.members.iter().rev() {
            let schema = member.schema;
            let Some(types) = &schema.types else { continue };
            let has_same = |other: &crate::facts::Member<'_>| {
                other.schema.location == schema.location
                    && other.schema.types.as_ref() == Some(types)
                    && other.or_null == member.or_null
            };
            let at = schema.location_of(Keyword::Type);
            if !other.alternatives.iter().any(|alternative| alternative.members.iter().any(has_same)) {
                return of_union.unwrap_or(at);
            }
            fallback.get_or_insert(at);
        }
        let listing = alternative.listings.first();
        let listing = listing.map(|listing| listing.owner.location_of(listing.keyword));
        let listed = alternative.values.as_ref().map(|listed| listed.at.clone());
        fallback = of_union.clone().or(listing).or(fallback).or(listed);
        fallback = fallback.or_else(|| alternative.nearest().map(|schema| schema.location.clone()));
    }
    fallback.unwrap_or_else(|| place.clone())
}

/// Where one version says that a value may be null, and where the other would have to say it; or else what is known already.
fn null_places(
    catalog: &Catalog,
    with: &Facts<'_>,
    without: &Facts<'_>,
    (known_with, known_without): (&Location, &Location),
) -> (Location, Location) {
    let members = with.alternatives.iter().flat_map(|alternative| alternative.members.iter().rev());
    let of_branch = members.clone().find_map(|member| {
        let schema = member.schema;
        let keywords = [Keyword::OneOf, Keyword::AnyOf].into_iter();
        let mut keywords = keywords.filter(|keyword| {
            schema
                .list(*keyword)
                .is_some_and(|branches| branches.iter().any(|branch| is_null(catalog, branch)))
        });
        keywords.next().map(|keyword| (schema, schema.location_of(keyword)))
    });
    let by_itself = || {
        members
            .clone()
            .find(|member| member.schema.nullable)
            .map(|member| (member.schema, member.schema.location.child("nullable")))
    };
    let Some((schema, at)) = of_branch.or_else(by_itself) else {
        return (known_with.clone(), known_without.clone());
    };
    let other = without.alternatives.iter().flat_map(|alternative| &alternative.members);
    let other = other.map(|member| member.schema).find(|other| other.location == schema.location);
    let other = other.map(|other| match other.has(Keyword::Type) {
        true => other.location_of(Keyword::Type),
        false => other.location.clone(),
    });
    (at, other.unwrap_or_else(|| known_without.clone()))
}

/// Whether the same values, which are of any kind, have another type in generated code, by the keywords that speak of them.
pub(super) fn has_another_implied_type(older: &Facts<'_>, newer: &Facts<'_>) -> bool {
    older.kinds == newer.kinds && rust_kinds(older) != rust_kinds(newer)
}

/// The kinds that generated types have: a schema that only has keywords of one type is meant to be of that type.
fn rust_kinds(facts: &Facts<'_>) -> Kinds {
    let [only] = &facts.alternatives[..] else { return facts.kinds };
    if facts.kinds != Kinds::ANY {
        return facts.kinds;
    }
    let keywords = only.members.iter().flat_map(|member| member.schema.keywords.iter());
    let implied = keywords.filter_map(|keyword| keyword.implies()).map(Kinds::of_type);
    let formats = only.members.iter().filter(|member| member.schema.constraints.format.is_some());
    let all = implied.chain(formats.map(|_| Kinds::STRING)).fold(Kinds::NONE, |a, b| a | b);
    if all.count_non_null() == 1 { all } else { facts.kinds }
}
