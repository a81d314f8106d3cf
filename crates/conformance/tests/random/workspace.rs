//! A workspace of generated crates, which take their runtime from this repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use webhook_conformance::{files_below, repository, write};

/// The name of the company whose crates [`reader`] reads with.
pub const NAME: &str = "dice";

/// Generated crates, on disk.
pub struct Workspace {
    directory: PathBuf,
}

impl Workspace {
    /// Makes a workspace hold these files, the members among them under `*/crates/events/*`, and a crate `bodies`. What is
    /// there already is not touched: cargo would compile it again.
    pub fn new(name: &str, files: &BTreeMap<String, String>) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let root = repository().canonicalize().expect("the repository");
        let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("its manifest");
        let inherited =
            &manifest[manifest.find("[workspace.package]").expect("what all crates have in common")..];
        let inherited =
            inherited.replace("path = \"crates/", &format!("path = \"{}/crates/", root.display()));
        let members = "members = [\"bodies\", \"*/crates/events/*\"]";
        let patch = ["runtime", "endpoints"]
            .map(|name| format!("webhook-{name} = {{ path = \"{}/crates/{name}\" }}\n", root.display()));
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\n{members}\n\n{inherited}\n[patch.crates-io]\n{}",
            patch.concat()
        );
        let lock = fs::read_to_string(root.join("Cargo.lock")).expect("the versions");
        let mut all = files.clone();
        all.extend([("Cargo.toml".to_owned(), manifest), ("Cargo.lock".to_owned(), lock)]);

        let before = match directory.is_dir() {
            true => files_below(&directory).expect("the workspace"),
            false => BTreeMap::new(),
        };
        for path in before.keys().filter(|path| !all.contains_key(path.to_str().expect("UTF-8"))) {
            fs::remove_file(directory.join(path)).expect("removed");
        }
        let members = directory.read_dir().into_iter().flatten().map(|entry| entry.expect("an entry").path());
        for member in members.map(|member| member.join("crates/events")) {
            remove_empty(&member);
        }
        for (path, text) in &all {
            if before.get(Path::new(path)).is_none_or(|bytes| bytes != text.as_bytes()) {
                write(&directory.join(path), text).expect("written");
            }
        }
        Self { directory }
    }

    /// Runs cargo, and gives back what it printed.
    pub fn cargo(&self, args: &[&str]) -> String {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.arg(args[0]).arg("--offline").args(&args[1..]).current_dir(&self.directory);
        // The one that runs this test holds the lock of its own directory.
        command.env("CARGO_TARGET_DIR", self.directory.with_extension("target"));
        // Nobody debugs it, and a third of the time goes into that.
        command.env("CARGO_PROFILE_DEV_DEBUG", "0");
        let output = command.output().expect("cargo runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "cargo {} in {}:\n{}{}",
            args.join(" "),
            self.directory.display(),
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stdout)
    }
}

/// Removes the directories of crates of an earlier run: cargo wants a manifest in each.
fn remove_empty(events: &Path) {
    for entry in events.read_dir().into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.join("Cargo.toml").exists() {
            fs::remove_dir_all(path).expect("removed");
        }
    }
}

/// A program that prints what the crates of the company [`NAME`] make of bodies.
pub fn reader(bodies: impl Iterator<Item = Value>) -> BTreeMap<String, String> {
    let bodies: String = bodies.map(|body| format!("{body}\n")).collect();
    let manifest = format!(
        "[package]\nname = \"bodies\"\nedition.workspace = true\n\n[dependencies]\n\
         {NAME}-events = {{ path = \"../{NAME}/crates/events/{NAME}-events\", features = [\"sender\"] }}\nserde_json.workspace = true\n"
    );
    BTreeMap::from([
        ("bodies/src/main.rs".into(), include_str!("reader.rs.txt").to_owned()),
        ("bodies/src/bodies.jsonl".into(), bodies),
        ("bodies/Cargo.toml".into(), manifest),
    ])
}

/// What [`reader`] has printed, in the order of the bodies: each again, or what went wrong.
pub fn printed(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or(json!({ "unreadable": line }))).collect()
}
