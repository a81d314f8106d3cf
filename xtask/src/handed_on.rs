//! Commands that `hookwright` does in a process of its own: a server or parsers would be built by everybody who only
//! generates.

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
pub fn run(name: &str, feature: &str, args: &[OsString], names_root: bool) -> io::Result<Status> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Not quietly: the first build takes a while, and says so.
    command.args([
        "run",
        "--package",
        "hookwright",
        "--no-default-features",
        "--features",
        feature,
        "--manifest-path",
    ]);
    command.arg(root.join("Cargo.toml")).args(["--", name]);
    if !names_root {
        command.arg("--root").arg(root);
    }
    replace(command.args(args))
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
