//! The schemas that say something of a part of a value: by key or pattern, or by position.

use serde_json::{Map, Value};

use super::document::child;
use super::words;

/// The places of what is said of a key.
pub(super) fn parts_of_object(place: &str, schema: &Value, key: &str) -> Vec<String> {
    let mut parts = Vec::new();
    if schema.get("properties").is_some_and(|all| all.get(key).is_some()) {
        parts.push(child(&child(place, "properties"), key));
    }
    let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    for pattern in patterns.filter(|pattern| matches(pattern, key)) {
        parts.push(child(&child(place, "patternProperties"), pattern));
    }
    let others = ["additionalProperties", "unevaluatedProperties"];
    if parts.is_empty()
        && let Some(keyword) = others.into_iter().find(|keyword| schema.get(*keyword).is_some())
    {
        parts.push(child(place, keyword));
    }
    parts
}

/// The places of what is said of an item.
pub(super) fn parts_of_array(place: &str, schema: &Value, at: usize) -> Vec<String> {
    let lists = ["prefixItems", "items"];
    let mut first = lists.into_iter().filter(|keyword| schema.get(*keyword).is_some_and(Value::is_array));
    let first = first.next();
    if let Some(keyword) = first
        && schema[keyword].get(at).is_some()
    {
        return vec![child(&child(place, keyword), &at.to_string())];
    }
    let rest = match first {
        Some("items") => ["additionalItems", "unevaluatedItems"],
        _ => ["items", "unevaluatedItems"],
    };
    let rest = rest.into_iter().find(|keyword| schema.get(*keyword).is_some());
    rest.map(|keyword| child(place, keyword)).into_iter().collect()
}

/// Whether a pattern is somewhere in a text. The patterns are those of [`words`], and few.
fn matches(pattern: &str, text: &str) -> bool {
    debug_assert!(words::PATTERNS.contains(&pattern) || words::LIKE_X.contains(&pattern));
    let schema = serde_json::json!({ "pattern": pattern });
    jsonschema::draft202012::is_valid(&schema, &Value::from(text))
}
