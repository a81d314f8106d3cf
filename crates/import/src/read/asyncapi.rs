//! AsyncAPI 2 and 3: messages of channels and operations.

use serde_json::Value;
use webhook_contract::BodyForm;
use webhook_contract::signature::Location as Place;
use webhook_schema::{Diagnostics, Location};

use super::object::{entries, items, shown, tags, text, texts};
use crate::documents::Documents;
use crate::found::{All, Found, Group, Names};
use crate::rules;

pub(super) fn read(documents: &Documents, root: Location, all: &mut All, diagnostics: &mut Diagnostics) {
    for at in [root.clone(), root.child("info")] {
        for (_, tag) in items(documents, &at, "tags") {
            let Some(name) = text(tag, "name") else { continue };
            let group = Group { description: text(tag, "description"), ..Group::default() };
            all.groups.entry(name).or_insert(group);
        }
    }
    let version = documents.value(&root).and_then(|root| root.get("asyncapi")?.as_str());
    let messages = match version.is_some_and(|version| version.starts_with("2.")) {
        true => of_version_2(documents, &root, diagnostics),
        false => of_version_3(documents, &root, diagnostics),
    };
    for message in messages {
        read_message(documents, message, all, diagnostics);
    }
}

/// A message that may be sent.
struct Message {
    at: Location,
    key: Option<String>,
    channel: String,
}

/// What others may subscribe to; where nobody may, what they may publish.
fn of_version_2(documents: &Documents, root: &Location, diagnostics: &mut Diagnostics) -> Vec<Message> {
    let mut messages = Vec::new();
    let channels = entries(documents, root, "channels", diagnostics);
    for direction in ["subscribe", "publish"] {
        for (channel, at, _) in &channels {
            let Some((at, _)) = documents.follow(at.clone(), diagnostics) else { continue };
            let at = at.child(direction).child("message");
            let Some(value) = documents.value(&at) else { continue };
            let list = match value.get("oneOf").and_then(Value::as_array) {
                Some(list) => {
                    (0..list.len()).map(|number| at.child("oneOf").child(&number.to_string())).collect()
                }
                None => vec![at],
            };
            let message =
                |at: Location| Message { key: key_of(documents, &at), at, channel: (*channel).to_owned() };
            messages.extend(list.into_iter().map(message));
        }
        if !messages.is_empty() {
            break;
        }
    }
    messages
}

/// What the application sends; where it sends nothing, what it receives; without operations, all messages of channels.
fn of_version_3(documents: &Documents, root: &Location, diagnostics: &mut Diagnostics) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut operations = Vec::new();
    for (_, at, _) in entries(documents, root, "operations", diagnostics) {
        operations.extend(documents.follow(at, diagnostics));
    }
    let has = |action: &str| operations.iter().any(|(_, operation)| operation["action"] == action);
    let action = if has("send") { "send" } else { "receive" };
    for (at, operation) in operations.iter().filter(|(_, operation)| operation["action"] == action) {
        let Some((channel, value)) = documents.follow(at.child("channel"), diagnostics) else { continue };
        let address = address(&channel, value);
        let listed = items(documents, at, "messages");
        let own: Vec<Location> = if operation.get("messages").is_some() {
            listed.into_iter().map(|(at, _)| at).collect()
        } else {
            entries(documents, &channel, "messages", diagnostics).into_iter().map(|(_, at, _)| at).collect()
        };
        messages.extend(own.into_iter().map(|at| Message {
            key: key_of(documents, &at),
            at,
            channel: address.clone(),
        }));
    }
    if operations.is_empty() {
        for (_, at, _) in entries(documents, root, "channels", diagnostics) {
            let Some((channel, value)) = documents.follow(at, diagnostics) else { continue };
            for (key, at, _) in entries(documents, &channel, "messages", diagnostics) {
                messages.push(Message { at, key: Some(key.to_owned()), channel: address(&channel, value) });
            }
        }
    }
    messages
}

fn address(channel: &Location, value: &Value) -> String {
    text(value, "address")
        .unwrap_or_else(|| webhook_schema::tokens(&channel.pointer).last().unwrap_or_default())
}

/// The key that a message goes by where it is listed, or where its reference leads.
fn key_of(documents: &Documents, at: &Location) -> Option<String> {
    let pointer = match documents.value(at)?.get("$ref") {
        Some(reference) => reference.as_str()?.rsplit_once('#')?.1.to_owned(),
        None => at.pointer.to_string(),
    };
    let above = webhook_schema::parent(&pointer);
    above.ends_with("/messages").then(|| webhook_schema::tokens(&pointer).last()).flatten()
}

