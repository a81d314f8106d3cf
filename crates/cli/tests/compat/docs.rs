//! That what the book says of `compat` is so: its commands run, its index loads, its hook keeps a commit out.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hookwright::Status;
use serde_json::Value;
use webhook_test_support::needs;

use crate::support::{INDEX, Repository};

/// The blocks of a language on the page.
fn blocks(language: &str) -> Vec<String> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/evolution.md");
    let page = fs::read_to_string(page).expect("the page");
    let start = format!("\n```{language}\n");
    let blocks =
        page.split(&start).skip(1).map(|rest| rest.split("\n```").next().unwrap_or_default().to_owned());
    let blocks: Vec<String> = blocks.collect();
    assert!(!blocks.is_empty(), "no block of {language}");
    blocks
}

/// A committed repository with what the page names: a version in the history, a tag, and two copies.
fn repository() -> Repository {
    let repository = Repository::committed();
    repository.edit(INDEX, "2031-07-04", "2026-05-09");
    let ran = repository.run(&["codegen"]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    repository.commit("generated");
    repository.commit("nothing more");
    repository.git(&["tag", "v1.4.0"]);
    let copy = repository.copy_to("catalog-1.4.0");
    let packed = Command::new("tar")
        .args(["czf", "catalog-1.4.0.tgz", "catalog-1.4.0/schemas"])
        .current_dir(copy.parent().expect("a parent"))
        .status();
    assert!(packed.expect("tar runs").success());
    repository
}

/// Runs a script with the program of this build in the `PATH`.
fn run(repository: &Repository, script: &str) -> Output {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_hookwright"));
    let mut path = vec![program.parent().expect("a directory").to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut command = Command::new("sh");
    command.args(["-euc", script]).current_dir(repository.root()).env("GITHUB_BASE_REF", "main");
    command.env("PATH", std::env::join_paths(path).expect("a path")).output().expect("sh runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn commands_run() {
    needs!("git", "tar");
    let repository = repository();
    for script in blocks("sh") {
        let output = run(&repository, &script);
        assert!(output.status.success(), "{script}:\n{}", said(&output));
    }
}

#[test]
fn the_index_loads() {
    let repository = Repository::plain();
    let older = repository.copy_to("older").display().to_string();
    let block: Value = serde_json::from_str(&blocks("json")[0]).expect("JSON");
    let mut index: Value = serde_json::from_str(&repository.read(INDEX)).expect("JSON");
    index["evolution"] = block["evolution"].clone();
    repository.write(INDEX, index.to_string());
    let ran = repository.compat(&["--against", &older]);
    // There is no such change, and that is all there is to say.
    assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
    assert!(ran.out.contains("no change has the fingerprint `0123456789ab`"), "{}", ran.out);
    assert!(!ran.out.contains("there is no rule"), "{}", ran.out);
}

#[test]
fn the_steps_of_the_workflow_tell_a_breaking_change() {
    needs!("git");
    let repository = Repository::committed();
    let clone = repository.cloned(&[]);
    clone.git(&["checkout", "--quiet", "-b", "work"]);
    clone.break_it();
    clone.commit("a change");
    let workflow = &blocks("yaml")[0];
    let steps: Vec<&str> =
        workflow.lines().filter_map(|line| line.split_once("run: ")).map(|(_, step)| step).collect();
    let steps: Vec<&&str> = steps.iter().filter(|step| step.starts_with("hookwright ")).collect();
    assert_eq!(steps.len(), 2);
    let output = run(&clone, steps[0]);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert!(said(&output).starts_with("::error file=schemas/webhooks/"), "{}", said(&output));
    let output = run(&clone, steps[1]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(clone.read("comment.md").starts_with("### The catalog changes in a way that breaks receivers\n"));
}

#[test]
fn the_hook_keeps_a_commit_out() {
    needs!("git");
    let repository = Repository::committed();
    let hook = repository.root().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("a directory")).expect("made");
    fs::write(&hook, &blocks("bash")[0]).expect("written");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("executable");
    let commit = "git -c user.name=test -c user.email=test@localhost commit --quiet --all --message change";
    repository.write("other", "text");
    repository.git(&["add", "other"]);
    let output = run(&repository, commit);
    assert!(output.status.success(), "{}", said(&output));
    repository.break_it();
    let output = run(&repository, commit);
    assert!(
        !output.status.success() && said(&output).contains("if it is meant, set `version`"),
        "{}",
        said(&output)
    );
    repository.edit(INDEX, r#""version": "2031-07-04""#, r#""version": "2031-07-05""#);
    let output = run(&repository, commit);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn links_lead_somewhere() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src");
    let page = fs::read_to_string(directory.join("evolution.md")).expect("the page");
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let targets: Vec<&str> = targets.filter(|target| !target.starts_with("https://")).collect();
    assert!(!targets.is_empty());
    for target in targets {
        let (file, heading) = target.split_once('#').unwrap_or((target, ""));
        let file = directory.join(if file.is_empty() { "evolution.md" } else { file });
        let page = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{target}: {error}"));
        let headings = page.lines().filter(|line| line.starts_with('#'));
        let mut headings =
            headings.map(|line| line.trim_start_matches(['#', ' ']).replace(' ', "-").to_lowercase());
        assert!(heading.is_empty() || headings.any(|found| found == heading), "{target}");
    }
}
