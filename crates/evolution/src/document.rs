//! What a comparison found, as a JSON document for programs.

use serde::Serialize;
use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::{At, Diagnostic, Location};

use crate::finding::{Comparison, Finding};
use crate::fingerprint::Fingerprints;
use crate::gate::{Judgment, Standing};
use crate::rules::CATALOG_NOT_COMPARED;
use crate::verdict::{Bump, Compatibility, Verdict};

/// What `compat --format json` prints: the changes between two versions of a catalog, and what each breaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(deny_unknown_fields))]
pub struct Report {
    /// What the catalog was compared with: a Git revision, a directory or a tarball.
    pub against: String,
    /// The worst of all changes for deployed receivers that read leniently; `safe` where there is none.
    pub wire: Compatibility,
    /// The worst of all changes for receivers that validate; `safe` where there is none.
    pub strict: Compatibility,
    /// The worst of all changes for users of the generated crates; `patch` where there is none.
    pub rust: Bump,
    /// The versions of both catalogs; null where there was nothing to compare.
    pub version: Option<Versions>,
    /// The changes.
    pub findings: Vec<Change>,
    /// What is wrong with what the newer index says of changes, such as a level of a rule that does not exist. With an `error`
    /// among them, `compat` exits with 3.
    pub mistakes: Vec<Mistake>,
}

/// The versions of both catalogs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(deny_unknown_fields))]
pub struct Versions {
    /// That of the older catalog.
    pub before: String,
    /// That of the newer catalog.
    pub after: String,
    /// Whether a change needs a newer version than the older catalog's, and this is not one (`version-unchanged`): then
    /// `compat` exits with 5.
    pub refused: bool,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(deny_unknown_fields))]
pub struct Change {
    /// The rule that found it. `compat --explain <rule>` explains it.
    pub rule: &'static str,
    /// What it means to deployed receivers that read leniently.
    pub wire: Compatibility,
    /// What it means to receivers that validate.
    pub strict: Compatibility,
    /// What it means to users of the generated crates.
    pub rust: Bump,
    /// The names of the events that it affects; none where it is about all of them, or about the endpoint API.
    pub events: Vec<String>,
    /// Where it is in the older version; null where nothing of it was there.
    pub before: Option<Place>,
    /// Where it is in the newer version: of a removal, what it was removed from. Null where nothing of it is there.
    pub after: Option<Place>,
    /// What changed, in a sentence.
    pub message: String,
    /// What is left to do; empty where nothing is.
    pub help: String,
    /// A body that the newer version accepts and a receiver of the older one cannot read; of a request (`request-narrowed`),
    /// one that the older version accepts and the newer one does not. Null where there is none.
    pub counterexample: Option<Value>,
    /// What it goes by: 12 hexadecimal digits that stay the same over commits.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^[0-9a-f]{12}$")))]
    pub fingerprint: String,
    /// Whether the newer index accepts it, by its fingerprint.
    pub acknowledged: bool,
}

/// Something wrong with what the newer index says of changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(deny_unknown_fields))]
pub struct Mistake {
    /// What the mistake is about. `hookwright explain <rule>` explains it.
    pub rule: &'static str,
    /// How serious it is.
    #[cfg_attr(feature = "schemars", schemars(extend("enum" = ["error", "warning", "note"])))]
    pub severity: &'static str,
    /// Where it is in the newer version.
    pub at: Place,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A value in a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(deny_unknown_fields))]
pub struct Place {
    /// The file: a path from the root of its repository, directory or tarball, with `/` between its parts.
    pub file: String,
    /// A JSON Pointer (RFC 6901); the empty one is the whole file.
    pub pointer: String,
    /// The line, from 1; null where the file has no text, because it is made while loading.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub line: Option<usize>,
    /// The column, from 1, in characters; null where the line is.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub column: Option<usize>,
}

/// Which of the two versions a location is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The older one.
    Before,
    /// The newer one.
    After,
}

