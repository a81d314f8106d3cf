//! `fmt`, `lint` and `explain`, on small catalogs and on this repository's own.

mod golden;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use golden::{files, repository, run};
use hookwright::{Color, Status};
use serde_json::Value;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn values(root: &Path) -> Vec<Value> {
    let mut files = files(root);
    files.sort();
    let text = |file: &PathBuf| fs::read_to_string(file).expect("read");
    files.iter().map(|file| serde_json::from_str(&text(file)).expect("JSON")).collect()
}

/// Without a repository.
fn told(args: Vec<OsString>) -> (Status, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = hookwright::run(args, &mut out, &mut err, Color::Never);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (status, text(out), text(err))
}

#[test]
fn what_was_formatted_says_the_same_and_stays() {
    for name in ["anything", "envelope", "minimal", "shapes"] {
        let root = repository(name);
        let before = values(root.path());
        let (status, out, _) = run("fmt --check", root.path());
        assert!(status == Status::Drift && out.contains("--- schemas/webhooks/"), "{name}: {out}");
        assert_eq!(values(root.path()), before, "{name}: --check wrote something");
        let (status, out, err) = run("fmt", root.path());
        assert!(status == Status::Fine && out.contains("update schemas/webhooks/"), "{name}: {out}{err}");
        assert_eq!(values(root.path()), before, "{name}");
        let (status, out, _) = run("fmt --check", root.path());
        assert!(status == Status::Fine && out.starts_with("unchanged: "), "{name}: {out}");
    }
}

#[test]
fn this_repository_is_formatted() {
    let (status, out, err) = run("fmt --check", &here("../.."));
    assert_eq!((status, err.as_str()), (Status::Fine, ""), "{out}");
}

#[test]
fn where_one_file_is_not_json_no_file_is_touched() {
    let root = repository("minimal");
    let broken = root.path().join("schemas/webhooks/flight.landed.schema.json");
    fs::write(&broken, "{ \"a\": 1, \"a\": 2 }").expect("written");
    let index = root.path().join("schemas/webhooks/index.json");
    let before = fs::read(&index).expect("read");
    let (status, out, err) = run("fmt", root.path());
    assert_eq!((status, out.as_str()), (Status::Mistakes, ""));
    assert!(err.contains("schemas/webhooks/flight.landed.schema.json:1:11: error: "), "{err}");
    assert_eq!(fs::read(&index).expect("read"), before);
}

#[test]
fn lint_says_everything_and_generates_nothing() {
    let root = repository("minimal");
    let (status, out, err) = run("lint", root.path());
    assert_eq!(
        (status, out.as_str(), err.as_str()),
        (Status::Fine, "no mistakes: 1 event, 0 warnings\n", "")
    );
    let index = root.path().join("schemas/webhooks/index.json");
    let edit = |old: &str, new: &str| {
        let text = fs::read_to_string(&index).expect("read");
        assert!(text.contains(old), "{old}");
        fs::write(&index, text.replace(old, new)).expect("written");
    };
    edit("\"A flight has landed.\"", "\"\"");
    let (status, _, err) = run("lint", root.path());
    assert!(status == Status::Mistakes && err.contains("(lint `missing-event-description`)"), "{err}");
    edit("\"missing-event-description\": \"deny\"", "\"missing-event-description\": \"warn\"");
    let (status, out, err) = run("lint", root.path());
    assert_eq!((status, out.as_str()), (Status::Fine, "no mistakes: 1 event, 1 warning\n"));
    assert!(err.contains("warning: "), "{err}");
    let (_, out, _) = run("lint --levels", root.path());
    assert!(out.contains("missing-event-description  warn   Every published"), "{out}");
    assert!(out.contains("schema-id                  deny * A schema's"), "{out}");
    assert!(!root.path().join("crates").exists());
}

#[test]
fn every_rule_is_explained() {
    let explain = |rule: &str| told(vec!["explain".into(), rule.into()]);
    let (status, list, _) = told(vec!["explain".into()]);
    assert_eq!(status, Status::Fine);
    assert!(list.lines().count() > 150, "{list}");
    for line in list.lines() {
        let (rule, summary) = line.split_once(' ').expect("a rule, and what it is about");
        let (status, out, _) = explain(rule);
        let start = format!("{rule}\n\n{}\n", summary.trim_start());
        assert!(status == Status::Fine && out.starts_with(&start), "{rule}: {out}");
    }
    for (rule, said) in [
        ("event-name", "What breaks it is a mistake"),
        ("schema-id", "\"lints\": { \"schema-id\": \"allow\" }"),
        ("property-removed", "What to do: "),
        ("json-syntax", "A file is valid JSON."),
    ] {
        assert!(explain(rule).1.contains(said), "{rule}");
    }
    let (status, _, err) = explain("evnt-name");
    let told = "error: there is no rule `evnt-name`: did you mean `event-name`? `explain` without a rule lists them all\n";
    assert_eq!((status, err.as_str()), (Status::Usage, told));
}

#[test]
fn help_has_the_statuses_that_a_command_has() {
    for (command, own) in [
        ("fmt", "3 a file is not JSON, 4 --check: a file would change\n"),
        ("lint", "2 usage, 3 the catalog has mistakes\n"),
        ("explain", "Exit status: 0 fine, 2 there is no such rule\n"),
    ] {
        let (status, out, _) = told(vec![command.into(), "--help".into()]);
        assert!(status == Status::Fine && out.ends_with(own), "{command}: {out}");
    }
}
