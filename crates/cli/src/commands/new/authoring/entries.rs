//! The entries of an index that a new event and a new family get.

use serde_json::{Map, Value, json};

use super::asked::{NewEvent, NewFamily};
use webhook_catalog::index::Index;
use webhook_catalog::index::entries::Event;

/// What stands for a description until its author has written one.
pub(super) const UNWRITTEN: &str =
    "To be described: what it tells, what it does not, and what to do with it.";

pub(super) fn family(new: NewFamily<'_>) -> Value {
    let description = new.description.unwrap_or("To be described: what the events of this family are about.");
    json!({ "name": new.name, "title": new.title, "description": description })
}

/// An entry with the properties in the order in which the model has them. Nothing emits the event yet.
pub(super) fn event(
    index: &Index,
    like: &Event,
    family: &str,
    new: NewEvent<'_>,
    (schema, example): (&str, &str),
) -> Value {
    let mut entry = Map::new();
    let mut say = |key: &str, value: Value| drop(entry.insert(key.to_owned(), value));
    say("name", json!(new.name));
    if let Some(name) = new.rust_name {
        say("rust_name", json!(name));
    }
    say("family", json!(family));
    say("description", json!(new.description.unwrap_or(UNWRITTEN)));
    say("schema", json!(schema));
    say("example", json!(example));
    let component = &like.emission.component;
    say("emission", json!({ "component": component, "trigger": "To be decided.", "status": "declared" }));
    if let Some(classification) = &like.classification {
        say("classification", json!(classification));
    }
    say("published", json!(true));
    // Where the catalog says it of others.
    if index.events.iter().any(|event| event.since.is_some()) {
        say("since", json!(index.version.0));
    }
    Value::Object(entry)
}
