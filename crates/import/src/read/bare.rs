//! JSON Schemas that describe events themselves: a file per event, or a file that lists them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_contract::BodyForm;
use webhook_schema::model::{JsonType, Keyword, Resource, Schema};
use webhook_schema::{Diagnostics, Location, counted, tokens};

use super::object::{shown, text};
use crate::documents::Documents;
use crate::found::{All, Found, Names};
use crate::rules;

/// Every schema that no other file refers to is an event's. One that is nothing but a choice of others lists events, and so
/// do definitions of a file that is nothing else.
pub(super) fn read(documents: &Documents, all: &mut All, diagnostics: &mut Diagnostics) {
    let shown_for = shown_for(documents);
    let schemas = || documents.schemas.roots().filter(|root| !shown_for.contains_key(&*root.location.file));
    let mut referred = BTreeSet::new();
    let mut listed = Vec::new();
    for root in schemas() {
        let choices = choices(documents, root);
        if choices.is_empty() {
            for inner in root.all() {
                let place = inner
                    .reference
                    .as_deref()
                    .and_then(|reference| target(documents, &inner.resource, reference));
                referred
                    .extend(place.filter(|place| place.file != root.location.file).map(|place| place.file));
            }
        } else {
            listed.push((&*root.location.file, choices));
        }
    }
    let lists: BTreeSet<&str> = listed.iter().map(|(file, _)| *file).collect();
    let mut bodies: Vec<Location> = listed.iter().flat_map(|(_, choices)| choices.clone()).collect();
    for root in schemas() {
        let file = &*root.location.file;
        let is_listed = bodies.iter().any(|body| *body.file == *file);
        if !lists.contains(file) && !is_listed && !referred.contains(file) && describes(root) {
            bodies.push(root.location.clone());
        }
    }
    let mut seen = BTreeSet::new();
    bodies.retain(|body| seen.insert(body.clone()));
    pass_over_values(documents, &mut bodies, diagnostics);
    if bodies.is_empty() && diagnostics.has_no_error() {
        report_nothing(documents, diagnostics);
    }
    all.events.extend(bodies.into_iter().map(|body| {
        let beside = shown_for.iter().filter(|(_, schema)| **schema == body);
        let beside: Vec<Location> = beside.map(|(file, _)| Location::new(*file, "")).collect();
        let mut found = found(documents, body);
        found.examples.extend(beside);
        found
    }));
}

/// The files that show a value of a schema, each with where that is: those that name it as their `$schema`, and
/// `order.example.json` next to `order.schema.json`.
fn shown_for(documents: &Documents) -> BTreeMap<&str, Location> {
    let roots: Vec<&Schema> = documents.schemas.roots().collect();
    let paths: BTreeMap<String, &Location> =
        roots.iter().map(|root| (path(&root.location.file), &root.location)).collect();
    let schema_of = |root: &Schema| {
        let named = documents.value(&root.location)?.get(Keyword::Schema.as_str());
        let schema = match named.and_then(Value::as_str) {
            Some(named) => target(documents, &root.resource, named)?,
            None => paths.get(path(&root.location.file).strip_suffix(".example")?).copied()?.clone(),
        };
        let is_other = schema.file != root.location.file && schema.pointer.is_empty();
        documents
            .schemas
            .at(&schema)
            .is_some_and(|schema| is_other && !is_of_schemas(schema))
            .then_some(schema)
    };
    let shown = roots.iter().filter_map(|root| Some((&*root.location.file, schema_of(root)?)));
    shown.collect()
}

/// Whether a schema is one of schemas: it has a vocabulary, or refers to the metaschemas of a draft.
fn is_of_schemas(schema: &Schema) -> bool {
    let is_of_draft = |reference: &str| {
        reference.split_once("://").is_some_and(|(_, rest)| rest.starts_with("json-schema.org/"))
    };
    schema.has(Keyword::Vocabulary)
        || schema.all().iter().any(|inner| inner.reference.as_deref().is_some_and(is_of_draft))
}

/// Reports why no file describes an event: what is no schema at all, or that all are there for others.
fn report_nothing(documents: &Documents, diagnostics: &mut Diagnostics) {
    let before = diagnostics.errors();
    for root in documents.schemas.roots() {
        let found = match documents.value(&root.location) {
            Some(Value::Object(_)) if root.keywords.is_empty() => "an object without any of their properties",
            Some(Value::Object(_) | Value::Bool(_)) | None => continue,
            Some(Value::Array(_)) => "an array",
            Some(Value::String(_)) => "a string",
            Some(Value::Number(_)) => "a number",
            Some(Value::Null) => "null",
        };
        let message = format!("expected an OpenAPI or AsyncAPI document or a JSON Schema, found {found}");
        let help = "give what describes the events, an object with `openapi`, `asyncapi`, or keywords of JSON Schema such as \
                    `properties`";
        diagnostics.push(documents.mistake(&rules::SHAPE, &root.location, message, help));
    }
    let first = documents.schemas.roots().next().map(|root| &root.location);
    if let Some(first) = first.filter(|_| diagnostics.errors() == before) {
        let message =
            "none of the files describes an event: each is one that others refer to, or has definitions only";
        let help = "give a schema for each event, or a file that lists them in `oneOf`";
        diagnostics.push(documents.mistake(&rules::SHAPE, first, message, help));
    }
}

