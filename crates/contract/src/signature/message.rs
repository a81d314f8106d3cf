//! What is signed, as the parts that it is put together from.

#[cfg(feature = "rules")]
mod pieces;
#[cfg(feature = "rules")]
mod written;

use std::borrow::Cow;

use super::pointer::Pointer;
use crate::text::Text;

/// What is signed.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub enum Message {
    /// Pieces one after another.
    Template(Cow<'static, [Piece]>),
    /// Values of the body with something between them.
    Fields(Fields),
}

/// Values of the body with something between them. An absent one is empty; numbers keep their digits.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
pub struct Fields {
    /// Where the values are.
    pub fields: Cow<'static, [Pointer]>,
    /// What is between two of them.
    pub join: Text,
    /// What comes before each `join`, and before each of itself, within a value.
    #[cfg_attr(feature = "serde", serde(default))]
    pub escape: Option<Text>,
}

/// A piece of what is signed.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub enum Piece {
    /// A text that is there in any case.
    Text(Text),
    /// `{body}`: the body, byte for byte.
    Body,
    /// `{timestamp}`: the time of sending, as it was sent.
    Timestamp,
    /// `{id}`: the id of the delivery, as it was sent.
    Id,
    /// `{url}`: the URL as the sender called it.
    Url,
    /// `{method}`: the method, in upper case.
    Method,
    /// `{secret}`: the secret.
    Secret,
    /// `{header:NAME}`: the value of a header.
    Header(Text),
    /// `{item:LABEL}`: an item next to the signature.
    Item(Text),
    /// `{body:/pointer}`: a value of a JSON body.
    BodyValue(Pointer),
    /// `{form:sorted}`: name and value of each field of a form, decoded, sorted by the bytes of the name.
    SortedForm,
    /// `{sha256:body}`: the SHA-256 of the body, in lower-case hexadecimal digits.
    BodySha256,
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Message {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Written {
            Template(String),
            Fields(Fields),
        }
        match Written::deserialize(deserializer)? {
            Written::Template(text) => text.parse().map_err(serde::de::Error::custom),
            Written::Fields(fields) => Ok(Self::Fields(fields)),
        }
    }
}
