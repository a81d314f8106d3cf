//! What the index has to say to hang together: names, families, dates.
//!
//! Knows the index. Does not know the files beside it.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase as _;

use crate::catalog::INDEX;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Date, Event, Index};
use crate::place::Place;
use crate::source::Source;
use crate::words::{closest, did_you_mean};

/// Family names that the generated crates need for themselves.
const RESERVED_FAMILIES: [(&str, &str); 13] = [
    ("axum", "the feature that receives deliveries in axum"),
    ("chrono", TIME_LIBRARY),
    ("common", "the crate of the shapes that several families share"),
    ("default", "Cargo's set of features that are on by default"),
    ("full", "the feature that turns every family on"),
    ("http", "the feature that takes headers of the crate http"),
    ("jiff", TIME_LIBRARY),
    ("receiver", "the feature that receives deliveries"),
    ("redb", STORE),
    ("redis", STORE),
    ("testing", "the feature that makes deliveries for tests"),
    ("time", TIME_LIBRARY),
    ("webhook-runtime", "the crate that all generated crates build on"),
];

const TIME_LIBRARY: &str = "the feature that converts timestamps to the types of the crate of that name";

const STORE: &str = "the feature that remembers handled events in that store";

/// The constant beside the variants of the events and of the families, which a variant of that name would hide.
const ALL: &str = "ALL";

/// Reports names, families and dates that do not hang together.
///
/// Returns the names of events that later stages had better leave alone.
pub(crate) fn check(index: &Index, text: &str, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let source = Source::new(text);
    check_date(&index.version, "/version", None, diagnostics);
    check_families(index, &source, diagnostics);
    let mut unsound = check_names(index, &source, diagnostics);
    for (number, event) in index.events.iter().enumerate() {
        if !index.families.iter().any(|family| family.name == event.family) {
            report_family_of(event, number, index, diagnostics);
            unsound.insert(event.name.clone());
        }
        check_replaced(event, number, index, diagnostics);
        let at = |field: &str| format!("/events/{number}/{field}");
        if let Some(since) = &event.since {
            check_date(since, &at("since"), Some(&index.version), diagnostics);
        }
        if event.published && event.description.trim().is_empty() {
            let place = Place::new(INDEX, at("description"));
            let message = format!("`{}` is published and has no description", event.name);
            let help = "write what fires it, what does not, and what to do with it";
            diagnostics.push(Diagnostic::at_value(place, message, help));
        }
    }
    check_synthetic(index, diagnostics);
    unsound
}

fn check_families(index: &Index, source: &Source, diagnostics: &mut Diagnostics) {
    let mut names = BTreeMap::new();
    for (number, family) in index.families.iter().enumerate() {
        let place = Place::new(INDEX, format!("/families/{number}/name"));
        let name = family.name.as_str();
        // Said by the schema of the index, and nothing of who belongs to it follows from a name that will change.
        if !is_family_name(name) {
            continue;
        }
        let first = *names.entry(name).or_insert(number);
        if first != number {
            let line = source.line(&format!("/families/{first}/name"));
            let help = "put the events of both into one family, or rename one";
            let message = format!("the family `{name}` is there already, on line {line}");
            diagnostics.push(Diagnostic::at_value(place, message, help));
        } else if let Some((_, use_)) = RESERVED_FAMILIES.iter().find(|(reserved, _)| *reserved == name) {
            let message = format!("a family cannot be called `{name}`: that is {use_}");
            diagnostics.push(Diagnostic::at_value(place, message, "choose another name"));
        } else if name.to_upper_camel_case() == ALL {
            let message = format!("`{name}` becomes `{ALL}` in Rust, which is the list of all families");
            diagnostics.push(Diagnostic::at_value(place, message, "choose another name"));
        } else if !index.events.iter().any(|event| event.family == name) {
            let message = format!("no event belongs to the family `{name}`");
            diagnostics.push(Diagnostic::at_value(place, message, "take the family out, or add its events"));
        }
    }
}

fn check_names(index: &Index, source: &Source, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut unsound = BTreeSet::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut identifiers: BTreeMap<String, &str> = BTreeMap::new();
    for (number, event) in index.events.iter().enumerate() {
        let name = event.name.as_str();
        let place = Place::new(INDEX, format!("/events/{number}/name"));
        let mut report = |message: String, help: &str| {
            diagnostics.push(Diagnostic::at_value(place.clone(), message, help));
            unsound.insert(name.to_owned());
        };
        if let Some(first) = names.get(name) {
            let line = source.line(&format!("/events/{first}/name"));
            let message = format!("the name `{name}` is taken, on line {line}");
            report(message, "delete one of the entries, or rename it");
            continue;
        }
        names.insert(name, number);
        if !is_event_name(name) {
            let help = "use two or three parts with dots between them, each of lower case words and digits joined by `-` or `_`, as in `team.member_added`";
            report(format!("`{name}` is not an event name"), help);
            continue;
        }
        if name.to_upper_camel_case() == ALL {
            let message = format!("`{name}` becomes `{ALL}` in Rust, which is the list of all events");
            report(message, "choose another name");
            continue;
        }
        if let Some(other) = identifiers.insert(name.to_upper_camel_case(), name) {
            let identifier = name.to_upper_camel_case();
            let message = format!("`{name}` and `{other}` are both `{identifier}` in Rust");
            report(message, "rename one of them: `.`, `-` and `_` do not tell Rust names apart");
        }
    }
    unsound
}

