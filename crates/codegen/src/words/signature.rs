//! What is signed, and what the placeholders of it stand for.

use webhook_contract::words::listed;
use webhook_contract::{Algorithm, Contract, Location, Message, Piece, TimeLocation};

use crate::markup::code;

/// What is signed, in words; `None` where nothing is.
pub fn message(contract: &Contract) -> Option<String> {
    let message = contract.signature.message.as_ref()?;
    let told: Vec<String> = match message {
        Message::Fields(_) => vec![value(contract, "{body:…}")],
        Message::Template(pieces) => explained(contract, pieces),
    };
    let message = code(&message.to_string());
    Some(if told.is_empty() { message } else { format!("{message}, where {}", phrases(&told)) })
}

/// What has the values that pointers lead to: each event, where a delivery holds several, since then it is they that are
/// signed.
pub fn holder(contract: &Contract) -> &'static str {
    if contract.envelope.events().is_some() { "each event" } else { "the body" }
}

/// What the key is called: the secret, where it is a part of what is signed.
pub fn key(contract: &Contract) -> &'static str {
    if contract.signature.algorithm == Algorithm::DigestSha256 { "Secret" } else { "Key" }
}

/// The placeholders in their order, those of one kind together.
fn explained(contract: &Contract, pieces: &[Piece]) -> Vec<String> {
    let alike = |piece: &Piece| pieces.iter().filter(|other| kind(other) == kind(piece)).count();
    let mut told: Vec<(&str, String)> = Vec::new();
    for piece in pieces {
        let Some(kind) = kind(piece) else { continue };
        let is_named = matches!(piece, Piece::Header(_) | Piece::Item(_) | Piece::BodyValue(_));
        let shown = if is_named && alike(piece) > 1 { format!("{{{kind}:…}}") } else { piece.to_string() };
        if told.iter().all(|(known, _)| *known != kind) {
            told.push((kind, meaning(contract, piece, &shown)));
        }
    }
    told.into_iter().map(|(_, phrase)| phrase).collect()
}

/// What a placeholder begins with; `None` of a text that is there in any case.
fn kind(piece: &Piece) -> Option<&'static str> {
    Some(match piece {
        Piece::Text(_) => return None,
        Piece::Body => "{body}",
        Piece::Timestamp => "{timestamp}",
        Piece::Id => "{id}",
        Piece::Url => "{url}",
        Piece::Method => "{method}",
        Piece::Secret => "{secret}",
        Piece::Header(_) => "header",
        Piece::Item(_) => "item",
        Piece::BodyValue(_) => "body",
        Piece::SortedForm => "{form:sorted}",
        Piece::BodySha256 => "{sha256:body}",
    })
}

fn meaning(contract: &Contract, piece: &Piece, shown: &str) -> String {
    let is = match piece {
        Piece::Text(_) => String::new(),
        Piece::Body => "the raw body".to_owned(),
        Piece::Timestamp => {
            match contract.signature.timestamp.as_ref().map(|timestamp| &timestamp.location) {
                Some(TimeLocation::Header(name)) => format!("the text of {}", code(name)),
                Some(TimeLocation::Item(label)) => {
                    format!("the text of {} next to the signature", code(label))
                }
                Some(TimeLocation::Body(pointer)) => {
                    format!("the value at {} of {}", code(&pointer.to_string()), holder(contract))
                }
                None => "the time of sending as it was sent".to_owned(),
            }
        }
        Piece::Id => match contract.signed_id() {
            Some(Location::Header(name)) => format!("the text of {}", code(&name)),
            _ => "the id of the event as it was sent".to_owned(),
        },
        Piece::Url => "the URL as the sender called it".to_owned(),
        Piece::Method => "the HTTP method in upper case".to_owned(),
        Piece::Secret => "the secret itself".to_owned(),
        Piece::Header(_) => "the text of the header of that name".to_owned(),
        Piece::Item(_) => "the text next to the signature that has that label".to_owned(),
        Piece::BodyValue(_) => return value(contract, shown),
        Piece::SortedForm => "name and value of each field of the form in the order of the names".to_owned(),
        Piece::BodySha256 => "the SHA-256 of the body in lowercase hexadecimal digits".to_owned(),
    };
    format!("{} is {is}", code(shown))
}

