//! A catalog of one event, with a payload that a test is about.

use serde_json::{Value, json};

/// The files of a catalog whose event has this payload, and these definitions next to it.
pub fn files(payload: Value, definitions: Value) -> Vec<(String, String)> {
    let template = |text: &str| serde_json::from_str::<Value>(text).expect("the template");
    let mut index = template(include_str!("../../../conformance/foreign/template/index.json"));
    let envelope = include_str!("../../../conformance/foreign/template/envelope.schema.json");
    index["provider"] =
        json!({ "name": "hostile", "title": "Hostile", "api_base_url": "https://hostile.example/v1" });
    index["families"] = json!([{ "name": "siege", "title": "Siege", "description": "Takes long." }]);
    index["lints"]["sample"] = json!("allow");
    index["events"] = json!([{
        "name": "siege.begun",
        "family": "siege",
        "description": "Takes long.",
        "schema": "begun.schema.json",
        "example": "begun.example.json",
        "emission": { "component": "ram", "trigger": "a gate", "status": "live" },
        "published": true,
    }]);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [{ "$ref": "envelope.schema.json#/$defs/envelope" }],
        "type": "object",
        "properties": { "type": { "const": "siege.begun" }, "data": payload },
        "$defs": definitions,
    });
    let example =
        json!({ "id": "evt-1", "type": "siege.begun", "created_at": "2026-01-02T03:04:05Z", "data": {} });
    vec![
        ("webhooks/index.json".to_owned(), index.to_string()),
        ("webhooks/envelope.schema.json".to_owned(), envelope.to_owned()),
        ("webhooks/begun.schema.json".to_owned(), schema.to_string()),
        ("webhooks/begun.example.json".to_owned(), example.to_string()),
    ]
}
