//! Dates in an index.

use serde::Deserialize;

/// A calendar date, `YYYY-MM-DD`.
// Whether the text is a day that exists is checked by `load`, not by this type. Not in the docs: those are in the
// schema of the index, and authors read them there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", schemars(transparent))]
pub struct Date(
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))] pub String,
);

impl Date {
    /// Whether it is written as a date. Where it is not, the schema of the index says so, and nothing more is to be said.
    pub(crate) fn has_form(&self) -> bool {
        let is_right = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        self.0.len() == "YYYY-MM-DD".len() && self.0.bytes().enumerate().all(is_right)
    }
}
