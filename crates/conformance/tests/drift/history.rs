//! The files of the catalog's versions: those of earlier ones are kept as they are, and all others are generated files.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use webhook_conformance::write;
use xtask::Status;

use crate::copy::Copy;

const DIRECTORY: &str = "schemas/meta/history";

/// The current version, and the text of its file.
fn current(copy: &Copy) -> (String, String) {
    let index = fs::read(copy.root.join("schemas/webhooks/index.json")).expect("read");
    let index: Value = serde_json::from_slice(&index).expect("JSON");
    let version = index["version"].as_str().expect("a version").to_owned();
    let text = fs::read_to_string(copy.root.join(format!("{DIRECTORY}/{version}.json"))).expect("read");
    (version, text)
}

/// The file of a version that had one event less.
fn other(version: &str, current: &str) -> (String, String) {
    let mut file: Value = serde_json::from_str(current).expect("JSON");
    file["version"] = json!(version);
    let index = &mut file["files"]["webhooks/index.json"];
    index["version"] = json!(version);
    let gone = index["events"].as_array_mut().and_then(Vec::pop).expect("an event");
    // However it is formatted.
    (format!("{file:#}\r\n"), gone["name"].as_str().expect("a name").to_owned())
}

#[test]
fn earlier_versions_are_kept_and_compared_with() {
    let copy = Copy::new();
    let (version, text) = current(&copy);
    let (earlier, added) = other("2001-02-28", &text);
    write(&copy.root.join(DIRECTORY).join("2001-02-28.json"), &earlier).expect("written");
    copy.is_caught_and_undone(&[
        &format!("update {DIRECTORY}/{version}.json\n"),
        "update docs/src/reference/changelog.md\n",
        &format!("update docs/src/reference/events/{added}.md\n"),
    ]);
    let files = copy.files();
    assert!(files[Path::new(DIRECTORY).join("2001-02-28.json").as_path()] == earlier.as_bytes());
    let changelog = &files[Path::new("docs/src/reference/changelog.md")];
    let changelog = std::str::from_utf8(changelog).expect("UTF-8");
    let (newest, first) = changelog.split_once("\n## 2001-02-28\n").expect("both versions");
    let newest = newest.split_once(&format!("\n## {version}\n")).expect("the newest first").1;
    assert!(
        newest.contains("Since 2001-02-28: 1 event added") && newest.contains(&format!("- [`{added}`]("))
    );
    assert!(first.contains("The first version on record."));
}

#[test]
fn what_is_not_of_an_earlier_version_is_generated_or_nothing() {
    let copy = Copy::new();
    let (before, (version, text)) = (copy.files(), current(&copy));
    let at = |name: &str| copy.root.join(DIRECTORY).join(name);
    write(&at(&format!("{version}.json")), &text[..text.len() / 2]).expect("written");
    write(&at("2999-12-31.json"), &text).expect("written");
    write(&at("2001-02-30.json"), &text).expect("written");
    copy.is_caught_and_undone(&[
        &format!("update {DIRECTORY}/{version}.json\n"),
        &format!("remove {DIRECTORY}/2999-12-31.json: nothing generates it\n"),
        &format!("remove {DIRECTORY}/2001-02-30.json: nothing generates it\n"),
    ]);
    assert!(copy.files() == before);
}

#[test]
fn a_broken_file_of_an_earlier_version_is_a_mistake() {
    let copy = Copy::new();
    write(&copy.root.join(DIRECTORY).join("2001-02-28.json"), "{ \"version\": 5 }").expect("written");
    let before = copy.files();
    for made in [copy.check(), copy.codegen()] {
        assert_eq!(made.status, Status::Mistakes, "{}", made.out);
        let first =
            format!("{DIRECTORY}/2001-02-28.json:1:14: error: invalid type: number, expected a string");
        assert!(made.err.starts_with(&first), "{}", made.err);
        assert!(copy.files() == before, "something was written");
    }
}
