//! Random schemas.

use fastrand::Rng;
use serde_json::{Value, json};

/// A document with two definitions.
pub(super) fn document(rng: &mut Rng) -> Value {
    let mut root = json!({ "type": "object", "properties": { "a": schema(rng, 0), "b": schema(rng, 0) } });
    root["$defs"] = json!({ "x": schema(rng, 2), "y": schema(rng, 2) });
    if rng.bool() {
        root["required"] = json!(["a"]);
    }
    root
}

/// One of several.
pub(super) fn pick<T: Clone>(all: &[T], rng: &mut Rng) -> T {
    all[rng.usize(..all.len())].clone()
}

/// A schema; deeper ones are simpler.
pub(super) fn schema(rng: &mut Rng, depth: usize) -> Value {
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
