//! The clock, as far as it can be judged without asking anybody.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Check;
use super::machine::said;
use super::repository::Repository;

/// What a contract usually tolerates, in seconds.
const TOLERANCE: u64 = 300;

const WHY: &str = "a signature is refused whose time is off by more than the contract tolerates";

/// Nothing is said where all that is known is that the clock may be right.
pub fn checks(repository: &Repository) -> Option<Check> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let committed = said(&repository.root, "git", &["log", "-1", "--format=%ct"]);
    if let Some(committed) = committed.and_then(|seconds| seconds.parse::<u64>().ok())
        && committed > now.saturating_add(TOLERANCE)
    {
        let found =
            format!("the last commit is {} s in the future, by this clock or its author's", committed - now);
        return Some(Check::wrong("clock", false, found).why(WHY).fix(synchronize()));
    }
    let is_set = said(&repository.root, "timedatectl", &["show", "--property=NTPSynchronized", "--value"])?;
    Some(match is_set.as_str() {
        "no" => Check::wrong("clock", false, "it is not synchronized with a time server")
            .why(WHY)
            .fix(synchronize()),
        _ => Check::fine("clock", "synchronized with a time server"),
    })
}

fn synchronize() -> Option<String> {
    let command = if cfg!(windows) {
        "w32tm /resync"
    } else if cfg!(target_os = "macos") {
        "sudo sntp -sS time.apple.com"
    } else {
        "sudo timedatectl set-ntp true"
    };
    Some(command.to_owned())
}
