//! A change that was found, and all of them together.

use serde_json::Value;
use webhook_schema::Location;

use crate::verdict::Verdict;

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it goes by, in lower case with hyphens.
    pub id: &'static str,
    /// What changed, in a sentence.
    pub summary: &'static str,
}

/// A change between two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The kind of change.
    pub rule: &'static Rule,
    /// What it means; never milder than the rule says.
    pub verdict: Verdict,
    /// The events that it affects, in the order of the newer index, then what is only in the older one.
    pub events: Vec<String>,
    /// Where it is in the older tree.
    pub before: Option<Location>,
    /// Where it is in the newer tree; of a removal, what it was removed from.
    pub after: Option<Location>,
    /// What changed, in a sentence.
    pub message: String,
    /// What to do instead.
    pub help: String,
    /// A body that the newer schema accepts and a receiver of the older one cannot read.
    pub counterexample: Option<Value>,
    /// 12 hexadecimal digits that stay the same over commits.
    pub fingerprint: String,
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The changes, by event and place.
    pub findings: Vec<Finding>,
}

impl Comparison {
    /// The worst of each kind.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).fold(Verdict::default(), Verdict::max)
    }
}
