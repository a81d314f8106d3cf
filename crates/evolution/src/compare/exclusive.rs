//! Whether a value may be of several branches at once, and what follows where `oneOf` says that it is of one.

use std::rc::Rc;

use serde_json::Value;
use webhook_catalog::{Catalog, Validator};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::equal;

use super::unions::ones;
use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::claims::Claim;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;
use crate::facts::{Facts, address};
use crate::rules;
use crate::sample::sample;
use crate::verdict::{Bump, Compatibility, Verdict};

/// How deep alternatives are looked into for what tells them apart.
const DEEPEST: usize = 4;

impl<'c> Comparer<'c> {
    pub(super) fn compare_exclusiveness(
        &mut self,
        older: &Rc<Facts<'c>>,
        newer: &Rc<Facts<'c>>,
        found: &mut Found,
    ) {
        let (Some((old, old_keyword)), Some((new, new_keyword))) = (older.union, newer.union) else { return };
        let (before, after) = (old.location_of(old_keyword), new.location_of(new_keyword));
        match (old_keyword, new_keyword) {
            (Keyword::OneOf, Keyword::AnyOf) => {
                let is_disjoint =
                    Kinds::EACH.into_iter().all(|kind| self.are_disjoint(false, &ones(older, kind)));
                let change = Change::new(
                    &rules::ONE_OF_TO_ANY_OF,
                    "`oneOf` became `anyOf`: a value may be several of the branches at once",
                );
                // Where no value could be several of them, it says the same.
                let change = match is_disjoint {
                    true => change.wire(Compatibility::Safe).strict(Compatibility::Safe).rust(Bump::Patch),
                    false => change,
                };
                let values = self.of_several(newer);
                found.push(change.before(&before).after(&after).put(values));
            }
            (Keyword::AnyOf, Keyword::OneOf) => {
                let change = Change::new(
                    &rules::ANY_OF_TO_ONE_OF,
                    "`anyOf` became `oneOf`: a value is exactly one of the branches",
                );
                found.push(change.before(&before).after(&after));
            }
            _ => {}
        }
    }

