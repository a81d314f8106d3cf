//! Asking the machine's programs.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::packages;

/// What a program prints in a directory, without white space around it; `None` where it is not there, or fails.
pub fn said(directory: &Path, program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(packages::find(program)?)
        .args(args)
        .current_dir(directory)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command that installs a program here.
pub fn install(program: &str) -> Option<String> {
    let commands = packages::commands(&[program]);
    let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
    (!lines.is_empty()).then(|| lines.join(" && "))
}
