//! The mock of the endpoint API, which is a program of its own.
//!
//! Knows how to start it. Does not contain it: a server with all that it needs would be built by everybody who only
//! generates.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::Status;

/// Runs the mock in place of this process, so that signals and its exit status are its own. Where a process cannot be
/// replaced, waits for it to end.
///
/// # Errors
///
/// When Cargo cannot be started.
pub fn run(args: Vec<OsString>) -> io::Result<Status> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Not quietly: the first build takes a while, and says so.
    command.args(["run", "--package", "webhook-mock-api", "--manifest-path"]).arg(manifest);
    command.arg("--").args(args);
    replace(command)
}

#[cfg(unix)]
fn replace(mut command: Command) -> io::Result<Status> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn replace(mut command: Command) -> io::Result<Status> {
    Ok(if command.status()?.success() { Status::Fine } else { Status::Failed })
}
