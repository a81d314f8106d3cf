//! Random values.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::schemas::pick;

/// A value that is often valid.
pub(super) fn value(schema: &Value, root: &Value, rng: &mut Rng, depth: usize) -> Value {
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
