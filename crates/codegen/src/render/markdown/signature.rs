//! How deliveries are signed, as the index's rule has it.

use webhook_contract::{Algorithm, Location, Message, Piece, SignatureRule, TimeLocation, TimestampRule};

use super::contract::seconds;
use super::links::Links;
use super::text::{block, code, facts, paragraphs};
use crate::ir::Ir;
use crate::words::layout::listed;

/// The promise, and the facts behind it.
pub fn signature(ir: &Ir<'_>, links: Links<'_>) -> String {
    let contract = &ir.index.contract;
    let rule = &contract.signature;
    // Pointers lead into each event, where a delivery holds several: then it is the events that are signed.
    let holder = if contract.envelope.events().is_some() { "each event" } else { "the body" };
    let mut rows = vec![("Algorithm", rule.algorithm.to_string())];
    if !rule.take.is_empty() {
        let labels: Vec<_> = rule.take.iter().map(|label| code(label)).collect();
        rows.insert(0, ("Scheme", labels.join(", ")));
    }
    if rule.algorithm.signs() {
        rows.push(("Key", rule.key.to_string()));
    }
    rows.extend(rule.secret.map(|secret| ("Secret", secret.to_string())));
    rows.extend(rule.message.as_ref().map(|message| ("Message", message_told(rule, message, holder))));
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

/// What is signed, and what its placeholders stand for.
fn message_told(rule: &SignatureRule, message: &Message, holder: &str) -> String {
    let has = |piece: &Piece| message.has(piece);
    let timestamp = rule.timestamp.as_ref().filter(|_| has(&Piece::Timestamp)).map(|timestamp| {
        let text = match &timestamp.location {
            TimeLocation::Header(name) => format!("the text of {}", code(name)),
            _ => "the time of sending, as it was sent".to_owned(),
        };
        format!("`{{timestamp}}` is {text}")
    });
    let body = has(&Piece::Body).then(|| "`{body}` is the raw body".to_owned());
    let url = has(&Piece::Url).then(|| "`{url}` is the URL as the sender called it".to_owned());
    let is_value = |piece: &Piece| matches!(piece, Piece::BodyValue(_));
    let reads_values = matches!(message, Message::Fields(_)) || message.pieces().iter().any(is_value);
    let values = reads_values.then(|| format!("`{{body:…}}` is a value of {holder}"));
    let told: Vec<String> = [timestamp, body, values, url].into_iter().flatten().collect();
    let message = code(&message.to_string());
    if told.is_empty() { message } else { format!("{message}, where {}", listed(&told)) }
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
        let fields = json!({ "fields": ["/ref", "/amount/value"], "join": ":" });
        for (message, expected) in [
            (json!("{body}"), "`{body}`, where `{body}` is the raw body"),
            (json!("{url}"), "`{url}`, where `{url}` is the URL as the sender called it"),
            (json!("{body:/ref}"), "`{body:/ref}`, where `{body:…}` is a value of each event"),
            (fields, "`{body:/ref}:{body:/amount/value}`, where `{body:…}` is a value of each event"),
            (
                json!("{body}{body:/ref}{url}"),
                "`{body}{body:/ref}{url}`, where `{body}` is the raw body, `{body:…}` is a value of each event and `{url}` is \
                 the URL as the sender called it",
            ),
        ] {
            let rule = rule(message, "body:/data/signature");
            let message = rule.message.as_ref().expect("a message");
            assert_eq!(message_told(&rule, message, "each event"), expected);
            assert_eq!(place(&rule, &rule.locations[0], "each event"), "`/data/signature` of each event");
        }
        let rule = rule(json!("{body}"), "header:X-Signature");
        assert_eq!(place(&rule, &rule.locations[0], "each event"), "`X-Signature: <digest>`");
    }
}
