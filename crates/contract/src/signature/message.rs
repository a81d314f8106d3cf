//! What is signed, as the parts that it is put together from.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::location::header_name;
use super::placeholders;
use super::pointer::{Pointer, Unreadable};
use crate::text::Text;

/// What is signed.
///
/// ```
/// use webhook_contract::{Message, Piece, text};
///
/// let message: Message = "v0:{timestamp}:{body}".parse()?;
/// let Message::Template(pieces) = &message else { panic!() };
/// assert_eq!(pieces[..2], [Piece::Text(text("v0:")), Piece::Timestamp]);
/// assert_eq!(message.to_string(), "v0:{timestamp}:{body}");
/// # Ok::<(), webhook_contract::Unreadable>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Pieces one after another.
    Template(Cow<'static, [Piece]>),
    /// Values of the body with something between them.
    Fields(Fields),
}

/// Values of the body with something between them. An absent one is empty; numbers keep their digits.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

const KNOWN: &str = "`{body}`, `{timestamp}`, `{id}`, `{url}`, `{method}`, `{secret}`, `{header:NAME}`, `{item:LABEL}`, \
    `{body:/pointer}`, `{form:sorted}` and `{sha256:body}`";

impl Message {
    /// The pieces of a template; none of a list of fields.
    #[inline]
    pub fn pieces(&self) -> &[Piece] {
        match self {
            Self::Template(pieces) => pieces,
            Self::Fields(_) => &[],
        }
    }

    /// Whether the whole body is in it.
    #[inline]
    pub(crate) fn has_body(&self) -> bool {
        let is_body = |piece: &Piece| matches!(piece, Piece::Body | Piece::BodySha256 | Piece::SortedForm);
        self.pieces().iter().any(is_body)
    }

    /// Whether a template has a piece like this.
    #[inline]
    pub fn has(&self, piece: &Piece) -> bool {
        self.pieces().contains(piece)
    }
}

impl FromStr for Message {
    type Err = Unreadable;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pieces = placeholders::read(text, "", Piece::Text, piece)?;
        Ok(Self::Template(pieces.into()))
    }
}

#[inline]
fn piece(name: &str) -> Result<Piece, Unreadable> {
    Ok(match name.split_once(':') {
        None => match name {
            "body" => Piece::Body,
            "timestamp" => Piece::Timestamp,
            "id" => Piece::Id,
            "url" => Piece::Url,
            "method" => Piece::Method,
            "secret" => Piece::Secret,
            _ => return Err(unknown(name)),
        },
        Some(("header", header)) => Piece::Header(header_name(header)?),
        Some(("item", label)) if !label.is_empty() => Piece::Item(label.to_owned().into()),
        Some(("body", pointer)) => Piece::BodyValue(pointer.parse()?),
        Some(("form", "sorted")) => Piece::SortedForm,
        Some(("sha256", "body")) => Piece::BodySha256,
        Some(_) => return Err(unknown(name)),
    })
}

#[inline]
fn unknown(name: &str) -> Unreadable {
    Unreadable(format!("unknown placeholder `{{{name}}}`; there are {KNOWN}"))
}

impl fmt::Display for Piece {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Body => f.write_str("{body}"),
            Self::Timestamp => f.write_str("{timestamp}"),
            Self::Id => f.write_str("{id}"),
            Self::Url => f.write_str("{url}"),
            Self::Method => f.write_str("{method}"),
            Self::Secret => f.write_str("{secret}"),
            Self::Header(name) => write!(f, "{{header:{name}}}"),
            Self::Item(label) => write!(f, "{{item:{label}}}"),
            Self::BodyValue(pointer) => write!(f, "{{body:{pointer}}}"),
            Self::SortedForm => f.write_str("{form:sorted}"),
            Self::BodySha256 => f.write_str("{sha256:body}"),
        }
    }
}

impl fmt::Display for Message {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(pieces) => pieces.iter().try_for_each(|piece| piece.fmt(f)),
            Self::Fields(Fields { fields, join, .. }) => {
                fields.iter().enumerate().try_for_each(|(number, pointer)| {
                    let join = if number == 0 { "" } else { join };
                    write!(f, "{join}{{body:{pointer}}}")
                })
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_and_written_in_one_way() {
        for text in [
            "",
            "{body}",
            "{id}.{timestamp}.{body}",
            "{secret}{method}{url}{body}",
            "{header:webhook-id}|{item:t}{body:/a/b}{form:sorted}{sha256:body}",
        ] {
            assert_eq!(text.parse::<Message>().expect(text).to_string(), text);
        }
        for bad in
            ["{", "}", "{}", "{bdy}", "{body", "body}", "{{body}}", "{header:}", "{header:a b}", "{item:}"]
        {
            bad.parse::<Message>().expect_err(bad);
        }
        for bad in ["{body:a}", "{form:}", "{sha256:url}", "{Body}", "{ body }"] {
            bad.parse::<Message>().expect_err(bad);
        }
    }
}
