//! Compares two versions of a catalog: what changed, and whom each change breaks.
//!
//! The sender writes bodies by the newer schemas; receivers that were built against the older ones read them. [`compare`]
//! takes both as [`Catalog`]s and gives [`Finding`]s, each with a [`Verdict`] for three kinds of people. Nothing is read or
//! written.

mod finding;
mod verdict;

use webhook_catalog::Catalog;

pub use finding::{Comparison, Finding, Rule};
pub use verdict::{Bump, Compatibility, Verdict};

/// Compares two versions of a catalog.
#[must_use]
pub fn compare(_before: &Catalog, _after: &Catalog) -> Comparison {
    Comparison::default()
}
