//! Schemas of older drafts in the newest one.

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::keyword::{Keyword, Role};
use super::schema::Schema;

/// Keywords that a definition has no use for which goes by a name of its own.
fn is_left_out(keyword: Keyword) -> bool {
    let is_name = matches!(keyword.role(), Role::Identifies | Role::Defines) && keyword != Keyword::Ref;
    is_name || keyword == Keyword::Comment
}

/// Writes a schema in the newest draft, without what names it, its definitions and its comments; `reference` is what it
/// refers to by now. The schemas in it are left as they are: whoever wants those too goes from the inside out.
pub fn modernize(object: &mut Map<String, Value>, schema: &Schema, reference: Option<Value>) {
    // What the draft ignores next to a reference would count now.
    let is_ignored =
        |keyword: Keyword| Keyword::of(keyword.as_str(), schema.dialect).is_some() && !schema.has(keyword);
    object.retain(|key, _| match Keyword::ALL.iter().find(|keyword| keyword.as_str() == key) {
        Some(keyword) => !is_left_out(*keyword) && !is_ignored(*keyword),
        None => true,
    });
    if let Some(reference) = reference {
        object.insert(Keyword::Ref.as_str().to_owned(), reference);
    }
    if schema.dialect < Dialect::Draft6 {
        limit(object, Keyword::Minimum, Keyword::ExclusiveMinimum);
        limit(object, Keyword::Maximum, Keyword::ExclusiveMaximum);
    }
    if object.get(Keyword::Items.as_str()).is_some_and(Value::is_array) {
        rename(object, Keyword::Items, Keyword::PrefixItems);
        rename(object, Keyword::AdditionalItems, Keyword::Items);
    }
    if let Some(Value::Object(all)) = object.shift_remove(Keyword::Dependencies.as_str()) {
        let (keys, schemas): (Map<_, _>, Map<_, _>) =
            all.into_iter().partition(|(_, needs)| needs.is_array());
        let mut put = |keyword: Keyword, all: Map<String, Value>| {
            if !all.is_empty() {
                object.insert(keyword.as_str().to_owned(), Value::Object(all));
            }
        };
        put(Keyword::DependentRequired, keys);
        put(Keyword::DependentSchemas, schemas);
    }
    // What is no switch stays as it is written.
    if object.get("nullable").is_some_and(Value::is_boolean) {
        object.shift_remove("nullable");
    }
    if schema.nullable {
        allow_null(object);
    }
}

/// In draft 4, an exclusive limit is a switch of the limit next to it.
fn limit(object: &mut Map<String, Value>, limit: Keyword, exclusive: Keyword) {
    if object.shift_remove(exclusive.as_str()) == Some(Value::Bool(true)) {
        rename(object, limit, exclusive);
    }
}

fn rename(object: &mut Map<String, Value>, from: Keyword, to: Keyword) {
    if let Some(value) = object.shift_remove(from.as_str()) {
        object.insert(to.as_str().to_owned(), value);
    }
}

/// Allows null as well: in the list of types, or else next to everything that there is.
fn allow_null(object: &mut Map<String, Value>) {
    let key = Keyword::Type.as_str();
    match object.get_mut(key) {
        Some(Value::String(ty)) => {
            let ty = std::mem::take(ty);
            object.insert(key.to_owned(), json!([ty, "null"]));
            if let Some(Value::Array(values)) = object.get_mut(Keyword::Enum.as_str())
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
        }
        Some(_) => {}
        None => {
            let is_note = |key: &str| {
                Keyword::ALL.iter().any(|keyword| keyword.as_str() == key && keyword.is_annotation())
            };
            let (notes, rest): (Map<_, _>, Map<_, _>) =
                std::mem::take(object).into_iter().partition(|(key, _)| is_note(key));
            *object = notes;
            object.insert(Keyword::AnyOf.as_str().to_owned(), json!([rest, { "type": "null" }]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_drafts_become_the_newest() {
        for (schema, modern) in [
            (
                json!({ "$schema": Dialect::Draft4.uri(), "id": "x", "minimum": 1, "exclusiveMinimum": true, "maximum": 2 }),
                json!({ "maximum": 2, "exclusiveMinimum": 1 }),
            ),
            (
                json!({ "$schema": Dialect::Draft7.uri(), "items": [true], "additionalItems": false }),
                json!({ "prefixItems": [true], "items": false }),
            ),
            (
                json!({ "$schema": Dialect::Draft7.uri(), "dependencies": { "a": ["b"], "c": {} } }),
                json!({ "dependentRequired": { "a": ["b"] }, "dependentSchemas": { "c": {} } }),
            ),
            (
                json!({ "$schema": Dialect::Draft4.uri(), "type": "string", "enum": ["a"], "nullable": true }),
                json!({ "type": ["string", "null"], "enum": ["a", null] }),
            ),
            (
                json!({ "$schema": Dialect::Draft4.uri(), "type": "string", "nullable": false }),
                json!({ "type": "string" }),
            ),
            (
                json!({ "$schema": Dialect::Draft4.uri(), "description": "d", "allOf": [true], "nullable": true }),
                json!({ "description": "d", "anyOf": [{ "allOf": [true] }, { "type": "null" }] }),
            ),
        ] {
            let mut object = schema.as_object().cloned().unwrap_or_default();
            modernize(&mut object, &Schema::read("a.json", &schema), None);
            assert_eq!(Value::Object(object), modern, "{schema}");
        }
        let schema = json!({ "$schema": Dialect::Draft7.uri(), "$ref": "#/a", "maxLength": 1, "title": "t" });
        let mut object = schema.as_object().cloned().unwrap_or_default();
        modernize(&mut object, &Schema::read("a.json", &schema), Some(json!("#/b")));
        assert_eq!(Value::Object(object), json!({ "title": "t", "$ref": "#/b" }));
    }
}
