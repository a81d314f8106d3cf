//! What our own export says of an event in words and in properties of its own, back as an entry of an index.

use serde_json::{Map, Value, json};
use webhook_catalog::index::names::{is_calendar_date, is_rust_name};
use webhook_contract::Contract;
use webhook_schema::model::{REPLACED_BY, Resource, SUNSET};
use webhook_schema::{Diagnostics, Location};

use super::object::text;
use crate::documents::Documents;
use crate::found::Stated;

/// How the paragraph starts that says who emits the event.
const EMITTED: [&str; 2] = ["Emitted by ", "Expected emitter: "];

/// The contract, with where the schema of the envelope is.
pub(super) fn contract(documents: &Documents, root: &Location) -> Option<Stated> {
    let value = documents.value(root)?.get("x-contract")?.clone();
    // Others may have something of that name.
    let contract: Contract = serde_json::from_value(value.clone()).ok()?;
    let at = root.child("x-contract");
    let place = |reference: &str| {
        documents.place(&Resource::of_file(&root.file), reference, &at, &mut Diagnostics::new())
    };
    Some(Stated { value, envelope: contract.envelope.schema.as_deref().and_then(place) })
}

/// Names in Rust, each with where what it names is.
pub(super) fn rust_names(documents: &Documents, root: &Location) -> Vec<(Location, String)> {
    let names = documents.value(root).and_then(|root| root.get("x-rust-names")?.as_object());
    let name = |(place, name): (&String, &Value)| {
        let pointer = place.strip_prefix('#')?;
        let name = name.as_str().filter(|name| is_rust_name(name))?;
        Some((root.with_pointer(pointer), name.to_owned()))
    };
    names.into_iter().flatten().filter_map(name).collect()
}

/// The description of a family, and its note, which is the end of the description of a tag.
pub(super) fn noted(tag: &Value) -> (Option<String>, Option<String>) {
    let description = text(tag, "description");
    let note = text(tag, "x-note");
    let split =
        |(said, note): (&String, &String)| said.strip_suffix(note)?.strip_suffix("\n\n").map(str::to_owned);
    match description.as_ref().zip(note.as_ref()).and_then(split) {
        Some(before) => (Some(before), note),
        None => (description, None),
    }
}

/// The description without what an export adds to it.
pub(super) fn description(operation: &Value) -> Option<String> {
    let said = text(operation, "description")?;
    let (before, _) = parts(operation, &said).unwrap_or((said.as_str(), ""));
    let before = match before.rsplit_once("\n\n") {
        Some((start, last)) if replaced(last).is_some() => start,
        None if replaced(before).is_some() => "",
        _ => before,
    };
    Some(before.to_owned())
}

/// Properties of an entry of the index.
pub(super) fn entry(operation: &Value) -> Vec<(&'static str, Value)> {
    let mut entry = Vec::new();
    let said = text(operation, "description").unwrap_or_default();
    if let Some((before, emitter)) = parts(operation, &said) {
        entry.extend(emission(operation, emitter).map(|emission| ("emission", emission)));
        entry.extend(
            replaced(before.rsplit("\n\n").next().unwrap_or_default()).map(|replaced| ("replaces", replaced)),
        );
    }
    let date = |value: &Value| value.as_str().is_some_and(is_calendar_date);
    let take =
        |key: &str, is_right: fn(&Value) -> bool| operation.get(key).filter(|value| is_right(value)).cloned();
    let is_name = |value: &Value| value.as_str().is_some_and(is_rust_name);
    entry.extend(take("x-rust-name", is_name).map(|value| ("rust_name", value)));
    entry.extend(take("x-classification", Value::is_string).map(|value| ("classification", value)));
    entry.extend(take("x-published", Value::is_boolean).map(|value| ("published", value)));
    entry.extend(operation.get("x-since").filter(|since| date(since)).map(|value| ("since", value.clone())));
    if operation.get("deprecated") == Some(&Value::Bool(true)) {
        entry.push(("deprecated", json!(true)));
        entry.extend(
            operation.get(SUNSET).filter(|sunset| date(sunset)).map(|value| ("sunset", value.clone())),
        );
        entry.extend(take(REPLACED_BY, Value::is_string).map(|value| ("replaced_by", value)));
    }
    entry
}

/// The description of an exported event, before and from the paragraph that says who emits it.
fn parts<'s>(operation: &Value, said: &'s str) -> Option<(&'s str, &'s str)> {
    // Nobody else says both.
    operation.get("x-status").filter(|_| operation.get("x-published").is_some())?;
    let starts = said.match_indices("\n\n").map(|(at, _)| at + 2).chain([0]);
    let at = starts.filter(|at| EMITTED.iter().any(|start| said[*at..].starts_with(start))).max()?;
    Some((said[..at].trim_end(), &said[at..]))
}

fn emission(operation: &Value, emitter: &str) -> Option<Value> {
    let mut paragraphs = emitter.split("\n\n");
    let first = paragraphs.next()?;
    let (component, trigger) = match first.strip_prefix(EMITTED[0]) {
        Some(rest) => rest.split_once(": ")?,
        None => first.strip_prefix(EMITTED[1])?.split_once(". ")?,
    };
    let status = operation
        .get("x-status")
        .filter(|status| ["live", "declared", "unknown"].iter().any(|known| **status == *known))?;
    let mut emission = Map::new();
    emission.insert("component".to_owned(), json!(component));
    emission.insert("trigger".to_owned(), json!(trigger));
    emission.insert("status".to_owned(), status.clone());
    let note: Vec<&str> = paragraphs.filter(|paragraph| !paragraph.starts_with("**")).collect();
    if !note.is_empty() {
        emission.insert("note".to_owned(), json!(note.join("\n\n")));
    }
    Some(emission.into())
}

/// What a paragraph says that an event takes the place of.
fn replaced(paragraph: &str) -> Option<Value> {
    let (name, rest) = paragraph.strip_prefix("Replaces `")?.split_once('`')?;
    if rest == "." {
        return Some(json!({ "name": name }));
    }
    let date = rest.strip_prefix(", which was dropped on ")?.strip_suffix('.')?;
    is_calendar_date(date).then(|| json!({ "name": name, "dropped": date }))
}
