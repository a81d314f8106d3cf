//! What is called safe is safe: for random schemas and random changes of them, no value is valid under the newer schema and
//! not under the older one, as a validator sees it that knows nothing of this crate.
//!
//! `EVOLUTION_ROUNDS` says how many catalogs of changes are looked at, and `EVOLUTION_SEED` which one is the first.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Map, Value, json};
use webhook_evolution::{Compatibility, compare};

use crate::catalogs::catalog;

/// Changes in one catalog.
const CHANGES: usize = 60;

/// Values that each change is tried with.
const VALUES: usize = 250;

#[test]
fn what_is_safe_is_safe() {
    let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let rounds = number("EVOLUTION_ROUNDS").unwrap_or(3);
    let first = number("EVOLUTION_SEED").unwrap_or(0);
    let mut counts: BTreeMap<(Compatibility, Compatibility), usize> = BTreeMap::new();
    for seed in first..first + rounds {
        round(seed, &mut counts);
    }
    println!("{counts:?}");
    // Both what is safe and what is not has to come up.
    assert!(counts.keys().any(|(_, strict)| *strict == Compatibility::Safe));
    assert!(counts.keys().any(|(wire, _)| *wire == Compatibility::Breaking));
}

fn round(seed: u64, counts: &mut BTreeMap<(Compatibility, Compatibility), usize>) {
    let mut rng = Rng::with_seed(seed);
    let mut pairs = Vec::new();
    for _ in 0..CHANGES {
        let before = document(&mut rng);
        let mut after = before.clone();
        for _ in 0..rng.usize(1..3) {
            mutate(&mut after, &mut rng);
        }
        pairs.push((before, after));
    }
    let case = |of: &dyn Fn(&(Value, Value)) -> &Value| {
        let names = (0..pairs.len()).map(|number| json!({ "name": format!("e.n{number}") }));
        let files = pairs
            .iter()
            .enumerate()
            .map(|(number, pair)| (format!("e.n{number}.schema.json"), body(number, of(pair))));
        json!({ "index": { "events": names.collect::<Vec<_>>() }, "files": files.collect::<Map<_, _>>() })
    };
    let (before, after) = (case(&|pair| &pair.0), case(&|pair| &pair.1));
    let comparison = compare(&catalog(&before), &catalog(&after), None);
    for (number, (before, after)) in pairs.iter().enumerate() {
        let name = format!("e.n{number}");
        let own = || comparison.findings.iter().filter(|finding| finding.events.contains(&name));
        let wire = own().map(|finding| finding.verdict.wire).max().unwrap_or_default();
        let strict = own().map(|finding| finding.verdict.strict).max().unwrap_or_default();
        *counts.entry((wire, strict)).or_default() += 1;
        let validator = |schema: &Value| jsonschema::draft202012::new(schema).unwrap();
        let (newer, older, opened) = (validator(after), validator(before), validator(&opened(before)));
        for _ in 0..VALUES {
            let value = value(after, after, &mut rng, 0);
            if !newer.is_valid(&value) {
                continue;
            }
            let told = || {
                let rules: Vec<_> =
                    own().map(|finding| (finding.rule.id, finding.message.as_str())).collect();
                format!("seed {seed}, {name}\n{before}\n{after}\n{value}\n{rules:?}")
            };
            assert!(
                strict != Compatibility::Safe || older.is_valid(&value),
                "not safe to validate: {}",
                told()
            );
            assert!(
                wire != Compatibility::Safe || opened.is_valid(&value),
                "not safe on the wire: {}",
                told()
            );
        }
    }
}

/// The schema of an event with a payload.
fn body(number: usize, payload: &Value) -> Value {
    let mut payload = payload.clone();
    let definitions = payload.as_object_mut().and_then(|payload| payload.remove("$defs"));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
        "properties": { "type": { "const": format!("e.n{number}") }, "data": payload },
        "$defs": definitions,
    })
}

