//! What an event's files have to say: a schema that is for it, and an example that the schema accepts.
//!
//! Knows the index and the files together. Does not judge schemas as such, nor whether files are there.

use std::collections::BTreeSet;

use jsonschema::{Draft, Registry};
use serde_json::Value;

use crate::catalog::{Catalog, INDEX, SCHEMA};
use crate::contract_check::includes_envelope;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::index_check::is_event_name;
use crate::model::Event;
use crate::place::{self, Place};
use crate::words::{brief, explain};

/// Reports schemas that are not for their event, and examples that their schema does not accept.
///
/// Returns the examples that are in order.
pub(crate) fn check_bodies(catalog: &Catalog, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let registry = match registry(catalog) {
        Ok(registry) => Some(registry),
        Err(error) => {
            let message = format!("the schemas cannot be put together: {error}");
            diagnostics.push(Diagnostic::at_file(
                INDEX,
                message,
                "this is a mistake in webhook-catalog: report it",
            ));
            None
        }
    };
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
            if let Some(registry) = registry.as_ref().filter(|_| has_schema) {
                check_example(catalog, event, &example.value, registry, diagnostics);
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

fn check_example(
    catalog: &Catalog,
    event: &Event,
    example: &Value,
    registry: &Registry,
    diagnostics: &mut Diagnostics,
) {
    let base = catalog.refs.base.as_str();
    let root = serde_json::json!({ "$ref": format!("{base}{}", event.schema) });
    let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(registry);
    let validator = match options.offline().should_validate_formats(true).build(&root) {
        Ok(validator) => validator,
        Err(error) => {
            // What the meta-schema cannot say: a regular expression that is too large, for one.
            let message = format!("the schema cannot be used: {error}");
            let place = Place::new(event.schema.as_str(), "");
            diagnostics.push(Diagnostic::at_value(place, message, "correct what the message says"));
            return;
        }
    };
    // Said by check_type_of, with the name of the event, which is right even where the schema's is not.
    let type_pointer = place::join("", &catalog.index.contract.envelope.type_field);
    for finding in validator.iter_errors(example).flat_map(|error| explain(&error)) {
        if finding.pointer == type_pointer {
            continue;
        }
        let keyword = finding.keyword.strip_prefix(base).unwrap_or(&finding.keyword);
        let help = format!("{keyword} says so: correct the example, or the schema");
        let place = Place::new(event.example.as_str(), finding.pointer);
        diagnostics.push(if finding.key {
            Diagnostic::at_key(place, finding.message, help)
        } else {
            Diagnostic::at_value(place, finding.message, help)
        });
    }
}

/// The schemas that were not refused, by the URL that they ought to have.
fn registry(catalog: &Catalog) -> Result<Registry<'static>, jsonschema::ReferencingError> {
    let sound = catalog
        .documents
        .iter()
        .filter(|(file, _)| file.ends_with(SCHEMA) && !catalog.refused.contains(*file));
    let resources = sound.map(|(file, document)| {
        let url = format!("{}{file}", catalog.refs.base);
        let mut schema = document.value.clone();
        if let Some(properties) = schema.as_object_mut() {
            properties.insert("$id".to_owned(), Value::String(url.clone()));
        }
        (url, schema)
    });
    Registry::new().draft(Draft::Draft202012).extend(resources)?.prepare()
}
