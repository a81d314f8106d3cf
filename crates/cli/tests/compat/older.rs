//! Older catalogs that do not keep to today's rules are compared as far as they go.

use std::fs;

use hookwright::Status;
use serde_json::{Value, json};

use crate::support::{INDEX, Repository, SCHEMA};

#[test]
fn what_the_older_index_says_in_another_way_counts_as_unchanged_and_that_is_told() {
    let repository = Repository::plain();
    let older = repository.copy_to("older");
    let index = repository.read(INDEX);
    let odd = index.replace(r#""algorithm": "hmac-sha256","#, "").replace(
        r#""example": { "promise": "Every event has an example." }"#,
        r#""example": "all", "rails": ["aap"]"#,
    );
    assert!(odd.contains("rails"), "{index}");
    fs::write(older.join(INDEX), odd).expect("written");
    let older = older.display().to_string();
    let ran = repository.compat(&["--against", &older]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    assert_eq!(
        ran.err,
        "note: the older index says nothing that today's loader reads in 2 places, which count as unchanged\n\
         note: --verbose says more\n"
    );
    let ran = repository.compat(&["--against", &older, "--verbose"]);
    assert!(ran.err.contains("  /contract/signature/algorithm: taken from the newer index\n"), "{}", ran.err);
    // What can be compared is.
    repository.break_it();
    assert_eq!(repository.compat(&["--against", &older]).status, Status::Breaking);
}

#[test]
fn an_event_whose_older_schema_has_a_mistake_is_a_finding_with_what_is_wrong() {
    let repository = Repository::plain();
    repository.edit(SCHEMA, r#""required": ["flight"]"#, r#""required": "flight""#);
    let older = repository.copy_to("older").display().to_string();
    repository.write(SCHEMA, Repository::plain().read(SCHEMA));
    let ran = repository.compat(&["--against", &older, "--format", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (Status::Fine, ""), "{}", ran.out);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["events"]),
        (&json!("event-not-compared"), &json!(["flight.landed"]))
    );
    assert_eq!((&report["wire"], &report["strict"]), (&json!("risky"), &json!("risky")));
    assert_eq!((&finding["before"]["file"], &finding["before"]["line"]), (&json!(SCHEMA), &json!(10)));
    let message = finding["message"].as_str().expect("a message");
    assert!(
        message.starts_with("its bodies were not compared: the older schema has a mistake: "),
        "{message}"
    );
    assert!(message.contains("expected an array"), "{message}");
    assert_eq!(ran.rules(), ["event-not-compared"]);
    let ran = repository.compat(&["--against", &older, "--fail-on", "wire=risky"]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    let ran = repository.compat(&["--against", &older, "--verbose"]);
    assert!(ran.err.contains("flight.landed.schema.json:10:"), "{}", ran.err);
}

#[test]
fn a_newer_schema_with_a_mistake_is_the_one_finding_of_the_document() {
    let repository = Repository::plain();
    let older = repository.copy_to("older").display().to_string();
    repository.edit(SCHEMA, r#""required": ["flight"]"#, r#""required": "flight""#);
    let ran = repository.compat(&["--against", &older, "--format", "json"]);
    assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
    assert_eq!(ran.rules(), ["catalog-not-compared"]);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let after = &report["findings"][0]["after"];
    assert_eq!((&after["file"], &after["line"]), (&json!(SCHEMA), &json!(10)));
    assert!(ran.err.contains("flight.landed.schema.json:10:"), "{}", ran.err);
}

#[test]
fn a_newer_index_with_a_mistake_is_the_one_finding_of_the_document() {
    let repository = Repository::plain();
    let older = repository.copy_to("older").display().to_string();
    let index = repository.read(INDEX);
    for (text, line) in
        [("{\n  \"events\": [ }".to_owned(), 2), (index.replace("\"envelope\"", "\"envelop\""), 9)]
    {
        repository.write(INDEX, text);
        for options in [&["--against", older.as_str()][..], &["--against", "no-such-revision"]] {
            let ran = repository.compat(&[options, &["--format", "json"]].concat());
            assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
            assert_eq!(ran.rules(), ["catalog-not-compared"], "{}", ran.out);
            let report: Value = serde_json::from_str(&ran.out).expect("JSON");
            assert_eq!((&report["wire"], &report["version"]), (&json!("risky"), &Value::Null));
            let after = &report["findings"][0]["after"];
            assert_eq!(after["file"], json!(INDEX));
            assert!(after["line"].as_u64().is_some_and(|found| found <= line), "{after}");
            assert!(ran.err.contains("schemas/webhooks/index.json:"), "{}", ran.err);
        }
    }
}

#[test]
fn taste_is_no_matter_of_older_catalogs() {
    let repository = Repository::plain();
    repository.edit(SCHEMA, r#""description": "Number of the flight.", "#, "");
    let older = repository.copy_to("older").display().to_string();
    repository.write(SCHEMA, Repository::plain().read(SCHEMA));
    let ran = repository.compat(&["--against", &older, "--verbose"]);
    assert_eq!((ran.status, ran.err.as_str()), (Status::Fine, ""), "{}", ran.out);
}
