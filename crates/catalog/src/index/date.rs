//! Dates in an index.

use schemars::JsonSchema;
use serde::Deserialize;

/// A calendar date, `YYYY-MM-DD`.
// Whether the text is a day that exists is checked by `load`, not by this type. Not in the docs: those are in the
// schema of the index, and authors read them there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Date(#[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))] pub String);
