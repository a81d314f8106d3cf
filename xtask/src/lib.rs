//! The command line of this repository, as a library, so that tests run it in their own process.
//!
//! Knows the way from a catalog to files on disk: load, generate, find the drift, then print it or write it.
//! Does not know what is generated, or from what.

mod apply;
mod args;
mod cut;
mod drift;
mod mock_api;
mod report;
mod test;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use webhook_codegen::{OWNED, Output};
use webhook_schema::Diagnostics;

pub use webhook_schema::diagnostic::Color;

use crate::args::{Codegen, Command, Format, USAGE};

/// How it ended; the number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All is well.
    Fine = 0,
    /// The tool itself failed: a file cannot be written, say.
    Failed = 1,
    /// The arguments were wrong.
    Usage = 2,
    /// The catalog has mistakes; nothing was written.
    Mistakes = 3,
    /// Generated files are not what the catalog says.
    Drift = 4,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Does what the arguments (without the program's name) ask for. Findings go to `out`, what went wrong to `err`,
/// with colors where `color` says so.
///
/// A reader that has gone away (`cargo xtask codegen --check | head`) changes nothing about the work or the status.
///
/// ```
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let status = xtask::run(["codegne".into()], &mut out, &mut err, xtask::Color::Never);
/// assert_eq!(status, xtask::Status::Usage);
/// assert!(String::from_utf8_lossy(&err).starts_with("error: there is no command `codegne`: did you mean `codegen`?"));
/// ```
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    color: Color,
) -> Status {
    let outcome = match args::parse(args) {
        Ok(Command::Help(text)) => Outcome::new(Status::Fine).out(text),
        Ok(Command::Version) => {
            Outcome::new(Status::Fine).out(concat!("xtask ", env!("CARGO_PKG_VERSION"), "\n"))
        }
        Ok(Command::Test { yes }) => match test::run(yes) {
            Ok(status) => Outcome::new(status),
            Err(error) => Outcome::failed(error),
        },
        Ok(Command::Codegen(options)) => codegen(&options, color),
        Ok(Command::MockApi(args)) => match mock_api::run(args) {
            Ok(status) => Outcome::new(status),
            Err(error) => Outcome::failed(error),
        },
        Err(error) => Outcome::new(Status::Usage).err(format!("error: {error}\n\n{USAGE}")),
    };
    let printed = print(out, &outcome.out);
    // Where this fails too, there is nobody left to tell.
    let _ = print(err, &outcome.err);
    match printed {
        Ok(()) => outcome.status,
        Err(error) => {
            let _ = print(err, &format!("error: standard output: {error}\n"));
            Status::Failed
        }
    }
}

/// What there is to say once the work is done. Printing comes last, so that no stream can stop the work half-way.
struct Outcome {
    status: Status,
    out: String,
    err: String,
}

impl Outcome {
    fn new(status: Status) -> Self {
        Self { status, out: String::new(), err: String::new() }
    }

    fn failed(error: impl std::fmt::Display) -> Self {
        Self::new(Status::Failed).err(format!("error: {error}\n"))
    }

    fn out(mut self, text: impl Into<String>) -> Self {
        self.out = text.into();
        self
    }

    fn err(mut self, text: impl Into<String>) -> Self {
        self.err = text.into();
        self
    }
}

fn print(stream: &mut dyn Write, text: &str) -> io::Result<()> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

fn codegen(options: &Codegen, color: Color) -> Outcome {
    let root = match root(options.root.as_deref()) {
        Ok(root) => root,
        Err(message) => return Outcome::failed(message),
    };
    let mut diagnostics = Diagnostics::new();
    let output = webhook_catalog::load(&webhook_catalog::tree(&root), &mut diagnostics)
        .and_then(|catalog| webhook_codegen::generate(&catalog, &mut diagnostics));
    if !diagnostics.is_empty() {
        let outcome = Outcome::new(Status::Mistakes);
        return match options.format {
            Format::Text => outcome.err(diagnostics.to_text_in(color)),
            Format::Github => outcome.out(diagnostics.to_github()),
            Format::Json => outcome.out(diagnostics.to_json()),
            Format::Sarif => outcome.out(diagnostics.to_sarif()),
        };
    }
    let Some(Output { files, summary }) = output else {
        return Outcome::failed(
            "nothing was generated, and no reason was given: this is a bug of webhook-codegen",
        );
    };
    let drifts = match drift::find(&root, OWNED, files.iter()) {
        Ok(drifts) => drifts,
        Err(error) => return Outcome::failed(error),
    };
    let counts = format!("{} events, {} families, {} files", summary.events, summary.families, files.len());
    if drifts.is_empty() {
        return Outcome::new(Status::Fine).out(format!("up to date: {counts}\n"));
    }
    if options.check {
        return Outcome::new(Status::Drift).out(match options.format {
            Format::Text => report::text(&drifts),
            Format::Github => report::github(&drifts),
            Format::Json => report::diagnostics(&drifts).to_json(),
            Format::Sarif => report::diagnostics(&drifts).to_sarif(),
        });
    }
    let mut lines = String::new();
    match apply::apply(&root, OWNED, &drifts, &mut |done| lines.push_str(&report::headline(done))) {
        Ok(()) => {
            let (done, left) = (report::counts(&drifts), report::left_to_do(&drifts));
            Outcome::new(Status::Fine).out(format!("{lines}generated: {counts}; {done}\n{left}"))
        }
        Err(error) => Outcome::failed(error).out(lines),
    }
}

/// The repository as an absolute path without symlinks, so that everything below it can be held against it.
fn root(given: Option<&Path>) -> Result<PathBuf, String> {
    // Not the current directory: the program works on the repository that it belongs to, wherever it is called from.
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let (path, help) = match (given, built_in) {
        (Some(path), _) => (path, "give a repository to --root"),
        (None, Some(path)) => {
            (path, "xtask was built there: build it again where the repository is now, or give --root")
        }
        (None, None) => return Err("xtask was built in the file system's root: give --root".to_owned()),
    };
    match path.canonicalize() {
        Ok(root) if root.is_dir() => Ok(root),
        Ok(_) => Err(format!("{} is not a directory; {help}", path.display())),
        Err(error) => Err(format!("{}: {error}; {help}", path.display())),
    }
}
