//! The commands, a file each.

pub mod book;
pub mod codegen;
pub mod compat;
pub mod emitters;
pub mod init;
mod limits;
pub mod live_check;
pub mod mock_api;
pub mod new;
mod today;
mod written;

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use crate::{Context, Outcome};

/// The commands that every program with a catalog may have, as `cargo xtask` has them.
#[derive(Subcommand)]
#[expect(missing_docs, reason = "the help has what their options say")]
pub enum Command {
    Book(book::Options),
    Codegen(codegen::Options),
    Compat(compat::Options),
    Init(init::Options),
    New(new::Options),
}

impl Command {
    /// Does it.
    pub fn run(self, context: &Context) -> Outcome {
        match self {
            Self::Book(options) => book::run(&options, context),
            Self::Codegen(options) => codegen::run(&options, context),
            Self::Compat(options) => compat::run(&options, context),
            Self::Init(options) => init::run(&options, context),
            Self::New(options) => new::run(&options, context),
        }
    }
}

/// All commands of `hookwright`: these, and those that need a server or parsers, each behind a feature.
#[derive(Subcommand)]
pub(crate) enum All {
    #[command(flatten)]
    Shared(Command),
    #[cfg(feature = "emitters")]
    Emitters(emitters::Options),
    #[cfg(feature = "live-check")]
    LiveCheck(live_check::Options),
    #[cfg(feature = "mock-api")]
    MockApi(mock_api::Options),
}

impl All {
    pub(crate) fn run(self, context: &Context) -> Outcome {
        match self {
            Self::Shared(command) => command.run(context),
            #[cfg(feature = "emitters")]
            Self::Emitters(options) => emitters::run(&options, context),
            #[cfg(feature = "live-check")]
            Self::LiveCheck(options) => live_check::run(&options, context),
            #[cfg(feature = "mock-api")]
            Self::MockApi(options) => mock_api::run(&options, context),
        }
    }
}

/// How a value of an option is written on a command line.
fn spelled(value: impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

/// The repository to work on, as an absolute path without symlinks, so that everything below it can be held against it; or how
/// the command ends without one.
fn root(given: Option<&Path>, context: &Context) -> Result<PathBuf, Outcome> {
    let path = match given {
        Some(path) => path.to_owned(),
        None => context.root.clone().map_err(Outcome::failed)?,
    };
    let wrong = |what: String| {
        let message = format!("{what}; give a repository to --root");
        if given.is_some() { Outcome::usage(message) } else { Outcome::failed(message) }
    };
    match path.canonicalize() {
        Ok(root) if root.is_dir() => Ok(root),
        Ok(_) => Err(wrong(format!("{} is not a directory", path.display()))),
        Err(error) => Err(wrong(format!("{}: {error}", path.display()))),
    }
}
