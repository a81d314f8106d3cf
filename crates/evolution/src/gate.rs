//! Whether changes may land: what the verdicts, the index and the catalog's version say of them together.

use webhook_catalog::Catalog;
use webhook_catalog::index::{Accepted, Level};
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Location};

use crate::finding::{Comparison, Finding, VersionChange};
use crate::mistakes::ACCEPTED;
use crate::rules::{EVENT_NOT_COMPARED, SINCE_CHANGED};
use crate::stated::{self, has_ended};
use crate::verdict::{Bump, Compatibility, Verdict};

/// How bad a change may not be unless the catalog has a newer version. `None` lets everything through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn {
    /// For deployed receivers that read leniently.
    pub wire: Option<Compatibility>,
    /// For receivers that validate.
    pub strict: Option<Compatibility>,
    /// For users of the generated crates.
    pub rust: Option<Bump>,
}

impl Default for FailOn {
    /// What breaks receivers that read leniently: that is what the catalog's version is about.
    fn default() -> Self {
        Self { wire: Some(Compatibility::Breaking), strict: None, rust: None }
    }
}

impl FailOn {
    fn is_reached(&self, verdict: Verdict) -> bool {
        self.wire.is_some_and(|least| verdict.wire >= least)
            || self.strict.is_some_and(|least| verdict.strict >= least)
            || self.rust.is_some_and(|least| verdict.rust >= least)
    }
}

/// What becomes of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It needs a newer version of the catalog.
    NeedsVersion,
    /// The index accepts it.
    Accepted,
    /// Worth a look.
    Warned,
    /// Good to know, for those who ask.
    Noted,
}

/// What becomes of all changes.
#[derive(Clone, Debug)]
pub struct Judgment {
    /// What becomes of each finding, in their order.
    pub standings: Vec<Standing>,
    /// Mistakes in what the newer index says of changes; they are in the newer tree.
    pub mistakes: Vec<Diagnostic>,
    /// How the catalog's version changed.
    pub version: VersionChange,
}

impl Judgment {
    /// Whether there are changes that need a newer version, and there is none.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.version != VersionChange::Newer && self.needing_version() > 0
    }

    /// The number of changes that need a newer version.
    #[must_use]
    pub fn needing_version(&self) -> usize {
        self.standings.iter().filter(|standing| **standing == Standing::NeedsVersion).count()
    }
}

/// Judges the changes between two versions.
pub fn judge(comparison: &Comparison, before: &Catalog, after: &Catalog, fail_on: FailOn) -> Judgment {
    let evolution = &after.index.evolution;
    let is_accepted =
        |finding: &Finding| evolution.accepted.iter().any(|entry| entry.fingerprint == finding.fingerprint);
    let standing = |finding: &Finding| {
        if is_accepted(finding) {
            return Standing::Accepted;
        }
        let level = evolution.levels.get(finding.rule.id).copied();
        match level.unwrap_or_else(|| level_of(finding, fail_on)) {
            Level::Deny => Standing::NeedsVersion,
            Level::Warn => Standing::Warned,
            Level::Allow => Standing::Noted,
        }
    };
    let standings = comparison.findings.iter().map(standing).collect();
    let mut mistakes = accepted(comparison, before, after);
    mistakes.extend(stated::mistakes(after));
    Judgment { standings, mistakes, version: comparison.version }
}

/// What becomes of a change where the index says nothing of its rule.
fn level_of(finding: &Finding, fail_on: FailOn) -> Level {
    let Verdict { wire, strict, rust } = finding.verdict;
    if fail_on.is_reached(finding.verdict) {
        Level::Deny
    } else if wire > Compatibility::Safe || strict > Compatibility::Safe || rust == Bump::Major
        // It breaks nobody, and yet somebody has made a mistake.
        || finding.rule.id == SINCE_CHANGED.id
    {
        Level::Warn
    } else {
        Level::Allow
    }
}

/// What is wrong with the changes that the newer index accepts, by those that there are.
fn accepted(comparison: &Comparison, before: &Catalog, after: &Catalog) -> Vec<Diagnostic> {
    let version = &after.index.version;
    let was_there = |entry: &Accepted| {
        before.index.evolution.accepted.iter().any(|older| older.fingerprint == entry.fingerprint)
    };
    let mut mistakes = Vec::new();
    for (number, entry) in after.index.evolution.accepted.iter().enumerate() {
        let location = Location::new(INDEX, format!("/evolution/accepted/{number}"));
        if !has_ended(entry, version)
            && !comparison.findings.iter().any(|finding| finding.fingerprint == entry.fingerprint)
        {
            let message = format!("no change has the fingerprint `{}`", entry.fingerprint);
            let fingerprint = location.child("fingerprint");
            mistakes.push(if was_there(entry) {
                let help = "remove the entry once no release is left that does not have the change";
                Diagnostic::at_value(&ACCEPTED, fingerprint, format!("{message} anymore"), help).note()
            } else if comparison.findings.iter().all(|finding| *finding.rule != EVENT_NOT_COMPARED) {
                let help =
                    "remove the entry, or correct it: `compat` prints the fingerprint with each change";
                Diagnostic::at_value(&ACCEPTED, fingerprint, message, help)
            } else {
                let help = "it may be in an event that could not be compared";
                Diagnostic::at_value(&ACCEPTED, fingerprint, message, help).warning()
            });
        }
    }
    mistakes
}
