//! Whether what a condition asked for holds without it, or by others.

use std::rc::Rc;

use serde_json::Value;
use webhook_catalog::Validator;
use webhook_schema::model::{Keyword, Schema};

use super::super::limits::never_matches;
use super::super::meaning::Meaning;
use super::super::unions::ones;
use super::super::{Comparer, One, Place, Worst};
use super::gather::{Condition, conditions};
use crate::facts::claims::Claim;
use crate::facts::kinds::Kinds;
use crate::facts::objects::dependent_required;
use crate::facts::{Entries, Facts, address};
use crate::verdict::Compatibility;

impl<'c> Comparer<'c> {
    /// Of the conditions that are not in both versions, whether each older one holds in the newer version, and each newer one held
    /// in the older version, by what all conditions mean.
    pub(super) fn held_by_meaning(
        &self,
        before: &One<'c>,
        after: &One<'c>,
        (older, newer): (&[Condition<'c>], &[Condition<'c>]),
        kind: Kinds,
    ) -> [Vec<bool>; 2] {
        let claims = |is_after: bool, all: &[Condition<'c>]| {
            all.iter().map(|condition| self.claim(is_after, condition, kind)).collect::<Vec<_>>()
        };
        let (older, newer) = (claims(false, older), claims(true, newer));
        match self.meaning(before, after, kind) {
            Some(mut meaning) => [
                older.iter().map(|claim| meaning.is_kept(claim)).collect(),
                newer.iter().map(|claim| meaning.was_kept(claim)).collect(),
            ],
            None => [vec![false; older.len()], vec![false; newer.len()]],
        }
    }

