//! The page of an event.

use webhook_catalog::index::entries::Status;

use super::links::{Links, family_page, url};
use super::text::{block, code, facts, html, inline, label, line, paragraphs};
use super::{Book, TO_ROOT, around, badges, fields, handlers, layout};
use crate::ir::{Event, Ir, JsonType, ShapeKind};
use crate::markup::visible_json;
use crate::render::{CATALOG, markdown_marker};
use crate::shell::quoted;
use crate::words;

const SEND: &str = "\
Send it to a receiver on your machine, signed as the provider signs it, with the secret in `WEBHOOK_SECRET`:";

/// The text of the page.
pub fn render(book: &Book<'_, '_>, event: &Event<'_>) -> String {
    let links = book.links_of_pages();
    let entry = event.entry;
    let mut parts = vec![
        markdown_marker(&format!("{CATALOG}/{}", url(&entry.schema))),
        format!("# {}", code(&entry.name)),
        badges::on_page(book, event, links),
    ];
    parts.extend(notices(event, links).into_iter().map(|notice| format!("> {notice}")));
    parts.push(block(&entry.description, links));
    parts.push(facts(origin(book, event, links)));
    parts.push("## Fields".to_owned());
    parts.extend(payload(book, event, links));
    parts.push("## Example".to_owned());
    parts.push(fenced("json", event.example));
    if book.ir.plain.is_none() {
        parts.extend(layout::request(book.ir, event));
    }
    if can_be_sent(book.ir) {
        parts.push(SEND.to_owned());
        parts.push(fenced("sh", &trigger(&entry.name)));
    }
    parts.push("## Handle it".to_owned());
    parts.extend(handlers::all(book, event));
    parts.push("## JSON Schema".to_owned());
    parts.push(format!(
        "[{}]({}), and the example as [{}]({}).",
        code(&entry.schema),
        source(&entry.schema),
        code(&entry.example),
        source(&entry.example)
    ));
    let summary = format!("<details><summary>The schema of <code>{}</code></summary>", html(&entry.name));
    parts.extend([summary, fenced("json", event.schema), "</details>".to_owned()]);
    parts.push("## Changes".to_owned());
    let changes = book.changes.get(entry.name.as_str()).map(|changes| changes.join("\n"));
    parts.push(changes.unwrap_or_else(|| "No changes since it was added.".to_owned()));
    parts.push(format!("The [changelog]({}) has those of all events.", links.page("changelog.md")));
    paragraphs(parts) + "\n"
}

/// What the badges mean of an event that is not like the others: that it is not sent, or not published.
fn notices(event: &Event<'_>, links: Links<'_>) -> Vec<String> {
    let emission = &event.entry.emission;
    let note = emission.note.as_deref().map(|note| inline(note, links)).unwrap_or_default();
    let status = match emission.status {
        Status::Live => None,
        Status::Declared => Some("Not emitted yet."),
        Status::Unknown => Some("Nothing is known of whether it is emitted."),
    };
    let unpublished = (!event.entry.published)
        .then(|| "It can be subscribed to without being part of what is published.".to_owned());
    let status = status.map(|status| format!("{status} {note}").trim_end().to_owned());
    status.into_iter().chain(unpublished).collect()
}

/// Where it comes from, and what it belongs to.
fn origin(book: &Book<'_, '_>, event: &Event<'_>, links: Links<'_>) -> Vec<(&'static str, String)> {
    let entry = event.entry;
    let emission = &entry.emission;
    let family = book.ir.family(event.family);
    let emitter = match emission.status {
        Status::Live => "Emitted by",
        Status::Declared | Status::Unknown => "Expected emitter",
    };
    let mut origin =
        vec![("Fires on", inline(&emission.trigger, links)), (emitter, inline(&emission.component, links))];
    if let (Status::Live, Some(note)) = (emission.status, &emission.note) {
        origin.push(("Note", inline(note, links)));
    }
    let title = label(&family.entry.title, &family.entry.name);
    let family = format!("[{title}]({})", links.page(&family_page(family)));
    origin.push(("Family", family));
    origin.extend(entry.classification.as_ref().map(|class| ("Classification", inline(class, links))));
    origin.extend(entry.replaces.as_ref().map(|replaced| {
        let dropped =
            replaced.dropped.as_ref().map(|date| format!(", dropped in catalog version {}", date.0));
        ("Replaces", format!("{}{}", code(&replaced.name), dropped.unwrap_or_default()))
    }));
    let companions = book.companions.get(entry.name.as_str()).into_iter().flatten();
    let companions: Vec<String> = companions.map(|name| links.event(name)).collect();
    origin.extend((!companions.is_empty()).then(|| ("Goes with", companions.join(", "))));
    origin
}

/// What the payload is, and its fields.
fn payload(book: &Book<'_, '_>, event: &Event<'_>, links: Links<'_>) -> Vec<String> {
    let ir = book.ir;
    let shape = ir.shape(event.payload);
    let said = fields::said(ir, &event.payload_description, shape);
    // A payload that several events have says something of its own, next to what it says in this one.
    let of_type = if shape.description == event.payload_description {
        String::new()
    } else {
        format!(", {}", links.shape(ir, event.payload))
    };
    let envelope = links.section(super::ENVELOPE);
    let opening = match ir.plain {
        Some(plain) => {
            format!("The payload{of_type}, in {} of [the envelope]({envelope}):", code(plain.data_field))
        }
        None => layout::payload(ir, &of_type, &envelope),
    };
    let fields = fields::payload(ir, links, event);
    // A list of fields says that it is an object, and nothing else does: the author's text need not.
    let is_listed = fields.is_some() && shape.kind.json_types() == [JsonType::Object];
    let is_object =
        matches!(shape.kind, ShapeKind::Object { .. } | ShapeKind::Union { json: JsonType::Object, .. });
    let what = Some(words::of_shape(ir, shape)).filter(|what| !is_listed && !is_object && *what != said);
    let none = if is_object { "No fields yet." } else { "No fields of its own." };
    // Both may have one text.
    let is_told = said.trim() == event.entry.description.trim();
    let mut parts = vec![
        block(if is_told { "" } else { &said }, links),
        line(&what.unwrap_or_default(), links),
        line(&words::remarks(&event.payload_remarks).join(" "), links),
        opening,
        fields.unwrap_or_else(|| none.to_owned()),
    ];
    parts.extend(around::list(ir, event, &envelope, links));
    parts
}

/// Whether the command sends what the provider would: it signs with what a receiver has.
fn can_be_sent(ir: &Ir<'_>) -> bool {
    !ir.index.contract.signature.algorithm.is_asymmetric()
}

/// The command that sends the example.
fn trigger(name: &str) -> String {
    format!("hookwright trigger {} --to http://127.0.0.1:8080/webhooks", quoted(name))
}

fn source(file: &str) -> String {
    format!("{TO_ROOT}/../{CATALOG}/{}", url(file))
}

/// A block of code. None of the languages here has a line that begins with a backtick, so nothing in it can end the block;
/// and what would not show is in strings as JSON has them.
pub fn fenced(language: &str, text: &str) -> String {
    ["```", language, "\n", &visible_json(text.trim()), "\n```"].concat()
}
