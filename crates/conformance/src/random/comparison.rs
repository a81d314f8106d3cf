//! What of a value may be missing when it comes back: keys of which no schema that holds for it says anything.

use serde_json::{Map, Value};

use super::document::{Document, Draft, PAYLOAD, child};
use super::parts::{parts_of_array, parts_of_object};

/// The first difference between a payload and what came back of it, other than keys that no schema describes.
pub fn difference(document: &Document, sent: &Value, returned: &Value) -> Option<String> {
    compare(document, &[PAYLOAD.to_owned()], sent, returned, "")
}

/// A payload without the keys that no schema describes.
pub fn pruned(document: &Document, payload: &Value) -> Value {
    prune(document, &[PAYLOAD.to_owned()], payload)
}

fn prune(document: &Document, places: &[String], value: &Value) -> Value {
    let all = applicable(document, places, value);
    match value {
        Value::Object(entries) => {
            let is_map = !may_declare_properties(document, places, &mut Vec::new());
            let kept = entries.iter().filter_map(|(key, value)| {
                let parts = of_key(document, &all, key);
                let is_described = is_map || parts.iter().any(|part| says_something(document.at(part)));
                is_described.then(|| (key.clone(), prune(document, &parts, value)))
            });
            Value::Object(kept.collect())
        }
        Value::Array(values) => {
            let items = values.iter().enumerate();
            items.map(|(at, value)| prune(document, &of_item(document, &all, at), value)).collect()
        }
        other => other.clone(),
    }
}

/// The places of all schemas that hold for some part of a payload, each with whether it did.
pub fn witnessed(document: &Document, payload: &Value) -> Vec<String> {
    let mut found = Vec::new();
    visit(document, &[PAYLOAD.to_owned()], payload, &mut found);
    found
}

fn visit(document: &Document, places: &[String], value: &Value, found: &mut Vec<String>) {
    let all = applicable(document, places, value);
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                visit(document, &of_key(document, &all, key), value, found);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                visit(document, &of_item(document, &all, at), value, found);
            }
        }
        _ => {}
    }
    found.extend(all);
}

fn compare(
    document: &Document,
    places: &[String],
    sent: &Value,
    returned: &Value,
    at: &str,
) -> Option<String> {
    let differs = || Some(format!("{at}: sent {sent}, returned {returned}"));
    match (sent, returned) {
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let all = applicable(document, places, sent);
            a.iter().zip(b).enumerate().find_map(|(number, (a, b))| {
                compare(document, &of_item(document, &all, number), a, b, &format!("{at}/{number}"))
            })
        }
        (Value::Object(a), Value::Object(b)) => compare_objects(document, places, a, b, sent, at),
        _ if sent == returned => None,
        _ => differs(),
    }
}

fn compare_objects(
    document: &Document,
    places: &[String],
    sent: &Map<String, Value>,
    returned: &Map<String, Value>,
    value: &Value,
    at: &str,
) -> Option<String> {
    if let Some(key) = returned.keys().find(|key| !sent.contains_key(*key)) {
        return Some(format!("{at}: {key:?} came out of nowhere"));
    }
    let all = applicable(document, places, value);
    // Where nothing declares a property, keys are data.
    let is_map = !may_declare_properties(document, places, &mut Vec::new());
    sent.iter().find_map(|(key, value)| {
        let parts = of_key(document, &all, key);
        let at = format!("{at}/{key}");
        let is_described = parts.iter().any(|part| says_something(document.at(part)));
        match returned.get(key) {
            // Of what is dropped by design, a part may be there: by an alternative that does not hold.
            Some(returned) if !is_map && !is_described => shorter_list(value, returned, &at),
            Some(returned) => compare(document, &parts, value, returned, &at),
            None if is_map => Some(format!("{at}: lost, of a map")),
            None if is_described => Some(format!("{at}: lost")),
            None => None,
        }
    })
}

/// Where a list came back with fewer items, in what no schema describes: keys may be dropped, items may not.
fn shorter_list(sent: &Value, returned: &Value, at: &str) -> Option<String> {
    let inner = |step: &str, sent, returned| shorter_list(sent, returned, &format!("{at}/{step}"));
    match (sent, returned) {
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(number, (a, b))| inner(&number.to_string(), a, b))
        }
        (Value::Array(_), Value::Array(_)) => Some(format!("{at}: sent {sent}, returned {returned}")),
        (Value::Object(a), Value::Object(b)) => {
            a.iter().find_map(|(key, value)| inner(key, value, b.get(key)?))
        }
        _ => None,
    }
}