fn report_family_of(event: &Event, number: usize, index: &Index, diagnostics: &mut Diagnostics) {
    let names = || index.families.iter().map(|family| family.name.as_str());
    // It may be the one whose own name was reported, and whose right name is not known.
    if names().any(|name| !is_family_name(name)) {
        return;
    }
    let place = Place::new(INDEX, format!("/events/{number}/family"));
    let help =
        did_you_mean(closest(&event.family, names()), "name one of the families, or add this one to them");
    let message = format!("there is no family `{}`", event.family);
    diagnostics.push(Diagnostic::at_value(place, message, help));
}

fn check_replaced(event: &Event, number: usize, index: &Index, diagnostics: &mut Diagnostics) {
    let Some(replaced) = &event.replaces else { return };
    let place = Place::new(INDEX, format!("/events/{number}/replaces"));
    if let Some(dropped) = &replaced.dropped {
        check_date(dropped, &place.child("dropped").pointer, Some(&index.version), diagnostics);
    }
    if index.events.iter().any(|other| other.name == replaced.name) {
        let message = format!("`{}` is said to be replaced, and is still in the catalog", replaced.name);
        let help = "take its entry out, or do not say that it is replaced";
        diagnostics.push(Diagnostic::at_value(place.child("name"), message, help));
    }
}

fn check_synthetic(index: &Index, diagnostics: &mut Diagnostics) {
    for (number, name) in index.contract.subscription.synthetic_events.iter().enumerate() {
        let place = Place::new(INDEX, format!("/contract/subscription/synthetic_events/{number}"));
        if index.events.iter().any(|event| event.name == *name) {
            let message = format!("`{name}` is said to be outside of the catalog, and is in it");
            diagnostics.push(Diagnostic::at_value(place, message, "take one of the two out"));
        } else if !is_event_name(name) {
            let help = "write it as the provider sends it: two or three parts with dots between them";
            diagnostics.push(Diagnostic::at_value(place, format!("`{name}` is not an event name"), help));
        }
    }
}

fn check_date(date: &Date, pointer: &str, latest: Option<&Date>, diagnostics: &mut Diagnostics) {
    let place = Place::new(INDEX, pointer);
    if !is_calendar_date(&date.0) {
        let message = format!("`{}` is not a day of the calendar", date.0);
        diagnostics.push(Diagnostic::at_value(place, message, "write a day that exists as YYYY-MM-DD"));
    } else if let Some(latest) = latest.filter(|latest| date > *latest && is_calendar_date(&latest.0)) {
        let message = format!("`{}` is later than the catalog's version, `{}`", date.0, latest.0);
        diagnostics.push(Diagnostic::at_value(
            place,
            message,
            "correct it, or give the catalog a new version",
        ));
    }
}

/// Whether a name follows the grammar `<context>.<axis>[.<event>]`.
pub(crate) fn is_event_name(name: &str) -> bool {
    (2..=3).contains(&name.split('.').count()) && name.split('.').all(|part| is_words(part, &['-', '_']))
}

/// Whether a name is like the pattern of [`crate::model::Family::name`] wants it.
fn is_family_name(name: &str) -> bool {
    is_words(name, &['-'])
}

/// Whether a text is lower case words and digits with one of the joints between two, and starts with a letter.
fn is_words(text: &str, joints: &[char]) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split(joints).all(is_word)
}

fn is_calendar_date(text: &str) -> bool {
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let has_shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let (Some(year), Some(month), Some(day), true) = (number(0..4), number(5..7), number(8..10), has_shape)
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_names() {
        for good in ["policy.violation", "reviewer-mode.changed", "sideband.fault_line.fired", "sh2.x.y9_z-1"]
        {
            assert!(is_event_name(good), "{good}");
        }
        for bad in [
            "", "policy", "a.", ".a", "a..b", "A.b", "a.b-", "a._b", "a.b__c", "a.1b", "a.b.c.d", "a.é",
            "a b.c",
        ] {
            assert!(!is_event_name(bad), "{bad}");
        }
    }

    #[test]
    fn calendar_dates() {
        for good in ["2026-05-09", "2024-02-29", "2000-02-29", "1999-12-31"] {
            assert!(is_calendar_date(good), "{good}");
        }
        for bad in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-4-01",
            "2026-05-0é",
            "+026-05-09",
            "",
        ] {
            assert!(!is_calendar_date(bad), "{bad}");
        }
    }
}
