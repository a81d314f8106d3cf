//! What a validator says of verdicts on the wire and on those who validate, and what older types make of newer payloads.

use std::collections::BTreeMap;

use webhook_conformance::random::catalog::RandomEvent;
use webhook_conformance::random::comparison::difference;
use webhook_conformance::random::document::PAYLOAD;
use webhook_conformance::random::opened::opened;
use webhook_evolution::Compatibility;

use super::Told;
use super::pairs::Pair;
use crate::workspace::returned;

/// Adds what does not hold.
pub fn check(told: &[Told<'_>], wrong: &mut BTreeMap<&str, Vec<String>>) {
    let mut add = |what, told: &Told<'_>, more: String| {
        wrong.entry(what).or_default().push(format!("{}: {more}\n{}", told.pair.older.name, told.why()));
    };
    let (mut breaking, mut shown, mut seen) = (0, 0, 0);
    for told in told {
        let older = &told.pair.older.document;
        let opened = opened(older);
        let payloads = || told.pair.newer.payloads.iter().chain(&told.pair.edited);
        let invalid = payloads().find(|payload| !older.accepts(PAYLOAD, payload));
        let unreadable = opened.as_ref().and_then(|opened| {
            payloads().find(|payload| !opened.document.accepts(PAYLOAD, payload))
        });
        if let (Compatibility::Safe, Some(payload)) = (told.verdict.strict, invalid) {
            add("strict: safe, and invalid", told, payload.to_string());
        }
        if let (Compatibility::Safe | Compatibility::Risky, Some(payload)) = (told.verdict.wire, unreadable) {
            let is_said = told.verdict.wire == Compatibility::Risky;
            // Risky is what is lost, or cannot be known, or was declared extensible.
            if !is_said {
                add("wire: safe, and invalid", told, payload.to_string());
            }
        }
        if told.verdict.wire == Compatibility::Breaking {
            breaking += 1;
            shown += usize::from(told.findings.iter().any(|finding| finding.counterexample.is_some()));
            seen += usize::from(invalid.is_some());
        }
        for finding in &told.findings {
            let Some(body) = finding.counterexample.as_ref().filter(|body| body["type"] == told.pair.older.name) else { continue };
            let payload = &body["data"];
            let is_readable = opened.as_ref().is_some_and(|opened| opened.is_exact && opened.document.accepts(PAYLOAD, payload));
            if !told.pair.newer.document.accepts(PAYLOAD, payload) || older.accepts(PAYLOAD, payload) || is_readable {
                add("a counterexample that is none", told, format!("{}: {payload}", finding.rule.id));
            }
        }
    }
    println!("{breaking} breaking: {shown} with a counterexample, {seen} with a payload that is not valid any more");

    let events: Vec<&RandomEvent> = told.iter().map(|told| &told.pair.older).collect();
    let bodies = told.iter().flat_map(|told| {
        let Pair { older, newer, .. } = told.pair;
        newer.payloads.iter().map(|payload| older.body(payload))
    });
    let mut returned = returned("random-evolution", &events, bodies).into_iter();
    for told in told {
        let Pair { older, newer, .. } = told.pair;
        for (payload, returned) in newer.payloads.iter().zip(returned.by_ref()) {
            let wire = told.verdict.wire;
            let lost = match returned.get("data") {
                None => Some(returned.to_string()),
                Some(_) if wire != Compatibility::Safe => None,
                Some(data) => {
                    let opened = opened(&older.document).map(|opened| opened.document);
                    difference(opened.as_ref().unwrap_or(&older.document), payload, data)
                }
            };
            if let Some(lost) = lost.filter(|_| wire != Compatibility::Breaking) {
                add("not breaking, and not decoded", told, format!("{wire:?}: {lost}\n  sent: {payload}"));
            }
        }
    }
}
