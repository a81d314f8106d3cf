//! OpenAPI 3.0 and 3.1: `webhooks`, `x-webhooks`, and `callbacks`.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_catalog::index::names::is_calendar_date;
use webhook_contract::BodyForm;
use webhook_contract::signature::Location as Place;
use webhook_schema::{Diagnostics, Location};

use super::exported;
use super::object::{entries, items, shown, tags, text, texts};
use crate::documents::Documents;
use crate::found::{All, Found, Group, Names};
use crate::rules;

const METHODS: [&str; 8] = ["post", "put", "patch", "get", "delete", "head", "options", "trace"];

pub(super) fn read(documents: &Documents, root: Location, all: &mut All, diagnostics: &mut Diagnostics) {
    for (_, tag) in items(documents, &root, "tags") {
        let Some(name) = text(tag, "name") else { continue };
        let (description, note) = exported::noted(tag);
        let group = Group { title: text(tag, "x-displayName"), description, note };
        all.groups.entry(name).or_insert(group);
    }
    let value = documents.value(&root);
    let version = value.and_then(|root| text(root.get("info")?, "version"));
    all.version = all.version.take().or(version.filter(|version| is_calendar_date(version)));
    let url = value.and_then(|root| text(root.pointer("/servers/0")?, "url"));
    let is_usable = |url: &String| {
        url.starts_with("https://") && !url.contains(char::is_whitespace) && !url.contains('{')
    };
    all.api = all.api.take().or(url.filter(is_usable));
    all.contract = all.contract.take().or_else(|| exported::contract(documents, &root));
    all.rust_names.extend(exported::rust_names(documents, &root));
    for kind in ["webhooks", "x-webhooks"] {
        for (key, at, _) in entries(documents, &root, kind, diagnostics) {
            read_webhook(documents, key, at, all, diagnostics);
        }
    }
    let mut called = BTreeSet::new();
    for (_, path, _) in entries(documents, &root, "paths", diagnostics) {
        let Some((path, item)) = documents.follow(path, diagnostics) else { continue };
        for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
            for (key, at, _) in entries(documents, &path.child(method), "callbacks", diagnostics) {
                let Some((at, callback)) = documents.follow(at, diagnostics) else { continue };
                read_callback(documents, key, &at, callback, all, diagnostics);
                called.insert(at);
            }
        }
    }
    // What is subscribed to elsewhere, as on a page, may be described all the same.
    for (key, at, _) in entries(documents, &root.child("components"), "callbacks", diagnostics) {
        let Some((at, callback)) = documents.follow(at, diagnostics) else { continue };
        if called.insert(at.clone()) {
            read_callback(documents, key, &at, callback, all, diagnostics);
        }
    }
}

/// The path items of a callback, by expressions for where they are sent.
fn read_callback(
    documents: &Documents,
    key: &str,
    at: &Location,
    callback: &Value,
    all: &mut All,
    diagnostics: &mut Diagnostics,
) {
    let expressions = callback.as_object().into_iter().flatten();
    for (expression, _) in expressions.filter(|(key, _)| !key.starts_with("x-")) {
        read_item(documents, key, at.child(expression), all, diagnostics);
    }
}

/// A path item, or as some write it where OpenAPI has no `webhooks` yet, a callback, which has path items by expressions.
fn read_webhook(
    documents: &Documents,
    key: &str,
    at: Location,
    all: &mut All,
    diagnostics: &mut Diagnostics,
) {
    let Some((target, item)) = documents.follow(at.clone(), diagnostics) else { return };
    let has_operation = |item: &Value| METHODS.iter().any(|method| item.get(*method).is_some());
    // Those who write it as a path begin it like one.
    let name = Some(key.trim_start_matches('/')).filter(|name| !name.is_empty()).unwrap_or(key);
    let items = item.as_object().into_iter().flatten();
    let mut items = items.filter(|(_, item)| has_operation(item)).peekable();
    match has_operation(item) || items.peek().is_none() {
        // An extension of the list itself.
        true if key.starts_with("x-") && !has_operation(item) => {}
        true => read_item(documents, name, at, all, diagnostics),
        false => items.for_each(|(expression, _)| {
            read_item(documents, name, target.child(expression), all, diagnostics);
        }),
    }
}

