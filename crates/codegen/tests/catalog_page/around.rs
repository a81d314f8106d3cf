//! What one event says of fields of the envelope: it may narrow them in every way that JSON Schema has, and its page tells how.

use serde_json::{Value, json};
use webhook_codegen::{History, generate};
use webhook_schema::{Diagnostics, Tree};

use super::{DIRECTORY, one_event};

/// What the page of an event says of a field of the envelope that it describes like this, and the type of that field in Rust.
fn told(shared: &Value, own: &Value) -> (String, String) {
    let mut files = one_event::files(json!({ "type": "object" }), json!({}));
    for (path, text) in &mut files {
        let mut file: Value = serde_json::from_str(text).expect("JSON");
        if path.ends_with("envelope.schema.json") {
            file["$defs"]["envelope"]["properties"]["env"] = shared.clone();
        } else if path.ends_with("begun.schema.json") {
            file["properties"]["env"] = own.clone();
            file["$defs"] = json!({ "live": { "not": { "const": "test" } } });
        }
        *text = file.to_string();
    }
    let mut diagnostics = Diagnostics::new();
    let output = webhook_catalog::load(&Tree::memory("", files), &mut diagnostics)
        .and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    let files = output.unwrap_or_else(|| panic!("{own}: {}", diagnostics.to_text())).files;
    let text = |path: &str| {
        let found = files.iter().find(|(own, _)| *own == path);
        found.map(|(_, text)| text.to_owned()).expect("a file")
    };
    let page = text(&format!("{DIRECTORY}/events/siege.begun.md"));
    let said = page.split_once("Around the payload").and_then(|(_, rest)| rest.split_once("- `env`"));
    let said = said.map(|(_, said)| said.split("\n\n## ").next().unwrap_or_default());
    let delivery = text("crates/events/hostile-events/src/delivery.rs");
    let ty = delivery.lines().find_map(|line| line.trim().strip_prefix("pub env: ")).expect("the field");
    (said.unwrap_or_default().trim().to_owned(), ty.to_owned())
}

#[test]
fn an_event_narrows_a_field_of_the_envelope_in_any_way() {
    let text = json!({ "type": "string" });
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let object = json!({
        "type": "object", "title": "Env", "properties": { "r": { "type": "string" } },
    });
    let cases = [
        (&text, json!(true), ""),
        (&text, json!({}), ""),
        (&text, json!({ "not": { "const": "live" } }), "Never `live`."),
        (&text, json!({ "$ref": "#/$defs/live" }), "Never `test`."),
        (&text, json!({ "anyOf": [{ "const": "a" }, { "const": "b" }] }), "`anyOf`"),
        (&text, json!({ "if": { "minLength": 3 }, "then": { "pattern": "^a" } }), "pattern"),
        (&list, json!({ "contains": { "const": "a" } }), "`a`"),
        (&list, json!({ "items": { "enum": ["a", "b"] } }), "`items`"),
        (&object, json!({ "properties": { "r": { "const": "a" } } }), "`r` is always `a`"),
        (&object, json!({ "properties": { "r": { "minLength": 2 } } }), "`r`: at least 2 characters"),
        (&object, json!({ "properties": { "r": { "not": { "const": "a" } } } }), "`properties`"),
        (&object, json!({ "additionalProperties": false }), ""),
        (&json!({}), json!({ "properties": { "new": { "type": "string" } } }), "`properties`"),
    ];
    for (shared, own, expected) in cases {
        let (said, ty) = told(shared, &own);
        assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{own}: {said}");
        assert_eq!(ty, told(shared, &json!(true)).1, "{own}");
    }
}
