//! The error of whatever cannot be read.

use std::fmt;

/// A text of a contract that cannot be read; its message says what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub(crate) String);

impl fmt::Display for Unreadable {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// Reads a string and what is in it.
#[cfg(feature = "serde")]
pub(crate) fn parse<'de, D: serde::Deserializer<'de>, T: std::str::FromStr<Err = Unreadable>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}
