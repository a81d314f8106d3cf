//! A signature rule as data.

#[cfg(feature = "rules")]
mod derived;

use std::borrow::Cow;

use super::algorithm::{Algorithm, Encoding, KeyEncoding, KeyRule};
use super::location::Location;
use super::message::Message;
use super::secret_form::{SecretForm, UnexpectedForm};
use super::timestamp::TimestampRule;
use super::vector::Vector;
use crate::text::Text;

/// Invariant: signature.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
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
