//! What has to hold of every schema file: that it is valid JSON Schema in its draft, and that its references and its `$id`
//! are right.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use webhook_schema::explain::brief;
use webhook_schema::model::{Dialect, Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Document, parallel};

use crate::check::anchors;
use crate::check::cycles;
use crate::check::dialects;
use crate::check::discriminator;
use crate::check::dynamic;
use crate::check::effect;
use crate::check::ids;
use crate::files::Documents;
use crate::index::lints::{Lint, Lints};
use crate::layout::{EVENT_TYPES, SCHEMA, WEBHOOKS, split};
use crate::references::{Lost, MAX_ADVICE, References};
use crate::rules;

/// Reports what is wrong with the schema files themselves and with the references between them; returns the files with a mistake
/// that was reported, and those that reach one.
pub(crate) fn check(
    documents: &Documents,
    lints: &Lints,
    references: &mut References,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    report_missing_files(references, diagnostics);
    let mut refused = references.unreadable.clone();
    let files = references.schemas.roots().filter_map(|root| {
        let file = &*root.location.file;
        Some((root, documents.get(file).filter(|_| file != EVENT_TYPES)?))
    });
    let files: Vec<(&Schema, &Document)> = files.collect();
    let found = parallel::map(parallel::threads(), &files, |(root, document)| {
        let (mut found, mut linted) = (Diagnostics::new(), Diagnostics::new());
        let value = document.to_value();
        let is_known = dialects::check_declared(root, &value, &mut found);
        for outermost in references.schemas.outermost_of(&root.location.file).filter(|_| is_known) {
            dialects::check(outermost, &value, &mut found);
            effect::check(outermost, &value, references, lints, &mut linted);
            discriminator::check(outermost, references, lints, &mut linted);
        }
        check_taste(root, &value, references, lints, &mut linted);
        (is_known, found, linted)
    });
    let mut lost: HashMap<&str, Vec<&Schema>> = HashMap::new();
    for schema in references.lost.iter().filter_map(|location| references.schemas.at(location)) {
        lost.entry(&schema.location.file).or_default().push(schema);
    }
    let mut unknown = Vec::new();
    for ((root, _), (is_known, found, linted)) in files.into_iter().zip(found) {
        let file = &*root.location.file;
        let before = diagnostics.errors();
        diagnostics.append(found);
        match is_known {
            true => report_lost(lost.remove(file).unwrap_or_default(), references, diagnostics),
            false => unknown.push(file.to_owned()),
        }
        if diagnostics.errors() > before {
            refused.insert(file.to_owned());
        }
        // Nothing follows from these: a file may have any `$id`, and is in the newest draft when it does not say.
        diagnostics.append(linted);
    }
    // Of a draft that nobody knows, nothing is known of what a reference is.
    unknown.iter().for_each(|file| drop(references.refers_to.remove(&**file)));
    refused.extend(ids::check(references, diagnostics));
    refused.extend(anchors::check(references, diagnostics));
    refused.extend(dynamic::check(references, diagnostics));
    refused.extend(cycles::check(references, diagnostics));
    refuse_what_reaches_refused(&mut refused, &references.refers_to);
    refused
}

