//! `cargo xtask test`: sets up what the tests need, runs them all, and counts.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args;

use crate::Status;

/// Install what the tests need, and run them all
///
/// Looks for the programs that the tests need, installs those that are missing, and runs every test. What it cannot install
/// is skipped and counted; where the variable CI is set, a missing program is a failure.
#[derive(Args)]
#[command(after_help = "Exit status: 0 all tests passed, 1 a test failed or xtask itself did, 2 usage")]
pub struct Options {
    /// Install without asking, with apt-get (through sudo, unless you are root) or brew; root is not asked
    #[arg(long)]
    yes: bool,
}

/// A program that tests start.
struct Program {
    name: &'static str,
    /// The package that has it: Debian's, and Homebrew's unless the system comes with it.
    debian: &'static str,
    homebrew: Option<&'static str>,
}

const PROGRAMS: [Program; 5] = [
    Program { name: "redis-server", debian: "redis-server", homebrew: Some("redis") },
    Program { name: "redis-cli", debian: "redis-tools", homebrew: Some("redis") },
    Program { name: "curl", debian: "curl", homebrew: None },
    Program { name: "openssl", debian: "openssl", homebrew: None },
    #[cfg(target_os = "linux")]
    Program { name: "prlimit", debian: "util-linux", homebrew: None },
    #[cfg(not(target_os = "linux"))]
    Program { name: "sh", debian: "dash", homebrew: None },
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
    for manifest in ["Cargo.toml", "xtask/Cargo.toml"] {
        let workspace = ["test", "--workspace", "--no-fail-fast", "--manifest-path"];
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(workspace).arg(root.join(manifest)).env(SKIPPED, &skipped).current_dir(&root);
        all_ran &= counted(cargo, &mut counts)?;
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

fn missing() -> Vec<&'static Program> {
    PROGRAMS.iter().filter(|program| !is_there(program.name)).collect()
}

fn is_there(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|directory| directory.join(program).is_file()))
}

/// Installs what can be, and says of everything else how to get it.
fn install(missing: &[&Program], yes: bool) {
    let names: Vec<_> = missing.iter().map(|program| program.name).collect();
    let mut err = io::stderr();
    let _ = writeln!(err, "the tests need {}", names.join(", "));
    for command in commands(missing, is_root()) {
        let line = command.join(" ");
        // Root has nobody to ask for more.
        if !(yes || is_root() || agrees(&line)) {
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
    for program in missing.iter().filter(|program| !is_there(program.name)) {
        let _ = writeln!(err, "{}", advice(program));
    }
}

/// The commands that install programs here.
fn commands(missing: &[&Program], is_root: bool) -> Vec<Vec<String>> {
    let command = |words: &[&str], packages: BTreeSet<&str>| -> Vec<String> {
        words.iter().copied().chain(packages).map(str::to_owned).collect()
    };
    if is_there("apt-get") {
        let sudo: &[&str] = if is_root { &[] } else { &["sudo"] };
        let packages = missing.iter().map(|program| program.debian).collect();
        let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
        vec![
            command(&[sudo, &["apt-get", "update"]].concat(), BTreeSet::new()),
            command(&[sudo, &install].concat(), packages),
        ]
    } else if is_there("brew") {
        let packages: BTreeSet<_> = missing.iter().filter_map(|program| program.homebrew).collect();
        if packages.is_empty() { Vec::new() } else { vec![command(&["brew", "install"], packages)] }
    } else {
        Vec::new()
    }
}

fn advice(program: &Program) -> String {
    let homebrew =
        program.homebrew.map(|package| format!(" or `brew install {package}`")).unwrap_or_default();
    format!(
        "no {}: its tests are skipped; to run them, `apt-get install {}`{homebrew}",
        program.name, program.debian
    )
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

/// Asked of `id`, which every Unix has; elsewhere nobody is root.
fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
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
        assert_eq!(
            advice(&PROGRAMS[0]),
            "no redis-server: its tests are skipped; to run them, `apt-get install redis-server` or `brew install redis`"
        );
        assert_eq!(
            advice(&PROGRAMS[2]),
            "no curl: its tests are skipped; to run them, `apt-get install curl`"
        );
    }

    #[test]
    fn only_others_than_root_need_sudo() {
        if !is_there("apt-get") {
            return;
        }
        let missing: Vec<_> = PROGRAMS.iter().take(1).collect();
        let line =
            |is_root| commands(&missing, is_root).iter().map(|words| words.join(" ")).collect::<Vec<_>>();
        let install = "apt-get install --yes --no-install-recommends redis-server";
        assert_eq!(line(true), ["apt-get update", install]);
        assert_eq!(line(false), ["sudo apt-get update".to_owned(), format!("sudo {install}")]);
    }
}
