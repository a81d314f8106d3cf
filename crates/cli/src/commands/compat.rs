//! `compat`: what changed since an older version of the catalog, whom it breaks, and whether it may land.

mod against;
mod changes;
mod fail_on;
mod markdown;
mod release;
mod text;
mod told;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use webhook_evolution::{Place, Report};
use webhook_schema::{At, Diagnostics};

use super::limits::Limits;
use super::{codegen, explain};
use crate::{Color, Context, Outcome, STATUSES, Status};
use against::Missing;
use changes::{Changes, Newer};

/// Compare the catalog with an older version, and say whom each change breaks
///
/// A change that breaks deployed receivers needs a newer `version` in schemas/webhooks/index.json. What is compared with
/// comes out of Git's objects, the history of versions, a directory or a tarball; nothing is checked out or written.
#[derive(Args)]
#[command(after_help = STATUSES)]
pub struct Options {
    /// What to compare with: a Git revision, a version in schemas/meta/history, a directory, or a tarball (.tar, .tar.gz,
    /// .tgz). By default, the commit where the main branch was left; on that branch, the last commit before what has changed
    #[arg(long, value_name = "WHAT")]
    against: Option<String>,
    /// What needs a newer version: `wire=breaking` by default. `wire` and `strict` take breaking, risky or never; `rust`
    /// takes major, minor or never
    #[arg(long, value_name = "KIND=LEAST", value_delimiter = ',', value_parser = fail_on::parse)]
    fail_on: Vec<fail_on::Least>,
    /// How changes are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show changes that make no difference to anybody, too, and why events of the older version could not be compared
    #[arg(long)]
    verbose: bool,
    /// Explain a rule, and compare nothing
    #[arg(long, value_name = "RULE", conflicts_with_all = ["against", "fail_on", "format", "verbose"])]
    explain: Option<String>,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

/// Whom changes are printed for.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs; its schema is schemas/meta/compat.schema.json
    Json,
    /// For workflow annotations on GitHub
    Github,
    /// For code scanning services
    Sarif,
    /// For a comment on a pull request
    Markdown,
}

impl Format {
    /// What is wrong with the catalog where nothing can be compared: on standard output for programs, and in JSON as the one
    /// finding of the document that is always there.
    fn mistakes(self, against: Option<&str>, diagnostics: &Diagnostics, color: Color) -> Outcome {
        let format = match self {
            Self::Text | Self::Markdown => codegen::Format::Text,
            Self::Json => {
                let report = unreadable(against, diagnostics);
                let outcome = Outcome::new(Status::Mistakes).out(report.to_json());
                return outcome.err(diagnostics.to_text_in(color));
            }
            Self::Github => codegen::Format::Github,
            Self::Sarif => codegen::Format::Sarif,
        };
        format.mistakes(diagnostics, color)
    }
}

/// Compares, or explains a rule.
pub fn run(options: &Options, context: &Context) -> Outcome {
    match &options.explain {
        Some(rule) => explain::explained(rule),
        None => options.limits.with_stack(|| run_here(options, context)),
    }
}

fn run_here(options: &Options, context: &Context) -> Outcome {
    let root = match super::root(options.root.as_deref(), context) {
        Ok(root) => root,
        Err(outcome) => return outcome,
    };
    let mut diagnostics = Diagnostics::new();
    let Some(newer) = Newer::load(&options.limits.tree(&root), &mut diagnostics) else {
        return options.format.mistakes(options.against.as_deref(), &diagnostics, context.color);
    };
    let outcome = compared(options, context, &root, &newer, &diagnostics);
    // The process is about to end: to give memory back piece by piece is time for nothing.
    std::mem::forget(newer);
    outcome
}

/// Compares as far as the newer catalog's mistakes allow it.
fn compared(
    options: &Options,
    context: &Context,
    root: &Path,
    newer: &Newer,
    diagnostics: &Diagnostics,
) -> Outcome {
    let (limits, format, verbose) = (options.limits.limits(), options.format, options.verbose);
    let is_sound = diagnostics.has_no_error();
    let against = match against::find(root, options.against.as_deref(), limits, context.program) {
        Ok(against) => against,
        _ if !is_sound => {
            return format.mistakes(options.against.as_deref(), diagnostics, context.color);
        }
        Err(Missing::Usage(message)) => return Outcome::usage(message),
        Err(Missing::Failed(message)) => return Outcome::failed(message),
        Err(Missing::NotYet(reason)) => return nothing_to_compare(format, &reason),
    };
    let changes = match Changes::find(against, newer, diagnostics, fail_on::all(&options.fail_on)) {
        Ok(changes) => changes,
        Err(message) => return Outcome::failed(message),
    };
    let said = match format {
        Format::Text => text::report(&changes, verbose, context.color),
        Format::Json => changes.report().to_json(),
        Format::Github => told::all(&changes, verbose).to_github(),
        Format::Sarif => told::all(&changes, true).to_sarif(),
        Format::Markdown => markdown::report(&changes, verbose),
    };
    let notes = text::assumptions(&changes, verbose, context);
    let outcome = if is_sound {
        Outcome::new(changes.status()).out(said).err(notes)
    } else {
        let mistakes = diagnostics.to_text_in(context.color);
        Outcome::new(Status::Mistakes).out(said).err(format!("{mistakes}{notes}"))
    };
    std::mem::forget(changes);
    outcome
}

/// A report of a newer catalog that cannot be read.
fn unreadable(against: Option<&str>, diagnostics: &Diagnostics) -> Report {
    let against = against.unwrap_or_default();
    let Some((mistake, file, position)) = diagnostics.first_error() else { return Report::default() };
    let pointer = match &mistake.at {
        At::Value(at) | At::Key(at) => at.pointer.clone(),
        At::Offset { .. } | At::File(_) => String::new(),
    };
    let (line, column) = position.unzip();
    Report::unreadable(against, &mistake.message, Place { file, pointer, line, column })
}

/// The first commit breaks nobody.
fn nothing_to_compare(format: Format, reason: &str) -> Outcome {
    let outcome = Outcome::new(Status::Fine);
    let said = format!("nothing to compare with: {reason}\n");
    match format {
        Format::Text | Format::Github | Format::Markdown => outcome.out(said),
        Format::Json => outcome.out(Report::default().to_json()).err(said),
        Format::Sarif => outcome.out(Diagnostics::new().to_sarif()).err(said),
    }
}
