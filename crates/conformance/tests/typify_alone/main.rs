//! What typify's own types do with changes that `payloads::tolerance` shows ours to bear.
//!
//! These are the reasons for what the generator adds. When one of these tests fails, typify has changed, and what was
//! added because of it may have become needless.

use serde_json::{Value, json};

#[allow(dead_code, clippy::all, reason = "written by typify's macro")]
mod types {
    typify::import_types!(schema = "tests/typify_alone/schema.json");
}

fn example() -> Value {
    json!({
        "verdict": "clear", "slug": "abc", "checks": 7, "percent": 80, "score": 0.5, "at": "2026-05-09T12:00:00Z",
        "note": "x", "pattern": { "kind": "pair", "mean": 0.5 },
    })
}

fn read(key: &str, value: Value) -> Result<types::Payload, serde_json::Error> {
    let mut changed = example();
    changed[key] = value;
    serde_json::from_value(changed)
}

fn written(key: &str, value: Value) -> Value {
    serde_json::to_value(read(key, value).expect("typify reads it")).expect("JSON")[key].clone()
}

#[test]
fn the_example_is_read() {
    assert!(read("slug", json!("abcd")).is_ok());
}

#[test]
fn unknown_fields_are_an_error() {
    assert!(read("new", json!(1)).is_err());
}

#[test]
fn unknown_enum_values_are_an_error() {
    assert!(read("verdict", json!("unsure")).is_err());
}

#[test]
fn constraints_are_enforced() {
    assert!(read("slug", json!("")).is_err());
}

#[test]
fn integers_are_narrow() {
    assert!(read("checks", json!(0)).is_err());
    assert!(read("percent", json!(256)).is_err());
}

#[test]
fn whole_numbers_come_back_with_a_fraction() {
    assert_eq!(written("score", json!(1)).to_string(), "1.0");
}

#[test]
fn timestamps_come_back_changed() {
    assert_eq!(written("at", json!("2026-05-09T14:00:00.000+02:00")), "2026-05-09T12:00:00Z");
}

#[test]
fn null_comes_back_absent() {
    let written = serde_json::to_value(read("note", Value::Null).expect("typify reads it")).expect("JSON");
    assert_eq!(written.get("note"), None);
}

#[test]
fn the_tag_of_a_union_is_not_looked_at() {
    let payload = read("pattern", json!({ "kind": "pair", "mean": 0.5 })).expect("typify reads it");
    assert!(matches!(payload.pattern, types::PayloadPattern::Outliers(_)), "{:?}", payload.pattern);
}
