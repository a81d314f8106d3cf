//! What the command does, once its options are read.

mod against;
mod changes;
mod field;
mod markdown;
mod release;
mod text;
mod told;

use std::ffi::OsStr;
use std::path::Path;

use webhook_evolution::{Place, Report};
#[cfg(feature = "import")]
use webhook_schema::Tree;
use webhook_schema::{At, Diagnostics, Severity};

use self::against::Missing;
use self::changes::{Changes, Newer};
use super::{Format, Options, fail_on};
use crate::codegen;
use crate::commands::explain;
use crate::repository::on_repository;
use crate::{Color, Context, Outcome, Status};

impl Format {
    /// What is wrong with the catalog where nothing can be compared: on standard output for programs, and in JSON as the one
    /// finding of the document that is always there.
    fn mistakes(self, against: Option<&OsStr>, diagnostics: &Diagnostics, color: Color) -> Outcome {
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

impl Options {
    /// Compares, or explains a rule.
    pub fn run(&self, context: &Context) -> Outcome {
        match &self.explain {
            Some(rule) => explain::explained(rule, false),
            None => on_repository(self.root.as_deref(), self.limits.limits(), context, |root| {
                run_on(root, self, context)
            }),
        }
    }
}

fn run_on(root: &Path, options: &Options, context: &Context) -> Outcome {
    let mut diagnostics = Diagnostics::new();
    let newer = Newer::load(&options.limits.tree(root), &mut diagnostics);
    // Verdicts on what is going to be corrected would only be in the way.
    let Some(newer) = newer.filter(|_| diagnostics.has_no_error()) else {
        return options.format.mistakes(options.against.as_deref(), &diagnostics, context.color);
    };
    let outcome = compared(options, context, root, &newer);
    // The process is about to end: to give memory back piece by piece is time for nothing.
    std::mem::forget(newer);
    outcome
}

/// Compares a catalog without mistakes.
fn compared(options: &Options, context: &Context, root: &Path, newer: &Newer) -> Outcome {
    let (limits, format, verbose) = (options.limits.limits(), options.format, options.verbose);
    let against = match against::find(root, options.against.as_deref(), limits, context.program) {
        Ok(against) => against,
        Err(Missing::Usage(message)) => return Outcome::usage(message),
        Err(Missing::Failed(message)) => return Outcome::failed(message),
        Err(Missing::NotYet(reason)) => return nothing_to_compare(format, &reason),
    };
    let changes = match Changes::find(against, newer, fail_on::all(&options.fail_on)) {
        Ok(changes) => changes,
        Err(message) => return Outcome::failed(message),
    };
    let said = match format {
        Format::Text => text::report(&changes, verbose, Severity::Error, context.color),
        Format::Json => changes.report().to_json(),
        Format::Github => told::all(&changes, verbose).to_github(),
        Format::Sarif => told::all(&changes, true).to_sarif(),
        Format::Markdown => markdown::report(&changes, verbose),
    };
    let notes = text::assumptions(&changes, verbose, context);
    let outcome = Outcome::new(changes.status()).out(said).err(notes);
    std::mem::forget(changes);
    outcome
}

/// What changed from one tree to another, for people; nothing where nothing did. That it may not land without a newer version
/// is a warning: it is about a commit that is still to be made.
///
/// # Errors
///
/// When the older catalog cannot be read: why.
#[cfg(feature = "import")]
pub fn since(before: Tree, after: &Tree, name: &str, color: Color) -> Result<String, String> {
    let mut diagnostics = Diagnostics::new();
    let Some(newer) = Newer::load(after, &mut diagnostics) else { return Ok(String::new()) };
    let against = against::Against::given(before, name);
    let changes = Changes::find(against, &newer, fail_on::all(&[]))?;
    let has_any = !told::shown(&changes, false).is_empty();
    Ok(if has_any { text::report(&changes, false, Severity::Warning, color) } else { String::new() })
}

/// A report of a newer catalog that cannot be read.
fn unreadable(against: Option<&OsStr>, diagnostics: &Diagnostics) -> Report {
    let against = against.unwrap_or_default().to_string_lossy();
    let Some((mistake, file, position)) = diagnostics.first_error() else { return Report::default() };
    let pointer = match &mistake.at {
        At::Value(at) | At::Key(at) => at.pointer.to_string(),
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