    /// Notes that branches of `oneOf` changed which a value may be valid against at once: what was valid against two of them
    /// was not valid, and may be now.
    pub(super) fn compare_overlap(
        &mut self,
        (before, after): (&[&'c Schema], &[&'c Schema]),
        (older, newer): (&Rc<Facts<'c>>, &Rc<Facts<'c>>),
        found: &mut Found,
    ) {
        let exclusive = |facts: &Facts<'c>| {
            let mut all: Vec<&'c Schema> = Vec::new();
            for schema in facts.alternatives.iter().flat_map(|one| &one.exclusive) {
                if !all.iter().any(|known| address(known) == address(schema)) {
                    all.push(schema);
                }
            }
            all
        };
        let (olds, news) = (exclusive(older), exclusive(newer));
        if olds.is_empty() || self.is_told(found) {
            return;
        }
        // Which branch null is of is not noted, and need not be: it is one value, which can be tried.
        let has_kept_null = is_null_valid(self.before, before) || !is_null_valid(self.after, after);
        for old in olds {
            if has_kept_null && self.has_kept(old, (older, newer))
                || self.has_disjoint_branches(old)
                || self.is_kept_in_other_words(old, (older, newer))
            {
                continue;
            }
            let new = news.iter().find(|new| new.location == old.location).or(news.first());
            let new_at = match new {
                Some(new) => Some(new.location_of(Keyword::OneOf)),
                None => newer
                    .alternatives
                    .first()
                    .and_then(|one| one.nearest())
                    .map(|schema| schema.location.clone()),
            };
            let message = "branches of `oneOf` changed, and a value may be valid against several of them: it cannot be proven that none was ruled out by that";
            let change = Change::new(&rules::BRANCHES_OVERLAP, message);
            found.push(change.at(Some(&old.location_of(Keyword::OneOf)), new_at.as_ref()));
        }
    }

    /// Whether the newer version has the same branches for all but null, and has them wherever the older one did: other
    /// alternatives allow no more than others did before.
    fn has_kept(&mut self, old: &'c Schema, (older, newer): (&Rc<Facts<'c>>, &Rc<Facts<'c>>)) -> bool {
        let mut kinds = Kinds::EACH.into_iter().filter(|kind| *kind != Kinds::NULL && newer.kinds.meets(*kind));
        kinds.all(|kind| {
            let (mut olds, mut news) = (ones(older, kind), ones(newer, kind));
            olds.retain(|one| !one.exclusive.iter().any(|own| address(own) == address(old)));
            news.retain(|one| !one.exclusive.iter().any(|own| self.have_same_branches(old, own)));
            news.iter().all(|new| self.is_covered(&olds, new, kind))
        })
    }

    /// Whether exactly one branch of the older version holds for all that the newer one allows, by what its conditions mean.
    fn is_kept_in_other_words(
        &self,
        old: &'c Schema,
        (older, newer): (&Rc<Facts<'c>>, &Rc<Facts<'c>>),
    ) -> bool {
        let mut kinds =
            Kinds::EACH.into_iter().filter(|kind| older.kinds.meets(*kind) && newer.kinds.meets(*kind));
        kinds.all(|kind| {
            let ([before], [after]) = (&ones(older, kind)[..], &ones(newer, kind)[..]) else { return false };
            let claim = Claim::of_keyword(self.before, old, Keyword::OneOf, kind);
            self.meaning(before, after, kind).is_some_and(|mut meaning| meaning.is_kept(&claim))
        })
    }

    /// Whether it is known already that those who validate may meet something new.
    fn is_told(&mut self, found: &Found) -> bool {
        let is_told = |verdict: Verdict| verdict.strict != Compatibility::Safe;
        found.changes.iter().any(|change| is_told(change.verdict))
            || found.edges.iter().any(|(id, _)| is_told(self.worst(*id).verdict))
    }

    fn have_same_branches(&self, old: &'c Schema, new: &'c Schema) -> bool {
        let (olds, news) =
            (old.list(Keyword::OneOf).unwrap_or_default(), new.list(Keyword::OneOf).unwrap_or_default());
        olds.len() == news.len()
            && olds.iter().all(|old| news.iter().any(|new| self.same(old, new)))
            && news.iter().all(|new| olds.iter().any(|old| self.same(old, new)))
    }

    fn has_disjoint_branches(&mut self, owner: &'c Schema) -> bool {
        let branches = owner.list(Keyword::OneOf).unwrap_or_default();
        let each: Vec<Vec<One<'c>>> =
            branches.iter().map(|branch| ones(&self.facts_of(false, &[branch]), Kinds::ANY)).collect();
        (0..each.len()).all(|number| {
            each[number + 1..].iter().all(|others| {
                each[number].iter().all(|a| others.iter().all(|b| self.are_two_disjoint(false, a, b, 0)))
            })
        })
    }

    /// Objects that may be several alternatives at once: what shows that a request may no longer be.
    fn of_several(&self, newer: &Facts<'c>) -> Vec<Value> {
        let each =
            newer.alternatives.iter().map(|one| sample(self.after, one, Kinds::OBJECT).into_iter().next());
        let each: Vec<Value> = each.flatten().collect();
        let mut values = Vec::new();
        for (number, a) in each.iter().enumerate() {
            for b in &each[number + 1..] {
                if let (Value::Object(a), Value::Object(b)) = (a, b) {
                    values.push(Value::Object(a.clone().into_iter().chain(b.clone()).collect()));
                }
            }
        }
        values
    }

    /// Whether no value is two of these at once, as far as that can be proven.
    pub(super) fn are_disjoint(&mut self, is_after: bool, all: &[One<'c>]) -> bool {
        let numbered = all.iter().enumerate();
        numbered
            .into_iter()
            .all(|(number, a)| all[number + 1..].iter().all(|b| self.are_two_disjoint(is_after, a, b, 0)))
    }

    fn are_two_disjoint(&mut self, is_after: bool, a: &One<'c>, b: &One<'c>, depth: usize) -> bool {
        let common = a.kinds & b.kinds;
        if common.is_empty() {
            return true;
        }
        if let (Some(a), Some(b)) = (&a.values, &b.values) {
            let has = |value: &Value| b.values.iter().any(|one| equal(&one.value, value));
            return !a.values.iter().any(|one| has(&one.value));
        }
        if common != Kinds::OBJECT || depth == DEEPEST {
            return false;
        }
        let (a, b) = (Object::of(a), Object::of(b));
        a.properties.iter().any(|(name, a)| {
            let Some(b) = b.properties.get(name) else { return false };
            if a.required.is_none() && b.required.is_none() {
                return false;
            }
            let (a, b) = (self.facts_of(is_after, &a.entries), self.facts_of(is_after, &b.entries));
            let (a, b) = (ones(&a, Kinds::ANY), ones(&b, Kinds::ANY));
            a.iter().all(|a| b.iter().all(|b| self.are_two_disjoint(is_after, a, b, depth + 1)))
        })
    }
}

/// Whether null is valid against all of these.
fn is_null_valid(catalog: &Catalog, entries: &[&Schema]) -> bool {
    entries.iter().all(|schema| {
        let validator = Validator::new(catalog, &schema.location);
        validator.is_some_and(|validator| validator.is_valid(&Value::Null))
    })
}
