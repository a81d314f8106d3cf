//! A schema that is in the catalog, and what a document says of the same: the document owns what holds for values, and the
//! authors of the catalog own the words.

use serde_json::{Map, Value};
use webhook_schema::model::{Dialect, Holds, Keyword, Role};

/// What became of texts that are in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// Those that stayed, though the document has another.
    pub kept: usize,
    /// Those in branches of a choice or a combination of which it cannot be told what has become of them.
    pub lost: usize,
}

/// The schema as the document has it, with what was written by hand.
pub(crate) fn merged(existing: &Value, new: &Value, texts: &mut Texts) -> Value {
    match (existing, new) {
        (Value::Object(old), Value::Object(new)) => Value::Object(of_schema(old, new, texts)),
        _ => new.clone(),
    }
}

fn of_schema(old: &Map<String, Value>, new: &Map<String, Value>, texts: &mut Texts) -> Map<String, Value> {
    let mut schema = Map::new();
    // In the order that the file has.
    for (key, value) in old {
        match new.get(key) {
            Some(other) if is_written(key) => {
                texts.kept += usize::from(value != other);
                schema.insert(key.clone(), value.clone());
            }
            Some(other) => drop(schema.insert(key.clone(), of_keyword(key, value, other, texts))),
            None if is_written(key) => drop(schema.insert(key.clone(), value.clone())),
            None => {}
        }
    }
    for (key, value) in new {
        schema.entry(key).or_insert_with(|| value.clone());
    }
    schema
}

/// What a keyword holds. Only schemas have texts in them: anything else is the document's.
fn of_keyword(key: &str, old: &Value, new: &Value, texts: &mut Texts) -> Value {
    match (holds(key), old, new) {
        (Some(Holds::Map), Value::Object(old), Value::Object(new)) => of_map(old, new, texts).into(),
        (Some(Holds::List), Value::Array(old), Value::Array(new)) if key == Keyword::PrefixItems.as_str() => {
            // Each is for an item of its own.
            let pairs = new.iter().enumerate().map(|(at, new)| (old.get(at), new));
            pairs.map(|(old, new)| old.map_or_else(|| new.clone(), |old| merged(old, new, texts))).collect()
        }
        (Some(Holds::List), Value::Array(old), Value::Array(new)) => of_branches(old, new, texts).into(),
        (Some(Holds::One | Holds::OneOrList), ..) => merged(old, new, texts),
        _ => new.clone(),
    }
}

/// Schemas by names that are not keywords.
fn of_map(old: &Map<String, Value>, new: &Map<String, Value>, texts: &mut Texts) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in old {
        if let Some(other) = new.get(name) {
            map.insert(name.clone(), merged(value, other, texts));
        }
    }
    for (name, value) in new {
        map.entry(name).or_insert_with(|| value.clone());
    }
    map
}

/// Branches of a choice or a combination, whose order says nothing: those belong together that allow the same values, and if
/// one is left on either side, that is the one that changed.
fn of_branches(old: &[Value], new: &[Value], texts: &mut Texts) -> Vec<Value> {
    let mut left: Vec<(Value, &Value)> = old.iter().map(|branch| (without_texts(branch), branch)).collect();
    let mut pairs: Vec<(Option<&Value>, &Value)> = Vec::new();
    for branch in new {
        let bare = without_texts(branch);
        let same = left.iter().position(|(other, _)| *other == bare);
        pairs.push((same.map(|at| left.remove(at).1), branch));
    }
    let mut unpaired: Vec<_> = pairs.iter_mut().filter(|(old, _)| old.is_none()).collect();
    if let ([only], [(_, old)]) = (unpaired.as_mut_slice(), left.as_slice()) {
        only.0 = Some(old);
    } else if !unpaired.is_empty() {
        texts.lost += left.iter().map(|(_, branch)| count_texts(branch)).sum::<usize>();
    }
    pairs
        .into_iter()
        .map(|(old, new)| old.map_or_else(|| new.clone(), |old| merged(old, new, texts)))
        .collect()
}