/// The operations of a path item, each an event with the key that the item goes by.
fn read_item(documents: &Documents, key: &str, at: Location, all: &mut All, diagnostics: &mut Diagnostics) {
    let listed = at.clone();
    let Some((at, item)) = documents.follow(at, diagnostics) else { return };
    let methods: Vec<&&str> = METHODS.iter().filter(|method| item.get(**method).is_some()).collect();
    if methods.is_empty() {
        let message = format!("`{key}` has no operation");
        let help = "describe what is sent: `post`, with a `requestBody`";
        all.refuse(Some(key), documents.mistake_in_key(&rules::SHAPE, &at, message, help));
    }
    // Our own export says of handshakes, too, what they are: they deliver nothing.
    let is_handshake = |method: &str| item[method]["x-handshake"] == Value::Bool(true);
    let of_item = at.clone();
    // Where there are several, the method tells them apart.
    let is_only = methods.len() == 1;
    for method in methods.into_iter().filter(|method| !is_handshake(method)) {
        let at = at.child(method);
        let Some((operation, media, form)) = body_of(documents, key, &at, all, diagnostics) else { continue };
        let Some(value) = documents.value(&operation) else { continue };
        let body = schema_of(documents, &media, &form);
        // Some describe what is sent, and not that it is.
        let of_body = || {
            let (_, body) = documents.follow(operation.child("requestBody"), &mut Diagnostics::new())?;
            text(body, "description")
        };
        let said = exported::description(value)
            .or_else(|| text(value, "summary").filter(|summary| summary != key))
            .or_else(|| text(item, "description"))
            .or_else(|| text(item, "summary").filter(|summary| summary != key))
            .or_else(of_body);
        let found = Found {
            names: Names {
                key: Some(key.to_owned()),
                operation: text(value, "operationId"),
                ..Names::default()
            },
            description: said.unwrap_or_default(),
            tags: tags(documents, &operation),
            entry: exported::entry(value),
            examples: examples(documents, &media, &form, &body, diagnostics),
            around: [&operation, &of_item].into_iter().flat_map(|at| around(documents, at)).collect(),
            chosen: None,
            choice: None,
            branch: None,
            misfit: None,
            form,
            body,
            at: operation,
            listed: if is_only { listed.clone() } else { of_item.child(method) },
        };
        // What several operations call back with is one event.
        let is_same = |other: &Found| {
            other.names.key == found.names.key
                && other.body.file == found.body.file
                && documents.value(&other.body) == documents.value(&found.body)
        };
        if !all.events.iter().any(is_same) {
            all.events.push(found);
        }
    }
}

/// What headers and the query of deliveries have, by the parameters of an operation or a path item: what is the same in all,
/// what it is one of, or the example, which is of the one event that is described.
fn around(documents: &Documents, at: &Location) -> Vec<(Place, Vec<String>)> {
    let one = |(at, _): (Location, &Value)| -> Option<Vec<(Place, Vec<String>)>> {
        let (at, parameter) = documents.follow(at, &mut Diagnostics::new())?;
        let kind = parameter.get("in")?.as_str().filter(|kind| ["header", "query"].contains(kind))?;
        let place: Place = format!("{kind}:{}", parameter.get("name")?.as_str()?).parse().ok()?;
        let schema = at.child("schema");
        let shown = || {
            let named = entries(documents, &at, "examples", &mut Diagnostics::new()).into_iter();
            let named = named.filter_map(|(_, at, _)| {
                Some(documents.follow(at, &mut Diagnostics::new())?.0.child("value"))
            });
            let places = [at.child("example")].into_iter().chain(named).chain(shown(documents, &schema));
            places.into_iter().find_map(|at| documents.value(&at)?.as_str()).map(str::to_owned)
        };
        let all = texts(documents, schema.clone()).into_iter().chain(shown().map(|shown| vec![shown]));
        Some(all.map(|texts| (place.clone(), texts)).collect())
    };
    items(documents, at, "parameters").into_iter().filter_map(one).flatten().collect()
}

