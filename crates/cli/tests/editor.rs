//! docs/src/editor.md: its hook and its commands are run, and what it says of output for programs is held against that. Its
//! settings and workflows are read by crates/conformance/editor.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

mod golden;

const PAGE: &str = include_str!("../../../docs/src/editor.md");

fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    PAGE.split(opening.as_str()).skip(1).map(|block| block.split("```").next().expect("it ends")).collect()
}

/// A catalog in a repository on the branch `main`, and a directory on the PATH that has the program.
struct Repository {
    root: TempDir,
    bin: TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository =
            Self { root: golden::repository("minimal"), bin: tempfile::tempdir().expect("a directory") };
        let program = env!("CARGO_BIN_EXE_hookwright");
        std::os::unix::fs::symlink(program, repository.bin.path().join("hookwright")).expect("linked");
        let start = "git init --quiet --initial-branch main && hookwright codegen && git add --all && git commit --quiet -m Start";
        golden::run("fmt", repository.root.path());
        repository.fine(start);
        repository
    }

    fn run(&self, line: &str) -> Output {
        let path = std::env::var("PATH").expect("a PATH");
        let mut shell = Command::new("sh");
        for (name, value) in [("GIT_AUTHOR", "A"), ("GIT_COMMITTER", "A")] {
            shell.env(format!("{name}_NAME"), value).env(format!("{name}_EMAIL"), "a@example.com");
        }
        shell
            .env("PATH", format!("{}:{path}", self.bin.path().display()))
            .env("GIT_CONFIG_GLOBAL", "/dev/null");
        shell.args(["-c", line]).current_dir(self.root.path()).output().expect("sh runs")
    }

    fn fine(&self, line: &str) -> String {
        let output = self.run(line);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{line}:\n{}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    /// A JSON document and the exit status, which has to be as for people.
    fn json(&self, line: &str) -> (Value, Option<i32>) {
        let output = self.run(line);
        let document = serde_json::from_slice(&output.stdout);
        (document.unwrap_or_else(|error| panic!("{line}: {error}")), output.status.code())
    }

    fn rename(&self, path: &str) {
        let path = self.root.path().join(path);
        let text = fs::read_to_string(&path).expect("read");
        fs::write(path, text.replace("flight.gone", "flight.went")).expect("written");
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let path = self.root.path().join(path);
        let text = fs::read_to_string(&path).expect("read");
        assert!(text.contains(old), "{old} in {text}");
        fs::write(path, text.replacen(old, new, 1)).expect("written");
    }
}

const SCHEMA: &str = "schemas/webhooks/flight.landed.schema.json";

#[test]
fn the_hook_lets_nothing_pass_that_it_checks() {
    webhook_test_support::needs!("git");
    let repository = Repository::new();
    let [hook, install, ..] = &blocks("sh")[..] else { panic!("a hook, and how to install it") };
    let hooks = repository.root.path().join(".githooks");
    fs::create_dir(&hooks).expect("made");
    fs::write(hooks.join("pre-commit"), hook).expect("written");
    repository.fine(install);
    repository.fine("git add --all && git commit --quiet -m Hook");
    // Layout, drift, and a change that breaks receivers: each alone.
    for (old, new, mend) in [
        ("\"type\": \"object\",", "\"type\":    \"object\",", "hookwright fmt"),
        ("\"description\": \"", "\"description\": \"Now: ", "hookwright codegen"),
    ] {
        repository.edit(SCHEMA, old, new);
        assert!(!repository.run("git commit --quiet --all -m Changed").status.success(), "{new}");
        repository.fine(mend);
        repository.fine("git add --all && git commit --quiet --allow-empty -m Mended");
    }
    repository.fine("hookwright new event flight.gone --family flight && hookwright codegen && git add --all && git commit --quiet -m One");
    for kind in ["schema", "example"] {
        let [old, new] = ["gone", "went"].map(|name| format!("schemas/webhooks/flight.{name}.{kind}.json"));
        repository.fine(&format!("git mv {old} {new}"));
        repository.rename(&new);
    }
    repository.rename("schemas/webhooks/index.json");
    // Only the comparison has something against that.
    repository.fine("hookwright codegen && hookwright fmt --check && git add --all");
    let refused = repository.run("git commit --quiet -m Renamed");
    let said = String::from_utf8_lossy(&[refused.stdout, refused.stderr].concat()).into_owned();
    assert!(!refused.status.success() && said.contains("flight.gone"), "{said}");
}

