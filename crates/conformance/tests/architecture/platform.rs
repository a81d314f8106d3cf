//! Verifying and decoding need nothing of the platform: they run in workers, where asking for the time panics, and where there
//! are no files, threads and sockets. `.ci/wasm` runs them there, where Rust has the targets.

use std::fs;
use std::path::Path;
use std::process::Command;

use webhook_conformance::repository;

/// What is not for workers: a server, stores that are files or processes, and what handles events with one of them.
const FOR_SERVERS: [&str; 3] = ["receive/axum", "receive/dedupe", "receive/endpoint"];

/// What the standard library asks a platform for.
const ASKS: [&str; 9] = [
    "SystemTime::now",
    "Instant::now",
    "thread::",
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::os",
    "std::process",
];

/// Crates that ask a platform for something, or call JavaScript.
const PLATFORM: [&str; 10] = [
    "getrandom",
    "hyper",
    "js-sys",
    "libc",
    "mio",
    "rand",
    "socket2",
    "tokio",
    "wasm-bindgen",
    "windows-sys",
];

#[test]
fn receivers_ask_the_platform_for_the_time_in_one_place() {
    let mut found = Vec::new();
    for name in ["contract", "runtime"] {
        asked(&repository().join("crates").join(name).join("src"), "", &mut found);
    }
    assert_eq!(found, ["receive/verify/time.rs: SystemTime::now"]);
}

/// What the code of a directory asks for, without its tests and comments.
fn asked(directory: &Path, above: &str, found: &mut Vec<String>) {
    let mut entries: Vec<_> =
        fs::read_dir(directory).expect("sources").map(|entry| entry.expect("one").path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{above}{}", path.file_name().and_then(|name| name.to_str()).expect("a name"));
        if FOR_SERVERS.contains(&name.trim_end_matches(".rs")) {
            continue;
        }
        if path.is_dir() {
            asked(&path, &format!("{name}/"), found);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let asks = ASKS.iter().filter(|asks| line.contains(**asks));
            found.extend(asks.map(|asks| format!("{name}: {asks}")));
        }
    }
}

/// Cargo knows what is built for a target that is not installed.
#[test]
fn no_dependency_is_about_the_platform() {
    for features in ["receiver", "receiver,algorithms,http,sender,testing,tracing"] {
        let tree = ["tree", "--offline", "--locked", "--package", "webhook-runtime", "--edges", "normal"];
        let target = ["--target", "wasm32-unknown-unknown", "--prefix", "none", "--features", features];
        let output = Command::new(env!("CARGO")).args(tree).args(target).current_dir(repository()).output();
        let output = output.expect("Cargo runs");
        let tree = String::from_utf8_lossy(&output.stdout);
        let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(names.contains(&"hmac"), "{}", String::from_utf8_lossy(&output.stderr));
        let wrong: Vec<&&str> = names.iter().filter(|name| PLATFORM.contains(name)).collect();
        assert!(wrong.is_empty(), "{features}: {wrong:?}");
    }
}
