//! Whether a value may be of several branches at once, and what follows where `oneOf` says that it is of one.

use std::collections::HashSet;
use std::rc::Rc;

use serde_json::Value;
use webhook_schema::model::{Keyword, Schema};

use super::unions::ones;
use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::claims::Claim;
use crate::facts::kinds::Kinds;
use crate::facts::{Facts, address, is_valid};
use crate::rules;
use crate::sample::{Search, sample};
use crate::verdict::Compatibility;

/// What is told where exactly one of several branches had to hold, and at least one has to now.
pub(super) const EXCLUSIVE: &str = "`oneOf` became `anyOf`: a value may be several of the branches at once";

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
                let change = Change::new(&rules::ONE_OF_TO_ANY_OF, EXCLUSIVE);
                // Where no value could be several of them, it says the same.
                let change = match is_disjoint {
                    true => change.wire(Compatibility::Safe).strict(Compatibility::Safe),
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
        before: &[&'c Schema],
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
        let told = self.told(found);
        if olds.is_empty() || told == Compatibility::Breaking {
            return;
        }
        for old in self.no_longer_exclusive((&olds, &news), (older, newer)) {
            if self.is_kept_in_other_words(old, (older, newer)) {
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
            let kinds = Kinds::EACH.into_iter().filter(|kind| newer.kinds.meets(*kind));
            // A value may have been ruled out by others as well, and allowed by others.
            let others = olds.iter().copied().filter(|other| address(other) != address(old));
            let all: Vec<&'c Schema> = [old].into_iter().chain(others).collect();
            let whole = if let [one] = before { one } else { old };
            let mut values: Vec<Value> =
                kinds.flat_map(|kind| self.of_fewer(whole, &all, &ones(newer, kind), kind)).collect();
            values.retain(|value| !is_valid(self.before, before, value));
            let (message, strict) = match values.is_empty() {
                // What may be missed is told already.
                true if told == Compatibility::Risky => continue,
                true => (
                    "branches of `oneOf` changed, and a value may be valid against several of them: it cannot be proven that none was ruled out by that",
                    Compatibility::Risky,
                ),
                false => (
                    "branches of `oneOf` changed: a value that was valid against several of them was ruled out by that, and is valid now",
                    Compatibility::Breaking,
                ),
            };
            let change = Change::new(&rules::BRANCHES_OVERLAP, message).strict(strict).put(values);
            found.push(change.at(Some(&old.location_of(Keyword::OneOf)), new_at.as_ref()));
        }
    }

    /// Of schemas with `oneOf`, those that ruled out something which may be valid now. Null is tried, whichever branch it is of.
    fn no_longer_exclusive(
        &mut self,
        (olds, news): (&[&'c Schema], &[&'c Schema]),
        (older, newer): (&Rc<Facts<'c>>, &Rc<Facts<'c>>),
    ) -> Vec<&'c Schema> {
        let mut lost: Vec<&'c Schema> = Vec::new();
        for kind in Kinds::EACH.into_iter().filter(|kind| *kind != Kinds::NULL && newer.kinds.meets(*kind)) {
            let all = ones(older, kind);
            for new in ones(newer, kind) {
                let left: Vec<&'c Schema> =
                    olds.iter().copied().filter(|old| !self.is_exclusive_for(old, &new)).collect();
                // One alternative has to allow all of it, with each `oneOf` that it is of: another one may be of another that
                // does not.
                if left.is_empty() || self.is_covered(&without(&all, &left), &new, kind) {
                    continue;
                }
                let (mut apart, mut changed) = (left.clone(), left.clone());
                apart.retain(|old| !self.is_covered(&without(&all, &[old]), &new, kind));
                changed.retain(|old| !news.iter().any(|own| self.have_same_branches(old, own)));
                let told = [apart, changed, left].into_iter().find(|all| !all.is_empty());
                lost.extend(told.unwrap_or_default());
            }
        }
        let mut seen = HashSet::new();
        lost.retain(|old| seen.insert(address(old)));
        lost
    }

    /// Whether no value of a newer alternative is of several branches: the newer version has the same ones, none of them meet,
    /// or it allows nothing but values of one of them.
    fn is_exclusive_for(&mut self, old: &'c Schema, new: &One<'c>) -> bool {
        let branches = || old.list(Keyword::OneOf).unwrap_or_default().iter();
        new.exclusive.iter().any(|own| self.have_same_branches(old, own))
            || branches().filter(|branch| !self.is_never(false, branch, (true, new))).count() <= 1
            || self.has_disjoint_branches(old)
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

    /// What is known already of what those who validate may meet.
    pub(super) fn told(&mut self, found: &Found) -> Compatibility {
        let own = found.changes.iter().map(|change| change.verdict.strict).max().unwrap_or_default();
        found.edges.iter().fold(own, |told, (id, _)| told.max(self.worst(*id).verdict.strict))
    }

    fn have_same_branches(&self, old: &'c Schema, new: &'c Schema) -> bool {
        let branches = |owner: &'c Schema| owner.list(Keyword::OneOf).unwrap_or_default().iter().collect();
        self.are_same_in_any_order(branches(old), branches(new))
    }

    /// Whether two lists have the same branches, each as often: what is there twice is never valid on its own.
    pub(super) fn are_same_in_any_order(&self, olds: Vec<&'c Schema>, mut news: Vec<&'c Schema>) -> bool {
        olds.into_iter().all(|old| {
            let same = news.iter().position(|new| self.same(old, new));
            same.map(|at| news.swap_remove(at)).is_some()
        }) && news.is_empty()
    }

    fn has_disjoint_branches(&mut self, owner: &'c Schema) -> bool {
        let branches = owner.list(Keyword::OneOf).unwrap_or_default();
        branches.iter().enumerate().all(|(number, branch)| {
            let others = &branches[number + 1..];
            let each = ones(&self.facts_of(false, &[branch]), Kinds::ANY);
            others.iter().all(|other| each.iter().all(|one| self.is_never(false, other, (false, one))))
        })
    }

    /// Values that were of several branches of schemas, and so of none, which made them invalid, and are allowed now.
    pub(super) fn of_fewer(
        &self,
        older: &'c Schema,
        olds: &[&'c Schema],
        news: &[One<'c>],
        kind: Kinds,
    ) -> Vec<Value> {
        let lists = olds.iter().filter_map(|old| old.list(Keyword::OneOf));
        let branches: Vec<&'c Schema> = lists.flatten().collect();
        let found = news.iter().map(|newer| {
            let search = Search {
                before: self.before,
                after: self.after,
                newer,
                older,
                hints: (branches.clone(), Vec::new()),
                keys: Vec::new(),
            };
            search.values(kind)
        });
        found.into_iter().find(|values| !values.is_empty()).unwrap_or_default()
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
}

/// The alternatives that are of none of these schemas with `oneOf`.
fn without<'c>(all: &[One<'c>], schemas: &[&'c Schema]) -> Vec<One<'c>> {
    let is_one = |own: &&'c Schema| schemas.iter().any(|schema| address(schema) == address(own));
    all.iter().filter(|one| !one.exclusive.iter().any(is_one)).cloned().collect()
}
