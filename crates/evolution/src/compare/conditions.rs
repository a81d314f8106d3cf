//! What holds under a condition, and what must not hold: `if`, `not`, `dependentSchemas`, and branches that only ask for
//! more.

mod asked;
mod described;
mod gather;
mod proof;

use std::collections::BTreeSet;
use std::slice::from_ref;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Location, code};

pub(super) use self::asked::asked_for;
use self::gather::{Condition, conditions};
use super::exclusive::EXCLUSIVE;
use super::unevaluated::evaluated::described;
use super::{Comparer, Found, One, Place};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::objects::{Object, dependent_required, has_key_ruled_out};
use crate::facts::{Entries, facts, says_only};
use crate::rules;
use crate::sample::Search;
use crate::verdict::{Bump, Compatibility};

impl<'c> Comparer<'c> {
    pub(super) fn compare_conditions(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let (mut older, mut newer) = (conditions(before, kind), conditions(after, kind));
        // What is the same is out of the way first.
        older.retain(|old| {
            let same = newer.iter().position(|new| self.are_same(old, new));
            same.map(|at| newer.remove(at)).is_none()
        });
        if older.is_empty() && newer.is_empty() {
            return;
        }
        let [olds_held, news_held] = self.held_by_meaning(before, after, (&older, &newer), kind);
        // The same in other words.
        let [olds_asked, news_asked] = [(false, before), (true, after)].map(|(is_after, one)| {
            let catalog = self.catalog(is_after);
            dependent_required(one, |at| catalog.value(at)).into_keys().collect::<BTreeSet<_>>()
        });
        let is_respelled = olds_held.iter().chain(&news_held).all(|is_held| *is_held)
            && (!older.is_empty() || !olds_asked.is_subset(&news_asked))
            && (!newer.is_empty() || !news_asked.is_subset(&olds_asked));
        let has_fields = || older.iter().chain(&newer).any(Condition::has_fields);
        let adds_none = |is_after: bool, one: &One<'c>, all: &[Condition<'c>]| {
            kind == Kinds::OBJECT && adds_no_fields(self.catalog(is_after), &Object::of(one), all)
        };
        let adds_none = adds_none(false, before, &older) && adds_none(true, after, &newer);
        if is_respelled && (!has_fields() || adds_none || self.describe_the_same_fields(&older, &newer)) {
            return;
        }
        let others = found.changes.len();
        for (old, is_held) in older.into_iter().zip(olds_held) {
            let of_kind = |new: &Condition<'c>| new.keyword == old.keyword && new.key == old.key;
            let is_loosened = |new: &Condition<'c>| self.is_no_longer_exclusive(&old, new);
            if let Some(at) = newer.iter().position(is_loosened).filter(|_| !is_held) {
                let new = newer.remove(at);
                let change = Change::new(&rules::ONE_OF_TO_ANY_OF, EXCLUSIVE);
                let change = change.before(&old.at()).after(&new.at());
                found.push(change.put(self.unconditional(&old, Some(&new), after, kind)));
                continue;
            }
            match newer.iter().position(of_kind) {
                Some(at) => {
                    let new = newer.remove(at);
                    self.condition_changed((&old, &new), is_held, (before, after), kind, found);
                }
                None => {
                    let place = Some(after.around(&old.owner.location));
                    let change = told(rules_of(old.keyword).1, &old, "was removed");
                    let change = change.at(Some(&old.at()), place.as_ref());
                    let wire = match is_held {
                        true => Some(Compatibility::Safe),
                        false => self.held_anyway(&old, after, kind),
                    };
                    found.push(match wire {
                        Some(Compatibility::Safe) => held(change),
                        Some(wire) => held(change).wire(wire).help(rules::PROPERTY_REMOVED.instead),
                        None => change.put(self.unconditional(&old, None, after, kind)),
                    });
                }
            }
        }
        for new in newer {
            let place = Some(before.around(&new.owner.location));
            found.push(told(rules_of(new.keyword).0, &new, "was added").at(place.as_ref(), Some(&new.at())));
        }
        if adds_none {
            found.changes[others..].iter_mut().for_each(|change| change.verdict.rust = Bump::Patch);
        }
    }

    /// Whether the conditions of two versions are of the same keywords, and describe the same fields.
    fn describe_the_same_fields(&self, older: &[Condition<'c>], newer: &[Condition<'c>]) -> bool {
        let describes_only =
            |schema: &Schema| says_only(schema, &[Keyword::Properties, Keyword::Required, Keyword::Type]);
        let are_the_same = |old: &'c Schema, new: &'c Schema| {
            let fields = |schema: &'c Schema| schema.map(Keyword::Properties).into_iter().flatten();
            self.same(old, new)
                || describes_only(old)
                    && describes_only(new)
                    && fields(old).count() == fields(new).count()
                    && fields(old).all(|(name, old)| {
                        fields(new).any(|(other, new)| name == other && self.same(old, new))
                    })
        };
        older.len() == newer.len()
            && older.iter().all(|old| {
                newer.iter().any(|new| {
                    let parts = [Keyword::If, Keyword::Then, Keyword::Else].into_iter();
                    let mut parts = parts.map(|part| (old.owner.one(part), new.owner.one(part)));
                    (old.keyword, new.keyword) == (Keyword::If, Keyword::If)
                        && parts.all(|pair| match pair {
                            (Some(old), Some(new)) => are_the_same(old, new),
                            (old, new) => old.is_none() && new.is_none(),
                        })
                })
            })
    }

    /// Whether something describes each key that only one of two conditions asks for: of one that nothing describes, a field is
    /// made because it is asked for.
    fn have_fields_for_what_is_asked(
        &self,
        (old, new): (&Condition<'c>, &Condition<'c>),
        (before, after): (&One<'c>, &One<'c>),
    ) -> bool {
        let (olds, news) = (old.keys(), new.keys());
        let mut apart = olds.symmetric_difference(&news);
        apart.all(|name| {
            [(self.before, before), (self.after, after)]
                .into_iter()
                .all(|(catalog, one)| !described(catalog, one, name).is_empty())
        })
    }

    fn condition_changed(
        &mut self,
        (old, new): (&Condition<'c>, &Condition<'c>),
        is_held: bool,
        (before, after): (&One<'c>, &One<'c>),
        kind: Kinds,
        found: &mut Found,
    ) {
        let place = Place { before: old.at(), after: new.at() };
        let follows = match (old.keyword, &old.schemas[..], &new.schemas[..]) {
            (Keyword::If, _, _) => self.worst_that_follows(old.owner, new.owner),
            (Keyword::DependentSchemas, [old], [new]) => Some(self.worst_of(&[*old], &[*new], &place)),
            _ => None,
        };
        // What must not hold is compared the other way round.
        let is_narrower = match (old.keyword, &old.schemas[..], &new.schemas[..]) {
            (Keyword::Not, [old], [new]) => self.is_part(old, new),
            (Keyword::If | Keyword::DependentSchemas, _, _) => {
                follows.is_some_and(|worst| worst.allows_no_more())
                    || old.keyword == Keyword::If && self.holds_for_more(old.owner, new.owner)
            }
            (Keyword::OneOf | Keyword::AnyOf, olds, news) if old.keyword == Keyword::AnyOf => {
                news.iter().all(|new| olds.iter().any(|old| self.same(old, new)))
            }
            _ => false,
        } || is_held
            || self.held_anyway(old, after, kind) == Some(Compatibility::Safe);
        let change = told(rules_of(old.keyword).2, new, "was changed");
        let has_fields = old.has_fields() || new.has_fields();
        let are_kept = self.describe_the_same_fields(from_ref(old), from_ref(new))
            && self.have_fields_for_what_is_asked((old, new), (before, after));
        let change = change.rust(if has_fields && !are_kept { Bump::Major } else { Bump::Patch });
        let change = match &self.changed_keywords(old, new)[..] {
            [one] if old.keyword == Keyword::If => {
                let is_there = [old, new].map(|condition| condition.owner.has(*one));
                let what = match is_there {
                    [true, true] => "changed",
                    [false, _] => "added",
                    _ => "removed",
                };
                let at = |condition: &Condition<'c>, is_there: bool, known: &Location| match is_there {
                    true => condition.owner.location_of(*one),
                    false => known.clone(),
                };
                let message = format!("`{}` was {what}", one.as_str());
                let (before, after) =
                    (at(old, is_there[0], &place.before), at(new, is_there[1], &place.after));
                Change { message, ..change }.before(&before).after(&after)
            }
            _ => change.before(&place.before).after(&place.after),
        };
        let change = match follows {
            // What is asked of fields that nothing describes there changes no type.
            Some(worst) if old.keyword == Keyword::If && change.verdict.rust == Bump::Major => {
                change.rust(worst.verdict.rust)
            }
            _ => change,
        };
        if is_narrower {
            return found.push(held(change));
        }
        let values = self.unconditional(old, Some(new), after, kind);
        // Unless what follows from the condition breaks receivers, or a value shows that something is valid now that was not,
        // nobody has proven that nothing is. A value with a key that was ruled out does not show it: receivers skip what they
        // do not know.
        let entries: Entries<'c> = [old.owner].into_iter().chain(old.asked()).collect();
        let is_shown = follows.is_some_and(|worst| worst.verdict.wire == Compatibility::Breaking)
            || values.iter().any(|value| !has_key_ruled_out(self.before, &entries, value));
        let is_condition = std::ptr::eq(change.rule, &rules::CONDITION_CHANGED);
        let change = change.put(values);
        found.push(match is_condition && !is_shown {
            true => change.wire(Compatibility::Risky).help(UNPROVEN),
            false => change,
        });
    }

    /// The keywords of a condition that another version has in another way, or does not have.
    fn changed_keywords(&self, old: &Condition<'c>, new: &Condition<'c>) -> Vec<Keyword> {
        if old.keyword != Keyword::If {
            return vec![old.keyword];
        }
        let parts = [Keyword::If, Keyword::Then, Keyword::Else].into_iter();
        let is_changed = |keyword: &Keyword| match (old.owner.one(*keyword), new.owner.one(*keyword)) {
            (Some(old), Some(new)) => !self.same(old, new),
            (old, new) => old.is_some() != new.is_some(),
        };
        parts.filter(is_changed).collect()
    }

    /// Values that a condition ruled out.
    fn unconditional(
        &self,
        old: &Condition<'c>,
        new: Option<&Condition<'c>>,
        after: &One<'c>,
        kind: Kinds,
    ) -> Vec<Value> {
        let search = Search {
            before: self.before,
            after: self.after,
            newer: after,
            older: old.owner,
            hints: (old.schemas.clone(), new.map(|new| new.schemas.clone()).unwrap_or_default()),
            keys: old.key.map(str::to_owned).into_iter().collect(),
        };
        search.values(kind)
    }

    /// Whether at least one of the same branches has to hold now, and no longer exactly one.
    fn is_no_longer_exclusive(&self, old: &Condition<'c>, new: &Condition<'c>) -> bool {
        (old.keyword, new.keyword) == (Keyword::OneOf, Keyword::AnyOf)
            && new.schemas.iter().all(|new| old.schemas.iter().any(|old| self.same(old, new)))
    }

    fn are_same(&self, old: &Condition<'c>, new: &Condition<'c>) -> bool {
        let is_list = matches!(old.keyword, Keyword::OneOf | Keyword::AnyOf);
        old.keyword == new.keyword
            && old.key == new.key
            && old.schemas.len() == new.schemas.len()
            && match is_list {
                // The order of branches does not count.
                true => self.are_same_in_any_order(old.schemas.clone(), new.schemas.clone()),
                false => {
                    let shape = |condition: &Condition<'_>| {
                        [Keyword::If, Keyword::Then, Keyword::Else]
                            .map(|keyword| condition.owner.has(keyword))
                    };
                    (old.keyword != Keyword::If || shape(old) == shape(new))
                        && old.schemas.iter().zip(&new.schemas).all(|(old, new)| self.same(old, new))
                }
            }
    }
}

