//! `doctor`, on repositories of different needs, and on machines of which the variable `PATH` is all that they have.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A repository next to the programs that there are.
struct Machine(TempDir);

/// What a run said.
struct Said {
    status: Option<i32>,
    text: String,
    json: Value,
}

impl Machine {
    /// With a toolchain that has everything, for a workspace whose packages ask for less.
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().expect("a directory"));
        for directory in ["bin", "repository/schemas/webhooks"] {
            fs::create_dir_all(machine.0.path().join(directory)).expect("made");
        }
        machine.has("rustc", "echo 'rustc 1.95.0 (59807616e 2026-04-14)'");
        machine.has("rustfmt", "echo rustfmt 1.9.0");
        machine.has("cargo-clippy", "echo clippy 0.1.95");
        machine.has("cc", "");
        machine.has("rustup", "echo x86_64-unknown-linux-gnu");
        machine.packages(&[("acme-events", "1.90")]);
        machine.file("Cargo.toml", "");
        machine
    }

    /// A program that does something. A shell writes it: while this process has a file open to write, another test may start a
    /// process that has it open too, and then it cannot be run.
    fn has(&self, program: &str, script: &str) {
        let write = r#"printf '#!/bin/sh\n%s\n' "$2" > "$1" && chmod +x "$1""#;
        let mut shell = Command::new("sh");
        let path = self.0.path().join("bin").join(program);
        assert!(shell.args(["-c", write, "sh"]).arg(path).arg(script).status().expect("sh runs").success());
    }

    fn lacks(&self, program: &str) {
        fs::remove_file(self.0.path().join("bin").join(program)).expect("removed");
    }

    /// What Cargo says of the workspace.
    fn packages(&self, packages: &[(&str, &str)]) {
        let packages: Vec<Value> = packages
            .iter()
            .map(|(name, version)| serde_json::json!({ "name": name, "rust_version": version }))
            .collect();
        self.has("cargo", &format!("echo '{}'", serde_json::json!({ "packages": packages })));
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("repository")
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// The machine's own Git.
    fn has_git(&self) {
        let path = std::env::var_os("PATH").expect("a PATH");
        let git = std::env::split_paths(&path).map(|at| at.join("git")).find(|git| git.is_file());
        symlink(git.expect("Git is there"), self.0.path().join("bin/git")).expect("linked");
    }

    fn git(&self, args: &str) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]);
        let done = git.args(args.split(' ')).current_dir(self.root()).output().expect("git runs");
        assert!(done.status.success(), "git {args}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// Runs a line of a shell in the repository.
    fn shell(&self, line: &str) {
        let done = Command::new("sh").args(["-c", line]).current_dir(self.root()).status();
        assert!(done.expect("sh runs").success(), "{line}");
    }

    fn doctor(&self) -> Said {
        let run = |args: &[&str]| {
            Command::new(env!("CARGO_BIN_EXE_hookwright"))
                .args(args)
                .current_dir(self.root())
                .env("PATH", self.0.path().join("bin"))
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .output()
                .expect("it runs")
        };
        let (text, json) = (run(&["doctor"]), run(&["doctor", "--json"]));
        assert_eq!(text.status, json.status);
        Said {
            status: text.status.code(),
            text: String::from_utf8(text.stdout).expect("output is UTF-8"),
            json: serde_json::from_slice(&json.stdout).expect("a JSON document"),
        }
    }
}

impl Said {
    fn check(&self, name: &str) -> &Value {
        let checks = self.json["checks"].as_array().expect("checks").iter();
        let mut named = checks.filter(|check| check["check"] == name);
        named.next().unwrap_or_else(|| panic!("{name} in {}", self.text))
    }

    /// State and command of a check.
    fn state(&self, name: &str) -> (&str, Option<&str>) {
        let check = self.check(name);
        (check["state"].as_str().expect("a state"), check["fix"].as_str())
    }

    fn asks(&self, name: &str) -> bool {
        self.json["checks"].as_array().expect("checks").iter().any(|check| check["check"] == name)
    }
}

const CI: &str = "on: push\njobs:\n  a:\n    steps:\n      # jq\n      - run: cargo fmt --check\n      - run: hookwright compat\n      - run: redis-server --version; cargo build --target wasm32-wasip1\n";

