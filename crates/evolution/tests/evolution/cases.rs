//! A case is a directory of `tests/cases`: two versions of a catalog, as [`catalogs`](crate::catalogs) describes them, and
//! what is told of them. `UPDATE_GOLDEN=1` writes the latter.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_evolution::{Comparison, Finding, compare, rules};
use webhook_schema::{Location, parallel};

use crate::catalogs::{catalog, compared, merge};

/// A directory, with what was found.
struct Case {
    directory: PathBuf,
    before: Catalog,
    after: Catalog,
    comparison: Comparison,
}

/// Every case; catalogs are loaded once for all tests.
fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
        let mut found: Vec<PathBuf> =
            fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        parallel::map(parallel::threads(), &found, |directory| {
            let (before, after) = (read(directory, "before.json"), read(directory, "after.json"));
            let comparison = compare(&before, &after, None);
            Case { directory: directory.clone(), before, after, comparison }
        })
    });
    &CASES
}

fn read(directory: &Path, name: &str) -> Catalog {
    let file = directory.join(name);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    catalog(&serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
}

#[test]
fn every_case_is_told_as_expected() {
    let is_update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let told = told(&case.comparison);
        let file = case.directory.join("expected.txt");
        if is_update {
            fs::write(&file, &told).unwrap();
        } else if fs::read_to_string(&file).unwrap_or_default() != told {
            wrong.push(format!("{}:\n{told}", case.directory.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nwith UPDATE_GOLDEN=1, the files are written", wrong.join("\n"));
}

/// What a finding advises is what is left to do, and nothing where nothing is.
#[test]
fn nothing_is_advised_that_is_done() {
    let help = |before: Value, after: Value| {
        let findings = compared(&before, &after).findings;
        assert_eq!(findings.len(), 1, "{findings:#?}");
        findings[0].help.clone()
    };
    let deprecated = |said: Value| help(json!({ "event": {} }), json!({ "event": said }));
    let sunset = "2027-01-01";
    assert_eq!(deprecated(json!({ "deprecated": true })), "Say when it ends, and what takes its place.");
    assert_eq!(deprecated(json!({ "deprecated": true, "sunset": sunset })), "Say what takes its place.");
    let done = json!({ "deprecated": true, "sunset": sunset, "replaced_by": "money.moved" });
    assert_eq!(deprecated(done), "");
    let value = |listed: Value| {
        let properties = json!({ "id": { "type": "string" }, "value": listed });
        json!({ "payload": { "type": "object", "properties": properties, "required": ["id", "value"] },
            "data": { "id": "a", "value": "a" } })
    };
    let (a, ab) = (json!({ "enum": ["a"] }), json!({ "enum": ["a", "b"] }));
    assert_eq!(help(value(a), value(ab)), "Tell receivers before the first new value is sent.");
    // A milder finding of a rule that is about breaks.
    let held = |condition: Value| {
        let mut value = value(json!({ "type": "object", "properties": { "a": true }, "required": ["a"] }));
        merge(&mut value["payload"]["properties"]["value"], &condition);
        value["data"]["value"] = json!({ "a": "x" });
        value
    };
    let condition = json!({ "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] });
    assert_eq!(help(held(condition), held(json!({}))), "");
    let of_rule = |rule: &str, before: Value, after: Value| {
        let findings = compared(&before, &after).findings;
        findings.into_iter().find(|finding| finding.rule.id == rule).map(|finding| finding.help)
    };
    let deprecated = |said: Value| {
        let mut after = json!({ "type": "string", "deprecated": true });
        merge(&mut after, &said);
        of_rule("deprecated-added", value(json!({ "type": "string" })), value(after)).unwrap()
    };
    assert_eq!(
        deprecated(json!({})),
        "Say what takes its place (`x-replaced-by`), and when it ends (`x-sunset`)."
    );
    assert_eq!(deprecated(json!({ "x-sunset": sunset })), "Say what takes its place: `x-replaced-by`.");
    assert_eq!(deprecated(json!({ "x-replaced-by": "id" })), "Say when it ends: `x-sunset`.");
    assert_eq!(deprecated(json!({ "x-replaced-by": "id", "x-sunset": sunset })), "");
    // A condition that asks for more, or for what is not known to be less.
    let asked = |then: Value| held(json!({ "if": { "required": ["a"] }, "then": then }));
    let changed = |then: Value, now: Value| of_rule("condition-changed", asked(then), asked(now)).unwrap();
    let (b, bc) = (json!({ "required": ["b"] }), json!({ "required": ["b", "c"] }));
    assert_eq!(changed(bc, b), "Keep the condition as it was, or take a new catalog version.");
    let typed = |ty: &str| json!({ "properties": { "b": { "type": ty } } });
    let types = |list: Value| json!({ "properties": { "b": { "type": list } } });
    let narrowed = changed(types(json!(["string", "integer"])), typed("string"));
    assert!(narrowed.starts_with("Update code that uses the generated types"), "{narrowed}");
}

#[test]
fn every_rule_has_a_case() {
    let mut left: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
    for rule in crate::rules::OF_THE_GATE {
        left.remove(rule);
    }
    for finding in cases().iter().flat_map(|case| &case.comparison.findings) {
        left.remove(finding.rule.id);
    }
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn nothing_changed_is_nothing_found() {
    for case in cases() {
        for catalog in [&case.before, &case.after] {
            let mut findings = compare(catalog, catalog, None).findings;
            // What cannot be compared with itself either is told all the same.
            findings.retain(|finding| finding.rule.id != "event-not-compared");
            assert_eq!(findings, [], "{}", case.directory.display());
        }
    }
}

#[test]
fn places_are_there() {
    for case in cases() {
        for finding in &case.comparison.findings {
            let is_there = |place: &Option<Location>, catalog: &Catalog| {
                place.as_ref().is_none_or(|at| catalog.value(at).is_some())
            };
            assert!(is_there(&finding.before, &case.before), "{}: {finding:?}", case.directory.display());
            assert!(is_there(&finding.after, &case.after), "{}: {finding:?}", case.directory.display());
        }
    }
}

fn told(comparison: &Comparison) -> String {
    let mut text = String::new();
    for finding in &comparison.findings {
        tell(finding, &mut text);
    }
    let worst = comparison.verdict();
    writeln!(text, "= {:?} {:?} {:?}", worst.wire, worst.strict, worst.rust).unwrap();
    text
}

fn tell(finding: &Finding, text: &mut String) {
    let Finding { rule, verdict, events, before, after, message, counterexample, .. } = finding;
    let place = |place: &Option<Location>| {
        place.as_ref().map_or("nowhere".to_owned(), |at| at.to_string().replace("webhooks/", ""))
    };
    writeln!(text, "{}: {:?} {:?} {:?}", rule.id, verdict.wire, verdict.strict, verdict.rust).unwrap();
    writeln!(text, "  {message}").unwrap();
    writeln!(text, "  {} -> {} [{}]", place(before), place(after), events.join(" ")).unwrap();
    if let Some(body) = counterexample {
        writeln!(text, "  {}", body.get("data").unwrap_or(body)).unwrap();
    }
}
