//! Events, family by family, and those that the page does not publish.

use webhook_catalog::index::entries::Status;

use super::links::Links;
use super::text::{block, code, codes, facts, inline, paragraphs};
use super::{TO_ROOT, fields, published};
use crate::ir::{Event, Ir, ShapeKind};
use crate::render::CATALOG;
use crate::words;

/// Every family with its published events.
pub fn families(ir: &Ir<'_>, links: &Links) -> String {
    let families = ir.families.iter().map(|family| {
        let entry = family.entry;
        let mut parts = vec![format!("## {}", inline(&entry.title, links)), block(&entry.description, links)];
        parts.extend(entry.note.as_deref().map(|note| quotation(&inline(note, links))));
        parts.extend(published(ir, family).map(|event| of_event(ir, links, event)));
        if published(ir, family).next().is_none() {
            parts.push("No event of this family is published.".to_owned());
        }
        paragraphs(parts)
    });
    paragraphs(families)
}

/// The events that can be subscribed to without being published.
pub fn unpublished(ir: &Ir<'_>, links: &Links) -> String {
    let events: Vec<&Event<'_>> = ir.events.iter().filter(|event| !event.entry.published).collect();
    if events.is_empty() {
        return "Every event that can be subscribed to is published.".to_owned();
    }
    let intro =
        "These names can be subscribed to without being part of what is published. What is known of them:"
            .to_owned();
    let of_event = |event: &Event<'_>| {
        let mut parts = opening(links, event);
        let keys = keys_of_payload(ir, event);
        if !keys.is_empty() {
            parts.push(format!("Its schema names these fields of the payload: {keys}."));
        }
        parts.push(files_of(event));
        paragraphs(parts)
    };
    paragraphs(std::iter::once(intro).chain(events.into_iter().map(of_event)))
}

fn of_event(ir: &Ir<'_>, links: &Links, event: &Event<'_>) -> String {
    let shape = ir.shape(event.payload);
    let mut parts = opening(links, event);
    // A payload that several events have says something of its own, next to what it says in this one.
    let name = if shape.description == event.payload_description {
        String::new()
    } else {
        format!(" ({})", links.shape(ir, event.payload))
    };
    let said = match words::described(&event.payload_description) {
        text if text.is_empty() => words::of_shape(ir, shape),
        text => text,
    };
    parts.push(format!("**Payload**{name}: {}", block(&said, links)));
    parts.push(inline(&words::remarks(&event.payload_remarks).join(" "), links));
    parts.push(fields::payload(ir, links, event.payload));
    parts.push("**Example**:".to_owned());
    parts.push(fenced(event.example));
    parts.push(files_of(event));
    paragraphs(parts)
}

/// Name, status, what it means, and where it comes from.
fn opening(links: &Links, event: &Event<'_>) -> Vec<String> {
    let entry = event.entry;
    let emission = &entry.emission;
    // The badge is not in the heading, whose anchor has to outlive it.
    let mut parts = vec![format!("### {}", code(&entry.name))];
    let note = emission.note.as_deref().map(|note| inline(note, links)).unwrap_or_default();
    let status = match emission.status {
        Status::Live => None,
        Status::Declared => Some("`declared`: not emitted yet."),
        Status::Unknown => Some("`unknown`: nothing is known of whether it is emitted."),
    };
    parts.extend(status.map(|status| quotation(format!("{status} {note}").trim_end())));
    parts.extend(event.deprecation.as_ref().map(|deprecation| {
        quotation(&format!("`deprecated`: {}.", inline(&words::deprecation(deprecation), links)))
    }));
    parts.push(block(&entry.description, links));
    let mut origin = vec![
        (emitter(emission.status), inline(&emission.component, links)),
        ("Trigger", inline(&emission.trigger, links)),
    ];
    if let (Status::Live, Some(note)) = (emission.status, &emission.note) {
        origin.push(("Note", inline(note, links)));
    }
    origin.extend(entry.classification.as_ref().map(|class| ("Classification", inline(class, links))));
    origin.extend(entry.since.as_ref().map(|since| ("Since", format!("catalog version {}", since.0))));
    origin.extend(entry.replaces.as_ref().map(|replaced| {
        let dropped =
            replaced.dropped.as_ref().map(|date| format!(", dropped in catalog version {}", date.0));
        ("Replaces", format!("{}{}", code(&replaced.name), dropped.unwrap_or_default()))
    }));
    origin.extend(entry.sunset.as_ref().map(|sunset| ("Sunset", sunset.0.clone())));
    origin.extend(entry.replaced_by.as_ref().map(|name| ("Replaced by", links.event(name))));
    parts.push(facts(origin));
    parts
}

/// What the component of an event is called, by whether it emits the event.
fn emitter(status: Status) -> &'static str {
    match status {
        Status::Live => "Emitted by",
        Status::Declared | Status::Unknown => "Expected emitter",
    }
}

fn keys_of_payload(ir: &Ir<'_>, event: &Event<'_>) -> String {
    let kind = &ir.shape(event.payload).kind;
    let tag = match kind {
        ShapeKind::Union { tag, .. } => tag.as_deref(),
        _ => None,
    };
    codes(tag.into_iter().chain(kind.fields().iter().map(|field| field.key.as_str())))
}

fn quotation(text: &str) -> String {
    format!("> {text}")
}

/// No line of JSON starts with a backtick, so nothing in it can end the block.
fn fenced(json: &str) -> String {
    let lines: Vec<&str> = json.trim().lines().collect();
    format!("```json\n{}\n```", lines.join("\n"))
}

fn files_of(event: &Event<'_>) -> String {
    let entry = event.entry;
    format!(
        "[Schema]({TO_ROOT}/{CATALOG}/{}), [example]({TO_ROOT}/{CATALOG}/{})",
        entry.schema, entry.example
    )
}