/// A schema in which closed objects are open, and a value may be of several branches.
fn opened(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let mut open = Map::new();
            for (key, value) in object {
                match key.as_str() {
                    "additionalProperties" | "unevaluatedProperties" if *value == json!(false) => {}
                    "oneOf" => {
                        let branches = open.entry("allOf").or_insert_with(|| json!([]));
                        branches.as_array_mut().unwrap().push(json!({ "anyOf": opened(value) }));
                    }
                    "allOf" => {
                        let parts = open.entry("allOf").or_insert_with(|| json!([]));
                        parts.as_array_mut().unwrap().extend(opened(value).as_array().unwrap().clone());
                    }
                    "not" | "if" | "enum" | "const" => {
                        open.insert(key.clone(), value.clone());
                    }
                    _ => {
                        open.insert(key.clone(), opened(value));
                    }
                }
            }
            Value::Object(open)
        }
        Value::Array(items) => items.iter().map(opened).collect(),
        other => other.clone(),
    }
}

fn document(rng: &mut Rng) -> Value {
    let mut root = json!({ "type": "object", "properties": { "a": schema(rng, 0), "b": schema(rng, 0) } });
    root["$defs"] = json!({ "x": schema(rng, 2), "y": schema(rng, 2) });
    if rng.bool() {
        root["required"] = json!(["a"]);
    }
    root
}

fn pick<T: Clone>(all: &[T], rng: &mut Rng) -> T {
    all[rng.usize(..all.len())].clone()
}

/// A schema; deeper ones are simpler.
fn schema(rng: &mut Rng, depth: usize) -> Value {
    let simple = depth >= 3;
    match rng.usize(..if simple { 7 } else { 16 }) {
        0 => {
            let mut schema = json!({ "type": "string" });
            for (key, value) in [
                ("minLength", json!(rng.usize(..3))),
                ("maxLength", json!(rng.usize(1..4))),
                ("pattern", json!(pick(&["^a", "b$", "^[ab]*$"], rng))),
            ] {
                if rng.usize(..3) == 0 {
                    schema[key] = value;
                }
            }
            schema
        }
        1 => {
            let mut schema = json!({ "type": pick(&["integer", "number"], rng) });
            for (key, value) in [
                ("minimum", json!(rng.i32(-2..3))),
                ("maximum", json!(rng.i32(1..5))),
                ("exclusiveMinimum", json!(rng.i32(-2..3))),
                ("multipleOf", json!(pick(&[0.5, 1.0, 2.0], rng))),
            ] {
                if rng.usize(..4) == 0 {
                    schema[key] = value;
                }
            }
            schema
        }
        2 => {
            json!({ "enum": pick(&[json!(["a", "b"]), json!(["a"]), json!(["b", null]), json!([1, "a"]), json!([1, 2])], rng) })
        }
        3 => json!({ "const": pick(&[json!("a"), json!("b"), json!(1), json!(null)], rng) }),
        4 => {
            json!({ "type": pick(&[json!(["string", "null"]), json!("boolean"), json!(["integer", "string"]), json!("null")], rng) })
        }
        5 => json!({ "$ref": pick(&["#/$defs/x", "#/$defs/y"], rng) })
            .clone_if(depth < 2, || json!({ "type": "boolean" })),
        6 => json!({}),
        7 | 8 => object(rng, depth),
        9 => {
            let mut schema = json!({ "type": "array", "items": schema(rng, depth + 1) });
            for (key, value) in [
                ("minItems", json!(rng.usize(..3))),
                ("maxItems", json!(rng.usize(1..4))),
                ("uniqueItems", json!(true)),
                ("prefixItems", json!([self::schema(rng, depth + 1)])),
                ("contains", self::schema(rng, depth + 1)),
            ] {
                if rng.usize(..4) == 0 {
                    schema[key] = value;
                }
            }
            schema
        }
        10 | 11 => json!({ pick(&["oneOf", "anyOf"], rng): branches(rng, depth) }),
        12 => json!({ "allOf": [schema(rng, depth + 1), schema(rng, depth + 1)] }),
        13 => json!({ "type": "string", "not": schema(rng, depth + 2) }),
        14 => {
            let mut object = object(rng, depth);
            object["if"] = json!({ "properties": { "a": schema(rng, depth + 2) } });
            object["then"] = json!({ "required": ["b"] });
            object
        }
        _ => json!({ "oneOf": [tagged("a", rng, depth), tagged("b", rng, depth)] }),
    }
}

