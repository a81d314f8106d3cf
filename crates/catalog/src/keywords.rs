//! Which keywords of JSON Schema 2020-12 hold schemas.
//!
//! Knows the keywords' shapes and which of them speak of the same value as the schema around them.
//! Does not judge which keywords a catalog may use: that is the generator's.

use serde_json::Value;

use crate::place;

/// The one dialect that catalogs are written in.
pub(crate) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Keywords that hold one schema; the flag says whether it speaks of the same value.
const ONE: [(&str, bool); 11] = [
    ("additionalProperties", false),
    ("contains", false),
    ("contentSchema", false),
    ("else", true),
    ("if", true),
    ("items", false),
    ("not", true),
    ("propertyNames", false),
    ("then", true),
    ("unevaluatedItems", false),
    ("unevaluatedProperties", false),
];
const LIST: [(&str, bool); 4] = [("allOf", true), ("anyOf", true), ("oneOf", true), ("prefixItems", false)];
const MAP: [(&str, bool); 4] =
    [("$defs", false), ("dependentSchemas", true), ("patternProperties", false), ("properties", false)];

/// A schema within a schema.
pub(crate) struct Subschema<'a> {
    pub(crate) pointer: String,
    pub(crate) schema: &'a Value,
    /// Whether it speaks of the same value as the schema around it.
    pub(crate) in_place: bool,
}

/// The schemas directly within the one at `pointer`; what has the wrong shape holds none.
pub(crate) fn subschemas<'a>(pointer: &str, schema: &'a Value) -> Vec<Subschema<'a>> {
    let mut found = Vec::new();
    for (keyword, in_place) in ONE {
        if let Some(schema) = schema.get(keyword) {
            found.push(Subschema { pointer: place::join(pointer, keyword), schema, in_place });
        }
    }
    for (keyword, in_place) in LIST {
        let outer = place::join(pointer, keyword);
        for (index, schema) in schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            found.push(Subschema { pointer: place::join(&outer, &index.to_string()), schema, in_place });
        }
    }
    for (keyword, in_place) in MAP {
        let outer = place::join(pointer, keyword);
        for (name, schema) in schema.get(keyword).and_then(Value::as_object).into_iter().flatten() {
            found.push(Subschema { pointer: place::join(&outer, name), schema, in_place });
        }
    }
    found
}
