//! Older catalogs that do not keep to today's rules are compared as far as they go.

use std::fs;

use hookwright::Status;

use crate::support::{INDEX, Repository, SCHEMA};

#[test]
fn what_the_older_index_says_in_another_way_counts_as_unchanged_and_that_is_told() {
    let repository = Repository::plain();
    let older = repository.copy_to("older");
    let index = repository.read(INDEX);
    let odd = index
        .replace(r#""digest_encoding": "hex","#, "")
        .replace(r#""subscription": { "default": "all" }"#, r#""subscription": "all", "rails": ["aap"]"#);
    assert_ne!(odd, index);
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
    assert!(
        ran.err.contains("  /contract/signature/digest_encoding: taken from the newer index\n"),
        "{}",
        ran.err
    );
    // What can be compared is.
    repository.break_it();
    assert_eq!(repository.compat(&["--against", &older]).status, Status::Breaking);
}

#[test]
fn an_event_whose_older_schema_has_a_mistake_is_left_out_and_that_is_told() {
    let repository = Repository::plain();
    repository.edit(SCHEMA, r#""required": ["flight"]"#, r#""required": "flight""#);
    let older = repository.copy_to("older").display().to_string();
    repository.write(SCHEMA, Repository::plain().read(SCHEMA));
    let ran = repository.compat(&["--against", &older]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    let told = "note: not compared, because the older files have mistakes by today's rules: flight.landed\n";
    assert!(ran.err.contains(told), "{}", ran.err);
    let ran = repository.compat(&["--against", &older, "--verbose"]);
    assert!(
        ran.err.contains("flight.landed.schema.json:10:") && ran.err.contains("expected an array"),
        "{}",
        ran.err
    );
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
