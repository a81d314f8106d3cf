//! Whether an event's schema is for that event, and its example is valid.

use std::collections::BTreeSet;

use serde_json::Value;

use webhook_schema::explain::brief;
use webhook_schema::model::Keyword;
use webhook_schema::{Diagnostic, Diagnostics, Location, join};

use crate::check::bodies::Bodies;
use crate::check::envelope::includes_envelope;
use crate::draft::Draft;
use crate::index::entries::Event;
use crate::index::names::is_event_name;
use crate::layout::SCHEMA;
use crate::rules;

/// Reports schemas that are not for their event, and examples that are not valid.
///
/// Returns the example files that nothing was reported of.
pub(crate) fn check(
    draft: &Draft<'_>,
    bodies: Option<&Bodies<'_>>,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    // Said by check_type_of, with the name of the event, which is right even where the schema's is not.
    let type_pointer = join("", &draft.index.contract.envelope.type_field);
    let mut sound = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for event in &draft.index.events {
        let is_first = seen.insert(event.schema.as_str());
        let is_named = is_event_name(&event.name);
        if is_first && is_named && event.schema.strip_suffix(SCHEMA) == Some(&event.name) {
            check_schema_of(draft, event, diagnostics);
        }
        let before = diagnostics.len();
        let (schema_file, example_file) = (event.schema_file(), event.example_file());
        if let Some(example) = draft.schemas.documents.get(&example_file).filter(|_| is_first) {
            if is_named {
                check_type_of(draft, event, &example.value, diagnostics);
            }
            let has_schema = draft.schemas.documents.contains_key(&schema_file)
                && !draft.schemas.refused.contains(&schema_file);
            if let Some(bodies) = bodies.filter(|_| has_schema) {
                let schema = Location::new(schema_file, "");
                bodies.check(&schema, &example_file, Some(&type_pointer), diagnostics);
            }
            if diagnostics.len() == before {
                sound.insert(example_file);
            }
        }
    }
    sound
}

fn check_schema_of(draft: &Draft<'_>, event: &Event, diagnostics: &mut Diagnostics) {
    let file = event.schema_file();
    let Some(schema) = draft.schemas.references.schemas.root(&file) else { return };
    let field = &draft.index.contract.envelope.type_field;
    let of_name = schema.map(Keyword::Properties).and_then(|properties| properties.get(field.as_ref()));
    let help = format!("write `\"const\": \"{}\"`: receivers recognize the event by it", event.name);
    match of_name.and_then(|schema| Some((schema, schema.constraints.constant.as_ref()?))) {
        Some((_, name)) if *name == event.name => {}
        Some((schema, name)) => {
            let message = format!("expected `{}`, found {}", event.name, brief(name));
            let location = schema.location_of(Keyword::Const);
            diagnostics.push(Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help));
        }
        None => {
            let message = format!("the schema does not fix `{field}` to the event's name");
            let location = Location::new(file.as_str(), "/properties").child(field).child("const");
            diagnostics.push(Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help));
        }
    }
    let contract = &draft.index.contract;
    if !includes_envelope(&draft.schemas, contract, schema) {
        let help = format!("write `\"allOf\": [{{ \"$ref\": \"{}\" }}]`", contract.envelope.schema);
        let location = schema.location_of(Keyword::AllOf);
        diagnostics.push(Diagnostic::at_value(
            &rules::EVENT_SCHEMA,
            location,
            "the schema does not include the envelope",
            help,
        ));
    }
}

/// Said apart from the schema, which may be missing or wrong. That there is a type at all is left to the schema.
fn check_type_of(draft: &Draft<'_>, event: &Event, example: &Value, diagnostics: &mut Diagnostics) {
    let field = draft.index.contract.envelope.type_field.as_ref();
    if let Some(name) = example.get(field).filter(|name| **name != event.name) {
        let message = format!("expected an example of `{}`, found one of {}", event.name, brief(name));
        let location = Location::new(event.example_file(), "").child(field);
        diagnostics.push(Diagnostic::at_value(
            &rules::EVENT_SCHEMA,
            location,
            message,
            format!("write `{}`", event.name),
        ));
    }
}
