//! Which keywords of JSON Schema 2020-12 hold schemas, and which of those are about the same value as the schema around
//! them. Which keywords a catalog may use is the generator's to say.

use serde_json::Value;

use webhook_schema::join;

/// The one dialect that catalogs are written in.
pub(crate) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Keywords that hold one schema; the flag says whether it is about the same value.
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
    /// Whether it is about the same value as the schema around it.
    pub(crate) in_place: bool,
}

/// The schemas directly within the one at `pointer`; what has the wrong shape holds none.
pub(crate) fn subschemas<'a>(pointer: &str, schema: &'a Value) -> Vec<Subschema<'a>> {
    let mut found = Vec::new();
    for (keyword, in_place) in ONE {
        if let Some(schema) = schema.get(keyword) {
            found.push(Subschema { pointer: join(pointer, keyword), schema, in_place });
        }
    }
    for (keyword, in_place) in LIST {
        let outer = join(pointer, keyword);
        for (index, schema) in schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            found.push(Subschema { pointer: join(&outer, &index.to_string()), schema, in_place });
        }
    }
    for (keyword, in_place) in MAP {
        let outer = join(pointer, keyword);
        for (name, schema) in schema.get(keyword).and_then(Value::as_object).into_iter().flatten() {
            found.push(Subschema { pointer: join(&outer, name), schema, in_place });
        }
    }
    found
}

/// Every schema in a schema file with its pointer, from the outside in.
pub fn all_schemas(root: &Value) -> Vec<(String, &Value)> {
    let mut found = vec![(String::new(), root)];
    let mut next = 0;
    while let Some((pointer, schema)) = found.get(next).cloned() {
        found.extend(subschemas(&pointer, schema).into_iter().map(|inner| (inner.pointer, inner.schema)));
        next += 1;
    }
    found
}
