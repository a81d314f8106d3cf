//! Rust: its version against what the manifests ask for, a linker, and the components and targets that CI uses.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Check;
use super::machine::{install, said};
use super::repository::Repository;
use crate::packages;

const RUSTUP: &str = if cfg!(windows) {
    "winget install --exact Rustlang.Rustup"
} else {
    "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
};

/// A version of Rust: `1.90` is `(1, 90, 0)`.
type Version = (u32, u32, u32);

pub fn checks(repository: &Repository) -> Vec<Check> {
    let Some(rustc) = said(&repository.root, "rustc", &["--version"]) else {
        let missing = Check::wrong("rust", true, "rustc is not on the PATH, or does not run");
        return vec![
            missing.why("what is generated are Rust crates, and Cargo builds them").fix(rustup(RUSTUP)),
        ];
    };
    let mut checks = vec![version(repository, &rustc), linker()];
    checks.extend(component(repository, "rustfmt", &["rustfmt", "--version"], "cargo fmt"));
    checks.extend(component(repository, "clippy", &["cargo-clippy", "--version"], "cargo clippy"));
    checks.extend(repository.ci_words("wasm32-").into_iter().filter_map(|target| wasm(repository, &target)));
    checks
}

/// A command of rustup, or the one that gets it.
fn rustup(command: &str) -> String {
    if packages::find("rustup").is_some() { command.to_owned() } else { RUSTUP.to_owned() }
}

fn version(repository: &Repository, rustc: &str) -> Check {
    let Some(found) = rustc.split(' ').nth(1).and_then(parse) else {
        return Check::wrong("rust", false, format!("the version is not in `{rustc}`"));
    };
    let asked = match repository.has("Cargo.toml") {
        true => asked(repository),
        false => return Check::fine("rust", rustc),
    };
    let Some(asked) = asked else {
        return Check::wrong("rust", true, format!("{rustc}, and `cargo metadata` fails"))
            .why("Cargo refuses the workspace: if a generated manifest is broken, `codegen` repairs it; the command says more")
            .fix("cargo metadata --no-deps --offline --format-version 1".to_owned());
    };
    // What asks for less than the rest of the workspace is what a newer Rust is for: it may be left out.
    let least = asked.keys().next().copied();
    match asked.iter().next_back() {
        Some((most, packages)) if found < *most => {
            let is_required = least.is_some_and(|least| found < least);
            Check::wrong(
                "rust",
                is_required,
                format!("{rustc}, and {} asks for {}", packages[0], shown(*most)),
            )
            .why(if is_required {
                "Cargo refuses to build the workspace"
            } else {
                "Cargo refuses to build that package; others ask for less"
            })
            .fix(rustup("rustup update stable"))
        }
        Some((most, _)) => Check::fine("rust", format!("{rustc}; {} is asked for", shown(*most))),
        None => Check::fine("rust", rustc),
    }
}

/// The versions that the packages of the workspace ask for, and which do.
fn asked(repository: &Repository) -> Option<BTreeMap<Version, Vec<String>>> {
    let args = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let metadata: Value = said(&repository.root, "cargo", &args)?.parse().ok()?;
    let mut asked: BTreeMap<Version, Vec<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array()? {
        if let (Some(version), Some(name)) = (package["rust_version"].as_str(), package["name"].as_str()) {
            asked.entry(parse(version)?).or_default().push(name.to_owned());
        }
    }
    Some(asked)
}

/// What is before the first `-` of a nightly's version counts.
fn parse(version: &str) -> Option<Version> {
    let mut parts = version.split('-').next()?.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next().flatten().unwrap_or_default()))
}

fn shown((major, minor, patch): Version) -> String {
    if patch == 0 { format!("{major}.{minor}") } else { format!("{major}.{minor}.{patch}") }
}

fn linker() -> Check {
    if cfg!(windows) {
        // rustc looks for the one of Visual Studio where it is installed, which the PATH does not say.
        return Check::fine("linker", "rustc finds it by itself");
    }
    match packages::find("cc") {
        Some(at) => Check::fine("linker", at.display().to_string()),
        None => {
            let fix = if cfg!(target_os = "macos") {
                Some("xcode-select --install".to_owned())
            } else {
                install("cc")
            };
            Check::wrong("linker", true, "cc is not on the PATH")
                .why("rustc links every program with it")
                .fix(fix)
        }
    }
}

/// A part of the toolchain that is asked for where CI runs it.
fn component(repository: &Repository, name: &str, command: &[&str], run: &str) -> Option<Check> {
    let named = repository.ci_names(run)?;
    Some(match said(&repository.root, command[0], &command[1..]) {
        Some(version) => Check::fine(name, version),
        None => Check::wrong(name, true, "not installed")
            .why(format!("CI runs `{run}` ({named})"))
            .fix(rustup(&format!("rustup component add {name}"))),
    })
}

/// A target that CI builds for. Where there is no rustup, nobody can say which there are.
fn wasm(repository: &Repository, target: &str) -> Option<Check> {
    let installed = said(&repository.root, "rustup", &["target", "list", "--installed"])?;
    let named = repository.ci_names(target)?;
    Some(match installed.lines().any(|line| line == target) {
        true => Check::fine(target, "installed"),
        false => Check::wrong(target, false, "not installed")
            .why(format!("CI builds for it ({named})"))
            .fix(format!("rustup target add {target}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let parsed = ["1.90", "1.95.0", "1.100.1", "1.97.0-nightly"].map(parse);
        assert_eq!(parsed, [Some((1, 90, 0)), Some((1, 95, 0)), Some((1, 100, 1)), Some((1, 97, 0))]);
        assert!(parsed.is_sorted_by_key(|version| version.map(|(major, minor, _)| (major, minor.min(97)))));
        assert_eq!(["", "x", "1"].map(parse), [None; 3]);
        assert_eq!([(1, 90, 0), (1, 90, 2)].map(shown), ["1.90", "1.90.2"]);
    }
}
