//! A change at a place, before it is known which events it affects.

use serde_json::Value;
use webhook_schema::Location;

use crate::rule::Rule;
use crate::verdict::{Bump, Compatibility, Verdict};

/// A change at a place.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub rule: &'static Rule,
    pub verdict: Verdict,
    pub before: Option<Location>,
    pub after: Option<Location>,
    pub message: String,
    /// What is left to do; empty where nothing is.
    pub help: &'static str,
    /// What tells it from other changes of the same rule at the same place.
    pub detail: String,
    /// Whether it is only about what a schema says to people.
    pub is_annotation: bool,
    /// How a body is made that shows it.
    pub probe: Probe,
}

/// What is done to a value so that a receiver of the older version cannot read it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Probe {
    /// The property that it is done to; the value itself where there is none.
    pub key: Option<String>,
    /// Whether the property is removed.
    pub is_removal: bool,
    /// The name that the property had: a body shows the change by having the new one only, though both versions may allow it.
    pub old_key: Option<String>,
    /// What takes the place: the first that is valid counts.
    pub values: Vec<Value>,
    /// The pair in which the changes are that show it.
    pub within: Option<usize>,
}

impl Change {
    pub(crate) fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            verdict: rule.verdict,
            before: None,
            after: None,
            message: message.into(),
            help: rule.instead,
            detail: String::new(),
            is_annotation: false,
            probe: Probe::default(),
        }
    }

    pub(crate) fn before(self, at: &Location) -> Self {
        Self { before: Some(at.clone()), ..self }
    }

    pub(crate) fn after(self, at: &Location) -> Self {
        Self { after: Some(at.clone()), ..self }
    }

    pub(crate) fn at(self, before: Option<&Location>, after: Option<&Location>) -> Self {
        Self { before: before.cloned(), after: after.cloned(), ..self }
    }

    pub(crate) fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Something else is left to do than the rule says.
    pub(crate) fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    pub(crate) fn wire(mut self, wire: Compatibility) -> Self {
        self.verdict.wire = wire;
        self
    }

    pub(crate) fn strict(mut self, strict: Compatibility) -> Self {
        self.verdict.strict = strict;
        self
    }

    pub(crate) fn rust(mut self, rust: Bump) -> Self {
        self.verdict.rust = rust;
        self
    }

    pub(crate) fn annotation(self) -> Self {
        Self { is_annotation: true, ..self }
    }

    /// A body with one of these values in the place shows it.
    pub(crate) fn put(mut self, values: Vec<Value>) -> Self {
        self.probe.values = values;
        self
    }

    /// A body with one of these values at a property of the value shows it.
    pub(crate) fn put_at(mut self, key: &str, values: Vec<Value>) -> Self {
        self.probe = Probe { key: Some(key.to_owned()), values, ..Probe::default() };
        self
    }

    /// A body with a property under its new name shows it, with the value that the old name had or with one of these.
    pub(crate) fn moved(mut self, old: &str, new: &str, values: Vec<Value>) -> Self {
        self.probe =
            Probe { key: Some(new.to_owned()), old_key: Some(old.to_owned()), values, ..Probe::default() };
        self
    }

    /// A body without a property shows it.
    pub(crate) fn without(mut self, key: &str) -> Self {
        self.probe = Probe { key: Some(key.to_owned()), is_removal: true, ..Probe::default() };
        self
    }
}
