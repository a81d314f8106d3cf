//! What an event's files have to say: a schema that is for it, and an example that the schema accepts.
//!
//! Knows the index and the files together. Does not judge schemas as such, nor whether files are there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::body_check::Bodies;
use crate::catalog::{Catalog, SCHEMA};
use crate::contract_check::includes_envelope;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::index_check::is_event_name;
use crate::model::Event;
use crate::place::{self, Place};
use crate::words::brief;

/// Reports schemas that are not for their event, and examples that their schema does not accept.
///
/// Returns the examples that are in order.
pub(crate) fn check(
    catalog: &Catalog,
    bodies: Option<&Bodies<'_>>,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    // Said by check_type_of, with the name of the event, which is right even where the schema's is not.
    let type_pointer = place::join("", &catalog.index.contract.envelope.type_field);
    let mut sound = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for event in &catalog.index.events {
        let is_first = seen.insert(event.schema.as_str());
        let is_named = is_event_name(&event.name);
        if is_first && is_named && event.schema.strip_suffix(SCHEMA) == Some(&event.name) {
            check_schema_of(catalog, event, diagnostics);
        }
        let before = diagnostics.len();
        if let Some(example) = catalog.documents.get(&event.example).filter(|_| is_first) {
            if is_named {
                check_type_of(catalog, event, &example.value, diagnostics);
            }
            let has_schema =
                catalog.documents.contains_key(&event.schema) && !catalog.refused.contains(&event.schema);
            if let Some(bodies) = bodies.filter(|_| has_schema) {
                let schema = Place::new(event.schema.as_str(), "");
                bodies.check(&schema, &event.example, Some(&type_pointer), diagnostics);
            }
            if diagnostics.len() == before {
                sound.insert(event.example.clone());
            }
        }
    }
    sound
}

fn check_schema_of(catalog: &Catalog, event: &Event, diagnostics: &mut Diagnostics) {
    let Some(document) = catalog.documents.get(&event.schema) else { return };
    let field = &catalog.index.contract.envelope.type_field;
    let place = Place::new(event.schema.as_str(), "/properties").child(field).child("const");
    let help = format!("write `\"const\": \"{}\"`: it tells receivers which event a body is", event.name);
    match catalog.value(&place) {
        Some(name) if *name == event.name => {}
        Some(name) => {
            let message = format!("the type is {}, and the event is `{}`", brief(name), event.name);
            diagnostics.push(Diagnostic::at_value(place, message, help));
        }
        None => {
            let message = format!("the schema does not fix `{field}` to the name of the event");
            diagnostics.push(Diagnostic::at_value(place, message, help));
        }
    }
    let contract = &catalog.index.contract;
    if !includes_envelope(&catalog.refs, contract, &event.schema, &document.value) {
        let help = format!("write `\"allOf\": [{{ \"$ref\": \"{}\" }}]`", contract.envelope.schema);
        let place = Place::new(event.schema.as_str(), "/allOf");
        diagnostics.push(Diagnostic::at_value(place, "the schema does not include the envelope", help));
    }
}

/// Said apart from the schema, which may be missing or wrong. That there is a type at all is left to the schema.
fn check_type_of(catalog: &Catalog, event: &Event, example: &Value, diagnostics: &mut Diagnostics) {
    let field = catalog.index.contract.envelope.type_field.as_str();
    if let Some(name) = example.get(field).filter(|name| **name != event.name) {
        let message = format!("this is an example of {}, and the event is `{}`", brief(name), event.name);
        let place = Place::new(event.example.as_str(), "").child(field);
        diagnostics.push(Diagnostic::at_value(place, message, format!("write `{}`", event.name)));
    }
}
