//! A schema as generated types have it: where keywords speak of values of one type only, a value is of that type.

use serde_json::{Map, Value, json};

use super::document::Document;

/// The types that keywords speak of.
const IMPLIED: [(&str, &[&str]); 4] = [
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("string", &["minLength", "maxLength", "pattern", "format"]),
    (
        "array",
        &["items", "prefixItems", "unevaluatedItems", "contains", "minItems", "maxItems", "uniqueItems"],
    ),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "unevaluatedProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
        ],
    ),
];
/// Keywords next to which another one implies nothing.
const DECIDING: [&str; 7] = ["type", "enum", "const", "$ref", "allOf", "anyOf", "oneOf"];
/// Keywords that hold schemas by name.
const MAPS: [&str; 6] =
    ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies"];
/// Keywords that hold a schema, or a list of them.
const INNER: [&str; 10] = [
    "items",
    "prefixItems",
    "contains",
    "additionalItems",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "allOf",
    "anyOf",
    "oneOf",
];

/// A document in which the types that keywords imply are said.
pub fn with_implied_types(document: &Document) -> Document {
    let mut value = document.value.clone();
    add(&mut value);
    Document::of_value(document.draft, value)
}

fn add(schema: &mut Value) {
    let Value::Object(object) = schema else { return };
    if let Some(implied) = implied(object) {
        object.insert("type".to_owned(), json!(implied));
    }
    for (keyword, value) in object.iter_mut() {
        match value {
            Value::Object(map) if MAPS.contains(&keyword.as_str()) => map.values_mut().for_each(add),
            Value::Array(list) if INNER.contains(&keyword.as_str()) => list.iter_mut().for_each(add),
            value if INNER.contains(&keyword.as_str()) => add(value),
            _ => {}
        }
    }
}

fn implied(object: &Map<String, Value>) -> Option<&'static str> {
    if DECIDING.iter().any(|keyword| object.contains_key(*keyword)) {
        return None;
    }
    let speaks =
        |(_, keywords): &&(&str, &[&str])| keywords.iter().any(|keyword| object.contains_key(*keyword));
    let mut implied = IMPLIED.iter().filter(speaks);
    let (only, _) = implied.next()?;
    implied.next().is_none().then_some(*only)
}
