//! What every schema file has to be, whichever event it is for.
//!
//! Knows JSON Schema 2020-12 and the rules for references and `$id`s. Does not know the index.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

use crate::circles;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::Document;
use crate::keywords::{DIALECT, subschemas};
use crate::place::Place;
use crate::refs::{Lost, Refs, all_schemas};
use crate::words::{brief, explain};

/// Keywords that give or use names other than JSON Pointers.
const UNSUPPORTED: [&str; 4] = ["$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"];

/// Which schema files can be relied on, and which file refers to which.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Files with a mistake that was reported, or that reach one.
    pub(crate) refused: BTreeSet<String>,
    /// The files that a file refers to.
    pub(crate) refers_to: BTreeMap<String, BTreeSet<String>>,
}

/// Reports what is wrong with the schema files themselves and with the references between them.
pub(crate) fn check<'a>(
    documents: impl Iterator<Item = (&'a str, &'a Document)> + Clone,
    refs: &mut Refs,
    diagnostics: &mut Diagnostics,
) -> Checked {
    report_missing_files(documents.clone(), refs, diagnostics);
    let mut checked = Checked { refused: refs.unreadable.clone(), ..Checked::default() };
    let meta_schema = match meta_schema() {
        Ok(meta_schema) => Some(meta_schema),
        Err(error) => {
            let message = format!("the meta-schema cannot be used: {error}");
            diagnostics.push(Diagnostic::at_file(
                "",
                message,
                "this is a mistake in webhook-catalog: report it",
            ));
            None
        }
    };
    for (file, document) in documents {
        let before = diagnostics.len();
        check_dialect(file, &document.value, meta_schema.as_ref(), diagnostics);
        check_references(file, &document.value, refs, &mut checked, diagnostics);
        if diagnostics.len() > before {
            checked.refused.insert(file.to_owned());
        }
        // A wrong `$id` is a mistake that nothing else follows from: references go by the file's name.
        check_id(file, &document.value, refs, diagnostics);
    }
    checked.refused.extend(circles::check(refs, diagnostics));
    refuse_what_reaches_refused(&mut checked);
    checked
}

/// The meta-schema with its formats taken seriously: a `pattern` that is no regular expression is a mistake.
fn meta_schema() -> Result<Validator, ValidationError<'static>> {
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(&json!({ "$ref": DIALECT }))
}

fn check_dialect(file: &str, schema: &Value, meta_schema: Option<&Validator>, diagnostics: &mut Diagnostics) {
    let help = format!("write `\"$schema\": \"{DIALECT}\"`");
    match schema.get("$schema") {
        None => {
            let place = Place::new(file, "");
            diagnostics.push(Diagnostic::at_value(place, "the schema does not say its dialect", help));
        }
        Some(dialect) if dialect != DIALECT => {
            let message = format!("{} is not the dialect of the catalog", brief(dialect));
            diagnostics.push(Diagnostic::at_value(Place::new(file, "/$schema"), message, help));
            return;
        }
        Some(_) => {}
    }
    for error in meta_schema.into_iter().flat_map(|meta_schema| meta_schema.iter_errors(schema)) {
        for finding in explain(&error) {
            let message = format!("this is not valid JSON Schema: {}", finding.message);
            let help = "see https://json-schema.org/draft/2020-12 for what the keyword takes";
            diagnostics.push(Diagnostic::at_value(Place::new(file, finding.pointer), message, help));
        }
    }
}

