//! AsyncAPI 2 and 3: messages of channels and operations.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_contract::BodyForm;
use webhook_contract::signature::Location as Place;
use webhook_contract::words::listed;
use webhook_schema::{Diagnostics, Location, counted};

use super::object::{entries, items, shown, tags, text, texts};
use crate::documents::Documents;
use crate::found::{All, Found, Group, Names};
use crate::rules;

/// How many messages are named that are left out.
const MOST_NAMES: usize = 5;

pub(super) fn read(documents: &Documents, root: Location, all: &mut All, diagnostics: &mut Diagnostics) {
    for at in [root.clone(), root.child("info")] {
        for (_, tag) in items(documents, &at, "tags") {
            let Some(name) = text(tag, "name") else { continue };
            let group = Group { description: text(tag, "description"), ..Group::default() };
            all.groups.entry(name).or_insert(group);
        }
    }
    let version = documents.value(&root).and_then(|root| root.get("asyncapi")?.as_str());
    let listed = match version.is_some_and(|version| version.starts_with("2.")) {
        true => of_version_2(documents, &root, diagnostics),
        false => of_version_3(documents, &root, diagnostics),
    };
    listed.tell_left_out(documents, diagnostics);
    for message in listed.sent {
        read_message(documents, message, all, diagnostics);
    }
}

/// A message of a document.
struct Message {
    at: Location,
    key: Option<String>,
    channel: String,
}

/// The messages of a document.
struct Listed {
    sent: Vec<Message>,
    /// Those that go the other way, and those that nothing sends.
    others: Vec<Message>,
    /// Which messages are sent.
    which: String,
}

impl Listed {
    fn tell_left_out(&self, documents: &Documents, diagnostics: &mut Diagnostics) {
        let end = |message: &Message| Some(documents.follow(message.at.clone(), &mut Diagnostics::new())?.0);
        let mut seen: BTreeSet<Location> = self.sent.iter().filter_map(end).collect();
        let others = self.others.iter().filter_map(|message| Some((message, end(message)?)));
        let others: Vec<(&Message, Location)> = others.filter(|(_, end)| seen.insert(end.clone())).collect();
        let Some((first, _)) = others.first() else { return };
        let mut names: Vec<String> = others
            .iter()
            .take(MOST_NAMES)
            .map(|(message, end)| {
                let value = documents.value(end);
                let own = ["name", "messageId"].into_iter().find_map(|key| text(value?, key));
                let key = own.or_else(|| message.key.clone());
                format!("`{}`", key.unwrap_or_else(|| message.channel.clone()))
            })
            .collect();
        let more = others.len() - names.len();
        names.extend((more > 0).then(|| counted(more, "other", "others")));
        let message = format!(
            "events are the messages {}, and the others of this document are left out: {}",
            self.which,
            listed(&names, "and")
        );
        let help = "if the provider sends these, say so in the document, which is about what its own application does";
        diagnostics.push(documents.mistake(&rules::SENT, &first.at, message, help).warning());
    }
}

/// What others may subscribe to; where nobody may, what they may publish.
fn of_version_2(documents: &Documents, root: &Location, diagnostics: &mut Diagnostics) -> Listed {
    let channels = entries(documents, root, "channels", diagnostics).into_iter();
    let channels: Vec<(&str, Location)> = channels
        .filter_map(|(channel, at, _)| Some((channel, documents.follow(at, diagnostics)?.0)))
        .collect();
    let of = |direction: &str| {
        let mut messages = Vec::new();
        for (channel, at) in &channels {
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
        messages
    };
    let (subscribed, published) = (of("subscribe"), of("publish"));
    let which = "that others may `subscribe` to".to_owned();
    match subscribed.is_empty() {
        true => Listed { sent: published, others: subscribed, which },
        false => Listed { sent: subscribed, others: published, which },
    }
}

/// What the application sends; where it sends nothing, what it receives; without operations, all messages of channels.
fn of_version_3(documents: &Documents, root: &Location, diagnostics: &mut Diagnostics) -> Listed {
    let mut operations = Vec::new();
    for (_, at, _) in entries(documents, root, "operations", diagnostics) {
        operations.extend(documents.follow(at, diagnostics));
    }
    let has = |action: &str| operations.iter().any(|(_, operation)| operation["action"] == action);
    let action = if has("send") { "send" } else { "receive" };
    let (mut sent, mut others) = (Vec::new(), Vec::new());
    for (at, operation) in &operations {
        let is_sent = operation["action"] == action;
        // What is wrong with the others is nobody's concern here.
        let told = if is_sent { &mut *diagnostics } else { &mut Diagnostics::new() };
        let Some((channel, value)) = documents.follow(at.child("channel"), told) else { continue };
        let address = address(&channel, value);
        let listed = items(documents, at, "messages");
        let own: Vec<Location> = if operation.get("messages").is_some() {
            listed.into_iter().map(|(at, _)| at).collect()
        } else {
            entries(documents, &channel, "messages", told).into_iter().map(|(_, at, _)| at).collect()
        };
        let own = own.into_iter();
        let own = own.map(|at| Message { key: key_of(documents, &at), at, channel: address.clone() });
        if is_sent { &mut sent } else { &mut others }.extend(own);
    }
    for (_, at, _) in entries(documents, root, "channels", diagnostics) {
        let told = if operations.is_empty() { &mut *diagnostics } else { &mut Diagnostics::new() };
        let Some((channel, value)) = documents.follow(at, told) else { continue };
        for (key, at, _) in entries(documents, &channel, "messages", told) {
            let message = Message { at, key: Some(key.to_owned()), channel: address(&channel, value) };
            if operations.is_empty() { &mut sent } else { &mut others }.push(message);
        }
    }
    Listed { sent, others, which: format!("of operations with the action `{action}`") }
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
