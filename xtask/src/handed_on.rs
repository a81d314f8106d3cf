//! Commands that are done in a process of their own: what they need would be built by everybody who only generates.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::Status;

/// Runs a command of `hookwright` in place of this process, so that signals and its exit status are its own. Where a process
/// cannot be replaced, waits for it to end. Only the feature that the command needs is built; `args` are its
/// arguments as they were given here, where they were found to be right. This repository is worked on, where they do not name
/// another.
///
/// # Errors
///
/// When Cargo cannot be started.
#[cfg(feature = "commands")]
pub fn run(name: &str, feature: &str, args: &[OsString], names_root: bool) -> io::Result<Status> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = cargo_run(&root.join("Cargo.toml"), feature);
    command.args(["--package", "hookwright", "--no-default-features", "--", name]);
    if !names_root {
        command.arg("--root").arg(root);
    }
    replace(command.args(args))
}

/// Does what arguments ask for in place of this process, too, but by this program, built with the feature that it takes.
///
/// # Errors
///
/// When Cargo cannot be started.
#[cfg(not(feature = "more"))]
pub fn run_again(args: &[OsString]) -> io::Result<Status> {
    let takes_more = args.first().is_some_and(|command| command == "book" || command == "compat");
    let feature = if takes_more { "more" } else { "commands" };
    let mut command = cargo_run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"), feature);
    replace(command.arg("--").args(args))
}

/// Not quietly: the first build takes a while, and says so.
fn cargo_run(manifest: &Path, feature: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--features", feature, "--manifest-path"]).arg(manifest);
    command
}

#[cfg(unix)]
fn replace(command: &mut Command) -> io::Result<Status> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn replace(command: &mut Command) -> io::Result<Status> {
    Ok(if command.status()?.success() { Status::Fine } else { Status::Failed })
}
