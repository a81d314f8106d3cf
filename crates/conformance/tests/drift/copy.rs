//! Copies of the tree, and what has to hold of every one that has drifted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;
use webhook_conformance::{files_below, repository, write};
use xtask::Status;

/// What the generator reads and writes.
const COPIED: &[&str] = &["schemas", "crates/events", "docs/src/reference"];
/// What it alone writes.
pub const OWNED: &[&str] = &["schemas/meta", "crates/events", "docs/src/reference"];

/// What a check of a repository ends with.
pub fn advice(root: &Path) -> String {
    format!("run `cargo xtask codegen --root {}` and commit what it changes\n", root.display())
}

pub struct Ran {
    pub status: Status,
    pub out: String,
    pub err: String,
}

pub fn xtask(root: &Path, args: &[&str]) -> Ran {
    let args = args.iter().map(Into::into).chain(["--root".into(), root.into()]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = xtask::run(args, &mut out, &mut err, xtask::Color::Never);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Ran { status, out: text(out), err: text(err) }
}

/// A copy of the tree that is up to date.
pub struct Copy {
    _temp: TempDir,
    pub root: PathBuf,
}

impl Copy {
    pub fn new() -> Self {
        // Should what is committed have drifted, one test says so, and the others still say what they are about.
        static UP_TO_DATE: LazyLock<BTreeMap<PathBuf, Vec<u8>>> = LazyLock::new(|| {
            let copy = Copy::with_files(".", files().iter());
            let made = copy.codegen();
            assert_eq!(made.status, Status::Fine, "{}{}", made.out, made.err);
            copy.files()
        });
        Self::with_files(".", UP_TO_DATE.iter())
    }

    pub fn with_files<'a>(below: &str, files: impl Iterator<Item = (&'a PathBuf, &'a Vec<u8>)>) -> Self {
        let temp = tempfile::tempdir().expect("a directory");
        let root = temp.path().join(below);
        files.for_each(|(path, bytes)| write(&root.join(path), bytes).expect("written"));
        Self { _temp: temp, root }
    }

    pub fn codegen(&self) -> Ran {
        xtask(&self.root, &["codegen"])
    }

    pub fn check(&self) -> Ran {
        xtask(&self.root, &["codegen", "--check"])
    }

    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files_below(&self.root).expect("read")
    }

    /// The first generated file that ends in `end`.
    pub fn generated(&self, end: &str) -> String {
        let is_owned = |path: &PathBuf| OWNED.iter().any(|owned| path.starts_with(owned));
        let mut paths = self.files().into_keys().filter(is_owned).map(|path| path.display().to_string());
        paths.find(|path| path.ends_with(end)).unwrap_or_else(|| panic!("no file ends in {end}"))
    }

    pub fn edit(&self, path: &str, edit: impl FnOnce(String) -> String) {
        let path = self.root.join(path);
        let text = fs::read_to_string(&path).expect("read");
        fs::write(&path, edit(text)).expect("written");
    }

    /// The check fails, shows each of `shown`, ends with the command and changes nothing; the command mends it.
    pub fn is_caught_and_undone(&self, shown: &[&str]) {
        let before = self.files();
        let checked = self.check();
        assert_eq!(checked.status, Status::Drift, "{}{}", checked.out, checked.err);
        for line in shown {
            assert!(checked.out.contains(line), "{line} is not in:\n{}", checked.out);
        }
        assert!(checked.out.ends_with(&advice(&self.root)), "{}", checked.out);
        assert_eq!(checked.err, "");
        assert!(self.files() == before, "a check has written");

        let mended = self.codegen();
        assert_eq!(mended.status, Status::Fine, "{}{}", mended.out, mended.err);
        let found = checked.out.lines().filter(|line| is_headline(line));
        let found = found.map(|line| line.split(':').next().unwrap_or(line));
        let done = mended.out.lines().filter(|line| is_headline(line));
        let (mut found, mut done): (Vec<_>, Vec<_>) = (found.collect(), done.collect());
        found.sort_unstable();
        done.sort_unstable();
        assert_eq!(found, done, "check and codegen disagree");
        let checked = self.check();
        assert_eq!(checked.status, Status::Fine, "{}{}", checked.out, checked.err);
        assert!(checked.out.starts_with("up to date: "), "{}", checked.out);
    }
}

pub fn files() -> BTreeMap<PathBuf, Vec<u8>> {
    let copied = COPIED.iter().map(|directory| (directory, repository().join(directory)));
    copied
        .filter(|(_, top)| top.exists())
        .flat_map(|(directory, top)| {
            let files = files_below(&top).expect("read");
            files.into_iter().map(move |(path, bytes)| (Path::new(directory).join(path), bytes))
        })
        .collect()
}

fn is_headline(line: &str) -> bool {
    ["create ", "update ", "remove "].iter().any(|verb| line.starts_with(verb))
}
