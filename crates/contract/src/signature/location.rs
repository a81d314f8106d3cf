//! Where in a request something is.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::pointer::{Pointer, Unreadable};
use crate::text::Text;

/// Where in a request a signature is. All values that are found are candidates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A header, `header:NAME`.
    Header(Text),
    /// Headers with a number in their names, from 1, `header:NAME-{n}`.
    NumberedHeader {
        /// What comes before the number.
        before: Text,
        /// What comes after it.
        after: Text,
    },
    /// A value of a JSON body, `body:/pointer`.
    Body(Pointer),
    /// A parameter of the URL's query, `query:NAME`.
    Query(Text),
}

/// Where in a request the time of sending is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeLocation {
    /// A header, `header:NAME`.
    Header(Text),
    /// An item next to the signature, by its label, `item:LABEL`.
    Item(Text),
    /// A value of a JSON body, `body:/pointer`.
    Body(Pointer),
}

impl Location {
    /// The key of a field of the body, where it is one.
    #[inline]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Body(pointer) => pointer.field(),
            Self::Header(_) | Self::NumberedHeader { .. } | Self::Query(_) => None,
        }
    }

    /// The JSON Pointer of a value within the body; `None` of the body as a whole, and of what is outside of it.
    #[inline]
    pub fn within_body(&self) -> Option<String> {
        match self {
            Self::Body(pointer) if !pointer.tokens().is_empty() => Some(pointer.to_string()),
            _ => None,
        }
    }
}

/// The number in the name of a header.
const NUMBER: &str = "{n}";

impl FromStr for Location {
    type Err = Unreadable;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("header", name)) => match name.split_once(NUMBER) {
                Some((before, after)) => {
                    header_name(&format!("{before}1{after}"))?;
                    Ok(Self::NumberedHeader {
                        before: before.to_owned().into(),
                        after: after.to_owned().into(),
                    })
                }
                None => header_name(name).map(Self::Header),
            },
            Some(("body", pointer)) => body(pointer).map(Self::Body),
            Some(("query", name)) if !name.is_empty() => Ok(Self::Query(name.to_owned().into())),
            _ => {
                let expected = "`header:NAME`, `header:NAME-{n}`, `body:/pointer` or `query:NAME`";
                Err(Unreadable(format!("expected {expected}, found `{text}`")))
            }
        }
    }
}

impl FromStr for TimeLocation {
    type Err = Unreadable;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("header", name)) => header_name(name).map(Self::Header),
            Some(("item", label)) if !label.is_empty() => Ok(Self::Item(label.to_owned().into())),
            Some(("body", pointer)) => body(pointer).map(Self::Body),
            _ => {
                let expected = "`header:NAME`, `item:LABEL` or `body:/pointer`";
                Err(Unreadable(format!("expected {expected}, found `{text}`")))
            }
        }
    }
}

/// The way in a place of the body.
#[inline]
fn body(pointer: &str) -> Result<Pointer, Unreadable> {
    match pointer.starts_with('/') {
        true => pointer.parse(),
        false => Err(Unreadable(format!(
            "expected a JSON Pointer after `body:`, such as `body:/data/id`, or `body:/` for the whole, found `body:{pointer}`"
        ))),
    }
}

/// A name that a header may have: a token of RFC 9110.
#[inline]
pub(crate) fn header_name(name: &str) -> Result<Text, Unreadable> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match !name.is_empty() && name.bytes().all(is_token) {
        true => Ok(Cow::Owned(name.to_owned())),
        false => Err(Unreadable(format!(
            "`{name}` is not a valid HTTP header name: use letters, digits and hyphens, as in `X-Webhook-Id`"
        ))),
    }
}

impl fmt::Display for Location {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "header:{name}"),
            Self::NumberedHeader { before, after } => write!(f, "header:{before}{NUMBER}{after}"),
            Self::Body(pointer) => write!(f, "body:{pointer}"),
            Self::Query(name) => write!(f, "query:{name}"),
        }
    }
}

impl fmt::Display for TimeLocation {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "header:{name}"),
            Self::Item(label) => write!(f, "item:{label}"),
            Self::Body(pointer) => write!(f, "body:{pointer}"),
        }
    }
}

#[cfg(feature = "serde")]
mod reading {
    use std::borrow::Cow;
    use std::fmt;

    use serde::de::value::SeqAccessDeserializer;
    use serde::de::{Error, SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer};

    use crate::signature::location::{Location, TimeLocation};
    use crate::signature::pointer::parse;

    impl<'de> Deserialize<'de> for Location {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            parse(deserializer)
        }
    }

    impl<'de> Deserialize<'de> for TimeLocation {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            parse(deserializer)
        }
    }

    /// One location, or a list of them.
    pub(crate) fn one_or_more<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cow<'static, [Location]>, D::Error> {
        deserializer.deserialize_any(OneOrMore)
    }

    /// Reads items as they come, so that a mistake in one is told of that one.
    struct OneOrMore;

    impl<'de> Visitor<'de> for OneOrMore {
        type Value = Cow<'static, [Location]>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a location or a list of them")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            let location = text.parse().map_err(E::custom)?;
            Ok(Cow::Owned(vec![location]))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(items)).map(Cow::Owned)
        }
    }
}

#[cfg(feature = "serde")]
pub(crate) use reading::one_or_more;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_read_and_written_in_one_way() {
        for text in ["header:X-Sig", "header:x-sig-{n}", "body:/a/b", "query:sig"] {
            assert_eq!(text.parse::<Location>().expect(text).to_string(), text);
        }
        for text in ["header:X-Time", "item:t", "body:/signature/timestamp"] {
            assert_eq!(text.parse::<TimeLocation>().expect(text).to_string(), text);
        }
        for bad in ["", "X-Sig", "header:", "header:X Sig", "header:a{n}b{n}", "body:a", "query:", "item:v1"]
        {
            bad.parse::<Location>().expect_err(bad);
        }
        for bad in ["item:", "query:t", "header:t-{n}"] {
            bad.parse::<TimeLocation>().expect_err(bad);
        }
    }
}
