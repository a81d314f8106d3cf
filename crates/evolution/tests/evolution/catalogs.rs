//! Catalogs with one payload that the tests are about, made from what a case says of them.
//!
//! What a case may say, each in place of what the base has:
//!
//! - `payload`: the schema of the payloads of all events but `money.moved`, as a file of its own
//! - `data`: the payload in their examples
//! - `event`: members of the entry of `order.placed`
//! - `contract`, `index`: members of these; in `events`, a name stands for an entry
//! - `files`: other files, by name
//! - `request`, `answer`: the schemas of requests and answers of the endpoint API, each with an example in `requested` and
//!   `answered`; `api`: members of its index. Without any of these there is no API

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};
use webhook_catalog::{Catalog, load};
use webhook_evolution::{Comparison, Subject, compare};
use webhook_schema::{Diagnostics, Tree};

/// Compares two catalogs that cases describe.
pub fn compared(before: &Value, after: &Value) -> Comparison {
    compare(&catalog(before), &catalog(after), None)
}

/// What a case says where a rule's example has this text.
pub fn described(subject: Subject, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    match subject {
        Subject::Payload => json!({ "payload": value }),
        Subject::Event => json!({ "event": value }),
        Subject::Contract => json!({ "contract": value }),
        Subject::Index => json!({ "index": value }),
        Subject::Request => json!({ "request": value }),
        Subject::Api => json!({ "api": value }),
    }
}

/// The catalog of a case.
pub fn catalog(case: &Value) -> Catalog {
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&Tree::memory("case", files(case)), &mut diagnostics);
    catalog.unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

fn files(case: &Value) -> Vec<(String, String)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base");
    let read = |name: &str| std::fs::read_to_string(base.join(name)).unwrap();
    let mut index: Value = serde_json::from_str(&read("index.json")).unwrap();
    merge(&mut index, &case["index"]);
    merge(&mut index["contract"], &case["contract"]);
    let mut files = BTreeMap::from([("common.schema.json".to_owned(), read("common.schema.json"))]);
    let payload = case.get("payload").cloned().unwrap_or(json!({ "type": "object" }));
    files.insert("payload.schema.json".to_owned(), payload.to_string());
    files.insert("money.schema.json".to_owned(), json!({ "type": "object" }).to_string());
    let entries = index["events"].as_array_mut().unwrap();
    for entry in entries.iter_mut() {
        let said = if entry.is_string() { json!({ "name": entry }) } else { entry.clone() };
        let name = said["name"].as_str().unwrap().to_owned();
        let of_money = name == "money.moved";
        *entry = json!({
            "name": name, "family": "orders", "description": "Something happened.",
            "schema": format!("{name}.schema.json"), "example": format!("{name}.example.json"),
            "emission": { "component": "shop", "trigger": "checkout", "status": "live" }, "published": true,
        });
        merge(entry, &said);
        if name == "order.placed" {
            merge(entry, &case["event"]);
        }
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
            "properties": {
                "type": { "const": name },
                "data": { "$ref": if of_money { "money.schema.json" } else { "payload.schema.json" } },
            },
        });
        files.insert(format!("{name}.schema.json"), schema.to_string());
        let data = if of_money { json!({}) } else { case.get("data").cloned().unwrap_or(json!({})) };
        let id = case["index"].get("example").cloned().unwrap_or(json!("evt-1"));
        let example = json!({ "id": id, "type": name, "created_at": "2026-03-01T10:00:00Z", "data": data });
        files.insert(format!("{name}.example.json"), example.to_string());
    }
    index.as_object_mut().unwrap().remove("example");
    files.insert("index.json".to_owned(), index.to_string());
    for (name, value) in case["files"].as_object().unwrap_or(&Map::new()) {
        files.insert(name.clone(), value.to_string());
    }
    let webhooks = files.into_iter().map(|(name, text)| (format!("webhooks/{name}"), text));
    webhooks.chain(api_files(case, &read("api.json"))).collect()
}

/// The files of the endpoint API, where a case says something of it.
fn api_files(case: &Value, index: &str) -> Vec<(String, String)> {
    if ["request", "answer", "api"].iter().all(|part| case[part].is_null()) {
        return Vec::new();
    }
    let mut index: Value = serde_json::from_str(index).unwrap();
    merge(&mut index, &case["api"]);
    let said = |part: &str| case.get(part).cloned().unwrap_or(json!({ "type": "object" }));
    let example = |part: &str| case.get(part).cloned().unwrap_or(json!({}));
    let files = [
        ("index.json", index),
        ("request.schema.json", said("request")),
        ("request.example.json", example("requested")),
        ("answer.schema.json", said("answer")),
        ("answer.example.json", example("answered")),
        ("parameter.schema.json", json!({ "type": "string" })),
    ];
    files.into_iter().map(|(name, value)| (format!("api/{name}"), value.to_string())).collect()
}

/// A JSON Merge Patch.
pub fn merge(target: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else { return };
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.as_object_mut().unwrap().remove(name);
            }
            Value::Object(_) if target.get(name).is_some_and(Value::is_object) => {
                merge(&mut target[name], value)
            }
            value => target[name] = value.clone(),
        }
    }
}
