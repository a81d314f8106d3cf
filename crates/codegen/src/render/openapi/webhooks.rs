//! An entry per event: what is sent to an endpoint, and what follows its answer.
//!
//! What events share is in [`super::components`].

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};
use webhook_catalog::index::entries::Status;
use webhook_schema::model::{REPLACED_BY, SUNSET};

use super::components::{ACCEPTED, accepted, outcomes, parameters, security};
use super::{deliveries, handshakes, object, reference};
use crate::ir::{Deprecation, Event, Ir, Keyword};
use crate::words;

/// Each event's entry by its name, in the index's order, and then those of the handshakes.
pub struct Webhooks<'i>(pub &'i Ir<'i>);

impl Serialize for Webhooks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(ir) = self;
        let shared = Shared::new(ir);
        let mut webhooks = serializer.serialize_map(None)?;
        for event in &ir.events {
            let post = Operation { ir, shared: &shared, event };
            webhooks.serialize_entry(&event.entry.name, &BTreeMap::from([("post", post)]))?;
        }
        for (name, handshake) in handshakes::webhooks(ir) {
            webhooks.serialize_entry(&name, &handshake)?;
        }
        webhooks.end()
    }
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

/// What is sent of an event, as it is written.
struct Operation<'i> {
    ir: &'i Ir<'i>,
    shared: &'i Shared,
    event: &'i Event<'i>,
}

impl Serialize for Operation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { ir, shared, event } = self;
        let entry = event.entry;
        let example = event.example_value();
        let mut operation = serializer.serialize_map(None)?;
        operation.serialize_entry("operationId", &event.ident)?;
        operation.serialize_entry("summary", &entry.name)?;
        operation.serialize_entry("description", &description(event))?;
        operation.serialize_entry("tags", &[&entry.family])?;
        operation.serialize_entry("x-status", entry.emission.status.as_str())?;
        operation.serialize_entry("x-published", &entry.published)?;
        if let Some(name) = &entry.rust_name {
            operation.serialize_entry("x-rust-name", name)?;
        }
        if let Some(class) = &entry.classification {
            operation.serialize_entry("x-classification", class)?;
        }
        if let Some(since) = &entry.since {
            operation.serialize_entry("x-since", &since.0)?;
        }
        if let Some(Deprecation { sunset, replaced_by }) = &event.deprecation {
            operation.serialize_entry(Keyword::Deprecated.as_str(), &true)?;
            for (key, value) in [(SUNSET, sunset), (REPLACED_BY, replaced_by)] {
                if let Some(value) = value {
                    operation.serialize_entry(key, value)?;
                }
            }
        }
        let of_name = deliveries::name_parameters(ir, event, &example);
        let parameters: Vec<&Value> = of_name.iter().chain(&shared.parameters).collect();
        let content = deliveries::content(ir, event, example);
        let body = object([("required".to_owned(), true.into()), ("content".to_owned(), content)]);
        operation.serialize_entry("security", &shared.security)?;
        operation.serialize_entry("parameters", &parameters)?;
        operation.serialize_entry("requestBody", &body)?;
        operation.serialize_entry("responses", &shared.responses)?;
        operation.end()
    }
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