impl Report {
    /// A report of a comparison; `place` finds lines and columns.
    pub fn new(
        against: impl Into<String>,
        (before, after): (&Catalog, &Catalog),
        comparison: &Comparison,
        judgment: &Judgment,
        mut place: impl FnMut(Side, &Location) -> Place,
    ) -> Self {
        let verdict = comparison.verdict();
        let findings = comparison.findings.iter().zip(&judgment.standings);
        let findings = findings.map(|(finding, standing)| change(finding, *standing, &mut place)).collect();
        Self {
            against: against.into(),
            wire: verdict.wire,
            strict: verdict.strict,
            rust: verdict.rust,
            version: Some(Versions {
                before: before.index.version.0.clone(),
                after: after.index.version.0.clone(),
                refused: judgment.is_refused(),
            }),
            findings,
            mistakes: judgment.mistakes.iter().map(|found| mistake(found, &mut place)).collect(),
        }
    }

    /// A report of a newer catalog that cannot be read: the first mistake in it, and where that is.
    pub fn unreadable(against: impl Into<String>, mistake: &str, after: Place) -> Self {
        let rule = &CATALOG_NOT_COMPARED;
        let Verdict { wire, strict, rust } = rule.verdict;
        let change = crate::change::Change::new(rule, format!("nothing was compared: {mistake}"));
        let finding = Change {
            rule: rule.id,
            wire,
            strict,
            rust,
            events: Vec::new(),
            before: None,
            after: Some(after),
            fingerprint: Fingerprints::default().of(&change, &[]),
            message: change.message,
            help: rule.instead.to_owned(),
            counterexample: None,
            acknowledged: false,
        };
        Self {
            against: against.into(),
            wire,
            strict,
            rust,
            version: None,
            findings: vec![finding],
            mistakes: Vec::new(),
        }
    }

    /// The document as text, over several lines, with a newline at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every key is a string, and nothing in it can fail; the alternate form of a value is its pretty-printed JSON.
        let value = serde_json::to_value(self).unwrap_or_default();
        format!("{value:#}\n")
    }
}

fn change(finding: &Finding, standing: Standing, place: &mut impl FnMut(Side, &Location) -> Place) -> Change {
    Change {
        rule: finding.rule.id,
        wire: finding.verdict.wire,
        strict: finding.verdict.strict,
        rust: finding.verdict.rust,
        events: finding.events.clone(),
        before: finding.before.as_ref().map(|location| place(Side::Before, location)),
        after: finding.after.as_ref().map(|location| place(Side::After, location)),
        message: finding.message.clone(),
        help: finding.help.clone(),
        counterexample: finding.counterexample.clone(),
        fingerprint: finding.fingerprint.clone(),
        acknowledged: standing == Standing::Accepted,
    }
}

fn mistake(found: &Diagnostic, place: &mut impl FnMut(Side, &Location) -> Place) -> Mistake {
    let at = match &found.at {
        At::Value(location) | At::Key(location) => location.clone(),
        at @ (At::Offset { .. } | At::File(_)) => Location::new(at.file(), ""),
    };
    Mistake {
        rule: found.rule.id,
        severity: found.severity.as_str(),
        at: place(Side::After, &at),
        message: found.message.clone(),
        help: found.help.clone(),
    }
}

/// The JSON Schema of a [`Report`]: draft 2020-12, printed over several lines, with a newline at the end.
#[must_use]
pub const fn report_schema() -> &'static str {
    include_str!("document.schema.json")
}

#[cfg(test)]
mod tests {
    use schemars::generate::SchemaSettings;

    use super::*;

    /// `UPDATE_GOLDEN=1 cargo test -p webhook-evolution of_the_model` writes it.
    #[test]
    fn the_schema_is_that_of_the_model() {
        // As it is written: what may be null is there all the same.
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let text = format!("{:#}\n", settings.into_generator().into_root_schema_for::<Report>().to_value());
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/document.schema.json");
            std::fs::write(file, text).expect("written");
        } else {
            assert_eq!(report_schema(), text, "with UPDATE_GOLDEN=1, it is written");
        }
    }
}
