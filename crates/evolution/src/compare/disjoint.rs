//! Whether no value is two things at once.

use serde_json::Value;
use webhook_schema::model::Schema;
use webhook_schema::validate::equal;

use super::unions::ones;
use super::{Comparer, One};
use crate::facts::kinds::Kinds;
use crate::facts::limits::exclude_each_other;
use crate::facts::objects::Object;
use crate::facts::values::{Listed, is_allowed};

/// How deep alternatives are looked into for what tells them apart.
const DEEPEST: usize = 4;

/// An alternative, and whether it is of the newer version.
type Of<'o, 'c> = (bool, &'o One<'c>);

impl<'c> Comparer<'c> {
    /// Whether no value is two of these at once, as far as that can be proven.
    pub(super) fn are_disjoint(&mut self, is_after: bool, all: &[One<'c>]) -> bool {
        all.iter().enumerate().all(|(number, a)| {
            all[number + 1..].iter().all(|b| self.are_two_disjoint((is_after, a), (is_after, b), 0))
        })
    }

    /// Whether nothing that an alternative allows is valid against a schema, as far as that can be proven.
    pub(super) fn is_never(&mut self, is_after: bool, schema: &'c Schema, one: Of<'_, 'c>) -> bool {
        let all = ones(&self.facts_of(is_after, &[schema]), Kinds::ANY);
        all.iter().all(|other| self.are_two_disjoint((is_after, other), one, 0))
    }

    fn are_two_disjoint(&mut self, (of_a, a): Of<'_, 'c>, (of_b, b): Of<'_, 'c>, depth: usize) -> bool {
        let common = a.kinds & b.kinds;
        if common.is_empty() {
            return true;
        }
        match (&a.values, &b.values) {
            (Some(a), Some(b)) => {
                let has = |value: &Value| b.values.iter().any(|one| equal(&one.value, value));
                return !a.values.iter().any(|one| has(&one.value));
            }
            (Some(listed), None) => return allows_none(b, listed),
            (None, Some(listed)) => return allows_none(a, listed),
            (None, None) => {}
        }
        let mut kinds = Kinds::EACH.into_iter().filter(|kind| common.meets(*kind));
        kinds.all(|kind| {
            exclude_each_other(kind, a, b)
                || kind == Kinds::OBJECT
                    && depth < DEEPEST
                    && self.are_objects_disjoint((of_a, a), (of_b, b), depth)
        })
    }

    fn are_objects_disjoint(&mut self, (of_a, a): Of<'_, 'c>, (of_b, b): Of<'_, 'c>, depth: usize) -> bool {
        let (a, b) = (Object::of(a), Object::of(b));
        let lacks = |a: &Object<'c>, b: &Object<'c>| {
            let mut required = a.properties.iter().filter(|(_, property)| property.required.is_some());
            required.any(|(name, _)| b.certainly_rules_out(name))
        };
        lacks(&a, &b)
            || lacks(&b, &a)
            || a.properties.iter().any(|(name, a)| {
                let Some(b) = b.properties.get(name) else { return false };
                if a.required.is_none() && b.required.is_none() {
                    return false;
                }
                let (a, b) = (self.facts_of(of_a, &a.entries), self.facts_of(of_b, &b.entries));
                let (a, b) = (ones(&a, Kinds::ANY), ones(&b, Kinds::ANY));
                a.iter().all(|a| b.iter().all(|b| self.are_two_disjoint((of_a, a), (of_b, b), depth + 1)))
            })
    }
}

/// Whether none of these values has a type and is within limits that an alternative asks for.
fn allows_none(one: &One<'_>, listed: &Listed) -> bool {
    let is_left = |value: &Value| one.kinds.has(Kinds::of_value(value)) && is_allowed(value, one);
    !listed.values.iter().any(|one| is_left(&one.value))
}
