//! `doctor`: what this machine lacks for the repository at hand, why that matters, and the command that helps.

mod clock;
mod git;
mod machine;
mod program;
mod repository;
mod rust;
mod tools;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use webhook_schema::counted;
use webhook_schema::diagnostic::terminal::one_line;

use crate::{Context, Outcome, Status};
use repository::Repository;

/// Say what this machine lacks for the repository, and how to get it
///
/// It looks at what the repository has: its manifests, its workflows and scripts for CI. So it asks less of a repository
/// that does less. It goes nowhere but this machine, and changes nothing.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  doctor\n  doctor --json\n\nExit status: 0 everything that the repository requires is there, 1 something of it is missing, 2 usage"
)]
pub struct Options {
    /// Print a JSON object, for programs
    #[arg(long)]
    json: bool,
    /// The repository to look at; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// One thing that was looked at.
struct Check {
    /// What it goes by.
    name: String,
    state: State,
    /// What was found.
    found: String,
    /// What needs it, or what happens without it.
    why: String,
    /// The command that helps; `None` where there is none, or nothing to do.
    fix: Option<String>,
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fine,
    /// Something works less well.
    Advice,
    /// The repository requires it.
    Missing,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Advice => "advice",
            Self::Missing => "missing",
        }
    }
}

impl Check {
    fn fine(name: impl Into<String>, found: impl Into<String>) -> Self {
        Self { name: name.into(), state: State::Fine, found: found.into(), why: String::new(), fix: None }
    }

    /// Not as it should be: missing where it is required.
    fn wrong(name: impl Into<String>, is_required: bool, found: impl Into<String>) -> Self {
        let state = if is_required { State::Missing } else { State::Advice };
        Self { state, ..Self::fine(name, found) }
    }

    fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    fn fix(mut self, command: impl Into<Option<String>>) -> Self {
        self.fix = command.into();
        self
    }
}

/// Looks at everything.
pub fn run(options: &Options, context: &Context) -> Outcome {
    let (root, none) = match (&options.root, &context.root) {
        (Some(_), _) => match crate::repository::directory(options.root.as_deref(), context) {
            Ok(root) => (root, None),
            Err(outcome) => return outcome,
        },
        (None, Ok(root)) => (root.canonicalize().unwrap_or_else(|_| root.clone()), None),
        // Before there is a catalog, what one needs can be looked at all the same.
        (None, Err(why)) => (PathBuf::from("."), Some(why.clone())),
    };
    let checks = checks(&root, none, context);
    let missing = checks.iter().filter(|check| check.state == State::Missing).count();
    let out = if options.json { to_json(&checks) } else { to_text(&checks, missing) };
    Outcome::new(if missing == 0 { Status::Fine } else { Status::Failed }).out(out)
}

fn checks(root: &Path, none: Option<String>, context: &Context) -> Vec<Check> {
    let repository = Repository::read(root);
    let mut checks = Vec::new();
    if let Some(why) = none {
        let start = "hookwright init --help".to_owned();
        checks.push(Check::wrong("catalog", false, why).why("there is nothing to generate from").fix(start));
    }
    checks.extend(rust::checks(&repository));
    checks.extend(git::checks(&repository));
    checks.extend(repository.writable());
    checks.extend(program::checks(&repository, context.program));
    checks.extend(clock::checks(&repository));
    checks.extend(tools::checks(&repository, context.program));
    checks
}

fn to_text(checks: &[Check], missing: usize) -> String {
    let width = checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for Check { name, state, found, why, fix } in checks {
        let _ = writeln!(text, "{:7}  {name:width$}  {}", state.as_str(), one_line(found));
        if *state != State::Fine {
            let fix = fix.iter().map(|command| format!("run: {command}"));
            for line in [one_line(why)].into_iter().chain(fix).filter(|line| !line.is_empty()) {
                let _ = writeln!(text, "         {:width$}  {line}", "");
            }
        }
    }
    let advice = checks.iter().filter(|check| check.state == State::Advice).count();
    let _ = match missing {
        0 => write!(text, "\neverything that is required is there"),
        1 => write!(text, "\none thing that is required is missing"),
        _ => write!(text, "\n{missing} things that are required are missing"),
    };
    let _ = match advice {
        0 => writeln!(text),
        _ => writeln!(text, "; {} of advice", counted(advice, "piece", "pieces")),
    };
    text
}

fn to_json(checks: &[Check]) -> String {
    let all = checks.iter().map(|Check { name, state, found, why, fix }| {
        json!({ "check": name, "state": state.as_str(), "found": found, "why": why, "fix": fix })
    });
    let is_fine = checks.iter().all(|check| check.state != State::Missing);
    format!("{:#}\n", json!({ "fine": is_fine, "checks": all.collect::<Vec<_>>() }))
}
