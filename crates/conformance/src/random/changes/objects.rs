//! Edits of what is said of objects.

use serde_json::{Value, json};

use super::{Edit, Schema, Tools};
use crate::random::document::Draft;
use crate::random::words;

pub(super) const EDITS: &[Edit] = &[
    ("required or not", toggle_required),
    ("required or not", toggle_required),
    ("a property more", add_property),
    ("a property more", add_property),
    ("a property less", remove_property),
    ("another name of a property", rename_property),
    ("another schema of a property", replace_property),
    ("the order of properties", reorder),
    ("other properties", others),
    ("other properties", others),
    ("properties by pattern", patterns),
    ("names of properties", names),
    ("required next to another", dependent),
    ("required next to another, in other words", dependent_respelled),
];

/// Whether it is about objects, or may be.
fn is_of_objects(schema: &Schema) -> bool {
    let types = schema.get("type").map(Value::to_string);
    types.is_none_or(|types| types.contains("\"object\""))
}

fn required(schema: &Schema) -> Vec<Value> {
    schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default()
}

fn set_required(schema: &mut Schema, keys: Vec<Value>) {
    // Draft 4 wants one at least.
    match keys.is_empty() {
        true => drop(schema.shift_remove("required")),
        false => drop(schema.insert("required".to_owned(), keys.into())),
    }
}

fn toggle_required(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let mut keys = required(schema);
    let mut known: Vec<Value> = keys.clone();
    let properties = schema.get("properties").and_then(Value::as_object);
    known.extend(properties.into_iter().flat_map(|all| all.keys()).map(|key| json!(key)));
    if known.is_empty() {
        return;
    }
    let key = tools.dice.pick(&known).clone();
    match keys.contains(&key) {
        true => keys.retain(|known| *known != key),
        false => keys.push(key),
    }
    set_required(schema, keys);
}

fn add_property(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_objects(schema) {
        return;
    }
    let key = *tools.dice.pick(words::KEYS);
    let fresh = tools.fresh();
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut().filter(|all| !all.contains_key(key)) else { return };
    tools.insert(properties, key, fresh);
    if tools.dice.one_in(3) {
        let mut keys = required(schema);
        keys.retain(|known| *known != key);
        keys.push(json!(key));
        set_required(schema, keys);
    }
}

fn remove_property(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let Some(key) = tools.pick_key(properties) else { return };
    properties.shift_remove(&key);
    let mut keys = required(schema);
    keys.retain(|known| *known != key.as_str());
    set_required(schema, keys);
}

fn rename_property(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let new = *tools.dice.pick(words::KEYS);
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let Some(key) = tools.pick_key(properties).filter(|_| !properties.contains_key(new)) else { return };
    let value = properties.shift_remove(&key).unwrap_or_default();
    tools.insert(properties, new, value);
    let mut keys = required(schema);
    for known in keys.iter_mut().filter(|known| **known == key.as_str()) {
        *known = json!(new);
    }
    keys.dedup();
    set_required(schema, keys);
}

fn replace_property(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let fresh = tools.fresh();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let Some(key) = tools.pick_key(properties) else { return };
    properties.insert(key, fresh);
}

fn reorder(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let Some(key) = tools.pick_key(properties) else { return };
    let value = properties.shift_remove(&key).unwrap_or_default();
    tools.insert(properties, &key, value);
}

fn others(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_objects(schema) {
        return;
    }
    let is_new = tools.draft >= Draft::Draft201909 && tools.dice.one_in(4);
    let keyword = if is_new { "unevaluatedProperties" } else { "additionalProperties" };
    match tools.dice.below(4) {
        0 => drop(schema.insert(keyword.to_owned(), json!(false))),
        1 => drop(schema.insert(keyword.to_owned(), json!(true))),
        2 => drop(schema.insert(keyword.to_owned(), tools.fresh())),
        _ => drop(schema.shift_remove(keyword)),
    }
}

