//! Whether a signature rule is consistent with itself.

use std::fmt::{self, Display};

use super::algorithm::{Algorithm, KeyEncoding};
use super::location::TimeLocation;
use super::message::{Message, Piece};
use super::rule::SignatureRule;

/// What is wrong with a rule or a layout: it cannot be acted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in it: a JSON Pointer to the value.
    pub pointer: String,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Fault {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, message, help } = self;
        match pointer.is_empty() {
            true => write!(f, "{message}: {help}"),
            false => write!(f, "{pointer}: {message}: {help}"),
        }
    }
}

impl std::error::Error for Fault {}

impl SignatureRule {
    /// What is wrong with the rule. `{id}` is known where whoever has the rule says where the id of a delivery is.
    #[inline]
    pub fn faults(&self, has_id: bool) -> Vec<Fault> {
        let mut faults = Faults { at: String::new(), found: Vec::new() };
        faults.look(self, has_id);
        if !self.rules().any(SignatureRule::takes_key) {
            let message = "a digest without the secret in its message is no proof: anyone can compute it";
            faults.add("/message", message, "add `{secret}`, or choose an `hmac` as the algorithm");
        }
        for (number, other) in self.also.iter().enumerate() {
            faults.at = format!("/also/{number}");
            faults.look(other, has_id);
            if !other.also.is_empty() {
                faults.add("/also", "`also` within `also`", "list all of them in the outer one");
            }
        }
        faults.found
    }
}

struct Faults {
    at: String,
    found: Vec<Fault>,
}

impl Faults {
    fn add(&mut self, pointer: &str, message: impl Display, help: impl Display) {
        let pointer = format!("{}{pointer}", self.at);
        self.found.push(Fault { pointer, message: message.to_string(), help: help.to_string() });
    }

    #[inline]
    fn look(&mut self, rule: &SignatureRule, has_id: bool) {
        if rule.locations.is_empty() {
            self.add("/in", "no location", "say where the signature is, as in `header:X-Signature`");
        }
        self.items(rule);
        self.key(rule);
        match (&rule.message, rule.algorithm.signs()) {
            (Some(_), false) => {
                let message = format!("a message, though {} signs none", name(rule.algorithm));
                self.add("/message", message, "remove it, or choose an algorithm that signs");
            }
            (None, true) => self.add(
                "",
                format!("missing `message`: {} signs one", name(rule.algorithm)),
                "say what is signed, as in `{timestamp}.{body}`",
            ),
            (Some(message), true) => self.message(rule, message, has_id),
            (None, false) => {}
        }
        if let Some(timestamp) = &rule.timestamp
            && matches!(timestamp.location, TimeLocation::Item(_))
            && rule.pair.is_none()
        {
            let help = "name the separator in `pair`, or say where else the time is";
            self.add("/timestamp/in", "an item by its label, though items have none", help);
        }
        if !(1..=16).contains(&rule.keys_at_once) {
            self.add("/keys_at_once", "expected 1 to 16 keys", "four are plenty for a rotation");
        }
    }

    #[inline]
    fn items(&mut self, rule: &SignatureRule) {
        for (pointer, separator) in [("/items", &rule.items), ("/pair", &rule.pair)] {
            if separator.as_ref().is_some_and(|separator| separator.is_empty()) {
                self.add(pointer, "an empty separator", "leave it out where nothing is separated");
            }
        }
        if rule.items.is_some() && rule.items == rule.pair {
            self.add("/pair", "items and their parts have the same separator", "correct one of the two");
        }
        match (&rule.pair, rule.take.is_empty()) {
            (None, false) => {
                let help = "name what is between label and value, as in `\"pair\": \"=\"`";
                self.add("/take", "labels to take, though items have none: `pair` is missing", help);
            }
            (Some(_), true) => {
                let help = "list the labels whose values are signatures, as in `\"take\": [\"v1\"]`";
                self.add("/pair", "items with labels, none of which is taken: `take` is missing", help);
            }
            _ => {}
        }
        let breaks = |label: &str| {
            [&rule.items, &rule.pair].into_iter().flatten().any(|separator| label.contains(&**separator))
        };
        for (number, label) in rule.take.iter().enumerate() {
            if label.is_empty() || label.trim() != label || breaks(label) {
                let message = format!("`{label}` cannot be a label between these separators");
                self.add(&format!("/take/{number}"), message, "use letters and digits, as in `v1`");
            }
        }
    }

