//! `codegen` on a small catalog of its own: what ends a run well, and what does not.

mod golden;

use std::fs;

use golden::files;
use hookwright::Status;
use tempfile::TempDir;

/// A repository with a catalog that has no mistake.
fn repository() -> TempDir {
    golden::repository("minimal")
}

fn run(root: &TempDir, options: &[&str]) -> (Status, String, String) {
    golden::run(&format!("codegen {}", options.join(" ")), root.path())
}

fn edit(root: &TempDir, file: &str, edit: impl FnOnce(String) -> String) {
    let path = root.path().join(file);
    fs::write(&path, edit(fs::read_to_string(&path).expect("read"))).expect("written");
}

#[test]
fn line_ends_of_windows_are_no_drift() {
    let root = repository();
    assert_eq!(run(&root, &[]).0, Status::Fine);
    for file in files(root.path()) {
        let text = fs::read_to_string(&file).expect("read");
        fs::write(&file, text.replace('\n', "\r\n")).expect("written");
    }
    for format in ["text", "github", "json", "sarif"] {
        let (status, out, err) = run(&root, &["--check", "--format", format]);
        assert_eq!(status, Status::Fine, "{out}{err}");
    }
    let (status, out, _) = run(&root, &[]);
    assert!(status == Status::Fine && out.starts_with("up to date"), "{out}");
    // What is different is shown, and not that every line ends differently.
    edit(&root, "crates/events/tern-events/src/lib.rs", |text| text + "// More.\r\n");
    let (status, out, _) = run(&root, &["--check"]);
    assert_eq!(status, Status::Drift);
    let changed: Vec<&str> =
        out.lines().filter(|line| line.starts_with('-') && !line.starts_with("---")).collect();
    assert_eq!(changed, ["-// More."], "{out}");
}

#[test]
fn runs_wait_for_each_other() {
    let root = repository();
    let ended = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| run(&root, &[]))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert!(ended.iter().all(|(status, ..)| *status == Status::Fine), "{ended:?}");
    assert_eq!(ended.iter().filter(|(_, out, _)| out.starts_with("up to date")).count(), 3, "{ended:?}");
}

#[test]
fn a_runtime_that_is_not_there_is_told_at_its_line() {
    let root = repository();
    fs::create_dir_all(root.path().join("hookwright/crates/runtime")).expect("made");
    let manifest = root.path().join("hookwright/crates/runtime/Cargo.toml");
    let write =
        |name: &str| fs::write(&manifest, format!("[package]\nname = \"{name}\"\n")).expect("written");
    write("other");
    let told = |path: &str, found: &str| {
        let line = format!("  \"rust\": {{ \"runtime\": {{ \"path\": \"{path}\" }} }},");
        edit(&root, "schemas/webhooks/index.json", |text| {
            let lines = text.lines().filter(|line| !line.contains("\"rust\":"));
            let mut lines: Vec<&str> = lines.collect();
            lines.insert(1, &line);
            lines.join("\n")
        });
        let (status, out, err) = run(&root, &[]);
        let expected = format!(
            "schemas/webhooks/index.json:2:34: error: `{path}` is not a checkout of Hookwright: {found}\n  2 | {line}\n    |                                  \
             ^\n  help: name the directory of one, from the root of this repository or absolute; or take the runtime from `git` or a \
             `version`\n\n1 mistake in 1 file\n"
        );
        assert_eq!((status, out, err), (Status::Mistakes, String::new(), expected));
        assert!(!root.path().join("crates").exists());
    };
    told("nowhere", "there is no such directory");
    told("schemas", "there is no package `webhook-runtime` in its directory `crates/runtime`");
    told("hookwright", "there is no package `webhook-runtime` in its directory `crates/runtime`");
    write("webhook-runtime");
    assert_eq!(run(&root, &[]).0, Status::Fine);
}

#[test]
fn warnings_are_printed_and_stop_nothing() {
    let root = repository();
    edit(&root, "schemas/webhooks/index.json", |text| {
        text.replace("\"schema-id\": \"deny\"", "\"schema-id\": \"warn\"")
    });
    let schema = files(&root.path().join("schemas/webhooks"));
    let schema = schema.iter().find(|file| file.to_string_lossy().ends_with(".schema.json")).expect("one");
    let text = fs::read_to_string(schema).expect("read");
    let without_id: Vec<&str> = text.lines().filter(|line| !line.contains("\"$id\"")).collect();
    fs::write(schema, without_id.join("\n")).expect("written");
    let (status, out, err) = run(&root, &["--check"]);
    assert_eq!(status, Status::Drift, "{out}{err}");
    assert!(err.contains("warning: missing `$id`") && out.contains("it is missing"), "{out}{err}");
    let (_, out, _) = run(&root, &["--check", "--format", "json"]);
    assert!(out.contains("\"warning\"") && out.contains("missing generated file"), "{out}");

    let (status, out, err) = run(&root, &[]);
    assert!(status == Status::Fine && out.contains("generated: "), "{out}{err}");
    assert!(err.contains("warning: missing `$id`") && err.ends_with("1 warning in 1 file\n"), "{err}");
    for (format, shown) in [
        ("github", "::warning file="),
        ("json", "\"severity\": \"warning\""),
        ("sarif", "\"level\": \"warning\""),
    ] {
        let (status, out, _) = run(&root, &["--check", "--format", format]);
        assert!(status == Status::Fine && out.contains(shown), "{out}");
    }
}

#[test]
fn limits_are_options() {
    let root = repository();
    let (status, _, err) = run(&root, &["--max-depth", "2"]);
    assert!(status == Status::Mistakes && err.contains("raise the limit with `--max-depth`"), "{err}");
    assert_eq!(run(&root, &["--max-depth", "500", "--max-events", "1000"]).0, Status::Fine);
}