fn check_id(file: &str, schema: &Value, refs: &Refs, diagnostics: &mut Diagnostics) {
    let wanted = refs.url(file);
    let help = format!("write `\"$id\": \"{wanted}\"`");
    match schema.get("$id") {
        None => {
            let place = Place::new(file, "");
            diagnostics.push(Diagnostic::at_value(place, "the schema has no `$id`", help));
        }
        Some(id) if *id == wanted => {}
        Some(id) => {
            let message = match id.as_str().and_then(|id| id.strip_prefix(refs.base.as_str())) {
                Some(other) if other.ends_with(".schema.json") && wanted.starts_with(&refs.base) => {
                    format!("this is the `$id` of `{other}`, and the file is `{file}`")
                }
                _ => format!("{} is not the `$id` of this file", brief(id)),
            };
            diagnostics.push(Diagnostic::at_value(Place::new(file, "/$id"), message, help));
        }
    }
}

/// A file that is not there is reported once, at the first reference to it, however many there are.
fn report_missing_files<'a>(
    documents: impl Iterator<Item = (&'a str, &'a Document)>,
    refs: &mut Refs,
    diagnostics: &mut Diagnostics,
) {
    let mut missing: BTreeMap<String, Vec<(Place, &str)>> = BTreeMap::new();
    for (file, document) in documents {
        for (pointer, schema) in all_schemas(&document.value) {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { continue };
            let Ok(target) = refs.target(file, reference) else { continue };
            if !refs.has_file(&target.file) {
                missing.entry(target.file).or_default().push((Place::new(file, pointer), reference));
            }
        }
    }
    for (file, uses) in missing {
        let Some((place, reference)) = uses.first() else { continue };
        if let Err(Lost::Wrong(mut message, help)) = refs.resolve(&place.file, reference) {
            let files: BTreeSet<&str> = uses.iter().map(|(place, _)| place.file.as_str()).collect();
            if uses.len() > 1 {
                let plural = if files.len() == 1 { "" } else { "s" };
                message += &format!(", used by {} references in {} file{plural}", uses.len(), files.len());
            }
            diagnostics.push(Diagnostic::at_value(place.child("$ref"), message, help));
            refs.unreadable.insert(file);
        }
    }
}

fn check_references(
    file: &str,
    root: &Value,
    refs: &mut Refs,
    checked: &mut Checked,
    diagnostics: &mut Diagnostics,
) {
    for (pointer, schema) in all_schemas(root) {
        let place = Place::new(file, pointer);
        for keyword in UNSUPPORTED {
            if schema.get(keyword).is_some() {
                let help = "refer by JSON Pointer with `$ref`, for example `#/$defs/name`";
                let message = format!("`{keyword}` is not supported");
                diagnostics.push(Diagnostic::at_key(place.child(keyword), message, help));
            }
        }
        if !place.pointer.is_empty() && schema.get("$id").is_some() {
            let message = "`$id` is not supported within a schema";
            let help = "take it out; what is inside goes by the file's `$id` and a JSON Pointer";
            diagnostics.push(Diagnostic::at_key(place.child("$id"), message, help));
        }
        let mut same_value: Vec<Place> = subschemas(&place.pointer, schema)
            .into_iter()
            .filter(|inner| inner.in_place)
            .map(|inner| Place::new(file, inner.pointer))
            .collect();
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if let Ok(target) = refs.target(file, reference) {
                checked.refers_to.entry(file.to_owned()).or_default().insert(target.file);
            }
            match refs.resolve(file, reference) {
                Ok(target) => same_value.push(target),
                Err(Lost::Reported) => {}
                Err(Lost::Wrong(message, help)) => {
                    diagnostics.push(Diagnostic::at_value(place.child("$ref"), message, help));
                }
            }
        }
        refs.schemas.insert(place, same_value);
    }
}

fn refuse_what_reaches_refused(checked: &mut Checked) {
    loop {
        let Checked { refused, refers_to } = &*checked;
        let reaches = |files: &BTreeSet<String>| files.iter().any(|file| refused.contains(file));
        let more: Vec<String> = refers_to
            .iter()
            .filter(|(file, files)| !refused.contains(*file) && reaches(files))
            .map(|(file, _)| file.clone())
            .collect();
        if more.is_empty() {
            return;
        }
        checked.refused.extend(more);
    }
}
