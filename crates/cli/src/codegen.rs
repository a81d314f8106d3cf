//! From a catalog to files on disk, which is what the command `codegen` does: load, generate, find the drift, then print it or
//! write it. Nothing here takes more than that: who only generates builds no other command, and no reader of command lines.

mod apply;
pub(crate) mod checkout;
mod cut;
mod drift;
pub(crate) mod report;

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
    let limits = options.limits;
    let disk = OnDisk::list(root, OWNED);
    let is_up_to_date =
        |path: &str, writes: &Writes<'_>| disk.as_ref().is_ok_and(|disk| disk.has(path, writes));
    let catalog = webhook_catalog::load(&webhook_catalog::tree_within(root, limits), &mut diagnostics);
    let output = catalog.as_ref().and_then(|catalog| {
        let history = History::before(
            webhook_evolution::history::tree(root, limits),
            &catalog.index.version,
            &mut diagnostics,
        );
        webhook_codegen::regenerate(catalog, history, &is_up_to_date, &mut diagnostics)
    });
    catalog.iter().for_each(|catalog| checkout::check(root, catalog, &mut diagnostics));
    // The process is about to end: to give memory back piece by piece is time for nothing, and more so the larger it is.
    std::mem::forget(catalog);
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
    if drifts.is_empty() {
        return options.format.done(&format!("up to date: {counts}\n"), &diagnostics, context.color);
    }
    let of_root = options.root.as_ref().map(|root| format!(" --root {}", root.display()));
    let command = format!("{} codegen{}", context.program, of_root.unwrap_or_default());
    let drifted = |drifts: &[Drift<'_>], advice: &str, diagnostics: Diagnostics| {
        let outcome = Outcome::new(Status::Drift);
        match options.format {
            Format::Text => {
                outcome.out(report::text(drifts, advice)).err(diagnostics.to_text_in(context.color))
            }
            Format::Github => outcome.out(diagnostics.to_github() + &report::github(drifts, advice)),
            Format::Json => outcome.out(report::add(diagnostics, drifts, advice).to_json()),
            Format::Sarif => outcome.out(report::add(diagnostics, drifts, advice).to_sarif()),
        }
    };
    if options.check {
        return drifted(&drifts, &format!("run `{command}` and commit what it changes"), diagnostics);
    }
    let (strays, drifts): (Vec<_>, Vec<_>) =
        drifts.into_iter().partition(|drift| matches!(drift, Drift::Stray { .. }));
    if !strays.is_empty() {
        return drifted(&strays, "", diagnostics);
    }
    let mut lines = String::new();
    let mut number = 0;
    let mut done = |done: &Drift<'_>| {
        lines.push_str(&report::headline(done));
        number += 1;
    };
    match apply::apply(root, OWNED, &drifts, &mut done) {
        Ok(()) => {
            let done = report::counts(&drifts);
            let left = match ["Cargo.toml", "Cargo.lock"].iter().all(|name| root.join(name).is_file()) {
                true => report::left_to_do(&drifts),
                // Cargo locks nothing that is not in a workspace, and writes the first lock file by itself.
                false => "",
            };
            let said = format!("{lines}generated: {counts}; {done}\n{left}");
            options.format.done(&said, &diagnostics, context.color)
        }
        Err(error) if number == 0 => Outcome::failed(format!("{error}\nnothing was written")),
        Err(error) => {
            let all = counted(drifts.len(), "file", "files");
            let rest =
                format!("{number} of {all} done before that; once this is mended, `{command}` does the rest");
            Outcome::failed(format!("{error}\n{rest}")).out(lines)
        }
    }
}
