//! What is said of random changes holds, by whatever else can tell: a validator, the types that are generated, another
//! comparer of schemas, and the compiler.
//!
//! | said | holds if |
//! | --- | --- |
//! | wire: safe | what the newer schema allows is valid under the older one with its objects opened, and comes back from the older types |
//! | wire: risky | it is decoded with the older types |
//! | wire: breaking | a counterexample, where there is one, is valid under the newer schema only; that of a renamed property may be under both |
//! | strict: safe | what the newer schema allows is valid under the older one, and the package `jsoncompat` knows no better |
//! | rust: patch, minor | every public item is there as it was, and code that names each of them compiles |

mod api;
mod crates;
mod pairs;
mod strict;
mod wire;

use std::collections::BTreeMap;
use std::fmt::Display;

use webhook_conformance::random::opened::{Branches, Opened, opened};
use webhook_evolution::{Bump, Compatibility, Finding, Verdict};

use self::pairs::Pair;
use crate::setting;

/// What is told of a pair.
pub struct Told<'p> {
    pub pair: &'p Pair,
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
}

impl Told<'_> {
    /// The older schema as those read it who read leniently.
    fn opened(&self) -> Option<Opened> {
        // Where branches overlap, somebody who takes the first that fits is not hurt by a second one that fits.
        let is_overlap = self.findings.iter().any(|finding| match finding.rule.id {
            "branches-overlap" => true,
            "branch-removed" => finding.verdict.strict > Compatibility::Safe,
            _ => false,
        });
        opened(&self.pair.older.document, if is_overlap { Branches::Any } else { Branches::One })
    }

    /// All that somebody needs who looks into it.
    fn why(&self) -> String {
        let Pair { older, newer, changes, .. } = self.pair;
        let changes = changes.iter().map(|change| format!("  {} at {}\n", change.what, change.place));
        let findings = self.findings.iter().map(|finding| {
            let Finding { rule, verdict, message, .. } = finding;
            format!("    {}: {verdict:?} {message}\n", rule.id)
        });
        format!(
            "  {}\n{}{}  older: {}\n  newer: {}\n",
            older.document.draft.uri(),
            changes.collect::<String>(),
            findings.collect::<String>(),
            older.document.value,
            newer.document.value,
        )
    }
}

#[test]
fn verdicts_on_random_changes_hold() {
    let pairs = pairs();
    let told = pairs::told(&pairs);
    let mut wrong = Wrong::default();
    wire::check(&told, &mut wrong);
    strict::check(&told, &mut wrong);
    api::check(&told, &mut wrong);
    let count = |test: &dyn Fn(&Verdict) -> bool| told.iter().filter(|told| test(&told.verdict)).count();
    println!(
        "{} pairs; wire: {} safe, {} risky; strict: {} safe; rust: {} patch, {} minor",
        told.len(),
        count(&|verdict| verdict.wire == Compatibility::Safe),
        count(&|verdict| verdict.wire == Compatibility::Risky),
        count(&|verdict| verdict.strict == Compatibility::Safe),
        count(&|verdict| verdict.rust == Bump::Patch),
        count(&|verdict| verdict.rust == Bump::Minor),
    );
    wrong.end();
}

#[test]
fn who_knows_the_older_version_gets_along() {
    let pairs = pairs();
    let told = pairs::told(&pairs);
    let mut wrong = Wrong::default();
    crates::check(&told, &mut wrong);
    wrong.end();
}

fn pairs() -> Vec<Pair> {
    pairs::pairs(setting("RANDOM_SEED", 1), setting("RANDOM_EVENTS", 60) as usize)
}

/// What does not hold, by what was said.
#[derive(Default)]
pub struct Wrong(BTreeMap<&'static str, Vec<String>>);

impl Wrong {
    /// Notes that something said of a pair does not hold.
    fn add(&mut self, what: &'static str, told: &Told<'_>, more: impl Display) {
        let all = self.0.entry(what).or_default();
        all.push(format!("{}: {more}\n{}", told.pair.older.name, told.why()));
    }

    fn add_all(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Fails with what does not hold, if there is any.
    fn end(&self) {
        let told = self.0.iter().map(|(what, all)| format!("{what}: {}\n{}\n", all.len(), all.join("\n")));
        assert!(self.0.is_empty(), "{}", told.collect::<String>());
    }
}
