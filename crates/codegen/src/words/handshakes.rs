//! Requests that deliver nothing, and what is answered, in sentences.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_contract::words::listed;
use webhook_contract::{AnswerBody, AnswerPiece, AnswerRule, Condition, Expected, Handshake, Location};

use super::layout::place;
use crate::markup::code;

/// What a handshake is, and what it is answered.
pub fn handshake(handshake: &Handshake) -> String {
    let signed = if handshake.signed { "It is signed as a delivery is" } else { "It is not signed" };
    format!("If {}, answer with {}. {signed}.", conditions(handshake), answer(&handshake.answer))
}

/// What holds for it.
pub fn conditions(handshake: &Handshake) -> String {
    let conditions: Vec<String> = handshake.when.iter().map(condition).collect();
    listed(&conditions, "and")
}

fn condition(condition: &Condition) -> String {
    let (at, is) = match condition {
        Condition::Method(method) => return format!("the method is {}", code(method)),
        Condition::Value { at, is } => (at, is),
    };
    let expected = match is {
        Expected::Anything => return format!("{} is present", place(at)),
        Expected::Text(text) => match at {
            Location::Body(_) => Value::from(&**text).to_string(),
            _ => text.to_string(),
        },
        Expected::Integer(number) => number.to_string(),
        Expected::Boolean(boolean) => boolean.to_string(),
    };
    format!("{} is {}", place(at), code(&expected))
}

/// What is answered: a phrase.
pub fn answer(rule: &AnswerRule) -> String {
    let mut said = format!("status {}", rule.status);
    if !rule.headers.is_empty() {
        let headers = rule.headers.iter().map(|(name, value)| code(&format!("{name}: {value}")));
        let noun = if rule.headers.len() == 1 { "header" } else { "headers" };
        said += &format!(", the {noun} {}", listed(&headers.collect::<Vec<_>>(), "and"));
    }
    let (body, is_said) = match &rule.body {
        None => ("no body".to_owned(), false),
        Some(AnswerBody::Text(text)) => match text.pieces() {
            [] => ("no body".to_owned(), false),
            [piece @ (AnswerPiece::Value(_) | AnswerPiece::Hmac(_))] => {
                (format!("{} as the body", value(piece)), true)
            }
            _ => (format!("the text {} as the body", code(&text.to_string())), false),
        },
        Some(AnswerBody::Json(text)) => (format!("the JSON {} as the body", code(&text.to_string())), false),
    };
    said += &format!(" and {body}");
    let mut seen = BTreeSet::new();
    let told = rule.pieces().filter(|piece| !matches!(piece, AnswerPiece::Text(_)));
    let told = told.filter(|piece| seen.insert(piece.to_string()));
    let told: Vec<String> =
        told.map(|piece| format!("{} is {}", code(&piece.to_string()), value(piece))).collect();
    if !told.is_empty() && (!is_said || !rule.headers.is_empty()) {
        said += &format!(", where {}", listed(&told, "and"));
    }
    said
}

/// What takes the place of a placeholder.
fn value(piece: &AnswerPiece) -> String {
    match piece {
        AnswerPiece::Text(text) => code(text),
        AnswerPiece::Value(at) => format!("the value of {}", place(at)),
        AnswerPiece::Hmac(at) => {
            format!(
                "the HMAC of the value of {}, with the algorithm, the key and the encoding of a signature",
                place(at)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: Value) -> String {
        handshake(&serde_json::from_value(json).expect("a handshake"))
    }

    #[test]
    fn handshakes_are_said_in_sentences() {
        assert_eq!(
            said(serde_json::json!({
                "when": { "method": "GET", "query:challenge": { "exists": true } },
                "answer": { "status": 200, "body": "{query:challenge}" }
            })),
            "If the method is `GET` and the query parameter `challenge` is present, answer with status 200 and the \
             value of the query parameter `challenge` as the body. It is not signed."
        );
        assert_eq!(
            said(serde_json::json!({
                "when": { "body:/type": "url_verification" },
                "signed": true,
                "answer": { "status": 200, "json": { "challenge": "{body:/challenge}" } }
            })),
            "If the field `type` is `\"url_verification\"`, answer with status 200 and the JSON \
             `{\"challenge\":\"{body:/challenge}\"}` as the body, where `{body:/challenge}` is the value of the field \
             `challenge`. \
             It is signed as a delivery is."
        );
        assert_eq!(
            said(serde_json::json!({
                "when": { "header:X-Probe": "on" },
                "answer": { "status": 204, "headers": [["X-Echo", "{header:X-Probe}"]] }
            })),
            "If the header `X-Probe` is `on`, answer with status 204, the header `X-Echo: {header:X-Probe}` and no \
             body, where `{header:X-Probe}` is the value of the header `X-Probe`. It is not signed."
        );
    }
}