trait CloneIf {
    fn clone_if(self, condition: bool, other: impl FnOnce() -> Self) -> Self;
}

impl CloneIf for Value {
    fn clone_if(self, condition: bool, other: impl FnOnce() -> Self) -> Self {
        if condition { self } else { other() }
    }
}

fn branches(rng: &mut Rng, depth: usize) -> Vec<Value> {
    (0..rng.usize(1..4)).map(|_| schema(rng, depth + 1)).collect()
}

fn tagged(kind: &str, rng: &mut Rng, depth: usize) -> Value {
    let mut object = object(rng, depth + 1);
    object["properties"]["kind"] = json!({ "const": kind });
    object["required"] = json!(["kind"]);
    object
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

fn object(rng: &mut Rng, depth: usize) -> Value {
    let mut object = json!({ "type": "object", "properties": {} });
    for name in ["a", "b", "c"] {
        if rng.bool() {
            object["properties"][name] = schema(rng, depth + 1);
        }
    }
    for (key, value) in [
        ("required", json!([pick(&["a", "b", "c"], rng)])),
        ("additionalProperties", pick(&[json!(false), json!(true), json!({ "type": "string" })], rng)),
        ("minProperties", json!(1)),
        ("maxProperties", json!(2)),
        ("patternProperties", json!({ "^c": schema(rng, depth + 1) })),
        ("propertyNames", json!({ "maxLength": 1 })),
        ("dependentRequired", json!({ "a": ["b"] })),
        ("dependentSchemas", json!({ "a": { "required": ["c"] } })),
    ] {
        if rng.usize(..5) == 0 {
            object[key] = value;
        }
    }
    object
}

/// Changes something somewhere in a schema.
fn mutate(document: &mut Value, rng: &mut Rng) {
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
    match rng.usize(..12) {
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

/// A value that is often valid.
fn value(schema: &Value, root: &Value, rng: &mut Rng, depth: usize) -> Value {
    if depth > 5 || rng.usize(..8) == 0 {
        return any(rng, depth);
    }
    if let Some(reference) = schema["$ref"].as_str() {
        return value(root.pointer(&reference[1..]).unwrap_or(&Value::Null), root, rng, depth + 1);
    }
    if let Some(values) = schema["enum"].as_array() {
        return pick(values, rng);
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    for list in ["oneOf", "anyOf", "allOf"] {
        if let Some(branches) =
            schema[list].as_array().filter(|branches| !branches.is_empty() && rng.usize(..3) > 0)
        {
            return value(&pick(branches, rng), root, rng, depth + 1);
        }
    }
    let types = match &schema["type"] {
        Value::String(ty) => vec![ty.clone()],
        Value::Array(types) => types.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ if schema.get("properties").is_some() => vec!["object".to_owned()],
        _ => return any(rng, depth),
    };
    match pick(&types, rng).as_str() {
        "string" => json!(pick(&["", "a", "b", "ab", "aab", "ba", "bbb", "aaaa"], rng)),
        "integer" => json!(rng.i32(-3..7)),
        "number" => json!(f64::from(rng.i32(-6..14)) / 2.0),
        "boolean" => json!(rng.bool()),
        "null" => Value::Null,
        "array" => (0..rng.usize(..4)).map(|_| value(&schema["items"], root, rng, depth + 1)).collect(),
        _ => {
            let mut object = Map::new();
            for name in ["a", "b", "c", "d", "kind", "cc"] {
                let own = &schema["properties"][name];
                if !own.is_null() && rng.usize(..4) > 0 || own.is_null() && rng.usize(..6) == 0 {
                    object.insert(name.to_owned(), value(own, root, rng, depth + 1));
                }
            }
            Value::Object(object)
        }
    }
}

fn any(rng: &mut Rng, depth: usize) -> Value {
    match rng.usize(..8) {
        0 => json!("a"),
        1 => json!("zz"),
        2 => json!(1),
        3 => json!(0.5),
        4 => Value::Null,
        5 => json!(true),
        6 if depth < 5 => json!([any(rng, depth + 1)]),
        _ if depth < 5 => json!({ "a": any(rng, depth + 1) }),
        _ => json!({}),
    }
}
