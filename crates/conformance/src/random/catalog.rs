//! A catalog around random payloads, as the files of a tree.

use serde_json::{Value, json};

use super::document::Document;
use super::references;

/// An event with a random payload.
pub struct RandomEvent {
    /// Its name.
    pub name: String,
    /// The schema of its payload.
    pub document: Document,
    /// Valid payloads; the first is the example.
    pub payloads: Vec<Value>,
}

impl RandomEvent {
    /// A body with a payload of this event.
    pub fn body(&self, payload: &Value) -> Value {
        json!({ "id": "evt-1", "type": self.name, "created_at": "2026-01-02T03:04:05Z", "data": payload })
    }
}

/// The family of an event: the first part of its name.
fn family(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

/// The files of a catalog, by their names in a tree. Each event's example is its first payload.
pub fn files(provider: &str, events: &[&RandomEvent]) -> Vec<(String, String)> {
    let mut index: Value =
        serde_json::from_str(include_str!("../../foreign/template/index.json")).expect("the template");
    // Random samples are not valid.
    index["lints"]["sample"] = "allow".into();
    let mut families: Vec<&str> = events.iter().map(|event| family(&event.name)).collect();
    families.sort_unstable();
    families.dedup();
    index["provider"] = json!({ "name": provider, "title": provider, "api_base_url": format!("https://{provider}.example/v1") });
    index["families"] = families
        .into_iter()
        .map(|name| json!({ "name": name, "title": name, "description": "Made at random." }))
        .collect();
    index["events"] = events
        .iter()
        .map(|event| {
            json!({
                "name": event.name,
                "family": family(&event.name),
                "description": "Made at random.",
                "schema": format!("{}.schema.json", event.name),
                "example": format!("{}.example.json", event.name),
                "emission": { "component": "dice", "trigger": "a throw", "status": "live" },
                "published": true,
            })
        })
        .collect();
    let envelope = include_str!("../../foreign/template/envelope.schema.json").to_owned();
    let mut files = vec![
        ("webhooks/index.json".to_owned(), format!("{index:#}")),
        ("webhooks/envelope.schema.json".to_owned(), envelope),
    ];
    for event in events {
        let example = event.body(&event.payloads[0]);
        let schemas = references::files(event).into_iter();
        files.extend(schemas.map(|(name, schema)| (format!("webhooks/{name}"), format!("{schema:#}"))));
        files.push((format!("webhooks/{}.example.json", event.name), format!("{example:#}")));
    }
    files
}
