//! Compares two versions of a catalog: what changed, and what each change breaks.
//!
//! The sender writes bodies by the newer schemas; receivers that were built against the older ones read them. [`compare`]
//! takes both as [`Catalog`]s and gives [`Finding`]s, each with a [`Verdict`] for three kinds of people. Nothing is read or
//! written.
//!
//! A change breaks receivers on the wire if a body can be valid under the newer schema and not under the older one, where
//! objects that the older one closed count as open. Schemas are compared by what they say and not by how they say it:
//! references are followed, `allOf` is gathered, and null is null in each of its spellings. What cannot be proven to be
//! harmless is not called safe.
//!
//! # Versions
//!
//! A version that goes back is a finding (`version-decreased`, breaking), and so are a new version without anything that
//! breaks receivers (`version-needless`) and a `since` that does not fit (`since-mismatch`), both harmless. That something
//! breaks under the same version (`version-unchanged`) is not among the findings: it depends on what was acknowledged. See
//! [`Comparison::version`].
//!
//! # What no schema shows
//!
//! Nobody can see here that a description now means something else, that a field which is there is always null, or that
//! the items of an array come in another order.

mod api;
mod bodies;
mod change;
mod compare;
mod contract;
mod counterexample;
mod document;
mod events;
mod facts;
mod finding;
mod fingerprint;
mod gate;
pub mod history;
mod items;
mod mistakes;
mod not_compared;
mod renames;
mod report;
mod rule;
mod rules;
mod sample;
mod stated;
mod unchanged;
mod verdict;

pub use document::{Change, Place, Report, Side, Versions, report_schema};
pub use finding::{Comparison, Finding, VersionChange};
pub use gate::{FailOn, Judgment, Standing, judge};
pub use items::{Item, add_items};
pub use mistakes::RULES;
pub use not_compared::add_reasons;
pub use report::compare;
pub use rule::{Example, Rule, Subject};
pub use rules::{rule, rules};
pub use sample::{samples, typical_samples};
pub use stated::check;
pub use verdict::{Bump, Compatibility, Verdict};

#[cfg(doc)]
use webhook_catalog::Catalog;
