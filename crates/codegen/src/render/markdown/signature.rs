//! How deliveries are signed, as the index's rule has it.

use webhook_contract::{Algorithm, Location, SignatureRule, TimeLocation, TimestampRule};

use super::contract::seconds;
use super::links::Links;
use super::text::{block, code, facts, paragraphs};
use crate::ir::Ir;
use crate::words::signature as words;

/// The promise, and the facts behind it.
pub fn signature(ir: &Ir<'_>, links: Links<'_>) -> String {
    let contract = &ir.index.contract;
    let rule = &contract.signature;
    let holder = words::holder(contract);
    let mut rows = vec![("Algorithm", rule.algorithm.to_string())];
    if !rule.take.is_empty() {
        let labels: Vec<_> = rule.take.iter().map(|label| code(label)).collect();
        rows.insert(0, ("Scheme", labels.join(", ")));
    }
    if rule.algorithm.signs() {
        rows.push((words::key(contract), rule.key.to_string()));
    }
    rows.extend(rule.secret.map(|secret| ("Secret", secret.to_string())));
    rows.extend(words::message(contract).map(|message| ("Message", message)));
    rows.extend(rule.encoding.map(|encoding| ("Digest", encoding.to_string())));
    rows.push((
        "Signature",
        rule.locations.iter().map(|at| place(rule, at, holder)).collect::<Vec<_>>().join("; "),
    ));
    if let Some(timestamp) = &rule.timestamp {
        let place = match &timestamp.location {
            TimeLocation::Header(name) => format!("the header {}", code(name)),
            TimeLocation::Item(label) => format!("{} next to the signature", code(label)),
            TimeLocation::Body(pointer) => format!("{} of {holder}", code(&pointer.to_string())),
        };
        rows.push(("Timestamp", format!("{place}: the time of sending, in {}", timestamp.unit)));
        rows.push(("Tolerance", tolerance(timestamp)));
    }
    for other in rule.also.iter() {
        let message = other.message.as_ref().map_or_else(String::new, ToString::to_string);
        let places: Vec<_> = other.locations.iter().map(|at| place(other, at, holder)).collect();
        let told = format!("{} of {} in {}", other.algorithm, code(&message), places.join("; "));
        rows.push(("Must hold too", told));
    }
    paragraphs([rule.promise.as_ref().map_or_else(String::new, |promise| block(promise, links)), facts(rows)])
}

/// Where a signature is, and what it looks like there.
fn place(rule: &SignatureRule, location: &Location, holder: &str) -> String {
    let value = value(rule);
    match location {
        Location::Header(name) => code(&format!("{name}: {value}")),
        Location::NumberedHeader { before, after } => code(&format!("{before}<1 to 100>{after}: {value}")),
        Location::Body(pointer) => format!("{} of {holder}", code(&pointer.to_string())),
        Location::Query(name) => code(&format!("?{name}={value}")),
    }
}

/// What a signature looks like, with words for what differs.
fn value(rule: &SignatureRule) -> String {
    let proof = match rule.algorithm {
        Algorithm::Equality => "<secret>",
        Algorithm::Basic => "Basic <credentials>",
        _ => "<digest>",
    };
    format!("{}{proof}", rule.label().unwrap_or_default())
}

/// The text of a place that has the signature, with all that is next to it.
pub fn whole(rule: &SignatureRule) -> String {
    let time = rule.timestamp.as_ref().and_then(|timestamp| match &timestamp.location {
        TimeLocation::Item(label) => Some(label),
        TimeLocation::Header(_) | TimeLocation::Body(_) => None,
    });
    let (pair, items) = (rule.pair.as_deref().unwrap_or_default(), rule.items.as_deref().unwrap_or_default());
    let time = time.map(|label| format!("{label}{pair}<timestamp>{items}")).unwrap_or_default();
    format!("{time}{}", value(rule))
}

fn tolerance(timestamp: &TimestampRule) -> String {
    match (timestamp.past, timestamp.future) {
        (Some(past), Some(future)) if past == future => format!("{} either way", seconds(past)),
        (Some(past), Some(future)) => {
            format!("{} to the past, {} to the future", seconds(past), seconds(future))
        }
        (Some(past), None) => format!("{} to the past", seconds(past)),
        (None, Some(future)) => format!("{} to the future", seconds(future)),
        (None, None) => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rule(message: Value, place: &str) -> SignatureRule {
        let rule = json!({
            "algorithm": "hmac-sha256",
            "in": place,
            "encoding": "base64",
            "message": message,
            "key": { "encoding": "text" },
        });
        serde_json::from_value(rule).expect("a rule")
    }

    #[test]
    fn pointers_are_said_to_lead_into_what_holds_their_values() {
        let rule = rule(json!("{body}"), "body:/data/signature");
        assert_eq!(place(&rule, &rule.locations[0], "each event"), "`/data/signature` of each event");
    }

    #[test]
    fn a_header_is_shown_as_it_is_sent() {
        let rule = rule(json!("{body}"), "header:X-Signature");
        assert_eq!(place(&rule, &rule.locations[0], "each event"), "`X-Signature: <digest>`");
    }
}