/// Examples lie next to schemas: files whose `type` is an event's name, or anything else that no schema has.
fn pass_over_values(documents: &Documents, bodies: &mut Vec<Location>, diagnostics: &mut Diagnostics) {
    let is_value = |body: &Location| documents.value(body).is_some_and(is_value);
    let values: Vec<Location> = bodies.iter().filter(|body| is_value(body)).cloned().collect();
    bodies.retain(|body| !is_value(body));
    let Some(first) = values.first() else { return };
    let found = documents.value(first).map(|value| value["type"].to_string()).unwrap_or_default();
    let others = match values.len() {
        1 => String::new(),
        count => format!(", and so are {}", counted(count - 1, "file more", "files more")),
    };
    let message =
        format!("`type` {found} is not one of JSON Schema: this file is skipped as a value{others}");
    let help = "if it is a schema, correct its `type`, or say so with `$schema`";
    diagnostics.push(documents.mistake(&rules::KIND, &first.child("type"), message, help).warning());
}

fn is_value(value: &Value) -> bool {
    const TYPES: [JsonType; 7] = [
        JsonType::Null,
        JsonType::Boolean,
        JsonType::Integer,
        JsonType::Number,
        JsonType::String,
        JsonType::Array,
        JsonType::Object,
    ];
    let ty = value.get("type").and_then(Value::as_str);
    value.get("$schema").is_none() && ty.is_some_and(|ty| TYPES.iter().all(|known| known.as_str() != ty))
}

/// Whether a file describes a value, and does not only have definitions.
fn describes(root: &Schema) -> bool {
    let is_description = |keyword: &Keyword| {
        use Keyword::*;
        !matches!(keyword, Schema | Id | OldId | Defs | Definitions | Title | Description | Comment | Anchor)
    };
    root.boolean.is_none() && root.keywords.iter().any(is_description)
}

/// The schemas that one is nothing but a choice of, as references lead to them; those that are choices in turn are, too.
fn choices(documents: &Documents, root: &Schema) -> Vec<Location> {
    let (mut found, mut open, mut seen) = (Vec::new(), vec![root], BTreeSet::new());
    while let Some(schema) = open.pop() {
        if !seen.insert(&schema.location) {
            continue;
        }
        let list = schema.list(Keyword::OneOf).or_else(|| schema.list(Keyword::AnyOf)).unwrap_or_default();
        let targets: Option<Vec<Location>> = list
            .iter()
            .map(|choice| target(documents, &choice.resource, choice.reference.as_deref()?))
            .collect();
        let is_choice = schema.has(Keyword::OneOf) || schema.has(Keyword::AnyOf);
        let is_plain = !schema.has(Keyword::Properties) && schema.reference.is_none();
        match targets.filter(|targets| is_choice && is_plain && !targets.is_empty()) {
            // What is in another document, such as OpenAPI, is no schema to this before something refers to it.
            Some(targets) => {
                for target in targets.into_iter().rev() {
                    match documents.schemas.at(&target) {
                        Some(schema) => open.push(schema),
                        None => found.push(target),
                    }
                }
            }
            None if schema.location == root.location => {}
            None => found.push(schema.location.clone()),
        }
    }
    found
}

/// Where a reference leads, if it does; what is wrong with it is said when it is needed.
fn target(documents: &Documents, from: &Resource, reference: &str) -> Option<Location> {
    documents.place(from, reference, &from.root, &mut Diagnostics::new())
}

fn found(documents: &Documents, body: Location) -> Found {
    let value = documents.value(&body);
    let text = |key: &str| value.and_then(|value| text(value, key));
    let key = tokens(&body.pointer).last();
    let path = body.pointer.is_empty().then(|| path(&body.file));
    Found {
        names: Names { key: key.or_else(|| path.clone()), path, title: text("title"), ..Names::default() },
        description: text("description").unwrap_or_default(),
        tags: Vec::new(),
        entry: Vec::new(),
        examples: shown(documents, &body),
        form: BodyForm::Json,
        around: Vec::new(),
        chosen: None,
        choice: None,
        branch: None,
        misfit: None,
        at: body.clone(),
        listed: body.clone(),
        body,
    }
}

/// The path of a file below what was given, without its extensions: `order/created.schema.json` is `order.created`.
fn path(file: &str) -> String {
    let extensions = [".json", ".yaml", ".yml", ".schema", "-schema", ".jsonschema"];
    let mut path = file;
    while let Some(shorter) = extensions.iter().find_map(|end| path.strip_suffix(end)) {
        path = shorter;
    }
    path.replace('/', ".")
}
