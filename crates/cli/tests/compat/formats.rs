//! What is printed, whom for: the snapshots are next to this file.

use hookwright::Status;
use insta::{Settings, assert_snapshot};
use serde_json::Value;

use crate::support::{EXAMPLE, INDEX, Repository, SCHEMA};

/// A catalog in which several kinds of things change, and what it was before.
fn changed() -> (Repository, String) {
    let repository = Repository::plain();
    repository.write("Cargo.toml", "[workspace.package]\nversion = \"0.3.1\"\n");
    let older = repository.copy_to("older").display().to_string();
    repository.break_it();
    // Names in a schema are data: none of it is markup, calls somebody or acts on a terminal.
    repository.edit(
        SCHEMA,
        r#""number": {"#,
        r#""a|b` <img> @all *x* \u001b[31m": { "description": "Odd.", "type": "integer" }, "number": {"#,
    );
    repository.edit(INDEX, "A flight has landed.", "A flight has come down.");
    (repository, older)
}

fn printed(format: &str, options: &[&str]) -> String {
    let (repository, older) = changed();
    let ran = repository.compat(&[&["--against", &older, "--format", format], options].concat());
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    assert_eq!(ran.err, "");
    ran.out.replace(&older, "OLDER")
}

fn snapshot(name: &str, text: &str) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compat/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!(name, text));
}

#[test]
fn text() {
    snapshot("text", &printed("text", &[]));
    snapshot("text_verbose", &printed("text", &["--verbose"]));
}

#[test]
fn json() {
    let text = printed("json", &[]);
    snapshot("json", &text);
    let report: Value = serde_json::from_str(&text).expect("a JSON document");
    let schema = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../schemas/meta/compat.schema.json"
    ));
    let schema: Value = serde_json::from_str(&schema.expect("the schema")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    // That a newer version is needed is said next to the findings.
    assert_eq!(report["version"]["refused"], true);
    // It is not one that accepts anything.
    for (pointer, bad) in
        [("/wire", "fine".into()), ("/findings/0/fingerprint", "x".into()), ("/findings/0/before", 1.into())]
    {
        let mut report = report.clone();
        *report.pointer_mut(pointer).expect("it is there") = bad;
        assert!(!validator.is_valid(&report), "{pointer}");
    }
    let (repository, older) = changed();
    repository.write(SCHEMA, Repository::plain().read(SCHEMA));
    repository.write(EXAMPLE, Repository::plain().read(EXAMPLE));
    repository.write(INDEX, Repository::plain().read(INDEX));
    let same = repository.compat(&["--against", &older, "--format", "json"]).out.replace(&older, "OLDER");
    let version = serde_json::json!({ "before": "2031-07-04", "after": "2031-07-04", "refused": false });
    let expected = serde_json::json!({ "against": "OLDER", "wire": "safe", "strict": "safe", "rust": "patch", "version": version, "findings": [], "mistakes": [] });
    assert_eq!(serde_json::from_str::<Value>(&same).expect("JSON"), expected);
}

#[test]
fn github() {
    snapshot("github", &printed("github", &[]));
}

#[test]
fn sarif() {
    snapshot("sarif", &printed("sarif", &[]));
}

#[test]
fn markdown() {
    let page = printed("markdown", &[]);
    snapshot("markdown", &page);
    // In code, nothing is markup.
    let odd = "b` <img> @all *x* \\u{1b}[31m``";
    let page = ["data.a\\|", "a\\|", "a|"]
        .iter()
        .fold(page, |page, start| page.replace(&format!("``{start}{odd}"), ""));
    assert!(!page.contains(" <img>") && !page.contains("@all") && !page.contains(" *x*"), "{page}");
}
