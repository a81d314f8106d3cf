//! Each rule's examples show what the rule says.

use std::collections::BTreeSet;

use webhook_evolution::{Rule, rules};

use crate::catalogs::{compared, described};

/// The rules that comparing catalogs finds nothing by: the gate reports the first, comparing generated crates the second, and
/// the third says that there was nothing to compare.
pub const OF_THE_GATE: [&str; 3] = ["version-unchanged", "rust-item-changed", "catalog-not-compared"];

#[test]
fn examples() {
    let mut wrong = Vec::new();
    for rule in rules() {
        wrong.extend(problem(rule).map(|problem| format!("{}: {problem}", rule.id)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn problem(rule: &Rule) -> Option<String> {
    let compared = |example: webhook_evolution::Example| {
        compared(&described(example.subject, example.before), &described(example.subject, example.after))
    };
    let found = |comparison: &webhook_evolution::Comparison| {
        let told = comparison
            .findings
            .iter()
            .map(|finding| format!("{} {:?} {}", finding.rule.id, finding.verdict, finding.message));
        told.collect::<Vec<_>>().join("; ")
    };
    if !OF_THE_GATE.contains(&rule.id) {
        let bad = compared(rule.bad);
        let Some(finding) = bad.findings.iter().find(|finding| finding.rule.id == rule.id) else {
            return Some(format!("the bad example is not found: {}", found(&bad)));
        };
        if finding.verdict != rule.verdict {
            return Some(format!("another verdict for the bad example: {}", found(&bad)));
        }
        if bad.findings.iter().filter(|finding| finding.verdict != Default::default()).count() > 1 {
            return Some(format!("more is found in the bad example: {}", found(&bad)));
        }
    }
    let good = compared(rule.good);
    good.findings
        .iter()
        .any(|finding| finding.rule.id == rule.id)
        .then(|| format!("found in the good example: {}", found(&good)))
}

#[test]
fn ids_are_unique_and_in_lower_case() {
    let mut seen = BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.id), "{}", rule.id);
        assert!(rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.id);
        for sentence in [rule.summary, rule.why, rule.instead] {
            assert!(sentence.ends_with('.'), "{}: {sentence}", rule.id);
        }
        // It is shown as help, without a question that it could answer.
        assert!(!rule.instead.starts_with("Nothing"), "{}: {}", rule.id, rule.instead);
    }
}