fn read_message(documents: &Documents, message: Message, all: &mut All, diagnostics: &mut Diagnostics) {
    let Some((at, value)) = documents.follow(message.at, diagnostics) else { return };
    let parts = parts(documents, &at);
    let text = |key: &str| parts.iter().find_map(|at| text(documents.value(at)?, key));
    let key = text("name").or_else(|| text("messageId")).or(message.key);
    if value.get("payload").is_none() {
        let help = "describe its `payload`, or remove the message";
        let mistake = documents.mistake_in_key(&rules::BODY, &at, "this message has no `payload`", help);
        all.refuse(key.as_deref(), mistake);
        return;
    }
    let mut body = at.child("payload");
    let mut format = value.get("schemaFormat").map(|format| (at.child("schemaFormat"), format));
    // In version 3, a payload may be a schema with its format. A reference that leads nowhere is told with the schemas.
    if let Some((place, payload)) = documents.follow(body.clone(), &mut Diagnostics::new())
        && payload.get("schemaFormat").is_some()
        && payload.get("schema").is_some()
    {
        format = Some((place.child("schemaFormat"), &payload["schemaFormat"]));
        body = place.child("schema");
    }
    if let Some((at, format)) = format.filter(|(_, format)| !is_json_schema(format)) {
        let message = format!("expected a payload in JSON Schema, found `schemaFormat` {format}");
        let help = "write the payload in JSON Schema, or convert it: other formats cannot be in a catalog";
        all.refuse(key.as_deref(), documents.mistake(&rules::BODY, &at, message, help));
        return;
    }
    let names = Names { key, channel: Some(message.channel), title: text("title"), ..Names::default() };
    let examples: Vec<(Location, &Value)> =
        parts.iter().flat_map(|at| items(documents, at, "examples")).collect();
    let payloads = examples.iter().filter(|(_, example)| example.get("payload").is_some());
    let payloads = payloads.map(|(at, _)| at.child("payload"));
    let found = Found {
        names,
        description: ["description", "summary"].into_iter().find_map(text).unwrap_or_default(),
        tags: parts.iter().flat_map(|at| tags(documents, at)).collect(),
        entry: Vec::new(),
        around: around(documents, &parts, &examples),
        chosen: None,
        choice: None,
        branch: None,
        misfit: None,
        examples: payloads.chain(shown(documents, &body)).collect(),
        form: BodyForm::Json,
        body,
        listed: at.clone(),
        at,
    };
    // What several channels carry is one event.
    if !all.events.iter().any(|other| other.at == found.at) {
        all.events.push(found);
    }
}

/// A message and its traits, which say what it does not say itself.
fn parts(documents: &Documents, at: &Location) -> Vec<Location> {
    let traits = items(documents, at, "traits").into_iter();
    let traits = traits.filter_map(|(at, _)| Some(documents.follow(at, &mut Diagnostics::new())?.0));
    [at.clone()].into_iter().chain(traits).collect()
}

/// What headers of a message have: what is the same in all, what it is one of, or what an example has, which is of the one event
/// that is described.
fn around(
    documents: &Documents,
    parts: &[Location],
    examples: &[(Location, &Value)],
) -> Vec<(Place, Vec<String>)> {
    let place = |name: &str| format!("header:{name}").parse().ok();
    let mut around = Vec::new();
    for at in parts {
        let Some((headers, _)) = documents.follow(at.child("headers"), &mut Diagnostics::new()) else {
            continue;
        };
        for (name, at, _) in entries(documents, &headers, "properties", &mut Diagnostics::new()) {
            around.extend(texts(documents, at).and_then(|texts| Some((place(name)?, texts))));
        }
    }
    for (_, example) in examples {
        for (name, value) in example.get("headers").and_then(Value::as_object).into_iter().flatten() {
            around.extend(value.as_str().and_then(|text| Some((place(name)?, vec![text.to_owned()]))));
        }
    }
    around
}

fn is_json_schema(format: &Value) -> bool {
    let known = [
        "application/vnd.aai.asyncapi",
        "application/schema+json",
        "application/schema+yaml",
        "application/vnd.oai.openapi",
    ];
    format.as_str().is_some_and(|format| known.iter().any(|known| format.starts_with(known)))
}
