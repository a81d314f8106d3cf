//! The changelog: every version of the catalog, and what it has that the one before did not have.

use std::collections::HashMap;

use webhook_evolution::history::{Change, Meaning, Mention, Release};

use super::Book;
use super::links::Links;
use super::text::{code, inline, paragraphs};
use crate::ir::{Deprecation, Ir};
use crate::render::markdown_marker;
use crate::words::{self, counted};

/// Events that are named where a change affects many.
const NAMED: usize = 3;

const INTRO: &str = "\
Every version of the catalog, the newest first. A version is a day: that of the last change that may break receivers. What \
is only added goes on in the version that is current, so this page grows until the next one begins. For feed readers, it is \
an [Atom feed](changelog.xml).";

const READING: &str = "\
Each change names its rule, and what it means to receivers that were written for the version before: **breaking**, some of \
them cannot read what is valid now; *risky*, they read it, but may miss something. No mark means that receivers notice \
nothing. `strict` is what it means to receivers that validate against the schemas, where that is worse, and `major` is a \
change that may keep those from compiling who use the generated crates.";

/// The text of the page.
pub fn render(book: &Book<'_, '_>) -> String {
    let (ir, links) = (book.ir, book.links_of_index());
    let title = format!("# Changelog of the {} webhook events", inline(&ir.index.provider.title, links));
    let has_changes = ir.releases.iter().any(|release| release.previous.is_some());
    let mut parts = vec![markdown_marker("schemas/meta/history"), title, INTRO.to_owned()];
    parts.extend(has_changes.then(|| READING.to_owned()));
    parts.extend(ir.releases.iter().map(|release| of_release(release, links)));
    paragraphs(parts) + "\n"
}

/// What happened to each event, by its name: a line for each time, the latest first.
pub fn by_event<'i>(ir: &'i Ir<'_>, links: Links<'_>) -> HashMap<&'i str, Vec<String>> {
    let mut changes: HashMap<&str, Vec<String>> = HashMap::new();
    for release in &ir.releases {
        let Release { version, previous, added, deprecated, changed, .. } = release;
        let mut add = |event: &'i str, said: &str| {
            let page = links.page("changelog.md");
            changes.entry(event).or_default().push(format!("- [{version}]({page}#{version}): {said}"));
        };
        for change in changed {
            let said = of_place(change, links);
            for event in &change.events {
                add(event, &said);
            }
        }
        for mention in deprecated {
            let said = inline(&words::deprecation(&of(mention)), links);
            add(&mention.event, &format!("deprecated: {said}"));
        }
        for mention in added {
            let said = match previous {
                Some(previous) => format!("added; {previous} did not have it"),
                None => "in the first version on record".to_owned(),
            };
            add(&mention.event, &said);
        }
    }
    changes
}

/// The version in which an event was deprecated, by its name: the latest one, should there be several.
pub fn deprecated<'i>(ir: &'i Ir<'_>) -> HashMap<&'i str, &'i str> {
    let mentions = ir.releases.iter().rev().flat_map(|release| {
        release.deprecated.iter().map(|mention| (mention.event.as_str(), release.version.as_str()))
    });
    mentions.collect()
}

fn of_release(release: &Release, links: Links<'_>) -> String {
    let Release { version, previous, added, deprecated, removed, changed, .. } = release;
    let mut parts = vec![format!("## {version}")];
    let Some(previous) = previous else {
        let events = counted(added.len(), "event", "events");
        parts.push(format!("The first version on record. It has {events}:"));
        let names: Vec<String> = added.iter().map(|mention| links.event(&mention.event)).collect();
        parts.push(names.join(", "));
        return paragraphs(parts);
    };
    parts.push(summary(release, previous));
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            parts.extend([format!("### {title}"), lines.join("\n")]);
        }
    };
    let list = |mentions: &[Mention], line: fn(&Mention, Links<'_>) -> String| -> Vec<String> {
        mentions.iter().map(|mention| line(mention, links)).collect()
    };
    section("Added", list(added, |mention, links| item(mention, None, links)));
    section(
        "Deprecated",
        list(deprecated, |mention, links| item(mention, Some(words::deprecation(&of(mention))), links)),
    );
    section(
        "Removed",
        list(removed, |mention, links| {
            let instead = mention.replaced_by.as_ref().map(|name| format!("use {} instead", code(name)));
            item(mention, instead, links)
        }),
    );
    section("Changed", changed.iter().map(|change| of_change(change, links)).collect());
    paragraphs(parts)
}

fn summary(release: &Release, previous: &str) -> String {
    let Release { added, deprecated, removed, changed, .. } = release;
    let counts = [
        (added.len(), "event added", "events added"),
        (deprecated.len(), "event deprecated", "events deprecated"),
        (removed.len(), "event removed", "events removed"),
        (changed.len(), "change", "changes"),
    ];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, one, many)| counted(count, one, many)).collect();
    let what = if counts.is_empty() { "nothing that a schema shows".to_owned() } else { counts.join(", ") };
    format!("Since {previous}: {what}.")
}

fn item(mention: &Mention, said: Option<String>, links: Links<'_>) -> String {
    let said = said.map(|said| format!(": {}", inline(&said, links))).unwrap_or_default();
    format!("- {}{said}{}", links.event(&mention.event), in_brackets(mention.meaning.iter().flat_map(notes)))
}

fn of_change(change: &Change, links: Links<'_>) -> String {
    let Change { meaning, events, place, message } = change;
    let mut named: Vec<String> = events.iter().take(NAMED).map(|event| links.event(event)).collect();
    if let more @ 1.. = events.len().saturating_sub(NAMED) {
        named.push(format!("{more} more"));
    }
    let last = if named.len() > 1 { named.pop() } else { None };
    let named = last.iter().fold(named.join(", "), |all, last| format!("{all} and {last}"));
    let subject = match (place, named.is_empty()) {
        (None, true) => String::new(),
        (None, false) => format!("{named}: "),
        (Some(place), true) => format!("{}: ", code(place)),
        (Some(place), false) => format!("{} of {named}: ", code(place)),
    };
    format!("- {subject}{}{}", inline(message, links), in_brackets(notes(meaning)))
}

/// A change without the events that it affects.
fn of_place(change: &Change, links: Links<'_>) -> String {
    let place = change.place.as_ref().map(|place| format!("{}: ", code(place))).unwrap_or_default();
    format!("{place}{}{}", inline(&change.message, links), in_brackets(notes(&change.meaning)))
}

/// The rule, and whom the change affects.
fn notes(meaning: &Meaning) -> Vec<String> {
    let Meaning { rule, wire, strict, rust } = meaning;
    let mut notes = vec![code(rule)];
    notes.extend(match wire.as_str() {
        "breaking" => Some("**breaking**".to_owned()),
        "risky" => Some("*risky*".to_owned()),
        _ => None,
    });
    notes.extend((strict != wire && strict != "safe").then(|| format!("{} {strict}", code("strict"))));
    notes.extend((rust == "major").then(|| code("major")));
    notes
}

fn in_brackets(notes: impl IntoIterator<Item = String>) -> String {
    let notes: Vec<String> = notes.into_iter().collect();
    if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) }
}

fn of(mention: &Mention) -> Deprecation {
    Deprecation { sunset: mention.sunset.clone(), replaced_by: mention.replaced_by.clone() }
}
