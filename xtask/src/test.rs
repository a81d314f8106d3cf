//! `cargo xtask test`: sets up what the tests need, runs them all, and counts.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args;
use hookwright::packages;

use crate::Status;

/// Install what the tests need, and run them all
///
/// Looks for the programs that the tests need, installs those that are missing, and runs every test. What it cannot install
/// is skipped and counted; where the variable CI is set, a missing program is a failure. Where Rust has the targets
/// wasm32-unknown-unknown and wasm32-wasip1, and there is Node, verifying and decoding are tested there, too.
#[derive(Args)]
#[command(after_help = "Exit status: 0 all tests passed, 1 a test failed or xtask itself did, 2 usage")]
pub struct Options {
    /// Install without asking, with apt-get (through sudo, unless you are root) or brew; root is not asked
    #[arg(long)]
    yes: bool,
}

/// The programs that tests start.
const PROGRAMS: [&str; 5] = [
    "redis-server",
    "redis-cli",
    "curl",
    "openssl",
    if cfg!(target_os = "linux") { "prlimit" } else { "sh" },
];

/// Where tests note that they were skipped.
const SKIPPED: &str = "WEBHOOK_TEST_SKIPPED";

/// Installs what is missing, runs all tests, and prints how many passed, failed and were skipped.
///
/// # Errors
///
/// When Cargo cannot be started, or a file for the skipped tests cannot be made.
pub fn run(options: &Options) -> io::Result<Status> {
    let missing = missing();
    if !missing.is_empty() {
        install(&missing, options.yes);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let skipped = env::temp_dir().join(format!("webhook-tests-skipped-{}", std::process::id()));
    std::fs::write(&skipped, "")?;
    let mut counts = Counts::default();
    let mut all_ran = true;
    for (manifest, features) in [("Cargo.toml", &[][..]), ("xtask/Cargo.toml", &["--all-features"])] {
        let workspace = ["test", "--workspace", "--no-fail-fast", "--manifest-path"];
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .args(workspace)
            .arg(root.join(manifest))
            .args(features)
            .env(SKIPPED, &skipped)
            .current_dir(&root);
        all_ran &= counted(cargo, &mut counts)?;
    }
    if packages::find("bash").is_some() {
        // Says by itself what it takes, where that is not there.
        let mut wasm = Command::new("bash");
        wasm.arg(".ci/wasm").env(SKIPPED, &skipped).current_dir(&root);
        all_ran &= counted(wasm, &mut counts)?;
    }
    let names: BTreeSet<String> = std::fs::read_to_string(&skipped)?.lines().map(str::to_owned).collect();
    let _ = std::fs::remove_file(&skipped);
    let mut out = io::stdout();
    // A reader that has gone away changes nothing about the tests.
    for name in &names {
        let _ = writeln!(out, "skipped: {name}");
    }
    let (passed, skipped) = (counts.passed.saturating_sub(names.len()), names.len());
    let _ = writeln!(out, "{passed} passed, {} failed, {skipped} skipped", counts.failed);
    Ok(if all_ran && counts.failed == 0 { Status::Fine } else { Status::Failed })
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
}

impl Counts {
    /// Adds what the line says with which a test binary ends.
    fn add(&mut self, line: &str) {
        let Some(line) = line.strip_prefix("test result: ") else { return };
        let number = |what| -> Option<usize> {
            line.split(['.', ';']).find_map(|part| part.trim().strip_suffix(what)?.trim().parse().ok())
        };
        self.passed += number(" passed").unwrap_or_default();
        self.failed += number(" failed").unwrap_or_default();
    }
}

/// Runs tests, shows what they print, and counts. Says whether all of them passed.
fn counted(mut cargo: Command, counts: &mut Counts) -> io::Result<bool> {
    let mut process = cargo.stdout(Stdio::piped()).spawn()?;
    if let Some(stdout) = process.stdout.take() {
        let mut out = io::stdout();
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            counts.add(&String::from_utf8_lossy(&line));
            let _ = out.write_all(&line).and_then(|()| out.write_all(b"\n"));
        }
    }
    Ok(process.wait()?.success())
}

fn missing() -> Vec<&'static str> {
    PROGRAMS.into_iter().filter(|program| packages::find(program).is_none()).collect()
}

/// Installs what can be, and says of everything else how to get it.
fn install(missing: &[&str], yes: bool) {
    let mut err = io::stderr();
    let _ = writeln!(err, "the tests need {}", missing.join(", "));
    for command in packages::commands(missing) {
        let line = command.join(" ");
        // Root has nobody to ask for more.
        if !(yes || packages::is_root() || agrees(&line)) {
            break;
        }
        let _ = writeln!(err, "running {line}");
        let done =
            Command::new(&command[0]).args(&command[1..]).env("DEBIAN_FRONTEND", "noninteractive").status();
        if !done.is_ok_and(|status| status.success()) {
            let _ = writeln!(err, "{line} failed");
            break;
        }
    }
    for program in missing.iter().filter(|program| packages::find(program).is_none()) {
        let _ = writeln!(err, "{}", advice(program, &packages::commands(&[program])));
    }
}

fn advice(program: &str, commands: &[Vec<String>]) -> String {
    let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
    match lines.is_empty() {
        true => format!("no {program}: its tests are skipped"),
        false => format!("no {program}: its tests are skipped; to run them, `{}`", lines.join(" && ")),
    }
}

/// Asks, where there is somebody to answer.
fn agrees(line: &str) -> bool {
    if !io::stdin().is_terminal() {
        return false;
    }
    let mut err = io::stderr();
    let _ = write!(err, "run {line}? [y/N] ");
    let _ = err.flush();
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_counted() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 22 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 3.33s",
            "test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: nonsense",
        ] {
            counts.add(line);
        }
        assert_eq!(counts, Counts { passed: 27, failed: 2 });
    }

    #[test]
    fn what_cannot_be_installed_is_told_with_the_way_to_get_it() {
        let words = ["brew", "install", "redis"].map(str::to_owned).to_vec();
        assert_eq!(
            advice("redis-server", &[words]),
            "no redis-server: its tests are skipped; to run them, `brew install redis`"
        );
        assert_eq!(advice("sh", &[]), "no sh: its tests are skipped");
    }
}
