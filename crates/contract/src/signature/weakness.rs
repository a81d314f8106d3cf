//! What a signature rule does not protect from, or makes easy to get wrong: it follows from the rule alone.

use super::algorithm::Algorithm;
use super::location::TimeLocation;
use super::message::{Message, Piece};
use super::rule::SignatureRule;
use super::timestamp::TimeUnit;

/// What a rule does not protect from, or makes easy to get wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakness {
    /// Which one.
    pub kind: WeaknessKind,
    /// Where in the rule: a JSON Pointer to the value.
    pub pointer: String,
    /// What it is, without a full stop.
    pub message: String,
}

/// The kinds of weaknesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WeaknessKind {
    /// The body is not signed, or not all of it.
    BodyNotSigned,
    /// Nothing is signed: the secret itself is sent.
    NothingSigned,
    /// No time is signed: a delivery can be replayed at any time.
    NoSignedTime,
    /// There is a time, but nothing says how far it may be from the receiver's clock.
    TimeWithoutTolerance,
    /// The time is outside of what is signed.
    UnsignedTime,
    /// SHA-1.
    Sha1,
    /// Two values of variable length stand next to each other, so that one signature fits several messages.
    Unseparated,
    /// The URL is signed, which a proxy may change.
    SignedUrl,
    /// A plain digest with the secret in front, which can be extended.
    DigestWithSecret,
    /// Fields are joined without an escape.
    UnescapedFields,
    /// A name, an id or a time of an event is outside of what is signed.
    OutsideSignature,
    /// No vector shows what the rule accepts.
    NoVector,
}

impl WeaknessKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::BodyNotSigned,
        Self::NothingSigned,
        Self::NoSignedTime,
        Self::TimeWithoutTolerance,
        Self::UnsignedTime,
        Self::Sha1,
        Self::Unseparated,
        Self::SignedUrl,
        Self::DigestWithSecret,
        Self::UnescapedFields,
        Self::OutsideSignature,
        Self::NoVector,
    ];

    /// The name of the lint that reports it.
    #[inline]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BodyNotSigned => "body-not-signed",
            Self::NothingSigned => "nothing-signed",
            Self::NoSignedTime => "no-signed-time",
            Self::TimeWithoutTolerance => "time-without-tolerance",
            Self::UnsignedTime => "unsigned-time",
            Self::Sha1 => "sha1",
            Self::Unseparated => "unseparated-values",
            Self::SignedUrl => "signed-url",
            Self::DigestWithSecret => "digest-with-secret",
            Self::UnescapedFields => "unescaped-fields",
            Self::OutsideSignature => "outside-signature",
            Self::NoVector => "scheme-without-vector",
        }
    }

    /// What to do about it.
    #[inline]
    pub const fn help(self) -> &'static str {
        match self {
            Self::BodyNotSigned => {
                "act on nothing that is not signed: fetch it from the provider's API by its id"
            }
            Self::NothingSigned => {
                "anyone who sees one delivery can make others: prefer a scheme that signs the body"
            }
            Self::NoSignedTime => "remember the ids that were handled for as long as a replay would do harm",
            Self::TimeWithoutTolerance => {
                "add `past_seconds` and `future_seconds`, such as 300, to `signature.timestamp` of the contract; where that is a pack's, of a copy of it: `hookwright packs NAME --json` prints it"
            }
            Self::UnsignedTime => {
                "anyone can change it: put `{timestamp}` into the message, or remove `timestamp`"
            }
            Self::Sha1 => "prefer an HMAC with SHA-256 where the provider offers one",
            Self::Unseparated => {
                "if the scheme is yours, put a character between them that neither can contain at that point"
            }
            Self::SignedUrl => {
                "configure the receiver's public URL: a proxy hides the one that the sender called"
            }
            Self::DigestWithSecret => {
                "prefer an HMAC: data can be appended to what is signed without the secret"
            }
            Self::UnescapedFields => {
                "a separator inside of a value moves the border: add `escape` if the scheme is yours"
            }
            Self::OutsideSignature => {
                "anyone can change it: read it from what is signed, or trust nothing that depends on it"
            }
            Self::NoVector => "add one to `vectors`: a delivery with its secret, headers, body and time",
        }
    }
}

impl SignatureRule {
    /// What the rule does not protect from, or makes easy to get wrong.
    #[inline]
    pub fn weaknesses(&self) -> Vec<Weakness> {
        let mut found = Found { rule: self, at: String::new(), weaknesses: Vec::new() };
        found.of_whole();
        found.of_one();
        for (number, other) in self.also.iter().enumerate() {
            found = Found { rule: other, at: format!("/also/{number}"), ..found };
            found.of_one();
        }
        if self.vectors.iter().all(|vector| !vector.accept) {
            found.at = String::new();
            found.add(WeaknessKind::NoVector, "", "no vector shows a delivery that the rule accepts");
        }
        found.weaknesses
    }
}

struct Found<'r> {
    rule: &'r SignatureRule,
    at: String,
    weaknesses: Vec<Weakness>,
}