#[test]
fn a_repository_without_ci_asks_for_little() {
    let machine = Machine::new();
    let said = machine.doctor();
    assert_eq!(said.status, Some(0), "{}", said.text);
    assert_eq!(said.json["fine"], true);
    assert_eq!(said.check("rust")["found"], "rustc 1.95.0 (59807616e 2026-04-14); 1.90 is asked for");
    assert_eq!(said.state("git"), ("advice", None));
    for other in ["rustfmt", "clippy", "redis-server", "jq", "mdbook", "wasm32-wasip1", "runtime"] {
        assert!(!said.asks(other), "{}", said.text);
    }
}

#[test]
fn what_ci_runs_is_asked_for_with_the_line_that_says_so() {
    let machine = Machine::new();
    machine.file(".github/workflows/ci.yml", CI);
    machine.has("apt-get", "");
    machine.lacks("rustfmt");
    let said = machine.doctor();
    assert_eq!(said.status, Some(1), "{}", said.text);
    assert_eq!(said.json["fine"], false);
    assert_eq!(said.state("rustfmt"), ("missing", Some("rustup component add rustfmt")));
    assert_eq!(said.check("rustfmt")["why"], "CI runs `cargo fmt` (.github/workflows/ci.yml:6)");
    let install = "sudo apt-get update && sudo apt-get install --yes --no-install-recommends";
    assert_eq!(said.state("git"), ("missing", Some(&*format!("{install} git"))));
    assert_eq!(said.state("redis-server"), ("advice", Some(&*format!("{install} redis-server"))));
    assert_eq!(said.state("wasm32-wasip1"), ("advice", Some("rustup target add wasm32-wasip1")));
    // One that is in a comment only, and one that nobody names.
    assert!(!said.asks("jq") && !said.asks("clippy"), "{}", said.text);
    assert!(said.text.contains("missing  rustfmt"), "{}", said.text);
    assert!(said.text.contains("run: rustup component add rustfmt\n"), "{}", said.text);
    assert!(
        said.text.ends_with("\n2 things that are required are missing; 2 pieces of advice\n"),
        "{}",
        said.text
    );
}

#[test]
fn commands_are_those_of_the_system_at_hand() {
    let machine = Machine::new();
    machine.file(".github/workflows/ci.yml", CI);
    machine.has("brew", "");
    assert_eq!(machine.doctor().state("redis-server"), ("advice", Some("brew install redis")));
    machine.lacks("brew");
    assert_eq!(machine.doctor().state("redis-server"), ("advice", None));
    machine.has("redis-server", "");
    assert_eq!(machine.doctor().state("redis-server"), ("fine", None));
}

#[test]
fn rust_is_too_old_for_all_or_for_some() {
    let machine = Machine::new();
    machine.packages(&[("acme-events", "1.90"), ("acme-tools", "1.96")]);
    let said = machine.doctor();
    assert_eq!((said.status, said.state("rust")), (Some(0), ("advice", Some("rustup update stable"))));
    let found = said.check("rust")["found"].as_str().expect("a text").to_owned();
    assert!(found.ends_with("and acme-tools asks for 1.96"), "{found}");
    machine.packages(&[("acme-events", "1.100")]);
    assert_eq!(machine.doctor().state("rust"), ("missing", Some("rustup update stable")));
    machine.has("cargo", "exit 101");
    let said = machine.doctor();
    assert_eq!(said.state("rust").0, "missing");
    assert!(said.text.contains("`codegen` repairs it"), "{}", said.text);
}

#[test]
fn a_machine_with_nothing_is_told_to_begin_with_rustup() {
    let machine = Machine::new();
    for program in ["rustc", "rustup", "cargo", "cc"] {
        machine.lacks(program);
    }
    let said = machine.doctor();
    assert_eq!(said.status, Some(1));
    let fix = said.state("rust").1.expect("a command");
    assert!(fix.ends_with("https://sh.rustup.rs | sh"), "{fix}");
}

