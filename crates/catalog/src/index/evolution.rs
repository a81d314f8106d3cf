//! What an index says of changes from one version of the catalog to the next.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::index::date::Date;
use crate::index::lints::Level;

/// What becomes of changes that the command `compat` finds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Evolution {
    /// Changes that are made although they break somebody, without a new catalog version.
    #[serde(default)]
    pub accepted: Vec<Accepted>,
    /// What becomes of changes, by rule: `deny`, `warn` or `allow`, whatever their verdict.
    #[serde(default)]
    pub levels: BTreeMap<String, Level>,
}

/// A change that is made on purpose.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The fingerprint that `compat` prints with the change.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^[0-9a-f]{12}$")))]
    pub fingerprint: String,
    /// Why nobody is hurt by it.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"\S")))]
    pub reason: String,
    /// The last catalog version that has this entry, `YYYY-MM-DD`: in a later one it is a mistake.
    pub until: Date,
}
