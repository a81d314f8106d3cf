//! Which files are read, and as what: those that are shipped, and not tests, generated code, dependencies or what Git
//! ignores.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::text::Style;

/// Bytes of the largest file that is read.
const LARGEST: u64 = 2 << 20;
/// Lines at the start of a file that may say that it is generated.
const HEAD: usize = 8;
/// Directories of dependencies and of what is built.
const LEFT_OUT: [&str; 9] =
    ["__pycache__", "build", "dist", "node_modules", "out", "site-packages", "target", "vendor", "venv"];
/// Directories of tests and of what they use.
const TESTS: [&str; 11] = [
    "__fixtures__",
    "__mocks__",
    "__tests__",
    "benches",
    "e2e",
    "fixtures",
    "spec",
    "specs",
    "test",
    "testdata",
    "tests",
];

/// A directory of sources, or a single file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called in messages, before the names of its files; empty for the current directory.
    pub label: String,
}

/// A file that is read.
pub(crate) struct File {
    /// Its name in messages.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) language: Language,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    Rust,
    Script,
    Python,
    Other,
}

/// The files of all sources.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) files: Vec<File>,
    /// Files that hold tests.
    pub(crate) tests: usize,
    /// Files that say that they are generated.
    pub(crate) generated: usize,
    /// Files that could not be read, and why.
    pub(crate) unread: Vec<(String, String)>,
}

/// Reads all files, in order of their names.
///
/// # Errors
///
/// When a directory cannot be read, or a source is not there.
pub(crate) fn read(sources: &[Source]) -> io::Result<Files> {
    let mut files = Files::default();
    for source in sources {
        if !source.path.exists() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!("{}: there is no such directory", source.path.display()),
            ));
        }
        let mut walk = WalkBuilder::new(&source.path);
        walk.require_git(false)
            .sort_by_file_name(Ord::cmp)
            .filter_entry(|entry| entry.depth() == 0 || !is_left_out(entry));
        for entry in walk.build() {
            let entry = entry.map_err(io::Error::other)?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let within = entry.path().strip_prefix(&source.path).unwrap_or(entry.path());
                files.add(source, entry.path(), within)?;
            }
        }
    }
    Ok(files)
}

fn is_left_out(entry: &DirEntry) -> bool {
    let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
    is_directory && entry.file_name().to_str().is_some_and(|name| LEFT_OUT.contains(&name))
}

impl Files {
    fn add(&mut self, source: &Source, path: &Path, within: &Path) -> io::Result<()> {
        let Some(language) = language(path) else { return Ok(()) };
        if is_test(within) {
            self.tests += 1;
            return Ok(());
        }
        let parts = [source.label.as_str(), within.to_str().unwrap_or("…")];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let name = parts.join("/").replace('\\', "/");
        if fs::metadata(path)?.len() > LARGEST {
            self.unread.push((name, format!("it is larger than {} MiB", LARGEST >> 20)));
            return Ok(());
        }
        match String::from_utf8(fs::read(path)?) {
            Ok(text) if is_generated(&text) => self.generated += 1,
            Ok(text) => self.files.push(File { name, text, language }),
            Err(_) => self.unread.push((name, "it is not UTF-8".to_owned())),
        }
        Ok(())
    }
}

/// The language of a file, by its name; `None` for one that has no code in it.
fn language(path: &Path) -> Option<Language> {
    let name = path.file_name()?.to_str()?;
    match path.extension()?.to_str()? {
        "rs" => Some(Language::Rust),
        // Types alone.
        "ts" | "mts" | "cts" if name.contains(".d.") => None,
        "cjs" | "cts" | "js" | "jsx" | "mjs" | "mts" | "ts" | "tsx" => Some(Language::Script),
        "py" => Some(Language::Python),
        other => Style::of(other).map(|_| Language::Other),
    }
}

/// Whether a file holds tests, by its name and by those of the directories that it is in.
fn is_test(within: &Path) -> bool {
    let mut parts: Vec<&str> = within.iter().filter_map(|part| part.to_str()).collect();
    let Some(name) = parts.pop() else { return false };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_named = match extension {
        "rs" => stem == "tests" || stem == "test" || stem.ends_with("_test") || stem.ends_with("_tests"),
        "py" => stem.starts_with("test_") || stem.ends_with("_test") || stem == "conftest",
        "go" | "rb" | "ex" | "exs" | "lua" | "php" | "dart" => {
            ["_test", "_spec", "Test"].iter().any(|end| stem.ends_with(end)) || stem.starts_with("test_")
        }
        "java" | "kt" | "kts" | "scala" | "cs" | "swift" | "groovy" => {
            ["Test", "Tests", "Spec", "IT"].iter().any(|end| stem.ends_with(end))
        }
        _ => [".test", ".spec", ".stories", "_test", ".mock"].iter().any(|end| stem.ends_with(end)),
    };
    is_named || parts.iter().any(|part| TESTS.contains(part))
}

/// Whether a file says in its first lines that it is generated.
fn is_generated(text: &str) -> bool {
    text.lines().take(HEAD).any(|line| {
        line.contains("@generated") || line.contains("Code generated") && line.contains("DO NOT EDIT")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_go_by_their_names() {
        for name in [
            "tests/a.rs",
            "src/tests.rs",
            "src/bus_test.rs",
            "src/a.test.ts",
            "src/a.spec.tsx",
            "src/__tests__/a.js",
            "test_a.py",
            "a_test.py",
            "conftest.py",
            "a_test.go",
            "src/test/java/A.java",
            "ATest.kt",
            "spec/a.rb",
        ] {
            assert!(is_test(Path::new(name)), "{name}");
        }
        for name in [
            "src/latest.rs",
            "src/contest.py",
            "testing.go",
            "src/attestation/a.ts",
            "Latest.java",
            "src/spec.ts",
        ] {
            assert!(!is_test(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn generated_code_says_so_at_its_start() {
        assert!(
            is_generated("// @generated by a tool\n")
                && is_generated("// Code generated by x. DO NOT EDIT.\n")
        );
        assert!(!is_generated(&format!("{}// @generated\n", "\n".repeat(20))));
    }
}
