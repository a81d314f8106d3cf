//! `completions` and `man`: what shells and `man` know of the program.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::program::Hookwright;
use crate::{Outcome, Status};

/// Print what a shell needs to complete commands and options
///
/// Where it belongs is up to the shell; the examples have the usual places.
#[derive(Args)]
#[command(after_help = COMPLETIONS)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

const COMPLETIONS: &str = "\
Examples:
  completions bash > ~/.local/share/bash-completion/completions/hookwright
  completions zsh > \"${fpath[1]}/_hookwright\"
  completions fish > ~/.config/fish/completions/hookwright.fish
  completions powershell >> $PROFILE

Exit status: 0 fine, 2 usage";

/// Write a man page for each command
#[derive(Args)]
#[command(
    after_help = "Example:\n  man ~/.local/share/man/man1\n\nExit status: 0 fine, 1 a page cannot be written, 2 usage"
)]
pub(crate) struct Man {
    /// The directory, such as ~/.local/share/man/man1; it is made where it is missing
    directory: PathBuf,
}

/// Prints a script for a shell.
pub(crate) fn completions(options: &Completions) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Hookwright::command(), "hookwright", &mut script);
    Outcome::new(Status::Fine).out(String::from_utf8_lossy(&script))
}

/// Writes the pages.
pub(crate) fn man(options: &Man) -> Outcome {
    let directory = &options.directory;
    let written = fs::create_dir_all(directory)
        .and_then(|()| clap_mangen::generate_to(Hookwright::command(), directory));
    match written {
        Ok(()) => Outcome::new(Status::Fine),
        Err(error) => Outcome::unusable(super::written::named(directory, &error)),
    }
}
