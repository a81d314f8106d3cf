//! What each printer makes of the same diagnostics.

use serde_json::{Value, json};
use webhook_schema::diagnostic::Color;
use webhook_schema::{At, Diagnostic, Diagnostics, Label, Location, Rule, Severity};

const RULE: Rule = Rule { id: "a-rule", summary: "Something holds." };
const OTHER: Rule = Rule { id: "other-rule", summary: "Something else holds." };

/// Two trees, a file without a text, one mistake twice, hidden characters, a label in another tree, and a warning.
fn diagnostics() -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let old = diagnostics.open("main:d");
    diagnostics.add_text("b.json", "{\n \"x\": 0\n}");
    diagnostics.open("d");
    diagnostics.add_text("b.json", "{\n \"x\": 1,\n \"y\": 2\n}");
    let at = |pointer| Location::new("b.json", pointer);
    diagnostics.push(Diagnostic::at_key(&RULE, at("/y"), "second", "do"));
    diagnostics.push(Diagnostic::at_value(&RULE, at("/x"), "first\n::error \u{202e}turned", ""));
    diagnostics.push(Diagnostic::at_key(&RULE, at("/y"), "second", "do"));
    diagnostics.push(Diagnostic::at_file(&RULE, "a,b:c.json", "100% missing", "write it"));
    let mut changed = Diagnostic::at_value(&OTHER, at("/y"), "changed", "").label(at("/x"), "next to this");
    changed.severity = Severity::Warning;
    changed.labels.push(Label { tree: Some(old), at: At::Value(at("/x")), message: "was 0".into() });
    diagnostics.push(changed);
    diagnostics
}

#[test]
fn text_is_sorted_without_duplicates_and_counted() {
    assert_eq!(
        diagnostics().to_text(),
        "d/a,b:c.json: error: 100% missing\n  help: write it\n\n\
         d/b.json:2:7: error: first\\n::error \\u{202e}turned\n  2 |  \"x\": 1,\n    |       ^\n\n\
         d/b.json:3:2: error: second\n  3 |  \"y\": 2\n    |  ^\n  help: do\n\n\
         d/b.json:3:7: warning: changed\n  3 |  \"y\": 2\n    |       ^\n\
         \x20 d/b.json:2:7: note: next to this\n    2 |  \"x\": 1,\n      |       ^\n\
         \x20 main:d/b.json:2:7: note: was 0\n    2 |  \"x\": 0\n      |       ^\n\n\
         3 mistakes in 2 files\n1 warning in 1 file\n"
    );
    assert_eq!(Diagnostics::new().to_text(), "");
}

#[test]
fn colors_change_nothing_but_colors() {
    let colored = diagnostics().to_text_in(Color::Always);
    assert!(colored.contains("\u{1b}[1;31merror\u{1b}[0m"), "{colored}");
    let mut parts = colored.split('\u{1b}');
    let start = parts.next().unwrap_or_default().to_owned();
    // What follows an escape character is a color up to its `m`.
    let plain = parts.fold(start, |plain, part| plain + part.split_once('m').map_or("", |(_, rest)| rest));
    assert_eq!(plain, diagnostics().to_text());
}

#[test]
fn github_gets_an_annotation_each() {
    assert_eq!(
        diagnostics().to_github(),
        "::error file=d/a%2Cb%3Ac.json::100%25 missing%0Ahelp: write it\n\
         ::error file=d/b.json,line=2,col=7::first\\n::error \\u{202e}turned\n\
         ::error file=d/b.json,line=3,col=2::second%0Ahelp: do\n\
         ::warning file=d/b.json,line=3,col=7::changed%0Anote: d/b.json:2: next to this%0Anote: main:d/b.json:2: was 0\n"
    );
}

#[test]
fn json_has_every_part() {
    let all: Value = serde_json::from_str(&diagnostics().to_json()).expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(4));
    assert_eq!((&all[0]["file"], &all[0]["line"]), (&"d/a,b:c.json".into(), &Value::Null));
    assert_eq!(all[1]["message"], "first\n::error \u{202e}turned");
    let expected = json!({
        "rule": "other-rule", "severity": "warning", "message": "changed", "help": "",
        "file": "d/b.json", "line": 3, "column": 7,
        "labels": [
            { "message": "next to this", "file": "d/b.json", "line": 2, "column": 7 },
            { "message": "was 0", "file": "main:d/b.json", "line": 2, "column": 7 },
        ],
    });
    assert_eq!(all[3], expected);
}

#[test]
fn sarif_names_rules_and_locations() {
    let log: Value = serde_json::from_str(&diagnostics().to_sarif()).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), ["a-rule", "other-rule"]);
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 4);
    let physical = |number: usize| results[number]["locations"][0]["physicalLocation"].clone();
    assert_eq!(physical(0)["artifactLocation"]["uri"], "d/a%2Cb%3Ac.json");
    assert_eq!(physical(0).get("region"), None);
    assert_eq!(physical(1)["region"], json!({ "startLine": 2, "startColumn": 7 }));
    assert_eq!((&results[3]["level"], &results[3]["ruleId"]), (&"warning".into(), &"other-rule".into()));
    assert_eq!(results[2]["message"]["text"], "second. Help: do.");
    assert_eq!(results[3]["relatedLocations"].as_array().map(Vec::len), Some(2));
}
