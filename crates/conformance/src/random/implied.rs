//! A schema as generated types have it: where keywords speak of numbers only, or of texts only, a value is one.

use serde_json::{Map, Value, json};

use super::document::Document;

/// Keywords of numbers, whose values are numbers.
const OF_NUMBERS: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
/// Keywords of texts that are counted, and those that are texts themselves.
const OF_LENGTHS: [&str; 2] = ["minLength", "maxLength"];
const OF_TEXTS: [&str; 2] = ["pattern", "format"];
/// Keywords next to which another one implies nothing.
const DECIDING: [&str; 7] = ["type", "enum", "const", "$ref", "allOf", "anyOf", "oneOf"];

/// A document in which the types that keywords imply are said.
pub fn with_implied_types(document: &Document) -> Document {
    let mut value = document.value.clone();
    add(&mut value);
    Document::of_value(document.draft, value)
}

fn add(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(implied) = implied(object) {
                object.insert("type".to_owned(), json!(implied));
            }
            object.values_mut().for_each(add);
        }
        Value::Array(values) => values.iter_mut().for_each(add),
        _ => {}
    }
}

fn implied(object: &Map<String, Value>) -> Option<&'static str> {
    // What has these names for its properties holds schemas there.
    let has = |keywords: &[&str], is_one: fn(&Value) -> bool| {
        keywords.iter().any(|keyword| object.get(*keyword).is_some_and(is_one))
    };
    let is_number = has(&OF_NUMBERS, Value::is_number);
    let is_text = has(&OF_LENGTHS, Value::is_number) || has(&OF_TEXTS, Value::is_string);
    match (DECIDING.iter().any(|keyword| object.contains_key(*keyword)), is_number, is_text) {
        (false, true, false) => Some("number"),
        (false, false, true) => Some("string"),
        _ => None,
    }
}
