//! Random changes of schemas.

use fastrand::Rng;
use serde_json::{Value, json};

use super::schemas::{pick, schema};

/// Changes something somewhere in a schema.
pub(super) fn mutate(document: &mut Value, rng: &mut Rng) {
    let mut pointers = Vec::new();
    collect(document, "", true, &mut pointers);
    let pointer = pick(&pointers, rng);
    let Some(at) = document.pointer_mut(&pointer) else { return };
    let inner = schema(rng, 2);
    let Value::Object(object) = at else {
        *at = inner;
        return;
    };
    let keys: Vec<String> = object.keys().filter(|key| *key != "$defs").cloned().collect();
    match rng.usize(..13) {
        0 if !keys.is_empty() && !pointer.is_empty() => {
            object.remove(&pick(&keys, rng));
        }
        1 if !pointer.is_empty() => *at = inner,
        2 => {
            for (key, value) in inner.as_object().unwrap() {
                object.insert(key.clone(), value.clone());
            }
        }
        3 => {
            let properties = object.entry("properties").or_insert_with(|| json!({}));
            properties[pick(&["a", "b", "c", "d"], rng)] = inner;
        }
        4 => {
            let names = [json!([]), json!(["a"]), json!(["b"]), json!(["a", "b"])];
            object.insert("required".to_owned(), pick(&names, rng));
        }
        5 if !pointer.is_empty() => *at = json!({ pick(&["anyOf", "oneOf"], rng): [at.clone(), inner] }),
        6 if object.contains_key("oneOf") && !object.contains_key("anyOf") => {
            let branches = object.remove("oneOf").unwrap();
            object.insert("anyOf".to_owned(), branches);
        }
        // One object in the place of tagged ones.
        8 if object.get("oneOf").is_some_and(are_tagged) => *at = merged(&object["oneOf"], rng),
        9 if object.get("type") == Some(&json!("integer")) => {
            object.insert("type".to_owned(), json!("number"));
            if rng.bool() {
                object.insert("multipleOf".to_owned(), json!(pick(&[0.5, 1.0, 2.0], rng)));
            }
        }
        // Tagged objects in the place of a condition.
        10 if object.contains_key("if") => {
            let test = object.remove("if").unwrap();
            let then = object.remove("then").unwrap_or_default();
            let otherwise = pick(&[json!({ "not": test }), json!({ "properties": { "a": false } })], rng);
            let branches = [json!({ "allOf": [test, then] }), otherwise];
            object.insert(pick(&["anyOf", "oneOf"], rng).to_owned(), json!(branches));
        }
        // The same condition in other words, or nearly.
        7 if object.contains_key("if") => {
            let then = pick(&[json!({ "required": ["b"] }), json!({ "required": ["b", "c"] })], rng);
            let test = object["if"].clone();
            let keys = pick(&[json!(["a"]), json!(["b"])], rng);
            object["if"] = pick(&[json!({ "required": keys, "allOf": [test] }), test], rng);
            object.insert("then".to_owned(), then);
        }
        // A property that is described under a condition only, or whichever way it goes.
        11 if object.get("properties").is_some_and(Value::is_object) && !object.contains_key("if") => {
            let properties = object["properties"].as_object_mut().unwrap();
            let name = pick(&["a", "b", "c"], rng);
            let Some(property) = properties.remove(name) else { return };
            let moved = json!({ "properties": { name: property } });
            let test = json!({ "required": [pick(&["a", "b", "c"], rng)] });
            object.insert("if".to_owned(), test);
            object.insert("then".to_owned(), moved.clone());
            if rng.bool() {
                let other = json!({ "properties": { name: inner.clone() } });
                object.insert("else".to_owned(), pick(&[moved, other], rng));
            }
            if rng.bool() {
                let others = pick(&[json!(false), inner], rng);
                object.insert("unevaluatedProperties".to_owned(), others);
            }
        }
        _ => {
            let list = ["anyOf", "oneOf", "allOf"].into_iter().find(|key| object.contains_key(*key));
            let Some(list) = list.and_then(|key| object.get_mut(key)).and_then(Value::as_array_mut) else {
                return;
            };
            if rng.bool() && list.len() > 1 {
                list.remove(rng.usize(..list.len()));
            } else {
                list.push(inner);
            }
        }
    }
}

/// Where schemas are.
fn collect(value: &Value, pointer: &str, is_schema: bool, pointers: &mut Vec<String>) {
    if is_schema && (value.is_object() || value.is_boolean()) {
        pointers.push(pointer.to_owned());
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let at = format!("{pointer}/{key}");
        match key.as_str() {
            "properties" | "$defs" | "patternProperties" | "dependentSchemas" if is_schema => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    collect(value, &format!("{at}/{name}"), true, pointers);
                }
            }
            "items" | "not" | "if" | "then" | "contains" | "additionalProperties" | "propertyNames" => {
                collect(value, &at, true, pointers);
            }
            "oneOf" | "anyOf" | "allOf" | "prefixItems" => {
                for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                    collect(value, &format!("{at}/{number}"), true, pointers);
                }
            }
            _ => {}
        }
    }
}

fn are_tagged(branches: &Value) -> bool {
    branches.as_array().unwrap().iter().all(|branch| branch.pointer("/properties/kind/const").is_some())
}

/// Tagged objects as one, in which all is asked for that any of them asked for, or nearly.
fn merged(branches: &Value, rng: &mut Rng) -> Value {
    let mut object = json!({});
    let mut kinds = Vec::new();
    let mut required = vec![json!("kind")];
    for branch in branches.as_array().unwrap() {
        kinds.push(branch["properties"]["kind"]["const"].clone());
        let names = branch["required"].as_array().into_iter().flatten();
        required.extend(names.filter(|_| rng.usize(..8) > 0).cloned());
        for (key, value) in branch.as_object().unwrap().iter().filter(|_| rng.usize(..8) > 0) {
            match object.get_mut(key).and_then(Value::as_object_mut) {
                Some(known) => known.extend(value.as_object().cloned().unwrap_or_default()),
                None => object[key] = value.clone(),
            }
        }
    }
    required.sort_by_key(Value::to_string);
    required.dedup();
    object["required"] = json!(required);
    object["properties"]["kind"] = json!({ "enum": kinds });
    object
}
