//! An entry per event: what is sent to an endpoint, and what follows its answer.
//!
//! What events share is in [`super::components`].

use serde_json::{Map, Value, json};
use webhook_catalog::index::entries::Status;
use webhook_schema::Location;
use webhook_schema::model::{REPLACED_BY, SUNSET};

use super::components::{SIGNATURE, headers, outcomes};
use super::reference;
use crate::ir::{Deprecation, Event, Ir, Keyword};
use crate::words;

/// Each event's name with its entry, in the index's order.
pub fn webhooks<'i>(ir: &'i Ir<'_>) -> impl Iterator<Item = (&'i str, Value)> {
    ir.events.iter().map(|event| (event.entry.name.as_str(), json!({ "post": operation(ir, event) })))
}

fn operation(ir: &Ir<'_>, event: &Event<'_>) -> Value {
    let schema = ir.components.reference(&Location::new(event.entry.schema_file(), ""));
    let headers = headers(&ir.index.contract).into_iter();
    let headers: Vec<Value> = headers.map(|(name, _)| reference("parameters", name)).collect();
    let responses = outcomes(&ir.index.contract)
        .into_iter()
        .map(|(status, name, _)| (status, reference("responses", &name)));
    let mut operation = json!({
        "operationId": event.ident,
        "summary": event.entry.name,
        "description": description(event),
        "tags": [event.entry.family],
        "x-status": event.entry.emission.status.as_str(),
        "x-published": event.entry.published,
    });
    let more = json!({
        "security": [{ SIGNATURE: [] }],
        "parameters": headers,
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": schema, "example": event.example_value } },
        },
        "responses": responses.collect::<Map<_, _>>(),
    });
    if let (Some(operation), Value::Object(more)) = (operation.as_object_mut(), more) {
        if let Some(class) = &event.entry.classification {
            operation.insert("x-classification".to_owned(), class.clone().into());
        }
        if let Some(since) = &event.entry.since {
            operation.insert("x-since".to_owned(), since.0.clone().into());
        }
        if let Some(Deprecation { sunset, replaced_by }) = &event.deprecation {
            operation.insert(Keyword::Deprecated.as_str().to_owned(), true.into());
            let more = [(SUNSET, sunset), (REPLACED_BY, replaced_by)];
            let more =
                more.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?.into())));
            operation.extend(more);
        }
        operation.extend(more);
    }
    operation
}

fn description(event: &Event<'_>) -> String {
    let entry = event.entry;
    let mut parts = vec![entry.description.trim().to_owned()];
    if let Some(replaced) = &entry.replaces {
        let dropped = replaced.dropped.as_ref().map(|date| format!(", which was dropped on {}", date.0));
        parts.push(format!("Replaces `{}`{}.", replaced.name, dropped.unwrap_or_default()));
    }
    let emission = &entry.emission;
    parts.push(match emission.status {
        Status::Live => format!("Emitted by {}: {}", emission.component, emission.trigger),
        Status::Declared | Status::Unknown => {
            format!("Expected emitter: {}. {}", emission.component, emission.trigger)
        }
    });
    parts.extend(match emission.status {
        Status::Live => None,
        Status::Declared => Some("**Declared**: not emitted yet.".to_owned()),
        Status::Unknown => Some("**Unknown**: nothing is known of whether it is emitted.".to_owned()),
    });
    parts.extend(entry.emission.note.clone());
    let deprecation = event.deprecation.as_ref().map(words::deprecation);
    parts.extend(deprecation.map(|said| format!("**Deprecated**: {said}.")));
    if !entry.published {
        parts.push("**Not published**: the catalog page has no entry for this event.".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}
