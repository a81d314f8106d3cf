//! Whether the contract is consistent, with itself and with the envelope's schema.

use std::collections::{BTreeSet, HashMap};

use webhook_contract::{Contract, Location as Place, ReplayRule};
use webhook_schema::diagnostic::At;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::Pattern;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::draft::Draft;
use crate::layout::INDEX;
use crate::references::Lost;
use crate::rules;

/// What is said of a path whose braces do not match: message and help.
pub(crate) const UNBALANCED: (&str, &str) =
    ("unbalanced braces in this path", "write a parameter as `{name}`, inside of one segment of the path");

/// Reports values of the contract that are wrong, or contradict each other.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let contract = &draft.index.contract;
    let told = told(diagnostics);
    let mut report = |pointer: &str, message: String, help: &str| {
        let location = Location::new(INDEX, format!("/contract/{pointer}"));
        if !told.contains(&location) {
            diagnostics.push(Diagnostic::at_value(&rules::CONTRACT, location, message, help));
        }
    };
    if let Some(pattern) = &contract.name.pattern
        && let Err(error) = Pattern::new(pattern)
    {
        let fault = Pattern::fault(pattern).map(|fault| format!(": {fault}")).unwrap_or_default();
        report("name/pattern", format!("`{pattern}` {}{fault}", error.problem()), error.help());
    }
    check_headers(contract, &mut report);
    if let Some(replay) = &contract.replay {
        check_paths(replay, &mut report);
        check_statuses(replay, &mut report);
    }
    let limits = &contract.limits;
    if let (Some(typical), Some(most)) = (limits.typical_body_bytes, limits.max_body_bytes)
        && typical > most
    {
        let message = format!("a typical body is larger than the largest body, {most} bytes");
        report("limits/typical_body_bytes", message, "correct one of the two limits");
    }
    check_envelope(draft, &mut report);
    let nameless = Location::new(INDEX, "/contract/envelope/name");
    if contract.envelope.name.is_empty() && !told.contains(&nameless) {
        let message = "nothing says where the name of an event is".to_owned();
        report("envelope", message, "write `name`, as in `\"name\": [\"body:/type\"]`");
    }
}

/// The values of the index that a mistake was told of.
pub(super) fn told(diagnostics: &Diagnostics) -> BTreeSet<Location> {
    let places = diagnostics.iter().filter_map(|told| match &told.at {
        At::Value(place) if *place.file == *INDEX => Some(place.clone()),
        _ => None,
    });
    places.collect()
}

/// Whether nothing was reported of the layout. Schemas and examples are held against it, and a mistake in it is not theirs.
pub(crate) fn is_layout_sound(diagnostics: &Diagnostics) -> bool {
    let is_of_layout = |told: &Diagnostic| match &told.at {
        At::Value(place) => *place.file == *INDEX && place.pointer.starts_with("/contract/envelope"),
        _ => false,
    };
    !diagnostics.iter().any(|told| told.rule.id == rules::CONTRACT.id && is_of_layout(told))
}

fn check_headers(contract: &Contract, report: &mut impl FnMut(&str, String, &str)) {
    let key = contract.idempotency_key.header.as_deref();
    let replay = contract.replay.as_ref().and_then(|replay| replay.event.as_ref());
    let replay = replay.map(|event| &*event.idempotency_header);
    let named = [("idempotency_key/header", key), ("replay/idempotency_header", replay)];
    for (pointer, header) in named.into_iter().filter_map(|(pointer, header)| Some((pointer, header?))) {
        if let Err(unreadable) = format!("header:{header}").parse::<Place>() {
            report(pointer, unreadable.to_string(), "correct the name");
        }
    }
    let signature = &contract.signature;
    let headers = [
        ("idempotency_key/header", key),
        ("signature/timestamp/in", signature.timestamp_header()),
        ("signature/in", signature.signature_header()),
    ];
    let headers = headers.into_iter().filter_map(|(pointer, header)| Some((pointer, header?)));
    // The three are sent with one delivery; the replay's goes the other way.
    let mut seen = HashMap::new();
    for (pointer, header) in headers {
        if let Some(first) = seen.insert(header.to_ascii_lowercase(), pointer) {
            let message = format!("`{header}` is also the header of contract/{first}");
            report(pointer, message, "name two different headers");
        }
    }
}

/// The braces of the contract's own paths; what their parameters are is checked with the API's, where there is one.
fn check_paths(replay: &ReplayRule, report: &mut impl FnMut(&str, String, &str)) {
    let of_event = replay.event.as_ref().map(|event| &event.path);
    let paths = [("replay/replay_path", of_event), ("replay/redeliver_path", replay.redeliver_path.as_ref())];
    for (pointer, _) in paths.into_iter().filter(|(_, path)| path.is_some_and(|path| !path.is_balanced())) {
        let (message, help) = UNBALANCED;
        report(pointer, message.to_owned(), help);
    }
}

/// Statuses of the replay that a client could not tell apart.
fn check_statuses(replay: &ReplayRule, report: &mut impl FnMut(&str, String, &str)) {
    if let Some(event) = &replay.event
        && event.key_reused_status == event.in_flight_status
    {
        let message = format!("{} is the status of a key that was reused, too", event.in_flight_status);
        let help =
            "write two different statuses: a client tells by them whether to wait, or to take another key";
        report("replay/in_flight_status", message, help);
    }
}

fn check_envelope(draft: &Draft<'_>, report: &mut impl FnMut(&str, String, &str)) {
    let layout = &draft.index.contract.envelope;
    if let Some(reference) = &layout.schema {
        match draft.schemas.references.resolve(INDEX, reference) {
            Ok(schema) if layout.plain().is_some() => check_fields(draft, reference, schema, report),
            // Each event is looked at by itself.
            Ok(_) => {}
            Err(Lost::Reported) => {}
            Err(Lost::Wrong(message, help)) => report("envelope/schema", message, &help),
        }
    }
    let contract = &draft.index.contract;
    for fault in layout.faults(Some(&contract.signature), contract.signed_id().as_ref()) {
        report(&format!("envelope{}", fault.pointer), fault.message, &fault.help);
    }
}

/// Whether fields that the layout names are properties of what all events have in common.
fn check_fields(
    draft: &Draft<'_>,
    reference: &str,
    schema: &Schema,
    report: &mut impl FnMut(&str, String, &str),
) {
    let layout = &draft.index.contract.envelope;
    let known = || schema.map(Keyword::Properties).into_iter().flatten().map(|(name, _)| &**name);
    let numbered = |list: &'static str, places: &'_ [Place]| -> Vec<(String, Place)> {
        let at = |number| format!("envelope/{list}/{number}");
        places.iter().cloned().enumerate().map(|(number, place)| (at(number), place)).collect()
    };
    let one = |at: &str, place: Option<&Place>| place.map(|place| (at.to_owned(), place.clone()));
    let places = numbered("name", &layout.name).into_iter();
    let places = places.chain(one("envelope/data", layout.data.as_ref()));
    let places = places.chain(one("envelope/time/in", layout.time.as_ref().map(|time| &time.location)));
    let places = places.chain(numbered("id", &layout.id));
    for (pointer, place) in places {
        if let Some(field) = place.field()
            && !known().any(|name| name == field)
        {
            let message = format!("the envelope, {reference}, has no property `{field}`");
            let help = did_you_mean(
                closest(field, known()),
                "name a property of the envelope, or add this one to it",
            );
            report(&pointer, message, &help);
        }
    }
}