#[test]
fn every_command_of_the_workflows_runs_and_writes_what_is_uploaded() {
    webhook_test_support::needs!("git");
    let repository = Repository::new();
    let lines = blocks("yaml").into_iter().flat_map(str::lines);
    let commands: Vec<&str> =
        lines.filter_map(|line| line.split_once("run: ")).map(|(_, command)| command).collect();
    assert_eq!(commands.len(), 5, "{commands:?}");
    for command in commands {
        repository.fine(command);
    }
    for file in ["lint.sarif", "compat.sarif"] {
        assert!(PAGE.contains(&format!("sarif_file: {file}\n")));
        let text = fs::read_to_string(repository.root.path().join(file)).expect("read");
        let sarif: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(sarif["version"], "2.1.0");
    }
    // A finding has its place, for people and for services.
    repository.edit(SCHEMA, "\"type\": \"object\",", "\"type\":    \"object\",");
    let said = repository.run("hookwright fmt --check --format github");
    let out = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.code() == Some(4) && out.contains(&format!("file={SCHEMA}")), "{out}");
}

/// The keys that the page names in the row of a command.
fn named(command: &str) -> BTreeSet<String> {
    let row = PAGE.lines().find(|line| line.starts_with('|') && line.contains(command)).expect("a row");
    let (_, printed) = row.trim_matches('|').split_once('|').expect("two cells");
    let (_, printed) = printed.split_once(':').unwrap_or((printed, printed));
    // What is in parentheses are values.
    let mut depth = 0;
    let outside: String = printed
        .chars()
        .filter(|character| {
            depth += i32::from(*character == '(');
            let is_outside = depth == 0;
            depth -= i32::from(*character == ')');
            is_outside
        })
        .collect();
    outside.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().expect("an object").keys().cloned().collect()
}

#[test]
fn what_programs_read_is_what_the_page_says() {
    webhook_test_support::needs!("git");
    let repository = Repository::new();
    let (new, _) = repository.json("hookwright new event flight.gone --family flight --json");
    assert_eq!(keys(&new), named("`new --json`"));
    assert_eq!(new["created"][0], "schemas/webhooks/flight.gone.example.json");
    for step in new["next"].as_array().expect("steps") {
        let file = step["file"].as_str();
        assert!(
            file.map_or(step["run"] == "hookwright codegen", |file| repository
                .root
                .path()
                .join(file)
                .is_file()),
            "{step}"
        );
    }
    let (levels, _) = repository.json("hookwright lint --levels --format json");
    assert_eq!(keys(&levels[0]), named("`lint --levels"));
    let (rules, _) = repository.json("hookwright explain --json");
    let rules = rules.as_array().expect("rules");
    for kind in ["mistake", "file", "lint", "change"] {
        let rule = rules.iter().find(|rule| rule["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
        assert!(keys(rule).is_superset(&named("`explain --json`")), "{rule}");
        let id = rule["rule"].as_str().expect("an id");
        assert_eq!(repository.json(&format!("hookwright explain {id} --json")).0, *rule);
    }
    let (doctor, _) = repository.json("hookwright doctor --json");
    let mut said = keys(&doctor);
    said.extend(keys(&doctor["checks"][0]));
    let mut expected = named("`doctor --json`");
    expected.extend(["fine", "checks"].map(str::to_owned));
    assert_eq!(said, expected);
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (init, _) = repository
        .json(&format!("hookwright init --name acme --json --runtime-path '{}' acme", checkout.display()));
    assert_eq!(keys(&init), named("`init --json`"));
    for path in init["created"].as_array().expect("paths") {
        assert!(repository.root.path().join("acme").join(path.as_str().expect("a path")).is_file(), "{path}");
    }

    // Findings, and a catalog with mistakes, by whatever reads it.
    repository.fine("hookwright codegen && hookwright fmt");
    repository.edit(SCHEMA, "\"type\": \"object\",", "\"type\":    \"object\",");
    let (found, status) = repository.json("hookwright fmt --check --format json");
    assert_eq!(
        (status, found[0]["rule"].as_str(), found[0]["file"].as_str()),
        (Some(4), Some("layout"), Some(SCHEMA))
    );
    assert_eq!(keys(&found[0]), named("`codegen`, `fmt`"));
    repository.fine("hookwright fmt --format json");
    repository.edit("schemas/webhooks/index.json", "\"events\"", "\"evnts\"");
    for command in [
        "codegen --format json",
        "lint --format json",
        "lint --levels --format json",
        "new event flight.late --family flight --json",
    ] {
        let (found, status) = repository.json(&format!("hookwright {command}"));
        assert_eq!(status, Some(3), "{command}");
        assert!(found.as_array().is_some_and(|found| !found.is_empty()), "{command}: {found}");
    }
}
