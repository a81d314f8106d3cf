//! That what is committed is what the catalog says, and that `cargo xtask codegen` notices and mends every way in which
//! it can stop being so. Works on copies of the tree; knows the tool by its arguments, status and output alone.

mod copy;
mod history;
mod leftovers;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use webhook_conformance::{files_below, repository, write};
use xtask::{Color, Status};

use crate::copy::{Copy, OWNED, advice, files, xtask};

#[test]
fn programs_find_nothing_where_all_is_well() {
    let copy = Copy::new();
    let check = |format| xtask(&copy.root, &["codegen", "--check", "--format", format]);
    let (json, sarif) = (check("json"), check("sarif"));
    assert_eq!((json.status, sarif.status), (Status::Fine, Status::Fine));
    assert!(json.err.starts_with("up to date: ") && sarif.err == json.err, "{}", json.err);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json.out).expect("JSON"), serde_json::json!([]));
    let sarif: serde_json::Value = serde_json::from_str(&sarif.out).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn what_is_committed_is_what_the_catalog_says() {
    let checked = xtask(&repository(), &["codegen", "--check"]);
    assert_eq!(checked.status, Status::Fine, "{}{}", checked.out, checked.err);
}

#[test]
fn a_deleted_file() {
    let copy = Copy::new();
    let (before, path) = (copy.files(), copy.generated("src/lib.rs"));
    fs::remove_file(copy.root.join(&path)).expect("removed");
    let check = |format| xtask(&copy.root, &["codegen", "--check", "--format", format]);
    let (json, sarif) = (check("json"), check("sarif"));
    assert_eq!((json.status, sarif.status), (Status::Drift, Status::Drift));
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((&json[0]["rule"], &json[0]["file"]), (&"drift".into(), &path.as_str().into()));
    let sarif: serde_json::Value = serde_json::from_str(&sarif.out).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "drift");
    copy.is_caught_and_undone(&[&format!("create {path}: it is missing\n")]);
    assert!(copy.files() == before);
}

#[test]
fn edited_files_of_every_kind() {
    let copy = Copy::new();
    let before = copy.files();
    let (code, crlf, binary) =
        (copy.generated("src/lib.rs"), copy.generated(".md"), copy.generated(".schema.json"));
    // By itself, this is no drift; and nothing of it is shown where there is some.
    copy.edit(&crlf, |text| text.replace('\n', "\r\n") + "by hand\r\n");
    copy.edit(&code, |text| text + "\n// by hand\n");
    let bytes = [before[Path::new(&binary)].as_slice(), b"\xff\0"].concat();
    fs::write(copy.root.join(&binary), bytes).expect("written");
    copy.is_caught_and_undone(&[
        &format!("update {code}\n--- {code} (on disk)\n+++ {code} (generated)\n@@ "),
        "\n-// by hand\n",
        &format!("update {crlf}\n--- {crlf} (on disk)\n+++ {crlf} (generated)\n@@ "),
        "\n-by hand\n",
        &format!("update {binary}: it is not UTF-8\n"),
        "\n3 files are not as the catalog says\n",
    ]);
    assert!(copy.files() == before);
}

/// The list of all events stands in several files, and none of them can lose one.
#[test]
fn the_list_of_events_edited_wherever_it_stands() {
    let copy = Copy::new();
    let before = copy.files();
    let index: Value =
        serde_json::from_slice(&before[Path::new("schemas/webhooks/index.json")]).expect("JSON");
    let name = index["events"][0]["name"].as_str().expect("a name").to_owned();
    let files = ["openapi.json", "event-types.schema.json", "src/event_type.rs", "webhook-events.md"];
    for path in files.map(|end| copy.generated(end)) {
        copy.edit(&path, |text| {
            let changed = text.replacen(&name, "some.other", 1);
            assert_ne!(changed, text, "{path} does not name {name}");
            changed
        });
        copy.is_caught_and_undone(&[&format!("update {path}\n"), "\n1 file is not as the catalog says\n"]);
        assert!(copy.files() == before);
    }
}

#[test]
fn a_deleted_directory_each() {
    for directory in OWNED {
        let copy = Copy::new();
        let before = copy.files();
        fs::remove_dir_all(copy.root.join(directory)).expect("removed");
        copy.is_caught_and_undone(&[&format!("create {directory}/")]);
        assert!(copy.files() == before);
    }
}

#[test]
fn a_broken_manifest_and_code_that_does_not_compile() {
    let copy = Copy::new();
    let (before, manifest, code) =
        (copy.files(), copy.generated("/Cargo.toml"), copy.generated("src/lib.rs"));
    copy.edit(&manifest, |text| text + "not [ TOML");
    copy.edit(&code, |text| text + "not rust");
    copy.is_caught_and_undone(&[
        &format!("update {manifest}\n"),
        "\n-not [ TOML\n",
        &format!("update {code}\n"),
        "\n-not rust\n",
    ]);
    assert!(copy.files() == before);
}

