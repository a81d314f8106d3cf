//! What is said of keys that have no field.

use std::sync::Arc;

use webhook_schema::Rare;

use super::{Constraints, JsonType, Remarks};

/// Keys that something is said of without naming them, or what else there is of a value that has no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that match a regular expression.
    Matching(String),
    /// All that nothing else is said of.
    Others,
    /// All of a map.
    All,
    /// The items of a list.
    Items,
    /// Those after the items that have a type by their position.
    Later,
    /// One of several alternatives.
    Alternative,
}

/// What is said of the values under some of the keys that have no field.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys {
    /// Which keys these are.
    pub which: Which,
    /// The types of the values; empty for any.
    pub types: Vec<JsonType>,
    /// Whether they may be null.
    pub nullable: bool,
    /// What is promised of them beyond that.
    pub constraints: Constraints,
    /// What they are.
    pub description: Option<Arc<str>>,
    /// What else is said of them.
    pub remarks: Rare<Remarks>,
}

impl Keys {
    /// Whether something is said besides types and limits.
    pub fn has_words(&self) -> bool {
        self.description.is_some() || *self.remarks != Remarks::default()
    }
}