impl Found<'_> {
    fn add(&mut self, kind: WeaknessKind, pointer: &str, message: impl Into<String>) {
        let pointer = format!("{}{pointer}", self.at);
        self.weaknesses.push(Weakness { kind, pointer, message: message.into() });
    }

    /// What depends on all signatures together.
    #[inline]
    fn of_whole(&mut self) {
        let rule = self.rule;
        if !rule.algorithm.signs() {
            let message = "the request has the secret itself, and nothing is signed";
            self.add(WeaknessKind::NothingSigned, "/algorithm", message);
        } else if !rule.signed_messages().any(Message::has_body) {
            let message = match &rule.message {
                Some(Message::Fields(_)) => "only some fields of the body are signed",
                Some(message)
                    if message.pieces().iter().any(|piece| matches!(piece, Piece::BodyValue(_))) =>
                {
                    "only some values of the body are signed"
                }
                _ => "the body is not signed",
            };
            self.add(WeaknessKind::BodyNotSigned, "/message", message);
        }
        let Some(timestamp) = &rule.timestamp else {
            let message = "no time is signed: a delivery can be replayed at any time";
            let pointer = if rule.message.is_some() { "/message" } else { "/algorithm" };
            return self.add(WeaknessKind::NoSignedTime, pointer, message);
        };
        let says_it = rule.message.as_ref().is_some_and(|message| {
            message.has(&Piece::Timestamp)
                || match &timestamp.location {
                    TimeLocation::Header(name) => message.pieces().iter().any(
                        |piece| matches!(piece, Piece::Header(other) if other.eq_ignore_ascii_case(name)),
                    ),
                    TimeLocation::Item(label) => message.has(&Piece::Item(label.clone())),
                    TimeLocation::Body(pointer) => {
                        message.has(&Piece::BodyValue(pointer.clone()))
                            || message.has_body()
                            || matches!(message, Message::Fields(fields) if fields.fields.contains(pointer))
                    }
                }
        });
        if !says_it {
            let message = format!("the time, `{}`, is outside of what is signed", timestamp.location);
            self.add(WeaknessKind::UnsignedTime, "/timestamp/in", message);
        }
        let message = match (timestamp.past, timestamp.future) {
            (Some(_), Some(_)) => return,
            (None, None) => "the time has no tolerance",
            (None, Some(_)) => "the time has no tolerance to the past",
            (Some(_), None) => "the time has no tolerance to the future",
        };
        self.add(WeaknessKind::TimeWithoutTolerance, "/timestamp", message);
    }

    /// What each signature has by itself.
    #[inline]
    fn of_one(&mut self) {
        let rule = self.rule;
        if rule.algorithm == Algorithm::HmacSha1 {
            self.add(WeaknessKind::Sha1, "/algorithm", "SHA-1 is deprecated");
        }
        match &rule.message {
            Some(Message::Fields(fields)) if fields.escape.is_none() && fields.fields.len() > 1 => {
                let message = format!("fields are joined by `{}` without an escape", fields.join);
                self.add(WeaknessKind::UnescapedFields, "/message", message);
            }
            Some(message) => self.of_pieces(rule, message.pieces()),
            None => {}
        }
    }

    #[inline]
    fn of_pieces(&mut self, rule: &SignatureRule, pieces: &[Piece]) {
        if let Some((first, separator, second)) = unseparated(rule, pieces) {
            let message = match separator {
                "" => format!(
                    "`{first}` and `{second}` stand next to each other: one signature fits several messages"
                ),
                _ => format!("`{separator}`, between `{first}` and `{second}`, could be part of `{first}`"),
            };
            self.add(WeaknessKind::Unseparated, "/message", message);
        }
        if pieces.contains(&Piece::Url) {
            self.add(WeaknessKind::SignedUrl, "/message", "the URL is signed, and a proxy may change it");
        }
        if rule.algorithm == Algorithm::DigestSha256 && pieces.first() == Some(&Piece::Secret) {
            let message = "a digest with the secret in front can be extended without the secret";
            self.add(WeaknessKind::DigestWithSecret, "/message", message);
        }
    }
}

/// The first two values whose border could be elsewhere, and what stands between them.
#[inline]
fn unseparated<'p>(rule: &SignatureRule, pieces: &'p [Piece]) -> Option<(&'p Piece, &'p str, &'p Piece)> {
    let unit = rule.timestamp.as_ref().map(|timestamp| timestamp.unit);
    let pairs = pieces.windows(2).map(|pair| (&pair[0], "", &pair[1]));
    let triples = pieces.windows(3).filter_map(|three| match three {
        [first, Piece::Text(text), second] => Some((first, &**text, second)),
        _ => None,
    });
    pairs.chain(triples).find(|(first, separator, second)| {
        let vary = |piece: &Piece| !matches!(piece, Piece::Text(_) | Piece::BodySha256 | Piece::Secret);
        let could_be_part = match first {
            Piece::Timestamp if unit != Some(TimeUnit::Rfc3339) => {
                separator.starts_with(|first: char| first.is_ascii_digit())
            }
            _ => false,
        };
        vary(first) && vary(second) && (separator.is_empty() || could_be_part)
    })
}
