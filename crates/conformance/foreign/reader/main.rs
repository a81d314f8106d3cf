//! Reads bodies with a generated facade, as they are and changed, and says what came of each.
//!
//! A line of standard input is a body with its places, as `make_catalog.py` writes them; a line of standard output is what
//! came of it. The same source is compiled once per set of schemas, against that set's facade.

use std::io::{BufRead, Write};

use facade::Delivery;
use serde_json::{Map, Value, json};

const NEW_FIELD: &str = "x-new";
const NEW_VALUE: &str = "a value that no list has";

fn main() {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let case: Value = serde_json::from_str(&line).expect("a case");
        writeln!(output, "{}", check(&case)).expect("written");
    }
}

/// What a body was read as.
struct Reading {
    /// What is given back of it.
    given_back: Value,
    /// How many values in it have no type of their own: variants `Unknown`.
    unknown: usize,
}

fn read(body: &Value) -> Result<Reading, String> {
    let text = body.to_string();
    let delivery = Delivery::decode(text.as_bytes()).map_err(|error| error.to_string())?;
    if matches!(delivery.event, facade::Event::Unknown(_)) {
        return Err("the event is not known".to_owned());
    }
    let shown = format!("{:?}", delivery.event);
    let unknown = shown.matches("Unknown(").count() + shown.matches("Unknown {").count();
    let given_back = serde_json::to_value(&delivery).map_err(|error| error.to_string())?;
    Ok(Reading { given_back, unknown })
}

fn check(case: &Value) -> Value {
    let body = &case["body"];
    let before = match read(body) {
        Ok(before) => before,
        Err(error) => return json!({ "error": error }),
    };
    let mut described = body.clone();
    let mut given_back = before.given_back.clone();
    for place in pointers(&case["undescribed"]) {
        remove(&mut described, place);
        remove(&mut given_back, place);
    }
    json!({
        "unknown": before.unknown,
        "differs": first_difference(body, &before.given_back, ""),
        "differs_where_described": first_difference(&described, &given_back, ""),
        "added": failures(&["", "/data"], &case["objects"], |place| with_added_field(body, &before, place)),
        "enums": failures(&[], &case["enums"], |place| with_new_value(body, place)),
    })
}

fn pointers(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The places where a change is not survived, with the reason.
fn failures(always: &[&str], list: &Value, check: impl Fn(&str) -> Result<(), String>) -> Vec<Value> {
    let others = pointers(list).filter(|place| !always.contains(place));
    let failed = always.iter().copied().chain(others).filter_map(|place| {
        let error = check(place).err()?;
        Some(json!([place, error]))
    });
    failed.collect()
}

/// A field that is new is skipped, or kept with everything around it; it never changes how the rest is read.
fn with_added_field(body: &Value, before: &Reading, place: &str) -> Result<(), String> {
    let mut changed = body.clone();
    let object = changed.pointer_mut(place).and_then(Value::as_object_mut).ok_or("not an object")?;
    object.insert(NEW_FIELD.to_owned(), json!({ "deep": [1, null] }));
    let after = read(&changed)?;
    if after.unknown > before.unknown {
        return Err("the type is lost".to_owned());
    }
    let mut given_back = after.given_back;
    if let Some(object) = given_back.pointer_mut(place).and_then(Value::as_object_mut) {
        object.remove(NEW_FIELD);
    }
    match first_difference(&before.given_back, &given_back, "") {
        Some(pointer) => Err(format!("{pointer} is given back otherwise")),
        None => Ok(()),
    }
}

/// A value that is new is kept.
fn with_new_value(body: &Value, place: &str) -> Result<(), String> {
    let mut changed = body.clone();
    *changed.pointer_mut(place).ok_or("no such place")? = NEW_VALUE.into();
    match read(&changed)?.given_back.pointer(place) {
        Some(Value::String(text)) if text == NEW_VALUE => Ok(()),
        Some(other) => Err(format!("given back as {other}")),
        None => Err("not given back".to_owned()),
    }
}

/// The first place where two values differ; numbers go by value.
fn first_difference(left: &Value, right: &Value, at: &str) -> Option<String> {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => first_difference_of_objects(left, right, at),
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right).enumerate();
            pairs.find_map(|(number, (left, right))| first_difference(left, right, &format!("{at}/{number}")))
        }
        (Value::Number(left), Value::Number(right)) => {
            let is_fraction = left.is_f64() || right.is_f64();
            let is_same = left == right || is_fraction && left.as_f64() == right.as_f64();
            (!is_same).then(|| at.to_owned())
        }
        _ => (left != right).then(|| at.to_owned()),
    }
}

fn first_difference_of_objects(
    left: &Map<String, Value>,
    right: &Map<String, Value>,
    at: &str,
) -> Option<String> {
    let below = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    let changed = left.iter().find_map(|(key, value)| match right.get(key) {
        Some(other) => first_difference(value, other, &below(key)),
        None => Some(below(key)),
    });
    changed.or_else(|| right.keys().find(|key| !left.contains_key(*key)).map(|key| below(key)))
}

fn remove(value: &mut Value, place: &str) {
    let Some((object, key)) = place.rsplit_once('/') else { return };
    let key = key.replace("~1", "/").replace("~0", "~");
    if let Some(object) = value.pointer_mut(object).and_then(Value::as_object_mut) {
        object.remove(&key);
    }
}