fn value(contract: &Contract, shown: &str) -> String {
    format!("{} is the value at that pointer of {}", code(shown), holder(contract))
}

/// Phrases as one. Three and more are whole clauses, which take a comma each.
fn phrases(told: &[String]) -> String {
    match told {
        [start @ .., last] if start.len() > 1 => format!("{}, and {last}", start.join(", ")),
        _ => listed(told, "and"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn contract(signature: Value, envelope: Value) -> Contract {
        let contract = json!({
            "envelope": envelope,
            "name": { "grammar": "g", "promise": "p" },
            "schema": { "dialect": "https://json-schema.org/draft/2020-12/schema", "evolution": "additive", "enums": "open", "promise": "p" },
            "example": { "promise": "p" },
            "idempotency_key": { "promise": "p" },
            "signature": signature,
        });
        serde_json::from_value(contract).expect("a contract")
    }

    #[test]
    fn every_placeholder_is_explained_where_it_first_stands() {
        let timed = json!({ "in": "header:X-Time", "unit": "s", "past_seconds": 1, "future_seconds": 1 });
        let item = json!({ "in": "item:t", "unit": "s", "past_seconds": 1, "future_seconds": 1 });
        let fields = json!({ "fields": ["/ref", "/amount/value"], "join": ":" });
        for (message, timestamp, expected) in [
            (json!("{body}"), None, "`{body}`, where `{body}` is the raw body"),
            (
                json!("{timestamp}.{body}"),
                Some(timed),
                "`{timestamp}.{body}`, where `{timestamp}` is the text of `X-Time` and `{body}` is the raw body",
            ),
            (
                json!("{timestamp}.{body}"),
                Some(item),
                "`{timestamp}.{body}`, where `{timestamp}` is the text of `t` next to the signature and `{body}` is the raw body",
            ),
            (
                json!("{secret}{method}{url}{body}"),
                None,
                "`{secret}{method}{url}{body}`, where `{secret}` is the secret itself, `{method}` is the HTTP method in upper \
                 case, `{url}` is the URL as the sender called it, and `{body}` is the raw body",
            ),
            (
                json!("{header:x-id}.{sha256:body}"),
                None,
                "`{header:x-id}.{sha256:body}`, where `{header:x-id}` is the text of the header of that name and \
                 `{sha256:body}` is the SHA-256 of the body in lowercase hexadecimal digits",
            ),
            (
                json!("{id}{url}{form:sorted}"),
                None,
                "`{id}{url}{form:sorted}`, where `{id}` is the id of the event as it was sent, `{url}` is the URL as the sender \
                 called it, and `{form:sorted}` is name and value of each field of the form in the order of the names",
            ),
            (
                json!("{body:/a}{body:/b}"),
                None,
                "`{body:/a}{body:/b}`, where `{body:…}` is the value at that pointer of each event",
            ),
            (
                json!("{url}{body:/a}"),
                None,
                "`{url}{body:/a}`, where `{url}` is the URL as the sender called it and `{body:/a}` is the value at that \
                 pointer of each event",
            ),
            (
                fields,
                None,
                "`{body:/ref}:{body:/amount/value}`, where `{body:…}` is the value at that pointer of each event",
            ),
        ] {
            let signature = json!({
                "algorithm": "hmac-sha256",
                "in": "header:X-Signature",
                "encoding": "base64",
                "message": message,
                "key": { "encoding": "text" },
                "timestamp": timestamp,
            });
            let contract =
                contract(signature, json!({ "name": "body:/type", "id": "body:/id", "events": "/*" }));
            assert_eq!(super::message(&contract).as_deref(), Some(expected));
        }
    }
}
