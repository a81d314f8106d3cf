//! A signature rule as data.

use std::borrow::Cow;
use std::time::Duration;

use super::algorithm::{Algorithm, Encoding, KeyEncoding, KeyRule};
use super::location::{Location, TimeLocation};
use super::message::{Message, Piece};
use super::secret_form::{SecretForm, UnexpectedForm};
use super::timestamp::TimestampRule;
use super::vector::Vector;
use crate::text::Text;

/// Invariant: signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SignatureRule {
    /// What proves that a delivery is genuine.
    pub algorithm: Algorithm,
    /// Where the signature is: `header:NAME`, `header:NAME-{n}`, `body:/pointer` or `query:NAME`, or a list of these. All
    /// values that are found are candidates.
    #[cfg_attr(feature = "serde", serde(rename = "in", deserialize_with = "super::location::one_or_more"))]
    #[cfg_attr(feature = "schemars", schemars(with = "OneOrMore"))]
    pub locations: Cow<'static, [Location]>,
    /// What is between the items of one value; left out where a value is one item. White space around an item is ignored.
    #[cfg_attr(feature = "serde", serde(default))]
    pub items: Option<Text>,
    /// What is between the label and the value of an item; the first one counts.
    #[cfg_attr(feature = "serde", serde(default))]
    pub pair: Option<Text>,
    /// The labels whose values are signatures; items with other labels are ignored.
    #[cfg_attr(feature = "serde", serde(default))]
    pub take: Cow<'static, [Text]>,
    /// How a signature is written.
    #[cfg_attr(feature = "serde", serde(default))]
    pub encoding: Option<Encoding>,
    /// What is signed: a text with `{body}`, `{timestamp}`, `{id}`, `{url}`, `{method}`, `{secret}`, `{header:NAME}`,
    /// `{item:LABEL}`, `{body:/pointer}`, `{form:sorted}` and `{sha256:body}` in it, or a list of fields of the body.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<WrittenMessage>"))]
    pub message: Option<Message>,
    /// Which bytes of the endpoint's secret are the key.
    #[cfg_attr(feature = "serde", serde(default))]
    pub key: KeyRule,
    /// When a delivery was sent, and how far that may be from the receiver's clock.
    #[cfg_attr(feature = "serde", serde(default))]
    pub timestamp: Option<TimestampRule>,
    /// How many secrets may be active at the same time.
    #[cfg_attr(feature = "serde", serde(default = "four"))]
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 16)))]
    pub keys_at_once: u32,
    /// Further signatures that must hold too.
    #[cfg_attr(feature = "serde", serde(default))]
    pub also: Cow<'static, [SignatureRule]>,
    /// The form of the secrets that the provider hands out; left out where it is not known.
    #[cfg_attr(feature = "serde", serde(default))]
    pub secret: Option<SecretForm>,
    /// What is promised of the signature.
    #[cfg_attr(feature = "serde", serde(default))]
    pub promise: Option<Text>,
    /// Deliveries that the rule is tried on whenever it is checked. A generated constant has none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub vectors: Cow<'static, [Vector]>,
}

