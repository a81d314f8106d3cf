//! What one event says of the fields around its payload.

use super::{Constraints, Description, JsonType, Remarks};

/// What one event says of a field around its payload that not all events say of it.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The way to it; empty for the event as a whole.
    pub way: String,
    /// The types of JSON that it has, where the event says more than the envelope.
    pub types: Vec<JsonType>,
    /// Whether it is always there in this event only.
    pub is_required: bool,
    /// What is promised of it.
    pub constraints: Constraints,
    /// What the event says of it in words.
    pub description: Option<Description>,
    /// What else is said.
    pub remarks: Remarks,
}

impl Around {
    /// Whether there is anything to tell.
    pub fn says_something(&self) -> bool {
        let Self { way: _, types, is_required, constraints, description, remarks } = self;
        !types.is_empty()
            || *is_required
            || *constraints != Constraints::default()
            || description.is_some()
            || *remarks != Remarks::default()
    }
}