#[test]
fn an_event_removed_from_the_index() {
    let copy = Copy::new();
    let path = copy.root.join("schemas/webhooks/index.json");
    let mut index: Value = serde_json::from_slice(&fs::read(&path).expect("read")).expect("JSON");
    let events = index["events"].as_array_mut().expect("events");
    let families = |event: &Value| events.iter().filter(|other| other["family"] == event["family"]).count();
    // Where an example of the API subscribes to it, to remove it is a mistake.
    let files = copy.files();
    let api = files.iter().filter(|(path, _)| path.starts_with("schemas/api"));
    let api: String = api.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    let is_needed = |event: &Value| api.contains(&event["name"].to_string());
    let position = events
        .iter()
        .position(|event| families(event) > 1 && event.get("replaces").is_none() && !is_needed(event));
    let event = events.remove(position.expect("a family with two events"));
    let (left, name) = (events.len(), event["name"].as_str().expect("a name").to_owned());
    for file in ["schema", "example"] {
        fs::remove_file(copy.root.join("schemas/webhooks").join(event[file].as_str().expect("a file")))
            .expect("removed");
    }
    fs::write(&path, serde_json::to_string_pretty(&index).expect("printed")).expect("written");
    copy.is_caught_and_undone(&["update docs/src/reference/", " crates/events/", &name]);
    assert!(copy.codegen().out.starts_with(&format!("up to date: {left} events, ")));
}

#[test]
fn a_field_whose_type_changes_in_a_schema() {
    let copy = Copy::new();
    let is_schema = |path: &PathBuf| {
        path.starts_with("schemas/webhooks") && path.display().to_string().ends_with(".schema.json")
    };
    // Every example stays valid: what was an integer is a number.
    let (from, to) = ("\"type\": \"integer\"", "\"type\": \"number\"");
    let files = copy.files();
    let mut schemas = files.keys().filter(|path| is_schema(path)).map(|path| path.display().to_string());
    let schema =
        schemas.find(|path| files[Path::new(path)].windows(from.len()).any(|part| part == from.as_bytes()));
    copy.edit(&schema.expect("a schema with an integer"), |text| text.replacen(from, to, 1));
    copy.is_caught_and_undone(&["update crates/events/", "\n@@ ", "\n+", "\n-"]);
}

#[test]
fn all_kinds_at_once_are_all_told() {
    let copy = Copy::new();
    let (before, missing, edited) = (copy.files(), copy.generated("src/lib.rs"), copy.generated(".md"));
    fs::remove_file(copy.root.join(&missing)).expect("removed");
    copy.edit(&edited, |text| text + "by hand\n");
    let left = "docs/src/reference/left.md";
    write(&copy.root.join(left), &before[Path::new(&edited)]).expect("written");
    let github = xtask(&copy.root, &["codegen", "--check", "--format", "github"]);
    assert_eq!((github.status, github.err.as_str()), (Status::Drift, ""));
    let last_line = before[Path::new(&edited)].split(|byte| *byte == b'\n').count();
    for start in [
        format!("::error file={missing},line=1,title=Generated file is missing::"),
        format!("::error file={edited},line={last_line},title=Generated file has drifted::"),
        format!("::error file={left},line=1,title=Generated file is left over::"),
    ] {
        assert_eq!(
            github.out.lines().filter(|line| line.starts_with(&start)).count(),
            1,
            "{start}\n{}",
            github.out
        );
    }
    assert!(github.out.ends_with(&advice(&copy.root)));
    copy.is_caught_and_undone(&[
        &format!("create {missing}"),
        &format!("update {edited}"),
        &format!("remove {left}"),
    ]);
    assert!(copy.files() == before);
}

#[test]
fn running_twice_changes_nothing() {
    let copy = Copy::new();
    let before = copy.files();
    let modified = |copy: &Copy| {
        let time =
            |path: &PathBuf| fs::metadata(copy.root.join(path)).and_then(|metadata| metadata.modified());
        copy.files().keys().map(|path| time(path).expect("a time")).collect::<Vec<_>>()
    };
    let times = modified(&copy);
    let again = copy.codegen();
    assert_eq!((again.status, again.err.as_str()), (Status::Fine, ""));
    assert!(again.out.starts_with("up to date: ") && again.out.lines().count() == 1, "{}", again.out);
    assert!(copy.files() == before);
    assert_eq!(modified(&copy), times);
}

