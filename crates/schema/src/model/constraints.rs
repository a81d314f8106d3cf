//! What a schema promises of a value beyond its type, as data.

use serde_json::{Number, Value};

/// What a schema promises of a value beyond its type. Numbers are as they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// The smallest number.
    pub minimum: Option<Number>,
    /// The largest number.
    pub maximum: Option<Number>,
    /// What a number is greater than.
    pub exclusive_minimum: Option<Number>,
    /// What a number is less than.
    pub exclusive_maximum: Option<Number>,
    /// What a number is a multiple of.
    pub multiple_of: Option<Number>,
    /// The smallest number of characters in a string.
    pub min_length: Option<u64>,
    /// The largest number of characters in a string.
    pub max_length: Option<u64>,
    /// The smallest number of items in an array.
    pub min_items: Option<u64>,
    /// The largest number of items in an array.
    pub max_items: Option<u64>,
    /// The smallest number of properties in an object.
    pub min_properties: Option<u64>,
    /// The largest number of properties in an object.
    pub max_properties: Option<u64>,
    /// Whether an array has no item twice.
    pub unique_items: bool,
    /// The format of a string, such as `date-time`.
    pub format: Option<String>,
    /// A regular expression that a string matches somewhere.
    pub pattern: Option<String>,
    /// The only value.
    pub constant: Option<Value>,
}

impl Constraints {
    /// Whether no number below zero is allowed.
    pub fn is_never_negative(&self) -> bool {
        let at_least = |limit: &Option<Number>, least: f64| {
            limit.as_ref().and_then(Number::as_f64).is_some_and(|limit| limit >= least)
        };
        at_least(&self.minimum, 0.0) || at_least(&self.exclusive_minimum, -1.0)
    }
}
