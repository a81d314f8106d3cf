//! A change that was found, and all of them together.

use serde_json::Value;
use webhook_schema::Location;

use crate::rule::Rule;
use crate::rules;
use crate::verdict::Verdict;

/// A change between two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The kind of change.
    pub rule: &'static Rule,
    /// What it means here.
    pub verdict: Verdict,
    /// The events that it affects, in the order of the newer index, then what is only in the older one.
    pub events: Vec<String>,
    /// Where it is in the older tree.
    pub before: Option<Location>,
    /// Where it is in the newer tree; of a removal, what it was removed from.
    pub after: Option<Location>,
    /// What changed, in a sentence.
    pub message: String,
    /// What is left to do; empty where nothing is.
    pub help: String,
    /// A body that the newer schema accepts and a receiver of the older one cannot read; of a renamed property, one that has the
    /// new name; of a request, one that the older schema accepts and the newer one does not. It was checked by a validator.
    pub counterexample: Option<Value>,
    /// 12 hexadecimal digits that stay the same over commits.
    pub fingerprint: String,
}

impl Finding {
    /// What the counterexample is, in words.
    #[must_use]
    pub fn shown_by(&self) -> &'static str {
        match self.rule.id {
            id if id == rules::REQUEST_NARROWED.id => "a request that was valid and is not now",
            id if id == rules::PROPERTY_RENAMED.id => "a body that is valid now, without the old name",
            _ => "a body that is valid now and was not",
        }
    }
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The changes: what is worst for receivers first, then by event and place.
    pub findings: Vec<Finding>,
    /// How the catalog's version changed. Whether it should have is up to the gate, which knows what was acknowledged.
    pub version: VersionChange,
}

/// How the date that is a catalog's version changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VersionChange {
    /// It is the same.
    #[default]
    Unchanged,
    /// It is a later date.
    Newer,
    /// It is an earlier date.
    Older,
}

impl Comparison {
    /// The worst of each kind.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).fold(Verdict::default(), Verdict::max)
    }
}