#[test]
fn a_history_is_there_or_not() {
    webhook_test_support::needs!("git");
    let machine = Machine::new();
    machine.has_git();
    machine.file(".github/workflows/ci.yml", CI);
    assert_eq!(machine.doctor().state("history"), ("advice", Some("git init")));
    machine.git("init --quiet --initial-branch main");
    assert_eq!(machine.doctor().check("history")["found"], "no commit yet");
    machine.git("add --all");
    machine.git("commit --quiet -m one");
    machine.git("commit --quiet --allow-empty -m two");
    assert_eq!(machine.doctor().state("history"), ("fine", None));

    let clone = Machine::new();
    clone.has_git();
    fs::remove_dir_all(clone.root()).expect("removed");
    let from = format!("file://{}", machine.root().display());
    let mut git = Command::new("git");
    git.args(["clone", "--quiet", "--depth", "1", &from]).arg(clone.root());
    assert!(git.status().expect("git runs").success());
    let said = clone.doctor();
    assert_eq!(said.status, Some(1), "{}", said.text);
    let (state, fix) = said.state("history");
    assert_eq!(state, "missing");
    // What it says to do is what helps.
    clone.shell(fix.expect("a command"));
    assert_eq!(clone.doctor().state("history"), ("fine", None));

    machine.git("checkout --quiet --orphan other");
    machine.git("commit --quiet --allow-empty -m other");
    let said = machine.doctor();
    assert_eq!(said.state("history"), ("missing", None));
    assert_eq!(said.check("history")["found"], "HEAD and main have no commit in common");
}

#[test]
fn line_ends_and_clock_are_looked_at() {
    webhook_test_support::needs!("git");
    let machine = Machine::new();
    machine.has_git();
    machine.git("init --quiet --initial-branch main");
    machine.git("config core.autocrlf true");
    let said = machine.doctor();
    let (state, fix) = said.state("line-ends");
    assert_eq!(state, "advice");
    machine.shell(fix.expect("a command"));
    assert_eq!(machine.doctor().state("line-ends"), ("fine", None));

    assert!(!machine.doctor().asks("clock"));
    machine.has("timedatectl", "echo no");
    assert_eq!(machine.doctor().state("clock"), ("advice", Some("sudo timedatectl set-ntp true")));
    machine.has("timedatectl", "echo yes");
    assert_eq!(machine.doctor().state("clock"), ("fine", None));
    machine.git("commit --quiet --allow-empty -m future");
    let future = "GIT_COMMITTER_DATE='4000000000 +0000'";
    let author = "-c user.name=A -c user.email=a@example.com";
    machine.shell(&format!("{future} git {author} commit --quiet --allow-empty -m later"));
    let said = machine.doctor();
    assert_eq!(said.state("clock").0, "advice");
    assert!(said.text.contains("s in the future"), "{}", said.text);
}

#[test]
fn what_cannot_be_written_is_found_and_nothing_is_left() {
    let machine = Machine::new();
    machine.file("crates", "a file where a directory has to be");
    let said = machine.doctor();
    assert_eq!((said.status, said.state("write").0), (Some(1), "missing"), "{}", said.text);
    fs::remove_file(machine.root().join("crates")).expect("removed");
    assert_eq!(machine.doctor().state("write").0, "fine");
    let names = |at: &Path| fs::read_dir(at).expect("listed").flatten().count();
    assert_eq!((names(&machine.root()), names(&machine.root().join("schemas"))), (2, 1));
}

#[test]
fn generator_and_runtime_are_of_one_release() {
    let machine = Machine::new();
    machine.file("Cargo.lock", "[[package]]\nname = \"webhook-runtime\"\nversion = \"0.99.3\"\n");
    let said = machine.doctor();
    assert_eq!((said.status, said.state("runtime").0), (Some(1), "missing"));
    assert!(said.text.contains("install hookwright 0.99"), "{}", said.text);
    let own =
        format!("[[package]]\nname = \"webhook-runtime\"\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"));
    machine.file("Cargo.lock", &own);
    assert!(!machine.doctor().asks("runtime"));
}

#[test]
fn it_runs_where_there_is_no_catalog() {
    let machine = Machine::new();
    fs::remove_dir_all(machine.root().join("schemas")).expect("removed");
    let said = machine.doctor();
    assert_eq!((said.status, said.state("catalog").0), (Some(0), "advice"), "{}", said.text);
}
