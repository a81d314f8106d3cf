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
/// A step that fails does not stop the ones after it. What needs a network or a tool that is not there is skipped, and said;
/// what only a person can decide is left to do by hand, and is no failure.
/// CONTRIBUTING.md says what comes after it.
#[derive(Args)]
#[command(
    after_help = "Exit status: 0 no step failed, whatever is left to do by hand, 1 a step failed, 2 usage"
)]
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
    /// Nothing is wrong, but somebody has to decide something before the release.
    ByHand(String),
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

const STEPS: [Step; 8] = [
    ("what is released is committed", committed),
    ("one version for all", manifests::versions),
    ("the changelog has it", changelog),
    ("manifests say what the registry shows", manifests::complete),
    ("manifests say where the sources are", manifests::repository),
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
    let (mut failed, mut by_hand) = (0, 0);
    for (name, step) in STEPS.iter().chain(if options.quick { &[][..] } else { &BUILDS }) {
        let start = Instant::now();
        let done = step(&release);
        let seconds = start.elapsed().as_secs();
        let (word, lines) = match done {
            Done::Fine(what) => ("fine", vec![what]),
            Done::Skipped(why) => ("skipped", vec![why]),
            Done::ByHand(what) => ("by hand", vec![what]),
            Done::Failed(wrong) => ("failed", wrong),
        };
        failed += usize::from(word == "failed");
        by_hand += usize::from(word == "by hand");
        // A reader that has gone away changes nothing about the release.
        let _ = writeln!(out, "{word:7}  {name} ({seconds} s)");
        for line in lines.iter().flat_map(|line| line.lines()) {
            let _ = writeln!(out, "         {line}");
        }
    }
    let _ = writeln!(out, "\n{}", ending(failed, by_hand));
    Ok(if failed == 0 { Status::Fine } else { Status::Failed })
}

/// What all steps come to.
fn ending(failed: usize, by_hand: usize) -> String {
    let steps = |count| if count == 1 { "one step".to_owned() } else { format!("{count} steps") };
    let failed = (failed > 0).then(|| format!("{} failed", steps(failed)));
    let by_hand = (by_hand > 0).then(|| format!("{} left to do by hand", steps(by_hand)));
    match (failed, by_hand) {
        (Some(failed), Some(by_hand)) => format!("{failed}, {by_hand}"),
        (Some(failed), None) => failed,
        (None, Some(by_hand)) => format!("nothing failed, {by_hand}; nothing was published"),
        (None, None) => "ready: nothing was published".to_owned(),
    }
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
        (true, _) => Done::Failed(vec![format!(
            "these differ from the last commit: commit or undo them\n{}",
            said.trim_end()
        )]),
        (false, _) => Done::Failed(vec![end(&said)]),
    }
}

fn changelog(release: &Release) -> Done {
    let version = release.version();
    match std::fs::read_to_string(release.root.join("CHANGELOG.md")) {
        Ok(text) => entries(&text, version),
        Err(error) => Done::Failed(vec![format!("CHANGELOG.md: {error}")]),
    }
}

/// Until the day of the release, which is somebody's decision, the entries are under `Unreleased`.
fn entries(changelog: &str, version: &str) -> Done {
    match (section(changelog, version), section(changelog, "Unreleased")) {
        (Some(lines @ 1..), _) => Done::Fine(format!("{version}, with {}", counted(lines))),
        (Some(_), _) => Done::Failed(vec![format!("CHANGELOG.md has nothing under `## {version}`")]),
        (None, Some(lines @ 1..)) => Done::ByHand(format!(
            "CHANGELOG.md has {} under `## Unreleased`: on the day of the release, rename it to `## {version} - YYYY-MM-DD`",
            counted(lines)
        )),
        (None, _) => Done::Failed(vec![format!(
            "CHANGELOG.md has nothing under `## {version}` or `## Unreleased`: write down what the release changes"
        )]),
    }
}

fn counted(lines: usize) -> String {
    if lines == 1 { "one line".to_owned() } else { format!("{lines} lines") }
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
    fn entries_wait_under_unreleased_for_the_day_of_the_release() {
        let told = |changelog| match entries(changelog, "0.2.0") {
            Done::Fine(what) => format!("fine: {what}"),
            Done::ByHand(what) => format!("by hand: {what}"),
            Done::Skipped(why) => format!("skipped: {why}"),
            Done::Failed(wrong) => format!("failed: {}", wrong.join("\n")),
        };
        for (changelog, expected) in [
            ("## Unreleased\n\n- later\n\n## 0.2.0\n\n- one\n", "fine: 0.2.0, with one line"),
            (
                "## Unreleased\n\n- one\n\n## 0.1.0\n\n- zero\n",
                "by hand: CHANGELOG.md has one line under `## Unreleased`: on the day of the release, rename it to \
                 `## 0.2.0 - YYYY-MM-DD`",
            ),
            ("## Unreleased\n\n- one\n\n## 0.2.0\n", "failed: CHANGELOG.md has nothing under `## 0.2.0`"),
            (
                "## Unreleased\n\n## 0.1.0\n\n- zero\n",
                "failed: CHANGELOG.md has nothing under `## 0.2.0` or `## Unreleased`: write down what the release changes",
            ),
        ] {
            assert_eq!(told(changelog), expected);
        }
    }

    #[test]
    fn the_ending_tells_what_is_wrong_from_what_is_left_to_do() {
        for (failed, by_hand, expected) in [
            (0, 0, "ready: nothing was published"),
            (0, 2, "nothing failed, 2 steps left to do by hand; nothing was published"),
            (1, 0, "one step failed"),
            (2, 1, "2 steps failed, one step left to do by hand"),
        ] {
            assert_eq!(ending(failed, by_hand), expected);
        }
    }

    #[test]
    fn a_version_has_a_section_of_its_own() {
        let changelog = "# Changelog\n\n## Unreleased\n\n- later\n\n## [0.2.0] - 2027-01-01\n\n- one\n- two\n\n## 0.1.0\n";
        assert_eq!(
            ["0.2.0", "0.1.0", "0.2", "0.3.0"].map(|version| section(changelog, version)),
            [Some(2), Some(0), None, None]
        );
    }
}
