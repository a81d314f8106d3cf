//! A repository with a catalog, in a temporary directory, with or without Git.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hookwright::{Color, Status};
use serde_json::Value;
use tempfile::TempDir;

pub const INDEX: &str = "schemas/webhooks/index.json";
pub const SCHEMA: &str = "schemas/webhooks/flight.landed.schema.json";
pub const EXAMPLE: &str = "schemas/webhooks/flight.landed.example.json";

/// What a run ended with.
pub struct Ran {
    pub status: Status,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Both streams, for messages.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// The ids of the rules in a JSON document.
    pub fn rules(&self) -> Vec<String> {
        let report: Value = serde_json::from_str(&self.out).expect("a JSON document");
        let findings = report["findings"].as_array().expect("findings").iter();
        findings.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
    }
}

/// A repository.
pub struct Repository {
    temp: TempDir,
    root: PathBuf,
}

impl Repository {
    /// A catalog without mistakes, and no Git.
    pub fn plain() -> Self {
        let temp = tempfile::tempdir().expect("a directory");
        let root = temp.path().join("repository");
        let golden =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/golden/minimal/schemas/webhooks");
        let webhooks = root.join("schemas/webhooks");
        fs::create_dir_all(&webhooks).expect("made");
        for entry in fs::read_dir(golden).expect("listed") {
            let path = entry.expect("an entry").path();
            fs::copy(&path, webhooks.join(path.file_name().expect("a name"))).expect("copied");
        }
        Self { temp, root }
    }

    /// The same, committed on the branch `main`.
    pub fn committed() -> Self {
        let repository = Self::plain();
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit("first");
        repository
    }

    /// A clone of it.
    pub fn cloned(&self, options: &[&str]) -> Self {
        let temp = tempfile::tempdir().expect("a directory");
        let root = temp.path().join("clone");
        let url = format!("file://{}", self.root.display());
        let target = root.display().to_string();
        git(temp.path(), &[&["clone", "--quiet"], options, &[&url, &target]].concat());
        Self { temp, root }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A place next to the repository.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    pub fn git(&self, args: &[&str]) -> String {
        git(&self.root, args)
    }

    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).expect("read")
    }

    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.root.join(file).parent().expect("a parent")).expect("made");
        fs::write(self.root.join(file), text).expect("written");
    }

    /// Replaces a text that is in a file once.
    pub fn edit(&self, file: &str, old: &str, new: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(old).count(), 1, "{file}: `{old}` has to be there once");
        self.write(file, text.replace(old, new));
    }

    /// What breaks receivers: the payload's only field goes.
    pub fn break_it(&self) {
        self.edit(
            SCHEMA,
            r#""flight": { "description": "Number of the flight.", "type": "string" }"#,
            r#""number": { "description": "Number of the flight.", "type": "string" }"#,
        );
        self.edit(SCHEMA, r#""required": ["flight"]"#, r#""required": ["number"]"#);
        self.edit(EXAMPLE, r#""flight": "TN 7""#, r#""number": "TN 7""#);
    }

    /// Copies all of it to a place next to it.
    pub fn copy_to(&self, name: &str) -> PathBuf {
        let to = self.beside(name);
        copy(&self.root, &to);
        to
    }

    /// Runs `compat` on it.
    pub fn compat(&self, options: &[&str]) -> Ran {
        self.run(&[&["compat"], options].concat())
    }

    pub fn run(&self, args: &[impl AsRef<OsStr>]) -> Ran {
        let args = args.iter().map(OsString::from).chain(["--root".into(), self.root.clone().into()]);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = hookwright::run(args, &mut out, &mut err, Color::Never);
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Ran { status, out: text(out), err: text(err) }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, to).expect("copied");
        }
    }
}

/// Runs Git as nobody in particular, and returns what it prints.
pub fn git(directory: &Path, args: &[&str]) -> String {
    let who = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "protocol.file.allow=always"];
    let output = Command::new("git").args(who).args(args).current_dir(directory).output().expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}
