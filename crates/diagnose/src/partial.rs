//! What can be said where some of what must hold does: some events of a request, or one signature of several.

use webhook_runtime::contract::words::listed;
use webhook_runtime::contract::{Algorithm, Location, Piece};
use webhook_runtime::{EventFit, RequestParts, SignatureRule, Trial};

use crate::causes::{self, Finding};
use crate::tries::{key, time, url};
use crate::{NamedRequest, NamedSecret, Request, Terms};

/// Bytes that this hashes at most, and what a try costs besides the body.
const BUDGET: usize = 1 << 24;
const EACH_TRY: usize = 256;
/// Events that are told by their numbers.
const MOST_TOLD: usize = 5;

/// Which part fits and which does not, where one does; with one more mistake at most in the secret or the URL.
pub(crate) fn partial(
    terms: Terms<'_>,
    request: &Request,
    secrets: &[NamedSecret],
    earlier: &[NamedRequest],
) -> Option<Vec<Finding>> {
    let rule = terms.rule();
    let trials = terms.trials().ok()?;
    let times = time::times(terms, request, earlier);
    let time = &times.iter().find(|time| time.findings.is_empty())?.value;
    let (keys, urls) = (key::keys(rule, secrets), url::urls(rule, request));
    let pairs = keys.iter().flat_map(|key| urls.iter().map(move |url| (key, url)));
    let pairs = pairs.filter(|(key, url)| key.findings.len() + url.findings.len() <= 1);
    for (key, url) in pairs.take(BUDGET / (request.body.len() + EACH_TRY)) {
        let trial = Trial {
            key: &key.value,
            message: time.message.as_ref(),
            timestamp: &time.text,
            signatures: None,
        };
        let parts = RequestParts { url: url.value.as_deref(), ..request.parts() };
        let events = trials.of_each_event(&trial, &parts);
        if events.len() < 2 && rule.also.is_empty() {
            return None;
        }
        if let Some(finding) = told(rule, &events, url.value.is_some()) {
            return Some(key.findings.iter().chain(&url.findings).cloned().chain([finding]).collect());
        }
    }
    None
}

/// What fits of some events, and what does not.
fn told(rule: &SignatureRule, events: &[EventFit], has_url: bool) -> Option<Finding> {
    let whole = events.iter().filter(|event| event.is_whole()).count();
    if whole > 0 {
        return Some(Finding::with(causes::EVENT_DIFFERS, of_events(rule, events, whole)));
    }
    let event = events.iter().find(|event| event.main == Ok(true))?;
    let needs_url = |rule: &SignatureRule| {
        rule.message.as_ref().is_some_and(|message| message.has(&Piece::Url))
            || rule.locations.iter().any(|place| matches!(place, Location::Query(_)))
    };
    let lacks_url = |(rule, fits): (&SignatureRule, &Result<bool, _>)| *fits != Ok(true) && needs_url(rule);
    if !has_url && rule.also.iter().zip(&event.also).any(lacks_url) {
        return Some(Finding::of(causes::URL_MISSING));
    }
    let place = |rule: &SignatureRule| {
        let locations: Vec<_> = rule.locations.iter().map(|place| format!("`{place}`")).collect();
        locations.join(" or ")
    };
    let of = |rule: &SignatureRule| {
        rule.message.as_ref().map(|message| format!(", of `{message}`,")).unwrap_or_default()
    };
    let others = rule.also.iter().zip(&event.also).filter_map(|(rule, fits)| match fits {
        Ok(true) => None,
        Ok(false) => Some(format!("that in {}{} does not", place(rule), of(rule))),
        Err(_) => Some(format!("there is none that can be read in {}", place(rule))),
    });
    let others: Vec<_> = others.collect();
    let detail = format!("that in {}{} fits{}; {}", place(rule), of(rule), so(rule), others.join("; "));
    Some(Finding::with(causes::FURTHER_DIFFERS, detail))
}

fn of_events(rule: &SignatureRule, events: &[EventFit], whole: usize) -> String {
    let numbers = |is: fn(&EventFit) -> bool| -> Vec<usize> {
        events.iter().zip(1..).filter(|(event, _)| is(event)).map(|(_, number)| number).collect()
    };
    let differing = numbers(|event| event.main.is_ok() && !event.is_whole());
    let missing = numbers(|event| event.main.is_err());
    let mut told = format!("{whole} of {} fit{}", events.len(), so(rule));
    if !differing.is_empty() {
        told += &format!("; the signature does not fit {}", named(&differing));
    }
    if !missing.is_empty() {
        told += &format!("; there is no signature that can be read of {}", named(&missing));
    }
    told
}

/// What follows from a signature that fits.
fn so(rule: &SignatureRule) -> &'static str {
    let has_secret = rule.message.as_ref().is_some_and(|message| message.has(&Piece::Secret));
    match rule.algorithm != Algorithm::DigestSha256 || has_secret {
        true => ", so that the secret is right",
        false => "",
    }
}

/// Events by their numbers, the first of which is 1.
fn named(numbers: &[usize]) -> String {
    let text: Vec<_> = numbers.iter().take(MOST_TOLD).map(ToString::to_string).collect();
    match text.as_slice() {
        [one] => format!("event {one}"),
        _ if numbers.len() > MOST_TOLD => {
            format!("events {} and {} more", text.join(", "), numbers.len() - MOST_TOLD)
        }
        [] => String::new(),
        all => format!("events {}", listed(all, "and")),
    }
}