/// Whether conditions describe no fields but those that an object has anyway, with a type.
fn adds_no_fields<'c>(catalog: &'c Catalog, object: &Object<'c>, all: &[Condition<'c>]) -> bool {
    let names_known = |schema: &Schema| {
        let properties = schema.map(Keyword::Properties).into_iter().flatten();
        !describes_others(schema)
            && properties.into_iter().all(|(name, property)| {
                let known = object.properties.get(&**name);
                known.is_some_and(|known| facts(catalog, &known.entries).kinds != Kinds::ANY)
                    && property
                        .all()
                        .into_iter()
                        .all(|schema| !describes_others(schema) && !schema.has(Keyword::Properties))
            })
    };
    let mut todo: Vec<&Schema> = all.iter().flat_map(|condition| condition.schemas.iter().copied()).collect();
    while let Some(schema) = todo.pop() {
        if !names_known(schema) {
            return false;
        }
        todo.extend(schema.in_place());
    }
    true
}

/// Whether a schema leaves it to another to describe a value, or describes properties without their names.
fn describes_others(schema: &Schema) -> bool {
    const OTHERS: [Keyword; 3] =
        [Keyword::PatternProperties, Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
    schema.reference.is_some() || OTHERS.into_iter().any(|keyword| schema.has(keyword))
}

/// What to do where nothing shows that more is allowed, and nothing that no more is.
pub(super) const UNPROVEN: &str = "Look whether all that is valid now was valid before. If it was, acknowledge the finding and say why; if not, keep the condition.";

/// What to do where generated types change, and nothing else.
pub(super) const TYPES_ONLY: &str = "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers.";

/// A change by which no more is allowed than before.
pub(super) fn held(change: Change) -> Change {
    change.wire(Compatibility::Safe).strict(Compatibility::Safe).help(TYPES_ONLY)
}

type Rule = &'static crate::rule::Rule;

/// The rules for what was added, removed and changed.
fn rules_of(keyword: Keyword) -> (Rule, Rule, Rule) {
    match keyword {
        Keyword::Not => (&rules::NOT_ADDED, &rules::NOT_REMOVED, &rules::NOT_CHANGED),
        Keyword::ContentSchema => (&rules::CONTENT_ADDED, &rules::CONTENT_CHANGED, &rules::CONTENT_CHANGED),
        _ => (&rules::CONDITION_ADDED, &rules::CONDITION_REMOVED, &rules::CONDITION_CHANGED),
    }
}

fn told(rule: Rule, condition: &Condition<'_>, what: &str) -> Change {
    let name = condition.keyword.as_str();
    let detail = format!("{name} {}", condition.key.unwrap_or_default());
    let of = condition.key.map(|key| format!(" of {}", code(key))).unwrap_or_default();
    let change = Change::new(rule, format!("`{name}`{of} {what}")).detail(detail);
    // Fields that are described under a condition only are fields all the same.
    match condition.has_fields() {
        true => change.rust(Bump::Major),
        false => change.rust(Bump::Patch),
    }
}
