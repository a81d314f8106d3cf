//! Where the schemas are in a document.

use serde_json::Value;

use crate::random::document::{Draft, PAYLOAD, child};

/// Keywords that hold one schema.
const ONE: [&str; 12] = [
    "items",
    "additionalItems",
    "unevaluatedItems",
    "contains",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
    "contentSchema",
];
/// Keywords that hold a list of schemas.
const LIST: [&str; 5] = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];
/// Keywords that hold schemas by name.
const MAP: [&str; 4] = ["properties", "patternProperties", "dependentSchemas", "dependencies"];

/// The places of the payload's schema, of the definitions, and of all schemas in them.
pub(super) fn of_schemas(document: &Value, draft: Draft) -> Vec<String> {
    let mut found = Vec::new();
    visit(document, PAYLOAD, &mut found);
    let definitions = format!("/{}", draft.definitions());
    for name in document[draft.definitions()].as_object().into_iter().flat_map(|all| all.keys()) {
        visit(document, &child(&definitions, name), &mut found);
    }
    found
}

fn visit(document: &Value, place: &str, found: &mut Vec<String>) {
    let Some(Value::Object(schema)) = document.pointer(place) else { return };
    found.push(place.to_owned());
    for below in below(schema, place) {
        visit(document, &below, found);
    }
}

/// The places of the schemas right within a schema.
fn below(schema: &serde_json::Map<String, Value>, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, value) in schema {
        let at = child(place, keyword);
        match value {
            Value::Array(list) if LIST.contains(&keyword.as_str()) => {
                found.extend((0..list.len()).map(|number| child(&at, &number.to_string())));
            }
            Value::Object(map) if MAP.contains(&keyword.as_str()) => {
                found.extend(map.keys().map(|name| child(&at, name)));
            }
            Value::Object(_) if ONE.contains(&keyword.as_str()) => found.push(at),
            _ => {}
        }
    }
    found
}