    #[inline]
    fn key(&mut self, rule: &SignatureRule) {
        let (algorithm, encoding) = (rule.algorithm, rule.key.encoding);
        let fits = match algorithm {
            Algorithm::RsaSha256 => matches!(encoding, KeyEncoding::Spki),
            Algorithm::Ed25519 | Algorithm::EcdsaP256Sha256 => encoding != KeyEncoding::Text,
            Algorithm::Equality | Algorithm::Basic => encoding == KeyEncoding::Text,
            _ => encoding != KeyEncoding::Spki,
        };
        if !fits {
            let expected = match algorithm {
                Algorithm::RsaSha256 => "`spki`",
                Algorithm::Ed25519 | Algorithm::EcdsaP256Sha256 => "`spki`, `hex` or `base64`",
                Algorithm::Equality | Algorithm::Basic => "`text`",
                _ => "`text`, `hex` or `base64`",
            };
            let message = format!("{} has no key of this encoding", name(algorithm));
            self.add("/key", message, format!("set its `encoding` to {expected}"));
        }
        match (rule.encoding, algorithm.signs()) {
            (None, true) => self.add(
                "",
                "missing `encoding`",
                "say how the signature is written: `hex`, `base64` or `base64url`",
            ),
            (Some(_), false) => {
                let message = format!("an encoding, though {} has no signature", name(algorithm));
                self.add("/encoding", message, "remove it");
            }
            _ => {}
        }
    }

    #[inline]
    fn message(&mut self, rule: &SignatureRule, message: &Message, has_id: bool) {
        match message {
            Message::Fields(fields) if fields.fields.is_empty() => {
                self.add("/message/fields", "no field", "list the fields of the body that are signed");
            }
            Message::Fields(fields) if fields.escape.as_ref().is_some_and(|escape| escape.is_empty()) => {
                self.add("/message/escape", "an empty escape", "leave it out where nothing is escaped");
            }
            Message::Fields(_) => {}
            Message::Template(pieces) => {
                if pieces.iter().all(|piece| matches!(piece, Piece::Text(_) | Piece::Secret)) {
                    let message = "the message is the same for every delivery";
                    self.add("/message", message, "add what is signed, as in `{timestamp}.{body}`");
                }
                for piece in pieces.iter() {
                    self.piece(rule, piece, has_id);
                }
            }
        }
    }

    #[inline]
    fn piece(&mut self, rule: &SignatureRule, piece: &Piece, has_id: bool) {
        match piece {
            Piece::Timestamp if rule.timestamp.is_none() => {
                let help = "add `timestamp`, as in `{ \"in\": \"header:X-Timestamp\", \"unit\": \"s\" }`";
                self.add("/message", "`{timestamp}` without a `timestamp` that says where it is", help);
            }
            Piece::Item(_) if rule.pair.is_none() => {
                let help = "name what is between label and value, as in `\"pair\": \"=\"`";
                self.add("/message", format!("`{piece}` without `pair`: items have no labels"), help);
            }
            Piece::Id if !has_id => {
                let help = "name its header, as in `{header:webhook-id}`";
                self.add("/message", "`{id}`, though nothing says where the id is", help);
            }
            _ => {}
        }
    }
}

/// An algorithm in a sentence.
#[inline]
fn name(algorithm: Algorithm) -> String {
    match algorithm {
        Algorithm::Equality => "`equality`".to_owned(),
        Algorithm::Basic => "`basic`".to_owned(),
        _ => algorithm.to_string(),
    }
}
