//! The catalog page: every published event, and what holds for all of them.
//!
//! The order of the page is here, and its sections are in the modules below.

pub mod changelog;
mod contract;
mod events;
mod fields;
mod links;
mod text;
mod types;

use crate::files::Files;
use crate::ir::{Event, Family, Ir};
use crate::render::{CATALOG, markdown_marker};
use crate::words::counted;
use links::Links;
use text::{facts, inline, paragraphs};
use webhook_catalog::index::entries::Status;

const PATH: &str = "docs/src/reference/webhook-events.md";

/// From the directory of the page to the project's root.
const TO_ROOT: &str = "../../..";

/// A section with a fixed title: the marks of its heading, the title, and what makes its text.
type Section = (&'static str, &'static str, fn(&Ir<'_>, &Links) -> String);

const READING: &str = "How to read this page";
const ENVELOPE: &str = "The envelope";
const INVARIANTS: &str = "The seven invariants";
const TYPES: &str = "Types";
const UNPUBLISHED: &str = "Subscribable, not published";

/// What comes before the families.
const FRONT: &[Section] = &[
    ("##", "Contents", contents),
    ("##", READING, reading),
    ("##", ENVELOPE, contract::envelope),
    ("##", INVARIANTS, contract::invariants),
    ("###", "Stable name", contract::name),
    ("###", "Versioned JSON Schema", contract::schema),
    ("###", "Example payload", contract::example),
    ("###", "Idempotency key", contract::idempotency_key),
    ("###", "Signature", contract::signature),
    ("###", "Retry policy", contract::retry),
    ("###", "Replay path", contract::replay),
    ("##", "Limits", contract::limits),
    ("##", "Subscription", contract::subscription),
    ("##", "Assumptions", contract::assumptions),
];

/// Writes the page.
pub fn render(ir: &Ir<'_>, files: &mut Files) {
    let links = Links::new(ir);
    let section =
        |&(marks, title, text): &Section| paragraphs([format!("{marks} {title}"), text(ir, &links)]);
    let mut parts =
        vec![markdown_marker(CATALOG), format!("# {}", inline(&title(ir), &links)), intro(ir, &links)];
    parts.extend(FRONT.iter().map(section));
    parts.push(events::families(ir, &links));
    let back: [Section; 2] = [("##", TYPES, types::render), ("##", UNPUBLISHED, events::unpublished)];
    parts.extend(back.iter().map(section));
    files.add(PATH, paragraphs(parts) + "\n");
}

fn title(ir: &Ir<'_>) -> String {
    format!("{} webhook events", ir.index.provider.title)
}

/// A family's published events.
fn published<'i>(ir: &'i Ir<'_>, family: &'i Family<'_>) -> impl Iterator<Item = &'i Event<'i>> {
    ir.events_of(family).filter(|event| event.entry.published)
}

fn intro(ir: &Ir<'_>, links: &Links) -> String {
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
            format!("Receivers can subscribe to **{all}**, {hidden} of them [not published](#{section}).")
        }
    });
    sentences.join(" ")
}

fn contents(ir: &Ir<'_>, links: &Links) -> String {
    let section = |title: &str| format!("- [{title}](#{})", links.section(title));
    let front = FRONT.iter().filter(|(marks, ..)| *marks == "##").skip(1).map(|(_, title, _)| section(title));
    let mut lines: Vec<String> = front.collect();
    for (family, anchor) in ir.families.iter().zip(&links.families) {
        lines.push(format!("- [{}](#{anchor})", inline(&family.entry.title, links)));
        let events = published(ir, family);
        lines.extend(events.map(|event| format!("  - {}{}", links.event(&event.entry.name), badges(event))));
    }
    lines.extend([TYPES, UNPUBLISHED].map(section));
    lines.join("\n")
}

/// Marks an event that is not known to be emitted, or is on its way out, for lists.
fn badges(event: &Event<'_>) -> String {
    let status = match event.entry.emission.status {
        Status::Live => None,
        Status::Declared => Some("`declared`"),
        Status::Unknown => Some("`unknown`"),
    };
    let deprecated = event.deprecation.as_ref().map(|_| "`deprecated`");
    let badges: Vec<&str> = status.into_iter().chain(deprecated).collect();
    if badges.is_empty() { String::new() } else { format!(" ({})", badges.join(", ")) }
}

fn reading(ir: &Ir<'_>, links: &Links) -> String {
    let envelope = &ir.index.contract.envelope;
    paragraphs([
        format!(
            "A delivered body is one JSON object, the envelope, with the payload in `{}`. An event's table of fields \
             describes its payload, and its example is a whole body. The columns of a table say:",
            envelope.data_field
        ),
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
                    "a type of JSON, and the name that it goes by under [{TYPES}](#{}) where it has one. A \
                     `timestamp` is a string with a date and time as RFC 3339 writes them.",
                    links.section(TYPES)
                ),
            ),
            ("Required", "whether the key is always there, if its parent is present.".to_owned()),
            ("Nullable", "whether the value may be `null`.".to_owned()),
            (
                "Constraints",
                "what is promised of the values beyond the type. \"Open\" means that values may come which the list \
                 does not have."
                    .to_owned(),
            ),
        ]),
        format!(
            "An event marked `declared` is in the catalog and can be subscribed to, but is not emitted yet; of one \
             marked `unknown`, nothing is known of whether it is emitted. An event or field that is deprecated is \
             still sent, but is on its way out: from its sunset on, where it has one, it may be gone. What follows \"Assumed:\" is one of the \
             [assumptions](#{}), which the provider has not documented.",
            links.section("Assumptions")
        ),
    ])
}
