//! The catalog page: what holds for every event, and all events with a sentence each.
//!
//! The order of the page is here, and its sections are in the modules next to this one.

use webhook_catalog::index::entries::Status;

use super::links::{Links, TYPES, section_anchor};
use super::text::{facts, inline, paragraphs};
use super::{ASSUMPTIONS, Book, ENVELOPE, UNPUBLISHED, contract, family, signature};
use crate::ir::{Event, Ir};
use crate::render::{CATALOG, markdown_marker, pictures};
use crate::words::counted;

/// A section with a fixed title: the marks of its heading, the title, and what makes its text.
type Section = (&'static str, &'static str, fn(&Ir<'_>, Links<'_>) -> String);

const SECTIONS: &[Section] = &[
    ("##", "How to read these pages", reading),
    ("##", ENVELOPE, contract::envelope),
    ("##", "What holds for every event", contract::invariants),
    ("###", "Stable name", contract::name),
    ("###", "Versioned JSON Schema", contract::schema),
    ("###", "Example payload", contract::example),
    ("###", "Idempotency key", contract::idempotency_key),
    ("###", "Signature", signature::signature),
    ("###", "Retry policy", contract::retry),
    ("###", "Replay path", contract::replay),
    ("##", "From request to answer", contract::receiver),
    ("##", "Limits", contract::limits),
    ("##", "Subscription", contract::subscription),
    ("##", ASSUMPTIONS, contract::assumptions),
];

/// The text of the page.
pub fn render(book: &Book<'_, '_>) -> String {
    let (ir, links) = (book.ir, book.links_of_index());
    let title = inline(&format!("{} webhook events", ir.index.provider.title), links);
    let mut parts = vec![markdown_marker(CATALOG), format!("# {title}"), intro(ir, links)];
    parts.push("## Events".to_owned());
    parts.push(pictures::FAMILIES.image(&pictures::families::title(ir)));
    parts.extend(ir.families.iter().map(|family| family::on_index(book, family)));
    let unpublished: Section = ("##", UNPUBLISHED, unpublished);
    for (marks, title, text) in std::iter::once(&unpublished).chain(SECTIONS) {
        let anchor = format!("<a id=\"{}\"></a>", section_anchor(title));
        parts.extend([anchor, format!("{marks} {title}"), text(ir, links)]);
    }
    paragraphs(parts) + "\n"
}

fn intro(ir: &Ir<'_>, links: Links<'_>) -> String {
    let (on_page, hidden): (Vec<_>, Vec<_>) = ir.events.iter().partition(|event| event.entry.published);
    let declared = on_page.iter().filter(|event| event.entry.emission.status == Status::Declared).count();
    let mut sentences = vec![format!(
        "Catalog version **{}**: **{}** in **{}**.",
        ir.index.version.0,
        counted(on_page.len(), "published event", "published events"),
        counted(ir.families.len(), "family", "families"),
    )];
    if declared > 0 {
        let are = if declared == 1 { "is" } else { "are" };
        sentences.push(format!(
            "Of these, {declared} {are} `declared`: named in the catalog, but not emitted yet."
        ));
    }
    let deprecated = on_page.iter().filter(|event| event.deprecation.is_some()).count();
    if deprecated > 0 {
        let are = if deprecated == 1 { "is" } else { "are" };
        sentences.push(format!("Of the published ones, {deprecated} {are} `deprecated`."));
    }
    let all = counted(ir.events.len(), "event", "events");
    sentences.push(match hidden.len() {
        0 => format!("Receivers can subscribe to all of them, **{all}**."),
        hidden => {
            let section = links.section(UNPUBLISHED);
            format!("Receivers can subscribe to **{all}**, {hidden} of them [not published]({section}).")
        }
    });
    sentences.push(format!(
        "[The same]({}) holds for each of them; shared types are listed under [types]({TYPES}).",
        links.section("What holds for every event")
    ));
    sentences.join(" ")
}

fn unpublished(ir: &Ir<'_>, links: Links<'_>) -> String {
    let events: Vec<&Event<'_>> = ir.events.iter().filter(|event| !event.entry.published).collect();
    if events.is_empty() {
        return "Every event that can be subscribed to is published.".to_owned();
    }
    let intro = "These names can be subscribed to without being part of what is published:".to_owned();
    let items: Vec<String> = events.into_iter().map(|event| family::item(event, links)).collect();
    paragraphs([intro, items.join("\n")])
}

fn reading(ir: &Ir<'_>, links: Links<'_>) -> String {
    let opening = match ir.plain {
        Some(plain) => format!(
            "A delivered body is one JSON object, the envelope, with the payload in `{}`. An event's page describes its \
             payload field by field, and its example is a whole body.",
            plain.data_field
        ),
        None => format!(
            "An event's page describes its payload field by field, and its example is the event alone: [the envelope]({}) \
             says where in a delivery an event is, and where its name and id are.",
            links.section(ENVELOPE)
        ),
    };
    paragraphs([
        format!("{opening} Of each field, it says:"),
        facts([
            (
                "Path",
                "the keys that lead from the payload to the value. `items[].name` is `name` in each item of the list \
                 `items`, `labels.{key}` is the value at each key of the map `labels`, and `rule (kind = x).limit` is \
                 `limit` where `rule` is the variant whose `kind` is `x`."
                    .to_owned(),
            ),
            (
                "Type",
                format!(
                    "a type of JSON, and the name that it goes by under [types]({TYPES}) where it has one. A \
                     `timestamp` is a string with a date and time as RFC 3339 writes them."
                ),
            ),
            (
                "Required",
                "the key is always there, if its parent is present. One that is optional may be absent.".to_owned(),
            ),
            (
                "What is promised",
                "of the values beyond the type. \"Open\" means that values may come which the list does not have."
                    .to_owned(),
            ),
        ]),
        format!(
            "An event marked `declared` is in the catalog and can be subscribed to, but is not emitted yet; of one \
             marked `unknown`, nothing is known of whether it is emitted. An event or field that is deprecated is \
             still sent, but is on its way out: from its sunset on, where it has one, it may be gone. What follows \
             \"Assumed:\" is one of the [assumptions]({}), which the provider has not documented.",
            links.section(ASSUMPTIONS)
        ),
    ])
}