impl SignatureRule {
    /// A rule of which nothing but the algorithm is said, to be filled in.
    #[inline]
    pub const fn of(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            locations: Cow::Borrowed(&[]),
            items: None,
            pair: None,
            take: Cow::Borrowed(&[]),
            encoding: None,
            message: None,
            key: KeyRule { encoding: KeyEncoding::Text, strip: None },
            timestamp: None,
            keys_at_once: 4,
            also: Cow::Borrowed(&[]),
            secret: None,
            promise: None,
            vectors: Cow::Borrowed(&[]),
        }
    }

    /// Whether a secret has the form that the provider's secrets have. One that does not is probably not the secret of an
    /// endpoint but its id, an API key, or half of a copy; a receiver takes it all the same, because a provider may come to
    /// hand out others.
    ///
    /// # Errors
    ///
    /// When the contract states a form and the secret does not have it. The error shows the form, not the secret.
    #[inline]
    pub fn check_form(&self, secret: &str) -> Result<(), UnexpectedForm> {
        match self.secret {
            Some(form) if !form.fits(secret) => Err(UnexpectedForm(form)),
            _ => Ok(()),
        }
    }

    /// A regular expression that a signature matches, without what may stand around it.
    #[inline]
    pub fn digest_pattern(&self) -> String {
        self.encoding.map_or_else(String::new, |encoding| encoding.pattern(self.algorithm.signature_bytes()))
    }

    /// The header that a sender puts the signature in; `None` where it is elsewhere.
    #[inline]
    pub fn signature_header(&self) -> Option<&str> {
        self.locations.iter().find_map(|location| match location {
            Location::Header(name) => Some(&**name),
            _ => None,
        })
    }

    /// The header with the time of sending; `None` where it is elsewhere.
    #[inline]
    pub fn timestamp_header(&self) -> Option<&str> {
        match &self.timestamp.as_ref()?.location {
            TimeLocation::Header(name) => Some(name),
            _ => None,
        }
    }

    /// What stands before a signature in its item: the first label that is taken and what follows it.
    #[inline]
    pub fn label(&self) -> Option<String> {
        let pair = self.pair.as_deref()?;
        self.take.first().map(|label| format!("{label}{pair}"))
    }

    /// The rule, and those that must hold too.
    #[inline]
    pub fn rules(&self) -> impl Iterator<Item = &Self> {
        [self].into_iter().chain(self.also.iter())
    }

    /// What somebody with a key has signed: the messages of rules that take a key, and of digests that stand in those messages.
    /// Any other digest could be anybody's.
    #[inline]
    pub(crate) fn signed_messages(&self) -> impl Iterator<Item = &Message> {
        let keyed =
            move || self.rules().filter(|rule| rule.takes_key()).filter_map(|rule| rule.message.as_ref());
        let is_signed = move |place: &Location| {
            keyed().flat_map(Message::pieces).any(|piece| match (piece, place) {
                (Piece::Header(name), Location::Header(own)) => name.eq_ignore_ascii_case(own),
                (Piece::Url, Location::Query(_)) => true,
                _ => false,
            })
        };
        let counts = move |rule: &&Self| rule.takes_key() || rule.locations.iter().all(is_signed);
        self.rules().filter(counts).filter_map(|rule| rule.message.as_ref())
    }

    /// Whether it takes values out of the body's JSON, which each event of a delivery has by itself; `id` is where the id of a
    /// delivery is.
    #[inline]
    pub fn reads_values(&self, id: Option<&Location>) -> bool {
        let is_timed_by_body =
            self.timestamp.as_ref().is_some_and(|time| matches!(time.location, TimeLocation::Body(_)));
        let is_in_body = self.locations.iter().any(|place| matches!(place, Location::Body(_)));
        let signs_values = self.message.as_ref().is_some_and(|message| match message {
            Message::Template(pieces) => pieces.iter().any(|piece| match piece {
                Piece::BodyValue(_) => true,
                Piece::Id => matches!(id, Some(Location::Body(_))),
                _ => false,
            }),
            Message::Fields(_) => true,
        });
        is_timed_by_body || is_in_body || signs_values
    }

    /// Whether it signs the whole body.
    #[inline]
    pub fn signs_body(&self) -> bool {
        self.message.as_ref().is_some_and(Message::has_body)
    }

    /// Whether only somebody with a key can have made what the rule accepts.
    #[inline]
    pub(super) fn takes_key(&self) -> bool {
        let has_secret = self.message.as_ref().is_some_and(|message| message.has(&Piece::Secret));
        self.algorithm != Algorithm::DigestSha256 || has_secret
    }

    /// How far the time of sending may be in the past; `None` where it is not checked.
    #[inline]
    pub fn tolerance(&self) -> Option<Duration> {
        self.timestamp.as_ref()?.past
    }
}

#[cfg(feature = "serde")]
const fn four() -> u32 {
    4
}

/// How the locations are written.
#[cfg(feature = "schemars")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only described")]
enum OneOrMore {
    One(String),
    Several(#[schemars(length(min = 1))] Vec<String>),
}

/// How a message is written.
#[cfg(feature = "schemars")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only described")]
enum WrittenMessage {
    /// A text with placeholders.
    Template(String),
    /// Values of the body with something between them.
    Fields(WrittenFields),
}

/// Values of the body with something between them. An absent one is empty; numbers keep their digits.
#[cfg(feature = "schemars")]
#[derive(schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only described")]
struct WrittenFields {
    /// Where the values are: JSON Pointers.
    #[schemars(length(min = 1))]
    fields: Vec<String>,
    /// What is between two of them.
    join: String,
    /// What comes before each `join`, and before each of itself, within a value.
    escape: Option<String>,
}
