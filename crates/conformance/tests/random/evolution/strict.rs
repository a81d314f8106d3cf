//! What the package `jsoncompat`, which proves of two schemas that one allows no more than the other, finds of pairs that are
//! said to be safe for those who validate. It knows draft 2020-12 only.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use webhook_conformance::random::document::{Document, Draft, PAYLOAD};
use webhook_evolution::Compatibility;
use webhook_test_support::{has, skipped};

use super::{Told, Wrong};

const PACKAGE: &str = "jsoncompat==0.3.1";

/// Adds what does not hold.
pub fn check(told: &[Told<'_>], wrong: &mut Wrong) {
    let Some(python) = python() else { return };
    let is_known = |document: &Document| {
        // It proves nothing of what must not hold, or holds under a condition.
        let text = document.value.to_string();
        document.draft == Draft::Draft202012
            && !["nullable", "not", "if"].iter().any(|word| text.contains(&format!("\"{word}\":")))
    };
    let safe = told.iter().filter(|told| {
        told.verdict.strict == Compatibility::Safe
            && is_known(&told.pair.older.document)
            && is_known(&told.pair.newer.document)
    });
    let safe: Vec<&Told<'_>> = safe.collect();
    let pairs = safe.iter().map(|told| {
        format!("{}\n", json!([whole(&told.pair.older.document), whole(&told.pair.newer.document)]))
    });
    let found = found(&python, &pairs.collect::<String>());
    let (mut agreed, mut untold) = (0, 0);
    for (told, found) in safe.iter().zip(&found) {
        let payloads = found["values"].as_array().into_iter().flatten().map(|body| &body["data"]);
        let mut payloads = payloads.filter(|payload| told.pair.newer.document.accepts(PAYLOAD, payload));
        if let Some(payload) = payloads.find(|payload| !told.pair.older.document.accepts(PAYLOAD, payload)) {
            wrong.add("strict: safe, and jsoncompat made a payload that is invalid", told, payload);
        }
        match found["compatible"].as_bool() {
            Some(true) => agreed += 1,
            None => untold += 1,
            Some(false) if told.pair.is_changed_within(is_unproven) => untold += 1,
            Some(false) => wrong.add("strict: safe, and jsoncompat says no", told, found),
        }
    }
    println!(
        "jsoncompat: of {} pairs that are safe for those who validate, {agreed} are, and it cannot tell of {untold}",
        safe.len()
    );
    assert_eq!(found.len(), safe.len(), "it stopped early");
}

/// Whether it proves nothing of a schema: of two patterns for names, it does not know that one is a part of the other.
fn is_unproven(schema: &Value) -> bool {
    is_in_parts(schema) || schema.get("patternProperties").is_some()
}

/// Whether a schema says something in parts, and something else besides: of these it proves not even that two properties are
/// more than one.
fn is_in_parts(schema: &Value) -> bool {
    const PARTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
    const WORDS: [&str; 4] = ["description", "title", "deprecated", "readOnly"];
    let Some(schema) = schema.as_object() else { return false };
    let says = schema.keys().filter(|keyword| !WORDS.contains(&keyword.as_str())).count();
    says > 1 && PARTS.iter().any(|keyword| schema.contains_key(*keyword))
}

/// A document as one schema, of objects that have a payload.
fn whole(document: &Document) -> Value {
    let mut whole = document.value.clone();
    whole["$schema"] = json!(document.draft.uri());
    whole["type"] = json!("object");
    whole["required"] = json!(["data"]);
    whole
}

/// A Python that has the package: in a directory of its own, made once.
fn python() -> Option<PathBuf> {
    if !has("python3") {
        return None;
    }
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("jsoncompat");
    let python = directory.join("bin/python");
    let done = directory.join("installed");
    if fs::read_to_string(&done).is_ok_and(|package| package == PACKAGE) {
        return Some(python);
    }
    let runs = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    let is_there = runs(Command::new("python3").args(["-m", "venv"]).arg(&directory))
        && runs(Command::new(&python).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            PACKAGE,
        ]));
    if !is_there {
        assert!(
            std::env::var_os("CI").is_none(),
            "{PACKAGE} cannot be installed, and CI is set: nothing is skipped there"
        );
        skipped(&format!("{PACKAGE} cannot be installed"));
        return None;
    }
    fs::write(done, PACKAGE).expect("written");
    Some(python)
}

fn found(python: &Path, pairs: &str) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/random/evolution/subsets.py");
    let mut command = Command::new(python);
    let mut child =
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let pairs = pairs.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(pairs.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    // Where it ended early, the number of lines tells.
    let _ = writer.join();
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}
