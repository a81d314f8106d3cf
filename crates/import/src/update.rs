//! A schema that is in the catalog, and what a document says of the same: the document owns what holds for values, and the
//! authors of the catalog own the words.

mod branches;
mod value_names;

use serde_json::{Map, Value};
use webhook_schema::model::{Dialect, Holds, Keyword, Role};
use webhook_schema::{join, tokens};

use branches::pairs;

/// What became of texts that are in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// Those that stayed, though the document has another.
    pub kept: usize,
    /// Those in branches of a choice or a combination of which it cannot be told what has become of them, and names of values
    /// that found no place.
    pub lost: usize,
}

/// The schema as the document has it, with what was written by hand.
pub(crate) fn merged(existing: &Value, new: &Value, texts: &mut Texts) -> Value {
    let mut schema = of_branch(existing, new, texts);
    value_names::follow(existing, &mut schema, texts);
    schema
}

/// The same of what may be a branch, whose values may go to another one.
fn of_branch(old: &Value, new: &Value, texts: &mut Texts) -> Value {
    match (old, new) {
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
            None if is_in_place(key) => {
                let branches = value.as_array().into_iter().flatten();
                texts.lost += branches.map(|branch| count_texts(branch, true)).sum::<usize>();
            }
            None => {}
        }
    }
    for (key, value) in new {
        schema.entry(key).or_insert_with(|| value.clone());
    }
    value_names::forget(&mut schema);
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

/// Branches of a choice or a combination, whose order says nothing: those belong together that allow the same values or have one
/// tag, and if one is left on either side, that is the one that changed.
fn of_branches(old: &[Value], new: &[Value], texts: &mut Texts) -> Vec<Value> {
    let (pairs, left) = pairs(old, new);
    if pairs.iter().any(Option::is_none) {
        texts.lost += left.iter().map(|branch| count_texts(&old[*branch], true)).sum::<usize>();
    }
    let pairs = pairs.into_iter().zip(new);
    pairs.map(|(at, new)| at.map_or_else(|| new.clone(), |at| of_branch(&old[at], new, texts))).collect()
}

/// The schemas in two objects that belong together, where branches do that by what `outlines` make of old ones and of new ones.
pub(crate) fn counterparts<'v>(
    old: &'v Map<String, Value>,
    new: &'v Map<String, Value>,
    outlines: [&dyn Fn(&Value) -> Value; 2],
) -> Vec<(&'v Value, &'v Value)> {
    let mut counterparts = Vec::new();
    for (key, old) in old {
        let Some(new) = new.get(key) else { continue };
        match (holds(key), old, new) {
            (Some(Holds::Map), Value::Object(old), Value::Object(new)) => {
                counterparts.extend(old.iter().filter_map(|(name, old)| Some((old, new.get(name)?))));
            }
            (Some(Holds::List), Value::Array(old), Value::Array(new))
                if key == Keyword::PrefixItems.as_str() =>
            {
                counterparts.extend(old.iter().zip(new));
            }
            (Some(Holds::List), Value::Array(old), Value::Array(new)) => {
                let [of_old, of_new] = outlines;
                let (before, after): (Vec<_>, Vec<_>) =
                    (old.iter().map(of_old).collect(), new.iter().map(of_new).collect());
                let pairs = pairs(&before, &after).0.into_iter().zip(new);
                counterparts.extend(pairs.filter_map(|(at, new)| Some((old.get(at?)?, new))));
            }
            (Some(Holds::One | Holds::OneOrList), ..) => counterparts.push((old, new)),
            _ => {}
        }
    }
    counterparts
}

/// Where something of a schema is in a newer one; `None` where it is gone.
pub(crate) fn moved(old: &Value, new: &Value, pointer: &str) -> Option<String> {
    in_step(old, new, pointer).or_else(|| {
        let (schema, value) = value_names::split(pointer)?;
        let to = in_step(old, new, schema)?;
        let below = value_names::moved(old.pointer(schema)?, new.pointer(&to)?, value)?;
        Some(to + &below)
    })
}

/// The same, where each part of the way is where it was.
fn in_step(old: &Value, new: &Value, pointer: &str) -> Option<String> {
    let (mut old, mut new) = (old, new);
    let (mut above, mut moved) = (String::new(), String::new());
    for token in tokens(pointer) {
        let next = match (old, new) {
            (Value::Array(old), Value::Array(new)) if above != Keyword::PrefixItems.as_str() => {
                let at: usize = token.parse().ok()?;
                let to = match above == Keyword::Enum.as_str() {
                    true => new.iter().position(|value| old.get(at) == Some(value)),
                    false => pairs(old, new).0.iter().position(|old| *old == Some(at)),
                };
                to?.to_string()
            }
            _ => token.clone(),
        };
        old = old.pointer(&join("", &token))?;
        new = new.pointer(&join("", &next))?;
        moved = join(&moved, &next);
        above = token;
    }
    // What is no schema is a value, and another one is not the same.
    (old.is_object() || new.is_object() || old == new).then_some(moved)
}

/// A schema without what is written by hand: two that are equal then allow the same values.
pub(crate) fn without_texts(schema: &Value) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let own = object.iter().filter(|(key, _)| !is_written(key));
    own.map(|(key, value)| (key.clone(), with_schemas(key, value, &mut |schema| without_texts(schema))))
        .collect()
}

/// How many texts there are in a schema. Of a branch, names of values do not count: they may be in another one.
fn count_texts(schema: &Value, is_branch: bool) -> usize {
    let mut count = 0;
    for (key, value) in schema.as_object().into_iter().flatten() {
        let is_of_values = is_branch && key == value_names::NAMES && value.is_object();
        count += usize::from(is_written(key) && !is_of_values);
        with_schemas(key, value, &mut |schema| {
            count += count_texts(schema, is_branch && is_in_place(key));
            Value::Null
        });
    }
    count
}

/// Whether a keyword has branches, which say more of the same value.
fn is_in_place(key: &str) -> bool {
    Keyword::of(key, Dialect::Draft202012)
        .is_some_and(|keyword| matches!(keyword.role(), Role::AppliesInPlace(Holds::List)))
}

/// What a keyword holds, with other schemas in place of those in it.
pub(crate) fn with_schemas(key: &str, value: &Value, change: &mut dyn FnMut(&Value) -> Value) -> Value {
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
}
