//! What has to hold of every schema file: that it is valid JSON Schema, and that its references and its `$id` are right.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

use webhook_schema::explain::{brief, explain};
use webhook_schema::{Diagnostic, Diagnostics, Document, Location};

use crate::check::cycles;
use crate::keywords::{DIALECT, all_schemas, subschemas};
use crate::layout::{SCHEMA, WEBHOOKS, split};
use crate::references::{Lost, References};
use crate::rules;

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
    references: &mut References,
    diagnostics: &mut Diagnostics,
) -> Checked {
    report_missing_files(documents.clone(), references, diagnostics);
    let mut checked = Checked { refused: references.unreadable.clone(), ..Checked::default() };
    let meta_schema = match meta_schema() {
        Ok(meta_schema) => Some(meta_schema),
        Err(error) => {
            let message = format!("the meta-schema cannot be used: {error}");
            diagnostics.push(Diagnostic::at_file(
                &rules::INTERNAL,
                "",
                message,
                "this is a bug in webhook-catalog: please report it",
            ));
            None
        }
    };
    for (file, document) in documents {
        let before = diagnostics.len();
        check_dialect(file, &document.value, meta_schema.as_ref(), diagnostics);
        check_references(file, &document.value, references, &mut checked, diagnostics);
        if diagnostics.len() > before {
            checked.refused.insert(file.to_owned());
        }
        // A wrong `$id` is a mistake that nothing else follows from: references go by the file's name.
        check_id(file, &document.value, references, diagnostics);
    }
    checked.refused.extend(cycles::check(references, diagnostics));
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
            let location = Location::new(file, "");
            diagnostics.push(Diagnostic::at_value(&rules::DIALECT, location, "missing `$schema`", help));
        }
        Some(dialect) if dialect != DIALECT => {
            let message = format!("expected the dialect of the catalog, found {}", brief(dialect));
            diagnostics.push(Diagnostic::at_value(
                &rules::DIALECT,
                Location::new(file, "/$schema"),
                message,
                help,
            ));
            return;
        }
        Some(_) => {}
    }
    for error in meta_schema.into_iter().flat_map(|meta_schema| meta_schema.iter_errors(schema)) {
        for finding in explain(&error) {
            let message = format!("invalid JSON Schema: {}", finding.message);
            let help = "see https://json-schema.org/draft/2020-12 for the values of the keyword";
            diagnostics.push(Diagnostic::at_value(
                &rules::DIALECT,
                Location::new(file, finding.pointer),
                message,
                help,
            ));
        }
    }
}

fn check_id(file: &str, schema: &Value, references: &References, diagnostics: &mut Diagnostics) {
    let wanted = references.url(file);
    let help = format!("write `\"$id\": \"{wanted}\"`");
    match schema.get("$id") {
        None => {
            let location = Location::new(file, "");
            diagnostics.push(Diagnostic::at_value(&rules::SCHEMA_ID, location, "missing `$id`", help));
        }
        Some(id) if *id == wanted => {}
        Some(id) => {
            let (directory, name) = split(file);
            let message = match id.as_str().and_then(|id| id.strip_prefix(references.base.as_str())) {
                Some(other) if other.ends_with(SCHEMA) && directory == WEBHOOKS => {
                    format!("expected the `$id` of `{name}`, found that of `{other}`")
                }
                _ => format!("expected the `$id` of this file, found {}", brief(id)),
            };
            diagnostics.push(Diagnostic::at_value(
                &rules::SCHEMA_ID,
                Location::new(file, "/$id"),
                message,
                help,
            ));
        }
    }
}

/// A missing file is reported once, at the first reference to it, however many there are.
fn report_missing_files<'a>(
    documents: impl Iterator<Item = (&'a str, &'a Document)>,
    references: &mut References,
    diagnostics: &mut Diagnostics,
) {
    let mut missing: BTreeMap<String, Vec<(Location, &str)>> = BTreeMap::new();
    for (file, document) in documents {
        for (pointer, schema) in all_schemas(&document.value) {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { continue };
            let Ok(target) = references.target(file, reference) else { continue };
            if !references.has_file(&target.file) {
                missing.entry(target.file).or_default().push((Location::new(file, pointer), reference));
            }
        }
    }
    for (file, uses) in missing {
        let Some((location, reference)) = uses.first() else { continue };
        if let Err(Lost::Wrong(mut message, help)) = references.resolve(&location.file, reference) {
            let files: BTreeSet<&str> = uses.iter().map(|(location, _)| location.file.as_str()).collect();
            if uses.len() > 1 {
                let plural = if files.len() == 1 { "" } else { "s" };
                message += &format!(", used by {} references in {} file{plural}", uses.len(), files.len());
            }
            diagnostics.push(Diagnostic::at_value(&rules::REFERENCE, location.child("$ref"), message, help));
            references.unreadable.insert(file);
        }
    }
}

fn check_references(
    file: &str,
    root: &Value,
    references: &mut References,
    checked: &mut Checked,
    diagnostics: &mut Diagnostics,
) {
    for (pointer, schema) in all_schemas(root) {
        let location = Location::new(file, pointer);
        for keyword in UNSUPPORTED {
            if schema.get(keyword).is_some() {
                let help = "refer by JSON Pointer with `$ref`, for example `#/$defs/name`";
                let message = format!("unsupported keyword `{keyword}`");
                diagnostics.push(Diagnostic::at_key(
                    &rules::REFERENCE,
                    location.child(keyword),
                    message,
                    help,
                ));
            }
        }
        if !location.pointer.is_empty() && schema.get("$id").is_some() {
            let message = "`$id` is not supported inside of a schema";
            let help = "remove it; refer to what is inside by the file's `$id` and a JSON Pointer";
            diagnostics.push(Diagnostic::at_key(&rules::REFERENCE, location.child("$id"), message, help));
        }
        let mut same_value: Vec<Location> = subschemas(&location.pointer, schema)
            .into_iter()
            .filter(|inner| inner.in_place)
            .map(|inner| Location::new(file, inner.pointer))
            .collect();
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if let Ok(target) = references.target(file, reference) {
                checked.refers_to.entry(file.to_owned()).or_default().insert(target.file);
            }
            match references.resolve(file, reference) {
                Ok(target) => same_value.push(target),
                Err(Lost::Reported) => {}
                Err(Lost::Wrong(message, help)) => {
                    diagnostics.push(Diagnostic::at_value(
                        &rules::REFERENCE,
                        location.child("$ref"),
                        message,
                        help,
                    ));
                }
            }
        }
        references.schemas.insert(location, same_value);
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