/// Where an operation is, and the media type of what it sends, with whether that is JSON or a form.
fn body_of(
    documents: &Documents,
    key: &str,
    at: &Location,
    all: &mut All,
    diagnostics: &mut Diagnostics,
) -> Option<(Location, Location, BodyForm)> {
    let (operation, value) = documents.follow(at.clone(), diagnostics)?;
    if value.get("requestBody").is_none() {
        let (message, help) =
            ("this operation sends no body, and is left out", "describe its `requestBody`, if it has one");
        diagnostics.push(documents.mistake_in_key(&rules::BODY, &operation, message, help).warning());
        return None;
    }
    let (body, value) = documents.follow(operation.child("requestBody"), diagnostics)?;
    let content = body.child("content");
    let types: Vec<&String> =
        value.get("content").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name).collect();
    let Some(media) = json_type(&types).or_else(|| form_type(&types)) else {
        let found = if types.is_empty() {
            "nothing".to_owned()
        } else {
            types.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let message = format!("expected a body of JSON, found {found}");
        let help = "add `application/json` to `content`: events are made of bodies of JSON only";
        all.refuse(Some(key), documents.mistake(&rules::BODY, &content, message, help));
        return None;
    };
    let form =
        if form_type(&[media]).is_some() { form(&value["content"][media.as_str()]) } else { BodyForm::Json };
    let media = content.child(media);
    if documents.value(&media.child("schema")).is_none() {
        let (message, help) = ("this body has no `schema`", "describe the body");
        all.refuse(Some(key), documents.mistake(&rules::BODY, &media, message, help));
        return None;
    }
    Some((operation, media, form))
}

/// The name of a media type, without its parameters.
fn plain(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The media type that is a form.
fn form_type<'t>(types: &[&'t String]) -> Option<&'t String> {
    types.iter().copied().find(|name| plain(name) == "application/x-www-form-urlencoded")
}

/// What a form is, by its media type: one of its fields may be the event, in JSON.
fn form(media: &Value) -> BodyForm {
    let fields = media.get("encoding").and_then(Value::as_object).into_iter().flatten();
    let is_json = |encoding: &Value| {
        encoding
            .get("contentType")
            .and_then(Value::as_str)
            .is_some_and(|name| plain(name) == "application/json")
    };
    let mut fields = fields.filter(|(_, encoding)| is_json(encoding));
    match (fields.next(), fields.next()) {
        (Some((only, _)), None) => BodyForm::JsonInForm(only.clone().into()),
        _ => BodyForm::Form,
    }
}

/// Where the schema of an event is, in a media type.
fn schema_of(documents: &Documents, media: &Location, form: &BodyForm) -> Location {
    let schema = media.child("schema");
    let BodyForm::JsonInForm(field) = form else { return schema };
    let target = documents.follow(schema.clone(), &mut Diagnostics::new()).map(|(target, _)| target);
    let field = target.map(|target| target.child("properties").child(field));
    field.filter(|field| documents.value(field).is_some()).unwrap_or(schema)
}

/// The media type that is JSON.
fn json_type<'t>(types: &[&'t String]) -> Option<&'t String> {
    let is = |test: fn(&str) -> bool| types.iter().copied().find(|name| test(&plain(name)));
    is(|name| name == "application/json")
        .or_else(|| is(|name| name.ends_with("+json") || name.ends_with("/json")))
        .or_else(|| is(|name| name == "*/*" || name == "application/*"))
}

fn examples(
    documents: &Documents,
    media: &Location,
    form: &BodyForm,
    schema: &Location,
    diagnostics: &mut Diagnostics,
) -> Vec<Location> {
    let mut examples = vec![media.child("example")];
    for (_, at, _) in entries(documents, media, "examples", diagnostics) {
        examples.extend(documents.follow(at, diagnostics).map(|(at, _)| at.child("value")));
    }
    if let BodyForm::JsonInForm(field) = form {
        examples = examples.into_iter().map(|at| at.child(field)).collect();
    }
    examples.retain(|at| documents.value(at).is_some());
    examples.extend(shown(documents, schema));
    examples
}
