//! What has to hold of every schema file: that it is valid JSON Schema, and that its references and its `$id` are right.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

use webhook_schema::explain::{brief, explain};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Document, Location};

use crate::check::cycles;
use crate::layout::{DIALECT, SCHEMA, WEBHOOKS, split};
use crate::references::{Lost, References};
use crate::rules;

/// Keywords that give or use names other than JSON Pointers.
const UNSUPPORTED: [Keyword; 4] =
    [Keyword::Anchor, Keyword::DynamicAnchor, Keyword::DynamicRef, Keyword::RecursiveRef];

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
    documents: impl Iterator<Item = (&'a str, &'a Document)>,
    references: &mut References,
    diagnostics: &mut Diagnostics,
) -> Checked {
    report_missing_files(references, diagnostics);
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
        if let Some(root) = references.schemas.root(file) {
            check_references(root, references, &mut checked, diagnostics);
        }
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
    options.build(&json!({ "$ref": DIALECT.uri() }))
}

fn check_dialect(file: &str, schema: &Value, meta_schema: Option<&Validator>, diagnostics: &mut Diagnostics) {
    let help = format!("write `\"$schema\": \"{}\"`", DIALECT.uri());
    match schema.get(Keyword::Schema.as_str()) {
        None => {
            let location = Location::new(file, "");
            diagnostics.push(Diagnostic::at_value(&rules::DIALECT, location, "missing `$schema`", help));
        }
        Some(dialect) if dialect != DIALECT.uri() => {
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
    match schema.get(Keyword::Id.as_str()) {
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
fn report_missing_files(references: &mut References, diagnostics: &mut Diagnostics) {
    let mut missing: BTreeMap<String, Vec<(Location, String)>> = BTreeMap::new();
    for schema in references.schemas.roots().flat_map(Schema::all) {
        let Some(reference) = &schema.reference else { continue };
        let Ok(target) = references.target(&schema.location.file, reference) else { continue };
        if !references.has_file(&target.file) {
            let uses = missing.entry(target.file).or_default();
            uses.push((schema.location.clone(), reference.clone()));
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
            diagnostics.push(Diagnostic::at_value(
                &rules::REFERENCE,
                location.child(Keyword::Ref.as_str()),
                message,
                help,
            ));
            references.unreadable.insert(file);
        }
    }
}

fn check_references(
    root: &Schema,
    references: &References,
    checked: &mut Checked,
    diagnostics: &mut Diagnostics,
) {
    let file = &root.location.file;
    for schema in root.all() {
        let has = |keyword: Keyword| {
            let unknown = || schema.unknown.iter().any(|(name, _)| name == keyword.as_str());
            schema.has(keyword) || unknown()
        };
        for keyword in UNSUPPORTED.into_iter().filter(|keyword| has(*keyword)) {
            let help = "refer by JSON Pointer with `$ref`, for example `#/$defs/name`";
            let message = format!("unsupported keyword `{}`", keyword.as_str());
            let location = schema.location_of(keyword);
            diagnostics.push(Diagnostic::at_key(&rules::REFERENCE, location, message, help));
        }
        if !schema.location.pointer.is_empty() && schema.has(Keyword::Id) {
            let message = "`$id` is not supported inside of a schema";
            let help = "remove it; refer to what is inside by the file's `$id` and a JSON Pointer";
            let location = schema.location_of(Keyword::Id);
            diagnostics.push(Diagnostic::at_key(&rules::REFERENCE, location, message, help));
        }
        let Some(reference) = &schema.reference else { continue };
        if let Ok(target) = references.target(file, reference) {
            checked.refers_to.entry(file.clone()).or_default().insert(target.file);
        }
        if let Err(Lost::Wrong(message, help)) = references.resolve(file, reference) {
            let location = schema.location_of(Keyword::Ref);
            diagnostics.push(Diagnostic::at_value(&rules::REFERENCE, location, message, help));
        }
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