/// A schema without what is written by hand: two that are equal then allow the same values.
pub(crate) fn without_texts(schema: &Value) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let own = object.iter().filter(|(key, _)| !is_written(key));
    own.map(|(key, value)| (key.clone(), with_schemas(key, value, &mut |schema| without_texts(schema))))
        .collect()
}

fn count_texts(schema: &Value) -> usize {
    let mut count = 0;
    for (key, value) in schema.as_object().into_iter().flatten() {
        count += usize::from(is_written(key));
        with_schemas(key, value, &mut |schema| {
            count += count_texts(schema);
            Value::Null
        });
    }
    count
}

/// What a keyword holds, with other schemas in place of those in it.
fn with_schemas(key: &str, value: &Value, change: &mut dyn FnMut(&Value) -> Value) -> Value {
    match (holds(key), value) {
        (Some(Holds::Map), Value::Object(map)) => {
            map.iter().map(|(name, schema)| (name.clone(), change(schema))).collect()
        }
        (Some(Holds::List | Holds::OneOrList), Value::Array(list)) => list.iter().map(change).collect(),
        (Some(Holds::One | Holds::OneOrList), schema) => change(schema),
        _ => value.clone(),
    }
}

/// How a keyword holds schemas, if it does.
fn holds(key: &str) -> Option<Holds> {
    match Keyword::of(key, Dialect::Draft202012)?.role() {
        Role::AppliesInPlace(holds) | Role::AppliesToParts(holds) => Some(holds),
        Role::Defines => Some(Holds::Map),
        Role::Identifies | Role::Annotates | Role::Asserts => None,
    }
}

/// Whether what a key says is of the authors' making: for people, or for this program.
fn is_written(key: &str) -> bool {
    let names = [Keyword::Schema, Keyword::Id].iter().any(|keyword| keyword.as_str() == key);
    let is_note = Keyword::of(key, Dialect::Draft202012).is_some_and(Keyword::is_annotation);
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
        let mut texts = Texts::default();
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
        assert_eq!(text(&merged(&existing, &new, &mut texts)), text(&expected));
        assert_eq!(texts, Texts { kept: 1, lost: 0 });
        // A property may be called like a keyword.
        let named = |ty: &str| json!({ "properties": { "description": { "type": ty } } });
        assert_eq!(merged(&named("string"), &named("integer"), &mut texts), named("integer"));
    }

    #[test]
    fn values_are_the_documents_even_where_they_look_like_schemas() {
        let schema = |value: Value| {
            json!({ "dependentRequired": { "a": value }, "const": { "description": value }, "enum": [{ "title": value }],
                    "default": { "x-a": value } })
        };
        let (old, new) = (schema(json!(["old"])), schema(json!(["new"])));
        let mut texts = Texts::default();
        assert_eq!(merged(&old, &new, &mut texts), new);
        assert_eq!(texts, Texts::default());
    }

    #[test]
    fn branches_belong_together_by_what_they_allow() {
        let branch = |ty: &str, title: &str| json!({ "type": ty, "title": title });
        let bare = |ty: &str| json!({ "type": ty });
        let text = branch("string", "Text");
        let old = json!({ "oneOf": [text, { "items": bare("null"), "description": "A list." }] });
        for (new, expected, lost) in [
            // Others come first, and the order changes.
            (
                json!([{ "items": bare("null") }, bare("integer"), bare("string")]),
                json!([{ "items": bare("null"), "description": "A list." }, bare("integer"), text]),
                0,
            ),
            // One changed.
            (
                json!([{ "items": bare("integer") }, bare("string")]),
                json!([{ "items": bare("integer"), "description": "A list." }, text]),
                0,
            ),
            // One is gone.
            (json!([bare("string")]), json!([text]), 0),
            // Nobody knows which is which.
            (json!([bare("integer"), bare("null")]), json!([bare("integer"), bare("null")]), 2),
        ] {
            let mut texts = Texts::default();
            assert_eq!(merged(&old, &json!({ "oneOf": new }), &mut texts), json!({ "oneOf": expected }));
            assert_eq!(texts, Texts { kept: 0, lost });
        }
    }
}
