//! `mock-api`, in a process of its own: a server with all that it needs would be built by everybody who only generates.

use std::io;
use std::path::Path;
use std::process::Command;

use hookwright::MockApi;

use crate::Status;

/// Runs `hookwright` in place of this process, so that signals and its exit status are its own. Where a process cannot be
/// replaced, waits for it to end.
///
/// # Errors
///
/// When Cargo cannot be started.
pub fn run(options: MockApi) -> io::Result<Status> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Not quietly: the first build takes a while, and says so.
    command.args(["run", "--package", "hookwright", "--manifest-path"]).arg(root.join("Cargo.toml"));
    command.args(["--", "mock-api"]).args(options.into_args(root));
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
