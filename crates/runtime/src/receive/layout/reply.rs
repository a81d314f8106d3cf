//! What to answer, as bytes.

use webhook_contract::{AnswerBody, AnswerPiece, AnswerRule, AnswerText, Text};

use crate::json::path::quoted;

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers, each as its name and its value. There is a `content-type` wherever there is a body.
    pub headers: Vec<(Text, String)>,
    /// The body.
    pub body: String,
}

impl Reply {
    pub(super) const OK: Reply = Reply { status: 200, headers: Vec::new(), body: String::new() };

    /// An answer that has no value of a request.
    pub(super) fn constant(rule: &AnswerRule) -> Reply {
        Reply::new(rule, |_| None).unwrap_or(Reply::OK)
    }

    /// An answer with the values of a request in it; `None` where one is missing, or cannot be in a header.
    pub(super) fn new(rule: &AnswerRule, value: impl Fn(&AnswerPiece) -> Option<String>) -> Option<Reply> {
        let filled = |text: &AnswerText, write: fn(&str, &mut String)| {
            let mut filled = String::new();
            for piece in text.pieces() {
                match piece {
                    AnswerPiece::Text(text) => filled += text,
                    AnswerPiece::Value(_) | AnswerPiece::Hmac(_) => write(&value(piece)?, &mut filled),
                }
            }
            Some(filled)
        };
        let header = |(name, text): &(Text, AnswerText)| {
            let value = filled(text, as_it_is)?;
            // Anything else would end the header, and begin another one.
            (!value.contains(|c: char| c.is_control())).then(|| (name.clone(), value))
        };
        let mut headers = rule.headers.iter().map(header).collect::<Option<Vec<_>>>()?;
        let (kind, body) = match &rule.body {
            None => return Some(Reply { status: rule.status, headers, body: String::new() }),
            Some(AnswerBody::Text(text)) => ("text/plain; charset=utf-8", filled(text, as_it_is)?),
            Some(AnswerBody::Json(text)) => ("application/json", filled(text, escaped)?),
        };
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".into(), kind.to_owned()));
        }
        Some(Reply { status: rule.status, headers, body })
    }
}

fn as_it_is(text: &str, to: &mut String) {
    to.push_str(text);
}

/// Within a string of JSON.
fn escaped(text: &str, to: &mut String) {
    let quoted = quoted(text);
    to.push_str(&quoted[1..quoted.len() - 1]);
}
