//! A schema that is in the catalog, and what a document says of the same: the document owns what holds for values, and the
//! authors of the catalog own the words.

use serde_json::{Map, Value};
use webhook_schema::model::{Dialect, Holds, Keyword, Role};
use webhook_schema::{join, tokens};

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
    forget_names(&mut schema);
    schema
}

/// Names of values go with the values.
fn forget_names(schema: &mut Map<String, Value>) {
    const NAMES: &str = "x-rust-name";
    let constant = schema.get(Keyword::Const.as_str());
    let listed =
        schema.get(Keyword::Enum.as_str()).and_then(Value::as_array).into_iter().flatten().chain(constant);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let listed: Vec<String> = listed.map(text).collect();
    if let Some(Value::Object(names)) = schema.get_mut(NAMES) {
        names.retain(|value, _| listed.contains(value));
        if names.is_empty() {
            schema.shift_remove(NAMES);
        }
    }
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
    let (pairs, left) = pairs(old, new);
    if pairs.iter().any(Option::is_none) {
        texts.lost += left.iter().map(|branch| count_texts(&old[*branch])).sum::<usize>();
    }
    let pairs = pairs.into_iter().zip(new);
    pairs.map(|(at, new)| at.map_or_else(|| new.clone(), |at| merged(&old[at], new, texts))).collect()
}

/// The old branch that each new one belongs to, and the old ones that are left.
fn pairs(old: &[Value], new: &[Value]) -> (Vec<Option<usize>>, Vec<usize>) {
    let bare: Vec<Value> = old.iter().map(without_texts).collect();
    let mut left: Vec<usize> = (0..old.len()).collect();
    let mut pairs: Vec<Option<usize>> = Vec::new();
    for branch in new.iter().map(without_texts) {
        let same = left.iter().position(|other| bare[*other] == branch);
        pairs.push(same.map(|at| left.remove(at)));
    }
    let mut unpaired: Vec<_> = pairs.iter_mut().filter(|old| old.is_none()).collect();
    if let ([only], [old]) = (unpaired.as_mut_slice(), left.as_slice()) {
        **only = Some(*old);
        left.clear();
    }
    (pairs, left)
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
    fn names_of_values_go_with_the_values() {
        let names = |names: Value, list: Value| json!({ "x-rust-name": names, "enum": list });
        let old = names(json!({ "a": "First", "2": "Second", "null": "Nothing" }), json!(["a", 2, null]));
        let new = |list: Value| merged(&old, &json!({ "enum": list }), &mut Texts::default());
        assert_eq!(new(json!([2, "a", null, "b"]))["x-rust-name"], old["x-rust-name"]);
        assert_eq!(new(json!(["a", "b"])), names(json!({ "a": "First" }), json!(["a", "b"])));
        assert_eq!(new(json!(["b"])), json!({ "enum": ["b"] }));
        let constant = merged(&old, &json!({ "const": "a" }), &mut Texts::default());
        assert_eq!(constant, json!({ "x-rust-name": { "a": "First" }, "const": "a" }));
        // The name of a type is for whatever it allows.
        let old = json!({ "x-rust-name": "Mine", "enum": ["a"] });
        assert_eq!(merged(&old, &json!({ "type": "string" }), &mut Texts::default())["x-rust-name"], "Mine");
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
