//! What is left to do by hand after a write: Cargo's lock file names the generated crates and is not generated.

use std::collections::BTreeSet;

use super::drift::{Drift, Found};

/// What to do about a lock file; nothing where it is as before, or fits all the same.
pub fn left_to_do(drifts: &[Drift<'_>], lock: &str) -> &'static str {
    let is_other = |drift: &Drift<'_>| match drift {
        _ if !drift.path().ends_with("/Cargo.toml") => false,
        Drift::Update { text, found: Found::Bytes(bytes), .. } => {
            locked(&String::from_utf8_lossy(bytes)) != locked(text)
        }
        Drift::Create { text, .. } | Drift::Update { text, .. } => !has_crate(lock, text),
        Drift::Remove { .. } | Drift::Stray { .. } => {
            let directory = drift.path().rsplit('/').nth(1).unwrap_or_default();
            package(lock, directory).is_some()
        }
    };
    match drifts.iter().any(is_other) {
        true => {
            "members or dependencies have changed: run `cargo update --workspace`, and commit Cargo.lock too\n"
        }
        false => "",
    }
}

/// The lines of a manifest that a lock file depends on, each with its section: the package's name and version, and its
/// dependencies.
fn locked(manifest: &str) -> Vec<(&str, &str)> {
    let (mut section, mut locked) = ("", Vec::new());
    for line in manifest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            section = line;
        }
        let of_package = section == "[package]" && (line.starts_with("name") || line.starts_with("version"));
        if section.contains("dependencies") || of_package {
            locked.push((section, line));
        }
    }
    locked
}

/// Whether a lock file has the crate of a manifest, of that version, with these dependencies.
fn has_crate(lock: &str, manifest: &str) -> bool {
    let all = locked(manifest);
    let of_package = |key: &str| {
        let own = all.iter().filter(|(section, _)| *section == "[package]");
        own.filter_map(|(_, line)| line.strip_prefix(key)?.trim().strip_prefix('=')).map(str::trim).next()
    };
    let Some(package) = package(lock, of_package("name").unwrap_or_default().trim_matches('"')) else {
        return false;
    };
    let has_line = |line: String| package.lines().any(|own| own == line);
    let is_of_version = of_package("version").is_none_or(|version| has_line(format!("version = {version}")));
    let dependencies = all.iter().filter(|(section, line)| *section != "[package]" && section != line);
    let wanted: BTreeSet<&str> =
        dependencies.filter_map(|(_, line)| line.split(['.', '=', ' ']).next()).collect();
    let found = package.lines().filter_map(|line| line.trim().strip_prefix('"')?.split(['"', ' ']).next());
    is_of_version && wanted == found.collect()
}

/// What a lock file says of a package.
fn package<'l>(lock: &'l str, name: &str) -> Option<&'l str> {
    let first = format!("name = \"{name}\"");
    lock.split("[[package]]").find(|package| package.lines().nth(1) == Some(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "[package]\nname = \"a\"\nversion = \"1.0.0\"\ndescription = \"x\"\n[features]\n# 7 events.\n\
                       b = []\n[dependencies]\nserde = \"1\"\n";
    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"serde 1.0.1\",\n]\n";

    fn is_told(drift: Drift<'_>) -> bool {
        !left_to_do(&[drift], LOCK).is_empty()
    }

    #[test]
    fn the_lock_file_follows_members_and_dependencies_alone() {
        let update = |text: &str| {
            let update = |path| Drift::Update { path, text, found: Found::Bytes(OLD.as_bytes().to_vec()) };
            assert!(!is_told(update("crates/a/src/lib.rs")));
            is_told(update("crates/a/Cargo.toml"))
        };
        assert!(!update(&OLD.replace("# 7 events.", "# 8 events.").replace("\"x\"", "\"y\"")));
        assert!(update(&OLD.replace("serde = \"1\"", "serde = \"2\"")));
        assert!(update(&OLD.replace("\"a\"", "\"b\"")));
        assert!(update(&format!("{OLD}time = \"1\"\n")));
    }

    #[test]
    fn what_is_written_again_is_locked_already() {
        let create = |text: &str| is_told(Drift::Create { path: "crates/a/Cargo.toml", text });
        assert!(!create(OLD));
        assert!(!create(&OLD.replace("version = \"1.0.0\"", "version.workspace = true")));
        assert!(create(&OLD.replace("1.0.0", "1.0.1")));
        assert!(create(&OLD.replace("\"a\"", "\"b\"")));
        assert!(create(&format!("{OLD}time = \"1\"\n")));
        assert!(create(&OLD.replace("serde = \"1\"\n", "")));
        assert!(create(""));
    }

    #[test]
    fn what_is_removed_may_not_have_been_locked() {
        let remove = |path: &str| is_told(Drift::Remove { path: path.to_owned(), at: path.into() });
        assert!(remove("crates/a/Cargo.toml"));
        assert!(!remove("crates/b/Cargo.toml") && !remove("crates/a/src/lib.rs"));
    }
}
