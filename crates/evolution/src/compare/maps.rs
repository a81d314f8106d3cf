//! What receivers of a closed object make of a key that nothing in the schema is about.
//!
//! Most skip it. But where `patternProperties` describe what is under some keys, whoever reads those into a map, as generated
//! code does, reads any other key into it, too.

use serde_json::Value;
use webhook_catalog::{Validator, name_matches};
use webhook_schema::Location;
use webhook_schema::model::Schema;

use super::objects::Objects;
use super::{Comparer, Place};
use crate::facts::facts;
use crate::facts::kinds::Kinds;
use crate::sample::{any_of_kinds, sample_of};

impl<'c> Comparer<'c> {
    /// Whether receivers who read a map can read what is under a key that the older version ruled out.
    pub(super) fn map_reads(&mut self, objects: &Objects<'c>, new: &[&'c Schema], after: &Location) -> bool {
        let held = objects.before.in_map();
        held.is_empty()
            || held.into_iter().any(|old| {
                let place = Place { before: old.location.clone(), after: after.clone() };
                let worst = self.worst_of(&[old], new, &place);
                !worst.is_unreadable && !worst.is_open
            })
    }

    /// Values that the newer version allows under such a key and that are not what the map holds, the clearest first.
    pub(super) fn not_in_map(&self, objects: &Objects<'c>, new: &[&'c Schema]) -> Vec<Value> {
        let held = objects.before.in_map();
        let kinds = held.iter().map(|old| facts(self.before, &[*old]).kinds);
        let kinds = kinds.fold(Kinds::NONE, |a, b| a | b);
        let validators = self.of_map(objects);
        let mut values = sample_of(self.after, new);
        values.extend(any_of_kinds(Kinds::ANY));
        values.retain(|value| !validators.iter().any(|validator| validator.is_valid(value)));
        values.sort_by_key(|value| kinds.has(Kinds::of_value(value)));
        values
    }

    /// Whether an object has something at a key without a field, none of these, that is not what the map holds.
    pub(super) fn is_beyond_map(&self, objects: &Objects<'c>, fields: &[&str], value: &Value) -> bool {
        let validators = self.of_map(objects);
        value.as_object().into_iter().flatten().any(|(key, value)| {
            !objects.before.properties.contains_key(key.as_str())
                && !fields.contains(&key.as_str())
                && !validators.iter().any(|validator| validator.is_valid(value))
        })
    }

    /// A validator for each of the things that the map holds.
    fn of_map(&self, objects: &Objects<'c>) -> Vec<Validator> {
        let held = objects.before.in_map().into_iter();
        held.filter_map(|old| Validator::new(self.before, &old.location)).collect()
    }
}

impl Objects<'_> {
    /// One of these names that neither version says anything of but what it says of all others.
    pub(super) fn unnamed(&self, names: impl IntoIterator<Item = String>) -> Option<String> {
        let both = [&self.before, &self.after];
        names.into_iter().find(|name| {
            !both.iter().any(|object| object.properties.contains_key(name.as_str()))
                && !self.before.patterns.keys().any(|pattern| name_matches(pattern, name))
        })
    }
}
