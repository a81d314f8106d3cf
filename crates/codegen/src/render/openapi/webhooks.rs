//! An entry per event: what is sent to an endpoint, and what follows its answer.
//!
//! What events share is in [`super::components`].

use std::borrow::Cow;

use serde_json::{Map, Value, json};
use webhook_catalog::index::entries::Status;
use webhook_schema::model::{REPLACED_BY, SUNSET};

use super::components::{ACCEPTED, accepted, outcomes, parameters, security};
use super::{deliveries, handshakes, reference};
use crate::ir::{Deprecation, Event, Ir, Keyword};
use crate::words;

/// Each event's name with its entry, in the index's order, and then the handshakes.
pub fn webhooks<'i>(ir: &'i Ir<'_>) -> impl Iterator<Item = (Cow<'i, str>, Value)> {
    let shared = Shared::new(ir);
    let of_event = move |event: &'i Event<'_>| {
        (Cow::Borrowed(event.entry.name.as_str()), json!({ "post": operation(ir, &shared, event) }))
    };
    let handshakes = handshakes::webhooks(ir).into_iter().map(|(name, value)| (Cow::Owned(name), value));
    ir.events.iter().map(of_event).chain(handshakes)
}

/// What all entries have.
struct Shared {
    security: Value,
    parameters: Vec<Value>,
    responses: Map<String, Value>,
}

impl Shared {
    fn new(ir: &Ir<'_>) -> Self {
        let contract = &ir.index.contract;
        let parameters = parameters(contract).into_iter().map(|(name, _)| reference("parameters", &name));
        let accepted = accepted(contract).map(|(status, _)| (status, reference("responses", ACCEPTED)));
        let mut responses: Map<String, Value> = accepted.into_iter().collect();
        for (status, name, _) in outcomes(contract) {
            responses.entry(status).or_insert_with(|| reference("responses", &name));
        }
        Self { security: json!(security(contract)), parameters: parameters.collect(), responses }
    }
}

fn operation(ir: &Ir<'_>, shared: &Shared, event: &Event<'_>) -> Value {
    let example = event.example_value();
    let names = deliveries::name_parameters(ir, event, &example);
    let parameters: Vec<Value> = names.into_iter().chain(shared.parameters.iter().cloned()).collect();
    let mut operation = json!({
        "operationId": event.ident,
        "summary": event.entry.name,
        "description": description(event),
        "tags": [event.entry.family],
        "x-status": event.entry.emission.status.as_str(),
        "x-published": event.entry.published,
    });
    let more = json!({
        "security": shared.security,
        "parameters": parameters,
        "requestBody": { "required": true, "content": deliveries::content(ir, event, &example) },
        "responses": shared.responses,
    });
    if let (Some(operation), Value::Object(more)) = (operation.as_object_mut(), more) {
        if let Some(name) = &event.entry.rust_name {
            operation.insert("x-rust-name".to_owned(), name.clone().into());
        }
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
