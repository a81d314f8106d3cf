//! Whether the index is consistent: names, families, dates.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};

use webhook_schema::source::Text;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::draft::Draft;
use crate::index::entries::{Date, Event, Index};
use crate::index::lints::Lint;
use crate::index::names::{EventNames, NameOf, fault_of_rust_name, is_calendar_date, is_crate_name};
use crate::layout::{INDEX, in_webhooks};
use crate::references::MAX_ADVICE;
use crate::rules;

/// The names of events whose entries cannot be relied on.
#[derive(Default)]
pub(crate) struct Doubtful {
    /// What the entry says of its files is nothing to go by: its name is wrong, or there twice, or theirs is wrong.
    pub(crate) files: BTreeSet<String>,
    /// Later stages had better leave it alone.
    pub(crate) entries: BTreeSet<String>,
}

/// Reports names, families and dates that are wrong, or contradict each other.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) -> Doubtful {
    let index = &draft.index;
    let text = draft.schemas.documents.get(INDEX).map_or("", |document| &document.text);
    // Asked for where something is there twice.
    let text = LazyCell::new(|| Text::new(text));
    let line_of = |pointer: &str| text.line(pointer);
    let names: BTreeSet<&str> = index.events.iter().map(|event| event.name.as_str()).collect();
    let families: BTreeSet<&str> = index.families.iter().map(|family| family.name.as_str()).collect();
    check_date(&index.version, "/version", None, diagnostics);
    if index.events.is_empty() {
        let location = Location::new(INDEX, "/events");
        let help = "add the first one: without events, there is nothing to generate";
        diagnostics.push(Diagnostic::at_value(&rules::EVENT_ENTRY, location, "there are no events", help));
    }
    check_families(index, &line_of, diagnostics);
    let grammar = EventNames::new(index.contract.name.pattern.as_deref());
    let mut doubtful = check_names(index, &grammar, &line_of, diagnostics);
    for (number, event) in index.events.iter().enumerate() {
        if !families.contains(event.family.as_str()) {
            report_family_of(event, number, index, diagnostics);
            doubtful.entries.insert(event.name.clone());
        }
        check_replaced(event, number, index, &names, diagnostics);
        let at = |field: &str| format!("/events/{number}/{field}");
        if let Some(since) = &event.since {
            check_date(since, &at("since"), Some(&index.version), diagnostics);
        }
        if event.published && event.description.trim().is_empty() {
            let location = Location::new(INDEX, at("description"));
            let message = format!("the published event `{}` has no description", event.name);
            let help = "say what fires it, what does not, and what to do with it";
            let finding = |rule| Diagnostic::at_value(rule, location, message, help);
            index.lints.report(Lint::MissingEventDescription, finding, diagnostics);
        }
    }
    check_synthetic(index, &grammar, &names, diagnostics);
    check_rust_names(draft, diagnostics);
    doubtful
}

fn check_families(index: &Index, line_of: &dyn Fn(&str) -> usize, diagnostics: &mut Diagnostics) {
    let used: BTreeSet<&str> = index.events.iter().map(|event| event.family.as_str()).collect();
    let known: BTreeSet<&str> = index.families.iter().map(|family| family.name.as_str()).collect();
    // Where an event has its family misspelled, that is told there.
    let misspelled = used.difference(&known).take(MAX_ADVICE);
    let meant: BTreeSet<&str> = misspelled.filter_map(|used| closest(used, known.iter().copied())).collect();
    let mut names = HashMap::new();
    for (number, family) in index.families.iter().enumerate() {
        let location = Location::new(INDEX, format!("/families/{number}/name"));
        let name = family.name.as_str();
        // Said by the schema of the index, and nothing of who belongs to it follows from a name that will change.
        if !is_crate_name(name) {
            continue;
        }
        let first = *names.entry(name).or_insert(number);
        if first != number {
            let line = line_of(&format!("/families/{first}/name"));
            let help = "put the events of both in one family, or rename one";
            let message = format!("duplicate family `{name}`, first on line {line}");
            diagnostics.push(Diagnostic::at_value(&rules::FAMILY, location, message, help));
        } else if !used.contains(name) && !meant.contains(name) {
            let message = format!("the family `{name}` has no events");
            diagnostics.push(Diagnostic::at_value(
                &rules::FAMILY,
                location,
                message,
                "remove the family, or add its events",
            ));
        }
    }
}

