//! From a catalog to files on disk, which is what the command `codegen` does: load, generate, find the drift, then print it or
//! write it. Nothing here takes more than that: who only generates builds no other command, and no reader of command lines.

mod apply;
pub(crate) mod checkout;
mod cut;
mod drift;
mod lock;
pub(crate) mod report;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use webhook_codegen::{History, OWNED, Output, Writes};
use webhook_schema::{Diagnostics, Limits, counted, on_large_stack};

use self::drift::{Drift, OnDisk};
use crate::repository::{exclusive, on_repository};
use crate::{Color, Context, Outcome, Status};

/// What is asked of it.
#[derive(Default)]
pub struct Options {
    /// Nothing is written: every generated file that is not as the catalog says is shown.
    pub check: bool,
    /// What is an annotation to the generator, and what no type is made of, is said.
    pub verbose: bool,
    /// How findings are printed.
    pub format: Format,
    /// The repository to work on, where that is not the one of the [`Context`].
    pub root: Option<PathBuf>,
    /// The bounds of what is read.
    pub limits: Limits,
}

/// Whom findings are printed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "commands", derive(clap::ValueEnum))]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For workflow annotations on GitHub
    Github,
    /// For programs
    Json,
    /// For code scanning services
    Sarif,
}

impl Format {
    /// The catalog, or what is held against it, has mistakes.
    pub(crate) fn mistakes(self, diagnostics: &Diagnostics, color: Color) -> Outcome {
        let outcome = Outcome::new(Status::Mistakes);
        match self {
            Self::Text => outcome.err(diagnostics.to_text_in(color)),
            Self::Github => outcome.out(diagnostics.to_github()),
            Self::Json => outcome.out(diagnostics.to_json()),
            Self::Sarif => outcome.out(diagnostics.to_sarif()),
        }
    }

    /// All is well: programs find nothing but warnings in the output, and people what was done.
    pub(crate) fn done(self, said: &str, warnings: &Diagnostics, color: Color) -> Outcome {
        let outcome = Outcome::new(Status::Fine);
        match self {
            Self::Text => outcome.out(said).err(warnings.to_text_in(color)),
            Self::Github => outcome.out(warnings.to_github() + said),
            Self::Json => outcome.out(warnings.to_json()).err(said),
            Self::Sarif => outcome.out(warnings.to_sarif()).err(said),
        }
    }
}

/// Generates, or finds out what has drifted.
pub fn run(options: &Options, context: &Context) -> Outcome {
    // All of it on one thread: what loading gives back, generating takes.
    on_repository(options.root.as_deref(), options.limits, context, |root| {
        on_large_stack(|| run_on(root, options, context))
    })
}

fn run_on(root: &Path, options: &Options, context: &Context) -> Outcome {
    let _lock = if options.check { None } else { exclusive(root) };
    let mut diagnostics = Diagnostics::new();
    let disk = OnDisk::list(root, OWNED);
    let output = generated(root, options, &disk, &mut diagnostics);
    if !diagnostics.has_no_error() {
        return options.format.mistakes(&diagnostics, context.color);
    }
    let Some(Output { files, summary, notes }) = output else {
        return Outcome::failed(
            "nothing was generated, and no reason was given: this is a bug in webhook-codegen",
        );
    };
    if options.verbose {
        notes.into_iter().for_each(|note| diagnostics.push(note));
    }
    let drifts = match disk.and_then(|disk| disk.drifts(files.all())) {
        Ok(drifts) => drifts,
        Err(error) => return Outcome::failed(error),
    };
    let counts = format!(
        "{}, {}, {}",
        counted(summary.events, "event", "events"),
        counted(summary.families, "family", "families"),
        counted(files.len(), "file", "files")
    );
    let of_root = options.root.as_ref().map(|root| format!(" --root {}", root.display()));
    let command = format!("{} codegen{}", context.program, of_root.unwrap_or_default());
    let ending = Ending { root, format: options.format, color: context.color, command, diagnostics };
    if drifts.is_empty() {
        return ending.done(&format!("up to date: {counts}\n"));
    }
    if options.check {
        let advice = format!("run `{}` and commit what it changes", ending.command);
        return ending.drifted(&drifts, &advice);
    }
    let (strays, drifts): (Vec<_>, Vec<_>) =
        drifts.into_iter().partition(|drift| matches!(drift, Drift::Stray { .. }));
    if strays.is_empty() { ending.applied(&drifts, &counts) } else { ending.drifted(&strays, "") }
}

/// What the catalog of a repository says, and everything that is wrong with it.
fn generated(
    root: &Path,
    options: &Options,
    disk: &io::Result<OnDisk<'_>>,
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    let limits = options.limits;
    let is_up_to_date =
        |path: &str, writes: &Writes<'_>| disk.as_ref().is_ok_and(|disk| disk.has(path, writes));
    let catalog = webhook_catalog::load(&webhook_catalog::tree_within(root, limits), diagnostics)?;
    let history = webhook_evolution::history::tree(root, limits);
    let history = History::before(history, &catalog.index.version, diagnostics);
    let output = webhook_codegen::regenerate(&catalog, history, &is_up_to_date, diagnostics);
    checkout::check(root, &catalog, diagnostics);
    // The process is about to end: to give memory back piece by piece is time for nothing, and more so the larger it is.
    std::mem::forget(catalog);
    output
}

/// How a run ends that found no mistakes.
struct Ending<'a> {
    root: &'a Path,
    format: Format,
    color: Color,
    /// What to run to generate.
    command: String,
    /// The warnings.
    diagnostics: Diagnostics,
}

impl Ending<'_> {
    fn done(self, said: &str) -> Outcome {
        self.format.done(said, &self.diagnostics, self.color)
    }

    /// With files that are not as the catalog says.
    fn drifted(self, drifts: &[Drift<'_>], advice: &str) -> Outcome {
        let (outcome, diagnostics) = (Outcome::new(Status::Drift), self.diagnostics);
        match self.format {
            Format::Text => outcome.out(report::text(drifts, advice)).err(diagnostics.to_text_in(self.color)),
            Format::Github => outcome.out(diagnostics.to_github() + &report::github(drifts, advice)),
            Format::Json => outcome.out(report::add(diagnostics, drifts, advice).to_json()),
            Format::Sarif => outcome.out(report::add(diagnostics, drifts, advice).to_sarif()),
        }
    }

    /// With all files written, or as many as it came to.
    fn applied(self, drifts: &[Drift<'_>], counts: &str) -> Outcome {
        let mut lines = String::new();
        let mut number = 0;
        let mut done = |done: &Drift<'_>| {
            lines.push_str(&report::headline(done));
            number += 1;
        };
        match apply::apply(self.root, OWNED, drifts, &mut done) {
            Ok(()) => {
                let done = report::counts(drifts);
                // Cargo locks nothing that is not in a workspace, and writes the first lock file by itself.
                let is_workspace = self.root.join("Cargo.toml").is_file();
                let lock = fs::read_to_string(self.root.join("Cargo.lock")).ok().filter(|_| is_workspace);
                let left = lock.map_or("", |lock| lock::left_to_do(drifts, &lock));
                self.done(&format!("{lines}generated: {counts}; {done}\n{left}"))
            }
            Err(error) if number == 0 => Outcome::failed(format!("{error}\nnothing was written")),
            Err(error) => {
                let (all, command) = (counted(drifts.len(), "file", "files"), self.command);
                let rest = format!(
                    "{number} of {all} done before that; once this is mended, `{command}` does the rest"
                );
                Outcome::failed(format!("{error}\n{rest}")).out(lines)
            }
        }
    }
}
