//! The program `hookwright` as a library, so that tests run it in their own process and other programs have its commands.
//!
//! A command is a file in `commands`, and a line in [`Command`]: its options and what it does, as an [`Outcome`] that is
//! printed when the work is done. One that needs a server is behind a feature; what the most frequent one does,
//! [`codegen`], is there without any.

pub mod codegen;
#[cfg(feature = "commands")]
mod commands;
mod outcome;
#[cfg(feature = "commands")]
pub mod packages;
#[cfg(feature = "commands")]
mod program;
mod repository;

use std::path::PathBuf;

#[cfg(feature = "commands")]
pub use commands::{
    Command, book::Options as Book, compat::Options as Compat, emitters::Options as Emitters,
    import::Options as Import, listen::Options as Listen, live_check::Options as LiveCheck,
    mock_api::Options as MockApi, replay::Options as Replay, trigger::Options as Trigger,
    verify::Options as Verify, watch::Options as Watch,
};
pub use outcome::{Outcome, Status};
#[cfg(feature = "commands")]
pub use program::{STATUSES, run, run_as};
pub use webhook_schema::diagnostic::Color;

/// Where a command runs.
pub struct Context {
    /// How the user calls the program, as in `cargo xtask`.
    pub program: &'static str,
    /// The repository that commands work on where no option names one.
    pub root: Result<PathBuf, String>,
    /// Whether messages have colors.
    pub color: Color,
}
