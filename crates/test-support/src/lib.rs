//! What tests of several crates share: catalogs to load, a Redis to connect to, a log of what happened, and the way in which a test is skipped
//! whose program is not on this machine.

#[cfg(feature = "catalog")]
pub mod case;
#[cfg(feature = "large")]
pub mod large;
mod log;
#[cfg(feature = "redis")]
pub mod redis_server;

use std::env;
use std::fs::OpenOptions;
use std::io::{Write, stderr};

pub use log::Log;

/// The file to which skipped tests add a line, if `cargo xtask test` runs them.
const SKIPPED: &str = "WEBHOOK_TEST_SKIPPED";

/// Ends a test that cannot run because a program is not on this machine, and says so. Where `CI` is set, it fails instead.
///
/// ```
/// fn asks_the_shell() {
///     webhook_test_support::needs!("sh");
///     assert!(std::process::Command::new("sh").args(["-c", "true"]).status().unwrap().success());
/// }
/// # asks_the_shell();
/// ```
#[macro_export]
macro_rules! needs {
    ($($program:literal),+) => {
        $(if !$crate::has($program) {
            return;
        })+
    };
}

/// Whether a program is on this machine. If it is not, the test is noted as skipped.
///
/// # Panics
///
/// When it is not, and `CI` is set: nothing is skipped there.
pub fn has(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_there = env::split_paths(&path).any(|directory| directory.join(program).is_file());
    if !is_there {
        skip(&format!("no {program}"));
    }
    is_there
}

/// Notes that a test, or a part of it, is skipped for want of something that a machine can have, and why.
///
/// # Panics
///
/// When `CI` is set: nothing is skipped there.
pub fn skip(why: &str) {
    assert!(env::var_os("CI").is_none(), "{why}, and CI is set: nothing is skipped there");
    skipped(why);
}

/// Notes that a test is skipped, and why.
///
/// # Panics
///
/// When the file that skipped tests are noted in cannot be written.
pub fn skipped(why: &str) {
    let line = format!("{}: {why}\n", std::thread::current().name().unwrap_or("a test"));
    // Not `eprintln`, which is captured of tests that pass. If this fails, the test is skipped all the same.
    let _ = stderr().write_all(format!("skipped: {why}\n").as_bytes());
    if let Some(file) = env::var_os(SKIPPED) {
        let noted =
            OpenOptions::new().append(true).open(file).and_then(|mut file| file.write_all(line.as_bytes()));
        noted.expect("cargo xtask test has made the file");
    }
}
