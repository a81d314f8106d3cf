//! A case is a directory of `tests/cases`: two versions of a catalog, as [`catalogs`](crate::catalogs) describes them, and
//! what is told of them. `UPDATE_GOLDEN=1` writes the latter.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use webhook_evolution::{Comparison, Finding, rules};
use webhook_schema::Location;

use crate::catalogs::{catalog, compared};

fn directories() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut found: Vec<PathBuf> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn read(directory: &Path, name: &str) -> Value {
    let text = fs::read_to_string(directory.join(name)).unwrap_or_else(|_| panic!("{}/{name}", directory.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}/{name}: {error}", directory.display()))
}

#[test]
fn every_case_is_told_as_expected() {
    let is_update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for directory in directories() {
        let told = told(&compared(&read(&directory, "before.json"), &read(&directory, "after.json")));
        let file = directory.join("expected.txt");
        if is_update {
            fs::write(&file, &told).unwrap();
        } else if fs::read_to_string(&file).unwrap_or_default() != told {
            wrong.push(format!("{}:\n{told}", directory.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nwith UPDATE_GOLDEN=1, the files are written", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let mut left: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
    // Only the gate reports it.
    left.remove("version-unchanged");
    for directory in directories() {
        for finding in compared(&read(&directory, "before.json"), &read(&directory, "after.json")).findings {
            left.remove(finding.rule.id);
        }
    }
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn nothing_changed_is_nothing_found() {
    for directory in directories() {
        for name in ["before.json", "after.json"] {
            let case = read(&directory, name);
            assert_eq!(compared(&case, &case).findings, [], "{}/{name}", directory.display());
        }
    }
}

#[test]
fn places_are_there() {
    for directory in directories() {
        let (before, after) = (read(&directory, "before.json"), read(&directory, "after.json"));
        let (older, newer) = (catalog(&before), catalog(&after));
        for finding in compared(&before, &after).findings {
            let is_there = |place: &Option<Location>, catalog: &webhook_catalog::Catalog| {
                place.as_ref().is_none_or(|at| catalog.value(at).is_some())
            };
            assert!(is_there(&finding.before, &older), "{}: {finding:?}", directory.display());
            assert!(is_there(&finding.after, &newer), "{}: {finding:?}", directory.display());
        }
    }
}

fn told(comparison: &Comparison) -> String {
    let mut text = String::new();
    for finding in &comparison.findings {
        tell(finding, &mut text);
    }
    for skipped in &comparison.skipped {
        writeln!(text, "skipped {} (older: {})", skipped.event, skipped.in_older).unwrap();
    }
    let worst = comparison.verdict();
    writeln!(text, "= {:?} {:?} {:?}", worst.wire, worst.strict, worst.rust).unwrap();
    text
}

fn tell(finding: &Finding, text: &mut String) {
    let Finding { rule, verdict, events, before, after, message, counterexample, .. } = finding;
    let place = |place: &Option<Location>| place.as_ref().map_or("nowhere".to_owned(), |at| at.to_string().replace("webhooks/", ""));
    writeln!(text, "{}: {:?} {:?} {:?}", rule.id, verdict.wire, verdict.strict, verdict.rust).unwrap();
    writeln!(text, "  {message}").unwrap();
    writeln!(text, "  {} -> {} [{}]", place(before), place(after), events.join(" ")).unwrap();
    if let Some(body) = counterexample {
        writeln!(text, "  {}", body.get("data").unwrap_or(body)).unwrap();
    }
}
