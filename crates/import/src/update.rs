//! A schema that is in the catalog, and what a document says of the same: the document owns what holds for values, and the
//! authors of the catalog own the words.

use serde_json::{Map, Value};
use webhook_schema::model::Keyword;

/// The schema as the document has it, with what was written by hand. `kept` counts texts that differ from the document's.
pub(crate) fn merged(existing: &Value, new: &Value, kept: &mut usize) -> Value {
    match (existing, new) {
        (Value::Object(old), Value::Object(new)) => Value::Object(of_schema(old, new, kept)),
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            Value::Array(old.iter().zip(new).map(|(old, new)| merged(old, new, kept)).collect())
        }
        _ => new.clone(),
    }
}

fn of_schema(old: &Map<String, Value>, new: &Map<String, Value>, kept: &mut usize) -> Map<String, Value> {
    let mut schema = Map::new();
    // In the order that the file has.
    for (key, value) in old {
        match new.get(key) {
            Some(Value::Object(_)) if is_map(key) => {
                let both = of_map(value, &new[key], kept);
                schema.insert(key.clone(), both);
            }
            Some(other) if is_written(key) => {
                *kept += usize::from(value != other);
                schema.insert(key.clone(), value.clone());
            }
            Some(other) => drop(schema.insert(key.clone(), merged(value, other, kept))),
            None if is_written(key) => drop(schema.insert(key.clone(), value.clone())),
            None => {}
        }
    }
    for (key, value) in new {
        schema.entry(key).or_insert_with(|| value.clone());
    }
    schema
}

/// Schemas by names that are no keywords.
fn of_map(old: &Value, new: &Value, kept: &mut usize) -> Value {
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return new.clone() };
    let mut map = Map::new();
    for (name, value) in old {
        if let Some(other) = new.get(name) {
            map.insert(name.clone(), merged(value, other, kept));
        }
    }
    for (name, value) in new {
        map.entry(name).or_insert_with(|| value.clone());
    }
    Value::Object(map)
}

/// Whether a keyword holds schemas by names.
fn is_map(key: &str) -> bool {
    use Keyword::*;
    [Properties, PatternProperties, DependentSchemas, Dependencies, Defs, Definitions]
        .iter()
        .any(|keyword| keyword.as_str() == key)
}

/// Whether what a key says is of the authors' making: for people, or for this program.
fn is_written(key: &str) -> bool {
    let is_note = Keyword::ALL.iter().any(|keyword| keyword.as_str() == key && keyword.is_annotation());
    let names = [Keyword::Schema, Keyword::Id].iter().any(|keyword| keyword.as_str() == key);
    (is_note && key != Keyword::Default.as_str() && key != Keyword::Deprecated.as_str())
        || names
        || key.starts_with("x-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_stay_and_what_holds_follows_the_document() {
        let existing = json!({
            "x-rust-name": "Mine",
            "description": "By hand.",
            "type": "object",
            "required": ["a"],
            "properties": {
                "b": { "type": "string", "description": "Added." },
                "a": { "type": "string", "maxLength": 3, "title": "Kept" },
                "gone": { "description": "Of what is gone." },
            },
        });
        let new = json!({
            "description": "The document's.",
            "type": "object",
            "required": ["a", "b"],
            "properties": { "a": { "type": "integer" }, "b": { "type": "string" }, "c": true },
        });
        let mut kept = 0;
        let expected = json!({
            "x-rust-name": "Mine",
            "description": "By hand.",
            "type": "object",
            "required": ["a", "b"],
            "properties": {
                "b": { "type": "string", "description": "Added." },
                "a": { "type": "integer", "title": "Kept" },
                "c": true,
            },
        });
        let text = |value: &Value| value.to_string();
        assert_eq!(text(&merged(&existing, &new, &mut kept)), text(&expected));
        assert_eq!(kept, 1);
        // A property may be called like a keyword.
        let named = |ty: &str| json!({ "properties": { "description": { "type": ty } } });
        assert_eq!(merged(&named("string"), &named("integer"), &mut kept), named("integer"));
    }
}
