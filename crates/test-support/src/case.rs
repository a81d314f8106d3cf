//! A catalog in a temporary directory: the one in the `tests/base` of the package under test, with changes; where a case
//! wants one, with an API next to it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use webhook_catalog::layout::DIRECTORIES;
use webhook_catalog::{Catalog, load};
use webhook_schema::{Diagnostics, Limits, Tree};

/// What the catalog's directory is called in every case.
pub const DIR: &str = "webhooks";

/// A catalog in a temporary directory.
pub struct Case {
    root: TempDir,
}

impl Case {
    /// A directory with nothing in it.
    pub fn empty() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(DIR)).unwrap();
        Self { root }
    }

    /// The base, in which there is no mistake.
    pub fn base() -> Self {
        let case = Self::empty();
        case.overlay(&tests().join("base"));
        case
    }

    /// The base with an API next to it: the one in the `tests/base-api` of the catalog's crate, in which there is no
    /// mistake either. Its files go by names such as `../api/index.json`.
    pub fn with_api() -> Self {
        let case = Self::base();
        let api = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/tests/base-api");
        for entry in fs::read_dir(api).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            case.write(&format!("../api/{name}"), fs::read(&path).unwrap());
        }
        case
    }

    /// The base with a directory of `tests/bad` over it; with an API where the directory's name starts with `api-`.
    ///
    /// Files in it replace the base's. `case.txt` says in its first line what the case shows; then `delete <file>`, or
    /// `edit <file>` with one `- <text>` that is in the file once, and `+ <text>` for its place (none: nothing).
    pub fn bad(directory: &Path) -> Self {
        let has_api = directory.file_name().is_some_and(|name| name.to_string_lossy().starts_with("api-"));
        let case = if has_api { Self::with_api() } else { Self::base() };
        case.overlay(directory);
        let script = fs::read_to_string(directory.join("case.txt")).unwrap();
        let mut lines = script.lines().skip(1).peekable();
        while let Some(line) = lines.next() {
            match line.split_once(' ') {
                Some(("delete", file)) => fs::remove_file(case.path(file)).unwrap(),
                Some(("edit", file)) => {
                    let old = lines.next().and_then(|line| line.strip_prefix("- ")).expect("an old text");
                    let mut new = Vec::new();
                    while let Some(line) = lines.next_if(|line| line.starts_with('+')) {
                        new.push(line.strip_prefix("+ ").unwrap_or(""));
                    }
                    case.edit(file, old, &new.join("\n"));
                }
                _ => panic!("{}: what is `{line}`?", directory.display()),
            }
        }
        case
    }

    /// Where a file of the catalog is.
    pub fn path(&self, file: &str) -> PathBuf {
        self.root.path().join(DIR).join(file)
    }

    /// Writes a file of the catalog.
    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), bytes).unwrap();
    }

    /// Replaces a text that is in a file once.
    pub fn edit(&self, file: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{file}: `{old}` has to be there once");
        self.write(file, text.replace(old, new));
    }

    /// Loads the catalog.
    pub fn load(&self) -> (Option<Catalog>, Diagnostics) {
        self.load_within(Limits::default())
    }

    /// Loads the catalog within other limits.
    pub fn load_within(&self, limits: Limits) -> (Option<Catalog>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let tree = Tree::disk(self.root.path(), "", DIRECTORIES, limits);
        let catalog = load(&tree, &mut diagnostics);
        (catalog, diagnostics)
    }

    /// What an author is told.
    pub fn told(&self) -> String {
        self.load().1.to_text()
    }

    /// Copies the JSON files of a directory into the catalog.
    pub fn overlay(&self, from: &Path) {
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                fs::copy(&path, self.path(path.file_name().unwrap().to_str().unwrap())).unwrap();
            }
        }
    }
}

/// The directory `tests` of the package under test.
///
/// # Panics
///
/// When Cargo does not run the test.
pub fn tests() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("Cargo runs the test");
    Path::new(&package).join("tests")
}
