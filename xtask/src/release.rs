//! `cargo xtask release --dry-run`: everything that has to hold before the crates are published, step by step.

mod manifests;
mod packing;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::Args;
use manifests::Package;

use crate::Status;

/// Walk the checklist of a release, and publish nothing
///
/// A step that fails does not stop the ones after it. What needs a network or a tool that is not there is skipped, and said.
/// CONTRIBUTING.md says what comes after it.
#[derive(Args)]
#[command(after_help = "Exit status: 0 no step failed, 1 a step failed, 2 usage")]
pub struct Options {
    /// Only check: nothing is uploaded in any case, and the crates are published by hand
    #[arg(long, required = true)]
    dry_run: bool,
    /// Leave out what builds: the packages, and their documentation
    #[arg(long)]
    quick: bool,
}

/// How a step ended.
enum Done {
    Fine(String),
    Failed(Vec<String>),
    Skipped(String),
}

impl Done {
    /// Fine, unless there is something wrong.
    fn unless(wrong: Vec<String>, fine: impl Into<String>) -> Self {
        if wrong.is_empty() { Self::Fine(fine.into()) } else { Self::Failed(wrong) }
    }
}

/// What is to be released.
struct Release {
    root: PathBuf,
    /// The packages of the workspace, published or not.
    all: Vec<Package>,
}

/// What a step looks at, and how.
type Step = (&'static str, fn(&Release) -> Done);

const STEPS: [Step; 7] = [
    ("what is released is committed", committed),
    ("one version for all", manifests::versions),
    ("the changelog has it", changelog),
    ("manifests say what the registry shows", manifests::complete),
    ("nothing depends on what is not published", manifests::closed),
    ("packages are lean, and their version is free", packing::packages),
    ("compatible with the last release", semver),
];

const BUILDS: [Step; 2] =
    [("packages build on their own", packing::builds), ("docs.rs can build", packing::docs)];

/// Walks the steps.
///
/// # Errors
///
/// When Cargo cannot say what is in the workspace.
pub fn run(options: &Options) -> io::Result<Status> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let release = Release { all: manifests::read(&root)?, root };
    let mut out = io::stdout();
    let mut failed = 0;
    for (name, step) in STEPS.iter().chain(if options.quick { &[][..] } else { &BUILDS }) {
        let start = Instant::now();
        let done = step(&release);
        let seconds = start.elapsed().as_secs();
        let (word, lines) = match done {
            Done::Fine(what) => ("fine", vec![what]),
            Done::Skipped(why) => ("skipped", vec![why]),
            Done::Failed(wrong) => ("failed", wrong),
        };
        failed += usize::from(word == "failed");
        // A reader that has gone away changes nothing about the release.
        let _ = writeln!(out, "{word:7}  {name} ({seconds} s)");
        for line in lines.iter().flat_map(|line| line.lines()) {
            let _ = writeln!(out, "         {line}");
        }
    }
    let _ = match failed {
        0 => writeln!(out, "\nready: nothing was published"),
        1 => writeln!(out, "\none step failed"),
        _ => writeln!(out, "\n{failed} steps failed"),
    };
    Ok(if failed == 0 { Status::Fine } else { Status::Failed })
}

impl Release {
    fn published(&self) -> impl Iterator<Item = &Package> {
        self.all.iter().filter(|package| package.is_published)
    }

    fn version(&self) -> &str {
        self.published().next().map_or("", |package| package.version.as_str())
    }

    /// Runs a command in the root: whether it succeeded, and what it said on both streams.
    fn said(&self, mut command: Command) -> (bool, String) {
        let output = command.current_dir(&self.root).stdin(Stdio::null()).output();
        output.map_or_else(
            |error| (false, format!("{}: {error}", command.get_program().display())),
            |output| {
                let text = [output.stdout, output.stderr].concat();
                (output.status.success(), String::from_utf8_lossy(&text).into_owned())
            },
        )
    }

    fn git(&self, args: &[&str]) -> (bool, String) {
        let mut git = Command::new("git");
        git.args(args);
        self.said(git)
    }
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The end of what a command said, which has the reason when it failed.
fn end(text: &str) -> String {
    const LINES: usize = 12;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

fn committed(release: &Release) -> Done {
    let (is_fine, said) = release.git(&["status", "--porcelain"]);
    let (_, head) = release.git(&["rev-parse", "--short", "HEAD"]);
    match (is_fine, said.lines().count()) {
        (true, 0) => Done::Fine(format!("commit {}", head.trim())),
        (true, files) => {
            Done::Failed(vec![format!("{files} files differ from the last commit: commit them, or undo it")])
        }
        (false, _) => Done::Failed(vec![end(&said)]),
    }
}

fn changelog(release: &Release) -> Done {
    let version = release.version();
    let text = std::fs::read_to_string(release.root.join("CHANGELOG.md")).unwrap_or_default();
    match section(&text, version) {
        Some(lines) if lines > 0 => Done::Fine(format!("{version}, with {lines} lines")),
        Some(_) => Done::Failed(vec![format!("CHANGELOG.md says nothing under {version}")]),
        None => Done::Failed(vec![format!(
            "CHANGELOG.md has no `## {version}`: give what is under `## Unreleased` that heading, with the date"
        )]),
    }
}

/// How many lines a changelog has under a version.
fn section(changelog: &str, version: &str) -> Option<usize> {
    let names = |line: &str| {
        let heading = line.strip_prefix("## ").map(|rest| rest.split([' ', '\t']).next().unwrap_or_default());
        heading.is_some_and(|heading| heading.trim_matches(['[', ']']) == version)
    };
    let mut lines = changelog.lines().skip_while(|line| !names(line));
    lines.next()?;
    Some(lines.take_while(|line| !line.starts_with("## ")).filter(|line| !line.trim().is_empty()).count())
}

/// What cargo-semver-checks says against the last tag.
fn semver(release: &Release) -> Done {
    let (has_tag, tag) = release.git(&["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]);
    if !has_tag {
        return Done::Skipped("there is no tag `v…`, so nothing has been released".to_owned());
    }
    let mut version = cargo();
    version.args(["semver-checks", "--version"]);
    if !release.said(version).0 {
        return Done::Skipped(
            "cargo-semver-checks is not installed: `cargo install cargo-semver-checks --locked`".to_owned(),
        );
    }
    let mut check = cargo();
    check.args(["semver-checks", "--baseline-rev", tag.trim()]);
    for package in release.published() {
        check.args(["--package", &package.name]);
    }
    match release.said(check) {
        (true, _) => Done::Fine(format!("compared with {}", tag.trim())),
        (false, said) => Done::Failed(vec![end(&said)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_a_section_of_its_own() {
        let changelog = "# Changelog\n\n## Unreleased\n\n- later\n\n## [0.2.0] - 2027-01-01\n\n- one\n- two\n\n## 0.1.0\n";
        assert_eq!(
            ["0.2.0", "0.1.0", "0.2", "0.3.0"].map(|version| section(changelog, version)),
            [Some(2), Some(0), None, None]
        );
    }
}
