//! Values that a list has already.

use std::collections::HashMap;

use serde_json::Value;
use webhook_schema::validate::identity;
use webhook_schema::{Diagnostic, Location, Rule};

/// The values of a list that were seen, each with the position at which it was first.
#[derive(Default)]
pub(super) struct Seen(HashMap<String, usize>);

impl Seen {
    /// The position at which a value was before; `None` the first time.
    pub fn before(&mut self, at: usize, value: &Value) -> Option<usize> {
        self.before_as(at, identity(value))
    }

    /// The same of what goes by a text that is the same for equal ones.
    pub fn before_as(&mut self, at: usize, identity: String) -> Option<usize> {
        let first = *self.0.entry(identity).or_insert(at);
        (first != at).then_some(first)
    }
}

/// Tells of a value that is at a position of a list, and at another one before.
pub(super) fn repeated(
    rule: &'static Rule,
    list: &Location,
    at: usize,
    first: usize,
    message: String,
) -> Diagnostic {
    let place = |at: usize| list.child(&at.to_string());
    Diagnostic::at_value(rule, place(at), message, "keep one of the two")
        .label(place(first), "it is listed here first")
}
