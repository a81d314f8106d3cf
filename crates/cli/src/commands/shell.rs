//! `completions` and `man`: what shells and `man` know of the program.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::{Hookwright, Outcome, Status};

/// Print what a shell needs to complete commands and options
///
/// For bash: hookwright completions bash > ~/.local/share/bash-completion/completions/hookwright
#[derive(Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// Write a man page for each command
#[derive(Args)]
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
        Err(error) => Outcome::failed(format!("{}: {error}", directory.display())),
    }
}
