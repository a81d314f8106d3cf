//! Which values are equal: numbers by what they are, objects whatever the order of their properties.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value;

use crate::number;

/// Whether two values are equal by the rules of JSON Schema.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::validate::equal;
///
/// assert!(equal(&json!([1]), &json!([1.0])) && !equal(&json!("1"), &json!(1)));
/// ```
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b) == Ordering::Equal,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let is_in_b = |(key, a): (&String, &Value)| b.get(key).is_some_and(|b| equal(a, b));
            a.len() == b.len() && a.iter().all(is_in_b)
        }
        (a, b) => a == b,
    }
}

/// Whether no value is there twice.
pub(super) fn are_distinct(values: &[Value]) -> bool {
    let mut seen = HashSet::new();
    values.len() < 2 || values.iter().all(|value| seen.insert(identity(value)))
}

/// A text that equal values have in common, and no others.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::validate::identity;
///
/// assert_eq!(identity(&json!({ "a": 1, "b": 2.5 })), identity(&json!({ "b": 2.5, "a": 1.0 })));
/// assert_ne!(identity(&json!("1")), identity(&json!(1)));
/// ```
pub fn identity(value: &Value) -> String {
    match value {
        Value::Number(number) => number::identity(number),
        Value::Array(items) => format!("[{}]", items.iter().map(identity).collect::<Vec<_>>().join(",")),
        Value::Object(object) => {
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            let entries = entries.into_iter().map(|(key, value)| format!("{key:?}:{}", identity(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}
