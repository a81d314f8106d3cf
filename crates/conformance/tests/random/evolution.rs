//! What is said of random changes holds, by whatever else can tell: a validator, the types that are generated, another
//! comparer of schemas, and the compiler.
//!
//! | said | holds if |
//! | --- | --- |
//! | wire: safe | what the newer schema allows is valid under the older one with its objects opened, and comes back from the older types |
//! | wire: risky | it is decoded with the older types |
//! | wire: breaking | a counterexample, where there is one, is valid under the newer schema only |
//! | strict: safe | what the newer schema allows is valid under the older one, and the package `jsoncompat` knows no better |
//! | rust: patch, minor | every public item is there as it was, and code that names each of them compiles |

mod api;
mod pairs;
mod strict;
mod wire;

use std::collections::BTreeMap;

use webhook_evolution::{Compatibility, Finding, Verdict};

use self::pairs::Pair;
use crate::setting;

/// What is told of a pair.
pub struct Told<'p> {
    pub pair: &'p Pair,
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
}

impl Told<'_> {
    /// All that somebody needs who looks into it.
    fn why(&self) -> String {
        let Pair { older, newer, what, .. } = self.pair;
        let findings = self.findings.iter().map(|finding| {
            let Finding { rule, verdict, message, .. } = finding;
            format!("    {}: {verdict:?} {message}\n", rule.id)
        });
        format!(
            "  {}\n  {what}\n{}  older: {}\n  newer: {}\n",
            older.document.draft.uri(),
            findings.collect::<String>(),
            older.document.value,
            newer.document.value,
        )
    }
}

#[test]
fn verdicts_on_random_changes_hold() {
    let count = setting("RANDOM_EVENTS", 150) as usize;
    let pairs = pairs::pairs(setting("RANDOM_SEED", 1), count);
    let told = pairs::told(&pairs);
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
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
        count(&|verdict| verdict.rust == webhook_evolution::Bump::Patch),
        count(&|verdict| verdict.rust == webhook_evolution::Bump::Minor),
    );
    let told: String = wrong.iter().map(|(what, all)| format!("{what}: {}\n{}\n", all.len(), all.join("\n"))).collect();
    assert!(wrong.is_empty(), "{told}");
}
