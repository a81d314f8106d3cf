//! What a validator says of verdicts on the wire, and of those on receivers that validate.

use webhook_conformance::random::document::PAYLOAD;
use webhook_evolution::Compatibility;

use super::{Told, Wrong};

/// What a receiver misses under the old name of a property is no violation of a schema that does not require it.
const RENAMED: &str = "property-renamed";

/// Adds what does not hold.
pub fn check(told: &[Told<'_>], wrong: &mut Wrong) {
    let (mut breaking, mut shown, mut seen) = (0, 0, 0);
    for told in told {
        let older = &told.pair.older.document;
        let opened = told.opened();
        let payloads = || told.pair.newer.payloads.iter().chain(&told.pair.edited);
        let invalid = payloads().find(|payload| !older.accepts(PAYLOAD, payload));
        let unreadable = opened
            .as_ref()
            .and_then(|opened| payloads().find(|payload| !opened.document.accepts(PAYLOAD, payload)));
        if let (Compatibility::Safe, Some(payload)) = (told.verdict.strict, invalid) {
            wrong.add("strict: safe, and invalid", told, payload);
        }
        if let (Compatibility::Safe, Some(payload)) = (told.verdict.wire, unreadable) {
            wrong.add("wire: safe, and invalid", told, payload);
        }
        if told.verdict.wire == Compatibility::Breaking {
            breaking += 1;
            shown += usize::from(told.findings.iter().any(|finding| finding.counterexample.is_some()));
            seen += usize::from(invalid.is_some());
        }
        for finding in &told.findings {
            let Some(body) =
                finding.counterexample.as_ref().filter(|body| body["type"] == told.pair.older.name)
            else {
                continue;
            };
            let payload = &body["data"];
            let is_readable = opened
                .as_ref()
                .is_some_and(|opened| opened.is_exact && opened.document.accepts(PAYLOAD, payload));
            if !told.pair.newer.document.accepts(PAYLOAD, payload)
                || (finding.rule.id != RENAMED && (older.accepts(PAYLOAD, payload) || is_readable))
            {
                wrong.add("a counterexample that is none", told, format!("{}: {payload}", finding.rule.id));
            }
        }
    }
    println!(
        "{breaking} breaking: {shown} with a counterexample, {seen} with a payload that is not valid any more"
    );
}
