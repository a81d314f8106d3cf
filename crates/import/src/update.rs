//! A schema that is in the catalog, and what a document says of the same: the document owns what holds for values, and the
//! authors of the catalog own the words.

mod branches;
mod flattened;
mod texts;
mod value_names;

use serde_json::{Map, Value};
use webhook_schema::model::{Holds, Keyword};
use webhook_schema::{join, tokens};

use branches::pairs;
use flattened::flattened;
use texts::{count_texts, holds, is_in_place};

pub(crate) use texts::{Texts, is_written, with_schemas, without_texts};

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
    if let Some((flat, lost)) = flattened(old, new) {
        texts.lost += lost;
        return of_schema(&flat, new, texts);
    }
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

    #[test]
    fn branches_belong_together_by_what_tags_them() {
        let branch = |kind: &str, keys: &[&str]| {
            let mut branch =
                json!({ "properties": { "kind": { "const": kind }, "version": { "const": 1 } } });
            keys.iter().for_each(|key| branch["properties"][key] = json!({ "type": "string" }));
            branch
        };
        let written = |kind: &str, keys: &[&str], name: &str| {
            let mut written = json!({ "x-rust-name": name });
            let branch = branch(kind, keys);
            written.as_object_mut().unwrap().extend(branch.as_object().unwrap().clone());
            written
        };
        let old = [written("card", &[], "ByCard"), written("iban", &[], "ByIban"), json!({ "type": "null" })];
        let nothing = json!({ "type": "null" });
        for (new, expected, lost) in [
            // Both changed.
            (
                json!([branch("iban", &["at"]), branch("card", &["at"]), nothing]),
                json!([written("iban", &["at"], "ByIban"), written("card", &["at"], "ByCard"), nothing]),
                0,
            ),
            // One is new, and one changed.
            (
                json!([branch("sepa", &[]), branch("card", &["at"]), branch("iban", &[])]),
                json!([
                    branch("sepa", &[]),
                    written("card", &["at"], "ByCard"),
                    written("iban", &[], "ByIban")
                ]),
                0,
            ),
            // One is another, which has no name of the one that was there.
            (
                json!([branch("card", &["at"]), branch("sepa", &[]), nothing]),
                json!([written("card", &["at"], "ByCard"), branch("sepa", &[]), nothing]),
                1,
            ),
        ] {
            let mut texts = Texts::default();
            let old = json!({ "anyOf": old });
            assert_eq!(merged(&old, &json!({ "anyOf": new }), &mut texts), json!({ "anyOf": expected }));
            assert_eq!(texts, Texts { kept: 0, lost });
        }
        // The only one there is may have another tag.
        let choice = |branch: Value| json!({ "anyOf": [nothing, branch] });
        let old = choice(written("card", &[], "By"));
        let new = merged(&old, &choice(branch("sepa", &[])), &mut Texts::default());
        assert_eq!(new, choice(written("sepa", &[], "By")));
        // What is referred to tells branches apart, too.
        let to = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
        let old = json!({ "oneOf": [{ "$ref": "#/$defs/A", "title": "First" }, to("B")] });
        let new = json!({ "oneOf": [to("C"), { "$ref": "#/$defs/A", "deprecated": true }] });
        let first = json!({ "$ref": "#/$defs/A", "title": "First", "deprecated": true });
        let expected = json!({ "oneOf": [to("C"), first] });
        assert_eq!(merged(&old, &new, &mut Texts::default()), expected);
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
    fn names_of_values_follow_another_way_to_write_them() {
        let names = json!({ "pro": "Professional" });
        let list = json!({ "enum": ["free", "pro"], "x-rust-name": names });
        let choice = json!({ "anyOf": [list, { "type": "null" }] });
        let nullable =
            json!({ "type": ["string", "null"], "enum": ["free", "pro", null], "x-rust-name": names });
        let constants = json!({ "oneOf": [{ "const": "free" }, { "const": "pro", "x-rust-name": names }] });
        let bare = |schema: &Value| without_texts(schema);
        let all = [&list, &choice, &nullable, &constants];
        for (old, new) in all.iter().flat_map(|old| all.iter().map(move |new| (*old, *new))) {
            let mut texts = Texts::default();
            let property = |schema: &Value| json!({ "properties": { "plan": schema } });
            assert_eq!(
                merged(&property(old), &property(&bare(new)), &mut texts),
                property(new),
                "{old} {new}"
            );
            assert_eq!(texts, Texts::default());
        }
        // So do those that the index gives.
        let place = "/properties/plan/anyOf/0/enum/1";
        let [choice, nullable, constants] =
            [&choice, &nullable, &constants].map(|schema| json!({ "properties": { "plan": schema } }));
        assert_eq!(moved(&choice, &nullable, place).as_deref(), Some("/properties/plan/enum/1"));
        assert_eq!(moved(&choice, &constants, place).as_deref(), Some("/properties/plan/oneOf/1/const"));
        assert_eq!(moved(&choice, &json!({ "properties": { "plan": true } }), place), None);
    }

    #[test]
    fn texts_of_a_branch_that_is_written_without_it_stay() {
        let branch = json!({ "type": "object", "title": "Plan", "properties": { "a": { "title": "A" } } });
        let nothing = json!({ "type": "null" });
        let new = json!({ "type": ["object", "null"], "properties": { "a": {}, "b": {} } });
        let merge = |old: Value| {
            let mut texts = Texts::default();
            (merged(&old, &new, &mut texts), texts.lost)
        };
        let kept = json!({ "title": "Plan", "type": ["object", "null"], "properties": { "a": { "title": "A" }, "b": {} } });
        assert_eq!(merge(json!({ "anyOf": [branch, nothing] })), (kept.clone(), 0));
        assert_eq!(merge(json!({ "allOf": [branch] })), (kept.clone(), 0));
        // Of two titles, one stays.
        let (outer, lost) = merge(json!({ "title": "Mine", "oneOf": [branch, nothing] }));
        assert_eq!((&outer["title"], lost), (&json!("Mine"), 1));
        // Of two branches, nobody knows which is meant.
        assert_eq!(merge(json!({ "anyOf": [branch, { "type": "string" }] })), (new.clone(), 2));
    }

    #[test]
    fn what_cannot_follow_is_counted() {
        let old = json!({ "anyOf": [
            { "enum": ["pro"], "x-rust-name": { "pro": "Professional" } },
            { "type": "string", "description": "Another plan." },
        ] });
        let lost = |new: Value| {
            let mut texts = Texts::default();
            merged(&old, &new, &mut texts);
            texts.lost
        };
        assert_eq!(lost(json!({ "enum": ["pro", null] })), 1);
        assert_eq!(lost(json!({ "enum": ["pro", null], "x-rust-name": "Plan" })), 2);
        // A value that is gone takes its name along.
        assert_eq!(lost(json!({ "type": "string" })), 1);
    }
}
