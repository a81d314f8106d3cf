//! Compares two versions of a catalog: what changed, and whom each change breaks.
//!
//! The sender writes bodies by the newer schemas; receivers that were built against the older ones read them. [`compare`]
//! takes both as [`Catalog`]s and gives [`Finding`]s, each with a [`Verdict`] for three kinds of people. Nothing is read or
//! written.

mod finding;
pub mod history;
mod rule;
mod rules;
mod verdict;

use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Date;

pub use finding::{Comparison, Finding, Skipped, VersionChange};
pub use rule::{Example, Rule, Subject};
pub use rules::{rule, rules};
pub use verdict::{Bump, Compatibility, Verdict};

/// Compares two versions of a catalog. `today` tells which sunsets have been reached, next to the newer version's date.
#[must_use]
pub fn compare(_before: &Catalog, _after: &Catalog, _today: Option<&Date>) -> Comparison {
    Comparison::default()
}