fn says_something(schema: &Value) -> bool {
    schema.as_object().is_some_and(|schema| !schema.is_empty())
}

/// What is said of a key: by name or pattern, or else of all other keys. By the standard, a schema's `additionalProperties` are
/// about keys that another one describes, too, which no type is made of.
fn of_key(document: &Document, all: &[String], key: &str) -> Vec<String> {
    let parts = all.iter().flat_map(|place| parts_of_object(place, document.at(place), key)).collect();
    unless_rest(parts, &["/additionalProperties", "/unevaluatedProperties"])
}

/// What is said of an item: by its place, or else of all that nothing else is about.
fn of_item(document: &Document, all: &[String], at: usize) -> Vec<String> {
    let parts = all.iter().flat_map(|place| parts_of_array(place, document.at(place), at)).collect();
    unless_rest(parts, &["/unevaluatedItems"])
}

/// Without those that are about the rest, where there are others.
fn unless_rest(parts: Vec<String>, rest: &[&str]) -> Vec<String> {
    let is_rest = |part: &String| rest.iter().any(|keyword| part.ends_with(keyword));
    match parts.iter().all(is_rest) {
        true => parts,
        false => parts.into_iter().filter(|part| !is_rest(part)).collect(),
    }
}

/// Every schema that holds for a value: of those at the places, and of what they include, the ones that accept it.
fn applicable(document: &Document, places: &[String], value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let mut todo = places.to_vec();
    while let Some(place) = todo.pop() {
        if all.contains(&place) || !document.accepts(&place, value) {
            continue;
        }
        let schema = document.at(&place);
        let reference = schema.get("$ref").and_then(Value::as_str).map(Document::target);
        if let (Some(target), true) = (&reference, document.draft < Draft::Draft201909) {
            todo.push(target.clone());
            continue;
        }
        todo.extend(reference);
        todo.extend(in_lists(&place, schema));
        if schema.get("if").is_some() {
            let condition = child(&place, "if");
            let holds = document.accepts(&condition, value);
            todo.push(child(&place, if holds { "then" } else { "else" }));
            todo.push(condition);
        }
        for keyword in ["dependentSchemas", "dependencies"] {
            let keys = schema.get(keyword).and_then(Value::as_object).into_iter().flat_map(Map::keys);
            let present = keys.filter(|key| value.get(key.as_str()).is_some());
            todo.extend(present.map(|key| child(&child(&place, keyword), key)));
        }
        all.push(place);
    }
    all
}

fn in_lists(place: &str, schema: &Value) -> Vec<String> {
    let lists = ["allOf", "anyOf", "oneOf"].into_iter();
    let branches = lists.flat_map(|keyword| {
        let count = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(move |at| child(&child(place, keyword), &at.to_string()))
    });
    branches.collect()
}

/// Whether any schema for the same value declares properties, or that there are no others, be it valid or not.
fn may_declare_properties(document: &Document, places: &[String], seen: &mut Vec<String>) -> bool {
    for place in places {
        if seen.contains(place) {
            continue;
        }
        seen.push(place.clone());
        let schema = document.at(place);
        let closes = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(false));
        if schema.get("properties").is_some()
            || closes("additionalProperties")
            || closes("unevaluatedProperties")
        {
            return true;
        }
        let mut inner = in_lists(place, schema);
        inner.extend(schema.get("$ref").and_then(Value::as_str).map(Document::target));
        inner.extend(
            ["if", "then", "else"]
                .into_iter()
                .filter(|it| schema.get(*it).is_some())
                .map(|it| child(place, it)),
        );
        for keyword in ["dependentSchemas", "dependencies"] {
            let keys = schema.get(keyword).and_then(Value::as_object).into_iter().flat_map(Map::keys);
            inner.extend(keys.map(|key| child(&child(place, keyword), key)));
        }
        if may_declare_properties(document, &inner, seen) {
            return true;
        }
    }
    false
}