fn patterns(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_objects(schema) {
        return;
    }
    let (pattern, fresh) = (*tools.dice.pick(words::PATTERNS), tools.fresh());
    let held = schema.entry("patternProperties").or_insert_with(|| json!({}));
    let Some(held) = held.as_object_mut() else { return };
    match tools.pick_key(held).filter(|_| tools.dice.one_in(2)) {
        Some(key) => drop(held.shift_remove(&key)),
        None => drop(held.insert(pattern.to_owned(), fresh)),
    }
    if held.is_empty() {
        schema.shift_remove("patternProperties");
    }
}

fn names(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_objects(schema) || tools.draft == Draft::Draft4 {
        return;
    }
    match tools.dice.below(5) {
        0 | 1 => drop(schema.shift_remove("propertyNames")),
        2 => drop(schema.insert("propertyNames".to_owned(), json!({ "maxLength": tools.dice.below(120) }))),
        3 => drop(
            schema.insert("propertyNames".to_owned(), json!({ "pattern": tools.dice.pick(words::PATTERNS) })),
        ),
        _ => {
            let names = [*tools.dice.pick(words::KEYS), "id", "name", "kind"];
            schema.insert("propertyNames".to_owned(), json!({ "enum": names[..2] }));
        }
    }
}

fn dependent(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_objects(schema) {
        return;
    }
    let keyword = if tools.draft >= Draft::Draft201909 { "dependentRequired" } else { "dependencies" };
    if schema.contains_key(keyword) && tools.dice.one_in(2) {
        schema.shift_remove(keyword);
        return;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let keys: Vec<String> = properties.into_iter().flat_map(|all| all.keys().cloned()).collect();
    if let [first, second, ..] = &keys[..] {
        schema.insert(keyword.to_owned(), json!({ first: [second] }));
    }
}

/// Keys that ask for others, in one of the ways to say so.
fn dependent_respelled(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let older = ["dependentRequired", "dependencies"].into_iter().find(|keyword| {
        let asked = schema.get(*keyword).and_then(Value::as_object);
        asked.is_some_and(|asked| asked.values().all(Value::is_array))
    });
    let conditional = |schema: &Schema| {
        let (condition, then) = (schema.get("if")?, schema.get("then")?);
        let [only] = condition.as_object()?.get("required")?.as_array()?.as_slice() else { return None };
        let is_plain = |value: &Value| value.as_object().is_some_and(|object| object.len() == 1);
        let asked = then.get("required")?.as_array()?;
        let is_all = is_plain(condition) && is_plain(then) && !schema.contains_key("else");
        is_all.then(|| (only.as_str().unwrap_or_default().to_owned(), asked.clone()))
    };
    let (key, asked) = match (older, conditional(schema)) {
        (Some(keyword), _) => {
            let Some(Value::Object(all)) = schema.shift_remove(keyword) else { return };
            let Some((key, Value::Array(asked))) = all.into_iter().next() else { return };
            (key, asked)
        }
        (None, Some(found)) => {
            ["if", "then"].into_iter().for_each(|keyword| drop(schema.shift_remove(keyword)));
            found
        }
        (None, None) => return dependent(schema, tools),
    };
    let (has, asks) = (json!({ "required": [key] }), json!({ "required": asked }));
    let is_new = tools.draft >= Draft::Draft201909;
    let mut put = |keyword: &str, value: Value| drop(schema.insert(keyword.to_owned(), value));
    match tools.dice.below(5) {
        0 if tools.draft >= Draft::Draft7 => {
            put("if", has);
            put("then", asks);
        }
        1 => put("anyOf", json!([{ "not": has }, asks])),
        2 => put("not", json!({ "allOf": [has, { "not": asks }] })),
        3 => put(if is_new { "dependentSchemas" } else { "dependencies" }, json!({ key: asks })),
        _ => put(if is_new { "dependentRequired" } else { "dependencies" }, json!({ key: asked })),
    }
}
