//! Where in a request something is.

#[cfg(feature = "rules")]
mod written;

use super::pointer::Pointer;
use crate::text::Text;

/// Where in a request a signature is. All values that are found are candidates.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
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
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
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
}

#[cfg(feature = "serde")]
mod reading {
    use std::borrow::Cow;
    use std::fmt;

    use serde::de::value::SeqAccessDeserializer;
    use serde::de::{Error, SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer};

    use crate::signature::location::{Location, TimeLocation};
    use crate::signature::unreadable::parse;

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
