//! What [`builder!`](crate::builder) calls.

use std::collections::BTreeMap;

use serde::ser::Serialize;
use serde_json::Value;

use crate::json::path::key_path;
use crate::json::value::same_value;
use crate::{BuildError, Maybe};

/// Where a field is in its object or array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// At a key.
    Key(&'static str),
    /// At a position.
    Index(usize),
    /// It holds what no other field does.
    Rest,
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Step {
        Step::Key(key)
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

impl Step {
    fn path(self) -> String {
        match self {
            Step::Key(key) => key_path(key),
            Step::Index(index) => index_path(index),
            Step::Rest => String::new(),
        }
    }
}

fn index_path(index: usize) -> String {
    format!("[{index}]")
}

/// What is wrong with the values that were given to a builder, by field.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<(Step, BuildError)>);

impl Faults {
    /// Converts the value of a field.
    pub fn one<T, V: TryInto<T, Error: Into<BuildError>>>(&mut self, step: Step, value: V) -> Option<T> {
        self.outcome(step, value.try_into().map_err(Into::into))
    }

    /// Converts the value of a field that may have none.
    pub fn maybe<T, V: TryInto<Maybe<T>, Error: Into<BuildError>>>(
        &mut self,
        step: Step,
        value: V,
    ) -> Option<Option<T>> {
        self.one(step, value).map(Maybe::into_option)
    }

    /// Converts the items of a field.
    pub fn list<T, V: TryInto<T, Error: Into<BuildError>>>(
        &mut self,
        step: Step,
        items: impl IntoIterator<Item = V>,
    ) -> Option<Vec<T>> {
        let items = items.into_iter().enumerate();
        self.all(step, items.map(|(index, item)| item.try_into().map_err(|error| (index_path(index), error))))
    }

    /// Converts the values of a field by their keys.
    pub fn map<T, V: TryInto<T, Error: Into<BuildError>>>(
        &mut self,
        step: Step,
        entries: impl IntoIterator<Item = (impl Into<String>, V)>,
    ) -> Option<BTreeMap<String, T>> {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), value));
        let entries = entries.map(|(key, value)| match value.try_into() {
            Ok(value) => Ok((key, value)),
            Err(error) => Err((key_path(&key), error)),
        });
        self.all(step, entries)
    }

    fn all<T, C: Default + Extend<T>, E: Into<BuildError>>(
        &mut self,
        step: Step,
        items: impl Iterator<Item = Result<T, (String, E)>>,
    ) -> Option<C> {
        let (mut converted, mut errors) = (C::default(), Vec::new());
        for item in items {
            match item {
                Ok(item) => converted.extend([item]),
                Err((path, error)) => errors.push(error.into().within(&path)),
            }
        }
        let error = BuildError::all(errors);
        self.outcome(step, if error.is_empty() { Ok(converted) } else { Err(error) })
    }

    /// The value of a field, unless it is a problem. Whatever was given for the field before is forgotten.
    pub fn outcome<T>(&mut self, step: Step, value: Result<T, BuildError>) -> Option<T> {
        self.0.retain(|(other, _)| *other != step);
        value.map_err(|error| self.0.push((step, error))).ok()
    }

    /// The problems, in the order of the fields. Each field comes with whether it is required and has no value.
    #[inline(never)]
    pub fn problems(mut self, fields: &[(Step, bool)]) -> BuildError {
        let rest = (Step::Rest, false);
        BuildError::all(fields.iter().chain([&rest]).filter_map(|&(step, is_missing)| {
            let error = match self.0.iter().position(|(other, _)| *other == step) {
                Some(index) => self.0.swap_remove(index).1,
                None if is_missing => BuildError::new("missing required field"),
                None => return None,
            };
            Some(error.within(&step.path()))
        }))
    }
}

/// What an event fixes of its payload: the keys that lead to a value, and the JSON of each value that it may have.
pub type Fixed = (&'static [&'static str], &'static [&'static str]);

/// The payload of an event, unless it has another value than the event fixes.
pub fn fixed<T: Serialize>(payload: T, fixed: &[Fixed]) -> Result<T, BuildError> {
    if fixed.is_empty() {
        return Ok(payload);
    }
    let json = serde_json::to_value(&payload).map_err(|error| BuildError::new(error.to_string()))?;
    let error = other_values(&json, fixed);
    if error.is_empty() { Ok(payload) } else { Err(error) }
}

fn other_values(payload: &Value, fixed: &[Fixed]) -> BuildError {
    BuildError::all(fixed.iter().filter_map(|(keys, values)| {
        // An absent value is none of those that it may not have.
        let found = keys.iter().try_fold(payload, |value, key| value.get(key))?.to_string();
        if values.iter().any(|value| same_value(value, &found)) {
            return None;
        }
        let one_of = if values.len() > 1 { "one of " } else { "" };
        let error = BuildError::new(format!("expected {one_of}{}, found {found}", values.join(", ")));
        Some(keys.iter().rev().fold(error, |error, key| error.within(&key_path(key))))
    }))
}

/// The value, unless there are problems; `value` is what the fields make, if all required ones are there.
#[inline]
pub fn built<T>(faults: Faults, fields: &[(Step, bool)], value: Option<T>) -> Result<T, BuildError> {
    match value {
        Some(value) if faults.0.is_empty() => Ok(value),
        _ => Err(faults.problems(fields)),
    }
}