#[test]
fn the_path_and_the_order_of_the_files_change_no_byte() {
    let mut catalog = files();
    catalog.retain(|path, _| !OWNED.iter().any(|owned| path.starts_with(owned)));
    let one = Copy::with_files("a", catalog.iter());
    let two = Copy::with_files("some where/else", catalog.iter().rev());
    for copy in [&one, &two] {
        let made = copy.codegen();
        assert_eq!(made.status, Status::Fine, "{}{}", made.out, made.err);
    }
    assert!(one.files() == two.files());
    assert!(one.files().len() > catalog.len());
}

#[test]
fn a_catalog_with_mistakes_leaves_the_tree_as_it_was() {
    let copy = Copy::new();
    copy.edit(&copy.generated("src/lib.rs"), |text| text + "// by hand\n");
    copy.edit("schemas/webhooks/index.json", |text| text.replacen('{', "{,", 1));
    let before = copy.files();
    for args in [&["codegen"][..], &["codegen", "--check"]] {
        let ran = xtask(&copy.root, args);
        assert_eq!((ran.status, ran.out.as_str()), (Status::Mistakes, ""));
        assert!(ran.err.contains("schemas/webhooks/index.json:1:"), "{}", ran.err);
        let github = xtask(&copy.root, &[args, &["--format", "github"]].concat());
        assert_eq!((github.status, github.err.as_str()), (Status::Mistakes, ""));
        assert!(github.out.starts_with("::error file=schemas/webhooks/index.json,line=1,"), "{}", github.out);
        assert!(copy.files() == before, "{args:?} has written");
    }
}

#[cfg(unix)]
#[test]
fn what_symlinks_lead_to_is_not_touched() {
    use std::os::unix::fs::symlink;

    let copy = Copy::new();
    let before = copy.files();
    let outside = tempfile::tempdir().expect("a directory");
    fs::write(outside.path().join("mine"), "mine").expect("written");
    let (code, stray) = (copy.generated("src/lib.rs"), copy.root.join("crates/events/stray"));
    fs::remove_file(copy.root.join(&code)).expect("removed");
    symlink(outside.path().join("mine"), copy.root.join(&code)).expect("linked");
    symlink(outside.path(), &stray).expect("linked");
    let made = copy.codegen();
    assert_eq!(made.status, Status::Drift, "{}{}", made.out, made.err);
    assert!(
        made.out.starts_with("stray crates/events/stray: a symlink that was not generated\n"),
        "{}",
        made.out
    );
    assert!(stray.is_symlink() && copy.root.join(&code).is_symlink());
    fs::remove_file(stray).expect("removed");
    copy.is_caught_and_undone(&[&format!("update {code}: it is a symlink\n")]);
    assert!(copy.files() == before);
    let kept = files_below(outside.path()).expect("read");
    assert_eq!(kept, BTreeMap::from([("mine".into(), b"mine".to_vec())]));
}

struct Refusing(ErrorKind);

impl Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let copy = Copy::new();
    let before = copy.files();
    fs::remove_dir_all(copy.root.join("crates/events")).expect("removed");
    let run = |words: &[&str], kind| {
        let args = words.iter().map(Into::into).chain(["--root".into(), copy.root.clone().into()]);
        let mut err = Vec::new();
        (
            xtask::run(args, &mut Refusing(kind), &mut err, Color::Never),
            String::from_utf8_lossy(&err).into_owned(),
        )
    };
    assert_eq!(run(&["codegen", "--check"], ErrorKind::BrokenPipe), (Status::Drift, String::new()));
    let (status, err) = run(&["codegen", "--check"], ErrorKind::StorageFull);
    assert_eq!(status, Status::Failed);
    assert!(err.starts_with("error: standard output: "), "{err}");
    assert_eq!(run(&["codegen"], ErrorKind::BrokenPipe), (Status::Fine, String::new()));
    assert!(copy.files() == before);
}

#[test]
fn arguments_and_roots_that_are_wrong() {
    let nowhere = Path::new("/nowhere/at/all");
    let wrong = xtask(nowhere, &["codegen", "--chekc"]);
    assert_eq!((wrong.status, wrong.out.as_str()), (Status::Usage, ""));
    assert!(wrong.err.contains("--chekc") && wrong.err.contains("\nUsage: cargo xtask "), "{}", wrong.err);
    let help = xtask(nowhere, &["codegen", "--help"]);
    assert_eq!((help.status, help.err.as_str()), (Status::Fine, ""));
    assert!(help.out.contains("\nUsage: cargo xtask codegen "), "{}", help.out);
    let missing = xtask(nowhere, &["codegen"]);
    assert_eq!((missing.status, missing.out.as_str()), (Status::Usage, ""));
    assert!(missing.err.starts_with("error: /nowhere/at/all: "), "{}", missing.err);
    let empty = tempfile::tempdir().expect("a directory");
    assert_eq!(xtask(empty.path(), &["codegen"]).status, Status::Usage);
    assert!(files_below(empty.path()).expect("read").is_empty());
}
