//! Whether an event's schema is for that event, and its example is one of it.

use std::collections::BTreeSet;

use serde_json::Value;

use webhook_schema::explain::brief;
use webhook_schema::model::{Dialect, Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Document, Location, join};

use crate::check::bodies::Bodies;
use crate::check::contract::is_layout_sound;
use crate::check::envelope::includes_envelope;
use crate::check::index::Doubtful;
use crate::check::layout;
use crate::draft::Draft;
use crate::index::entries::Event;
use crate::layout::INDEX;
use crate::rules;

/// Reports schemas that are not for their event, and has the examples checked.
///
/// Returns the example files that nothing was reported of.
pub(crate) fn check(
    draft: &Draft<'_>,
    doubtful: &Doubtful,
    bodies: &mut Bodies,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    // Said by check_type_of, with the name of the event, which is right even where the schema's is not.
    let type_pointer = draft.index.contract.plain().map(|plain| join("", plain.type_field));
    let by_layout = layout::check(draft, doubtful, diagnostics);
    let has_sound_layout = is_layout_sound(diagnostics);
    let envelope = draft.index.contract.envelope.schema.as_deref();
    // One that is at fault was told.
    let envelope = envelope.and_then(|envelope| draft.schemas.references.resolve(INDEX, envelope).ok());
    let mut sound = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for event in &draft.index.events {
        let is_first = seen.insert(event.schema.as_str());
        let is_named = has_sound_layout && !doubtful.files.contains(&event.name);
        if is_first && is_named {
            check_schema_of(draft, event, envelope, diagnostics);
        }
        let before = diagnostics.errors();
        let (schema_file, example_file) = (event.schema_file(), event.example_file());
        let Some(example) = draft.schemas.documents.get(&example_file).filter(|_| is_first) else { continue };
        if is_named {
            check_type_of(draft, event, example, diagnostics);
        }
        // What is a schema itself was told in the index.
        let is_schema = draft.schemas.references.has_file(&example_file);
        if draft.schemas.sound_root(&schema_file).is_some() && !is_schema {
            let schema = Location::new(schema_file, "");
            let known = by_layout.get(&example_file).into_iter().flatten().chain(&type_pointer);
            bodies.add(schema, example_file.clone(), known.cloned().collect());
        }
        if diagnostics.errors() == before && !by_layout.contains_key(&example_file) {
            sound.insert(example_file);
        }
    }
    sound
}

fn check_schema_of(
    draft: &Draft<'_>,
    event: &Event,
    envelope: Option<&Schema>,
    diagnostics: &mut Diagnostics,
) {
    let file = event.schema_file();
    let references = &draft.schemas.references;
    let Some(schema) = references.schemas.root(&file).filter(|_| !references.unreadable.contains(&file))
    else {
        return;
    };
    if let Some(plain) = draft.index.contract.plain() {
        check_name_in(schema, event, plain.type_field, diagnostics);
    }
    // Where the reference that is meant leads elsewhere, that is told.
    let meant = draft.index.contract.envelope.schema.as_deref();
    let mut parts = schema.list(Keyword::AllOf).into_iter().flatten().chain([schema]);
    let is_written = parts.any(|part| part.reference.as_deref() == meant);
    if envelope.is_some_and(|envelope| !is_written && !includes_envelope(&draft.schemas, envelope, schema)) {
        let envelope = meant.unwrap_or_default();
        let help = format!("write `\"allOf\": [{{ \"$ref\": \"{envelope}\" }}]`");
        let location = schema.location_of(Keyword::AllOf);
        let message = "the schema does not include the envelope";
        let parts = schema.list(Keyword::AllOf).unwrap_or_default().iter().chain([schema]);
        let parts = parts.map(|part| part.location.clone()).collect();
        diagnostics
            .push(Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help).following(parts));
    }
}

/// Whether a schema fixes the field with the name to that of its event.
fn check_name_in(schema: &Schema, event: &Event, field: &str, diagnostics: &mut Diagnostics) {
    let of_name = schema.map(Keyword::Properties).and_then(|properties| properties.get(field));
    let (keyword, written) = match schema.dialect {
        Dialect::Draft4 => (Keyword::Enum, format!("\"enum\": [\"{}\"]", event.name)),
        _ => (Keyword::Const, format!("\"const\": \"{}\"", event.name)),
    };
    let help = format!("write `{written}`: receivers recognize the event by it");
    match of_name.and_then(only_value) {
        Some((_, name)) if *name == event.name => {}
        Some((location, name)) => {
            let message = format!("expected `{}`, found {}", event.name, brief(name));
            diagnostics.push(Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help));
        }
        None => {
            let message = format!("the schema does not fix `{field}` to the event's name");
            let location =
                Location::new(event.schema_file(), "/properties").child(field).child(keyword.as_str());
            let parts = [Some(schema), of_name].into_iter().flatten();
            let parts = parts.map(|part| part.location.clone()).collect();
            diagnostics
                .push(Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help).following(parts));
        }
    }
}

/// The only value that a schema allows: a `const`, or an `enum` of one, which is how it is said before draft 6.
fn only_value(schema: &Schema) -> Option<(Location, &Value)> {
    let constant = schema.constraints.constant.as_ref();
    match (constant, schema.values.as_deref()) {
        (Some(value), _) => Some((schema.location_of(Keyword::Const), value)),
        (None, Some([value])) => Some((schema.location_of(Keyword::Enum).child("0"), value)),
        _ => None,
    }
}

/// Said apart from the schema, which may be missing or wrong. That there is a type at all is left to the schema.
fn check_type_of(draft: &Draft<'_>, event: &Event, example: &Document, diagnostics: &mut Diagnostics) {
    let Some(plain) = draft.index.contract.plain() else { return };
    let field = plain.type_field;
    if let Some(name) = example.property(field).filter(|name| *name != *event.name) {
        let message = format!("expected an example of `{}`, found one of {}", event.name, brief(&name));
        let location = Location::new(event.example_file(), "").child(field);
        diagnostics.push(Diagnostic::at_value(
            &rules::EVENT_SCHEMA,
            location,
            message,
            format!("write `{}`", event.name),
        ));
    }
}