fn check_taste(
    root: &Schema,
    document: &Value,
    references: &References,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let is_schema = ["openapi", "swagger", "asyncapi"].iter().all(|key| document.get(key).is_none());
    if !is_schema || !document.is_object() {
        return;
    }
    if document.get("$schema").is_none() {
        let help = format!("write `\"$schema\": \"{}\"`", Dialect::Draft202012.uri());
        let finding = |rule| Diagnostic::at_value(rule, root.location.clone(), "missing `$schema`", help);
        lints.report(Lint::MissingDialect, finding, diagnostics);
    }
    let keyword = Keyword::id(root.dialect);
    let (directory, name) = split(&root.location.file);
    let wanted = references.url(&root.location.file);
    let (location, message) = match document.get(keyword.as_str()) {
        None => (root.location.clone(), format!("missing `{}`", keyword.as_str())),
        // An empty fragment is how the old drafts write it.
        Some(Value::String(id)) if id.strip_suffix('#').unwrap_or(id) == wanted => return,
        Some(id) => {
            let message = match id.as_str().and_then(|id| id.strip_prefix(references.base.as_str())) {
                Some(other) if other.ends_with(SCHEMA) && directory == WEBHOOKS => {
                    format!("expected the `{}` of `{name}`, found that of `{other}`", keyword.as_str())
                }
                _ => format!("expected the `{}` of this file, found {}", keyword.as_str(), brief(id)),
            };
            (root.location_of(keyword), message)
        }
    };
    let keyword = keyword.as_str();
    let help = match references.has_no_base() {
        true => format!(
            "write the URL that the file is to have, for example `\"{keyword}\": \"https://example.com/schemas/{name}\"`; those \
             of all files begin alike"
        ),
        false => format!("write `\"{keyword}\": \"{wanted}\"`"),
    };
    let follows = vec![location.clone()];
    let finding = |rule| Diagnostic::at_value(rule, location, message, help).following(follows);
    lints.report(Lint::SchemaId, finding, diagnostics);
}

/// A missing file is reported once, at the first reference to it, however many there are.
fn report_missing_files(references: &mut References, diagnostics: &mut Diagnostics) {
    let mut missing: BTreeMap<&str, Vec<&Schema>> = BTreeMap::new();
    for schema in references.lost.iter().filter_map(|location| references.schemas.at(location)) {
        let Some(target) = references.place_of(schema) else { continue };
        if !references.has_file(&target.file) {
            missing.entry(&target.file).or_default().push(schema);
        }
    }
    let mut reported = Vec::new();
    for (file, uses) in missing {
        let Some((schema, reference)) =
            uses.first().and_then(|schema| Some((*schema, schema.reference.as_ref()?)))
        else {
            continue;
        };
        let with_advice = diagnostics.errors() < MAX_ADVICE;
        if let Lost::Wrong(mut message, help) = references.lost(&schema.resource, reference, with_advice) {
            let files: BTreeSet<&str> = uses.iter().map(|schema| &*schema.location.file).collect();
            if uses.len() > 1 {
                let plural = if files.len() == 1 { "" } else { "s" };
                message += &format!(", used by {} references in {} file{plural}", uses.len(), files.len());
            }
            let location = schema.location_of(schema.reference_keyword());
            diagnostics.push(Diagnostic::at_value(&rules::REFERENCE, location, message, help));
            reported.push(file.to_owned());
        }
    }
    references.unreadable.extend(reported);
}

fn report_lost(lost: Vec<&Schema>, references: &References, diagnostics: &mut Diagnostics) {
    for schema in lost {
        let Some(reference) = &schema.reference else { continue };
        let with_advice = diagnostics.errors() < MAX_ADVICE;
        if let Lost::Wrong(message, help) = references.lost(&schema.resource, reference, with_advice) {
            let location = schema.location_of(schema.reference_keyword());
            let found = Diagnostic::at_value(&rules::REFERENCE, location.clone(), message, help);
            diagnostics.push(found.following(vec![location]));
        }
    }
}

/// Files that refer to a refused one are refused as well, and those that refer to these.
fn refuse_what_reaches_refused(
    refused: &mut BTreeSet<String>,
    refers_to: &BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
) {
    let mut referred_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for (from, files) in refers_to {
        files.iter().for_each(|file| referred_by.entry(file).or_default().push(from));
    }
    let mut open: Vec<String> = refused.iter().cloned().collect();
    while let Some(file) = open.pop() {
        for from in referred_by.get(file.as_str()).into_iter().flatten() {
            if refused.insert((*from).to_owned()) {
                open.push((*from).to_owned());
            }
        }
    }
}
