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