    /// What the conditions of two versions mean, and the keys that ask for others.
    pub(in crate::compare) fn meaning(
        &self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
    ) -> Option<Meaning<'_, 'c>> {
        let claims = |is_after: bool, one: &One<'c>| {
            let catalog = self.catalog(is_after);
            let asked = dependent_required(one, |at| catalog.value(at)).into_keys();
            let asked = asked.filter(|_| kind == Kinds::OBJECT).map(|(key, other)| Claim::asks(key, other));
            let conditions = conditions(one, kind).into_iter();
            let conditions = conditions.map(|condition| self.claim(is_after, &condition, kind));
            asked.chain(conditions).collect::<Vec<_>>()
        };
        let (older, newer) = (claims(false, before), claims(true, after));
        Meaning::new(self, (before, after), (&older, &newer), kind)
    }

    pub(super) fn claim(&self, is_after: bool, condition: &Condition<'c>, kind: Kinds) -> Claim<'c> {
        let catalog = self.catalog(is_after);
        match (condition.key, &condition.schemas[..]) {
            (Some(key), [asked]) => Claim::Has(key).implies(Claim::of(catalog, asked, kind)),
            _ => Claim::of_keyword(catalog, condition.owner, condition.keyword, kind),
        }
    }

    /// What becomes of receivers where whatever the newer version allows has what the condition asked for, with or without it: they
    /// may miss a property that it described. `None` where that is not proven.
    pub(super) fn held_anyway(
        &mut self,
        old: &Condition<'c>,
        after: &One<'c>,
        kind: Kinds,
    ) -> Option<Compatibility> {
        let newer: Entries<'c> = after.members.iter().map(|member| member.schema).collect();
        let place = Place { before: old.at(), after: after.around(&old.owner.location) };
        // Of few values, each can be tried.
        if let (Some(listed), Some(validator)) =
            (&after.values, Validator::new(self.before, &old.owner.location))
        {
            let of_kind = listed.values.iter().filter(|one| kind.has(Kinds::of_value(&one.value)));
            if of_kind.clone().count() > 0 && of_kind.clone().all(|one| validator.is_valid(&one.value)) {
                return Some(Compatibility::Safe);
            }
        }
        // A member may stand for null as well, which its schema does not say.
        if kind == Kinds::NULL || newer.is_empty() {
            return None;
        }
        let before = self.before;
        let mut wire = Compatibility::Safe;
        let mut is_held = |comparer: &mut Self, asked: &'c Schema| {
            let worst = comparer.worst_of(&[asked], &newer, &place);
            if worst.validates_no_more() {
                wire = wire.max(worst.verdict.wire);
            }
            worst.validates_no_more()
        };
        let is_proven = match (old.keyword, &old.schemas[..]) {
            (Keyword::AnyOf, branches) => branches.iter().any(|branch| is_held(self, branch)),
            (Keyword::DependentSchemas, asked) => asked.iter().all(|asked| is_held(self, asked)),
            (Keyword::If, [test, ..]) => {
                // Of values of one kind, a condition on the type alone holds, or it does not.
                let certain = Claim::of(before, test, kind).certain();
                let is_always =
                    certain == Some(true) || self.worst_of(&[*test], &newer, &place).validates_no_more();
                let is_never = certain == Some(false) || self.is_never(false, test, (true, after));
                let part = |keyword: Keyword, is_idle: bool| old.owner.one(keyword).filter(|_| !is_idle);
                let asked = [part(Keyword::Then, is_never), part(Keyword::Else, is_always)];
                asked.into_iter().flatten().all(|asked| is_held(self, asked))
            }
            (Keyword::Not, [ruled_out]) => {
                self.is_never(false, ruled_out, (true, after))
                    || kind == Kinds::STRING && never_matches(after, ruled_out)
            }
            _ => false,
        };
        is_proven.then_some(wire)
    }

    /// Whether no condition of the older version ruled null out, wherever it is named among the types.
    pub(in crate::compare) fn allows_null_by_conditions(&self, older: &Rc<Facts<'c>>) -> bool {
        ones(older, Kinds::NULL).iter().any(|one| {
            let speaks_of_null = |condition: &Condition<'c>| {
                let mut members = one.members.iter().filter(|member| !member.or_null);
                members.any(|member| address(member.schema) == address(condition.owner))
            };
            let mut conditions = conditions(one, Kinds::NULL).into_iter().filter(speaks_of_null);
            conditions.all(|condition| condition.is_met(self.before, &Value::Null))
        })
    }

    /// What is worst of what follows from the same condition; `None` where the condition is another one, or something follows
    /// in one version only.
    pub(super) fn worst_that_follows(&mut self, old: &'c Schema, new: &'c Schema) -> Option<Worst> {
        if !self.same(old.one(Keyword::If)?, new.one(Keyword::If)?) {
            return None;
        }
        let mut worst = Worst::default();
        for keyword in [Keyword::Then, Keyword::Else] {
            match (old.one(keyword), new.one(keyword)) {
                (None, None) => {}
                (Some(old), Some(new)) => {
                    let place = Place { before: old.location.clone(), after: new.location.clone() };
                    let own = self.worst_of(&[old], &[new], &place);
                    worst.add(own);
                }
                _ => return None,
            }
        }
        Some(worst)
    }

    /// Whether no less follows from a condition that holds for all values that an older one held for; the other way round of one
    /// from which something follows where it does not hold.
    pub(super) fn holds_for_more(&mut self, old: &'c Schema, new: &'c Schema) -> bool {
        let (Some(old_test), Some(new_test)) = (old.one(Keyword::If), new.one(Keyword::If)) else {
            return false;
        };
        match [old.one(Keyword::Then), old.one(Keyword::Else)] {
            [Some(asked), None] => {
                new.one(Keyword::Then).is_some_and(|now| self.is_no_wider(asked, now))
                    && self.is_part(old_test, new_test)
            }
            [None, Some(asked)] => {
                new.one(Keyword::Else).is_some_and(|now| self.is_no_wider(asked, now))
                    && self.is_no_wider(old_test, new_test)
            }
            _ => false,
        }
    }

    /// Whether a newer schema allows nothing that an older one does not.
    pub(in crate::compare) fn is_no_wider(&mut self, old: &'c Schema, new: &'c Schema) -> bool {
        let place = Place { before: old.location.clone(), after: new.location.clone() };
        self.worst_of(&[old], &[new], &place).allows_no_more()
    }

    /// Whether whatever an older schema allows, a newer one allows.
    pub(super) fn is_part(&mut self, older: &'c Schema, newer: &'c Schema) -> bool {
        // Both are asked the other way round, each in its own catalog: what is the same in both may be taken for either.
        let mut turned = Comparer::new(self.after, self.before);
        let place = Place { before: newer.location.clone(), after: older.location.clone() };
        let worst = turned.worst_of(&[newer], &[older], &place);
        worst.allows_no_more()
    }
}