fn check_names(
    index: &Index,
    grammar: &EventNames,
    line_of: &dyn Fn(&str) -> usize,
    diagnostics: &mut Diagnostics,
) -> Doubtful {
    let mut doubtful = Doubtful::default();
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (number, event) in index.events.iter().enumerate() {
        let name = event.name.as_str();
        let location = Location::new(INDEX, format!("/events/{number}/name"));
        let mut report = |message: String, help: &str| {
            diagnostics.push(Diagnostic::at_value(&rules::EVENT_NAME, location.clone(), message, help));
            doubtful.entries.insert(name.to_owned());
        };
        if let Some(first) = names.get(name) {
            let line = line_of(&format!("/events/{first}/name"));
            let message = format!("duplicate event name `{name}`, first on line {line}");
            report(message, "delete one of the entries, or rename it");
            doubtful.files.insert(name.to_owned());
            continue;
        }
        names.insert(name, number);
        if let Some((message, help)) = grammar.problem(name) {
            report(message, &help);
            doubtful.files.insert(name.to_owned());
        }
    }
    doubtful
}

fn report_family_of(event: &Event, number: usize, index: &Index, diagnostics: &mut Diagnostics) {
    let names = || index.families.iter().map(|family| family.name.as_str());
    // It may be the one whose own name was reported, and whose right name is not known.
    if names().any(|name| !is_crate_name(name)) {
        return;
    }
    let location = Location::new(INDEX, format!("/events/{number}/family"));
    let help =
        did_you_mean(closest(&event.family, names()), "name one of the families, or add this one to them");
    let message = format!("there is no family `{}`", event.family);
    diagnostics.push(Diagnostic::at_value(&rules::FAMILY, location, message, help));
}

fn check_replaced(
    event: &Event,
    number: usize,
    index: &Index,
    names: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    let Some(replaced) = &event.replaces else { return };
    let location = Location::new(INDEX, format!("/events/{number}/replaces"));
    if let Some(dropped) = &replaced.dropped {
        check_date(dropped, &location.child("dropped").pointer, Some(&index.version), diagnostics);
    }
    if names.contains(replaced.name.as_str()) {
        let message = format!("`{}` is marked as replaced, but is still in the catalog", replaced.name);
        let help = "remove its entry, or the mark";
        diagnostics.push(Diagnostic::at_value(&rules::EVENT_ENTRY, location.child("name"), message, help));
    }
}

fn check_synthetic(
    index: &Index,
    grammar: &EventNames,
    names: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    for (number, name) in index.contract.subscription.synthetic_events.iter().enumerate() {
        let location = Location::new(INDEX, format!("/contract/subscription/synthetic_events/{number}"));
        if names.contains(name.as_ref()) {
            let message = format!("`{name}` is marked as outside of the catalog, but is in it");
            diagnostics.push(Diagnostic::at_value(
                &rules::EVENT_ENTRY,
                location,
                message,
                "remove one of the two",
            ));
        } else if let Some((message, help)) = grammar.problem(name) {
            diagnostics.push(Diagnostic::at_value(&rules::EVENT_ENTRY, location, message, help));
        }
    }
}

/// A name for a place that is not there would be lost in silence, and what is no name would become another one.
fn check_rust_names(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let mut check = |name: &str, of: NameOf, location: Location| {
        if let Some((message, help)) = fault_of_rust_name(name, of) {
            diagnostics.push(Diagnostic::at_value(&rules::RUST_NAMES, location, message, help));
        }
    };
    for (number, event) in draft.index.events.iter().enumerate() {
        if let Some(name) = &event.rust_name {
            check(name, NameOf::Variant, Location::new(INDEX, format!("/events/{number}/rust_name")));
        }
    }
    for (place, name) in &draft.index.rust_names {
        let (_, pointer) = place.split_once('#').unwrap_or((place, ""));
        check(name, NameOf::at(pointer), Location::new(INDEX, "/rust_names").child(place));
    }
    for place in draft.index.rust_names.keys() {
        let (file, pointer) = place.split_once('#').unwrap_or((place, ""));
        if draft.schemas.value(&Location::new(in_webhooks(file), pointer)).is_none() {
            let location = Location::new(INDEX, "/rust_names").child(place);
            let message = format!("`{place}` leads nowhere");
            let help = "write the name of a file next to the index, `#`, and the JSON Pointer of a schema or of a value of an enum in it";
            diagnostics.push(Diagnostic::at_key(&rules::RUST_NAMES, location, message, help));
        }
    }
}

/// Reports a date that is not a day, or is later than another one, where it is written as a date.
pub(super) fn check_date(date: &Date, pointer: &str, latest: Option<&Date>, diagnostics: &mut Diagnostics) {
    let location = Location::new(INDEX, pointer);
    if !date.has_form() {
        return;
    }
    if !is_calendar_date(&date.0) {
        let message = format!("`{}` is not a calendar date", date.0);
        diagnostics.push(Diagnostic::at_value(
            &rules::DATE,
            location,
            message,
            "write an existing day as YYYY-MM-DD",
        ));
    } else if let Some(latest) = latest.filter(|latest| date > *latest && is_calendar_date(&latest.0)) {
        let message = format!("`{}` is later than the catalog's version, `{}`", date.0, latest.0);
        diagnostics.push(Diagnostic::at_value(
            &rules::DATE,
            location,
            message,
            "correct it, or give the catalog a new version",
        ));
    }
}
