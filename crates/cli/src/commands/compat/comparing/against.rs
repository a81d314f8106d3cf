//! What a catalog is compared with: a Git revision, a version out of its history, a directory or a tarball, as a tree.

mod directory;
mod git;
mod layout;
mod tarball;
mod version;

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use webhook_schema::{Limits, Location, Tree};

use layout::Layout;

/// The older catalog as a tree, and what goes by it.
pub struct Against {
    /// What the user calls it.
    pub name: String,
    /// The files.
    pub tree: Tree,
    /// What the names of files are printed with.
    pub paths: Paths,
    /// The text of the `Cargo.toml` next to `schemas`, where there is one.
    pub manifest: Option<String>,
}

#[cfg(feature = "import")]
impl Against {
    /// A tree that is at hand.
    pub fn given(tree: Tree, name: &str) -> Self {
        Self { name: name.to_owned(), tree, paths: Paths::of_root(), manifest: None }
    }
}

/// Why there is no older catalog.
pub enum Missing {
    /// There cannot be one yet: the reason, as a sentence without a full stop.
    NotYet(String),
    /// What was named is none: what is wrong, and what to do.
    Usage(String),
    /// It cannot be read: what is wrong, and what to do.
    Failed(String),
}

/// How a file of a tree is called outside of it.
#[derive(Clone)]
pub struct Paths {
    /// What comes before a path for people to find it by: a directory, or a revision.
    origin: String,
    layout: Layout,
}

impl Paths {
    /// The paths of a repository's own files.
    pub fn of_root() -> Self {
        Self { origin: String::new(), layout: Layout::Repository }
    }

    /// The path from what was named, with `/`.
    pub fn relative(&self, file: &str) -> String {
        self.layout.outside(file)
    }

    /// The location as people find it.
    pub fn shown(&self, location: &Location) -> Location {
        let file = format!("{}{}", self.origin, self.relative(&location.file));
        Location::new(file, Arc::clone(&location.pointer))
    }
}

/// Finds what is named, or without a name where the main branch was left.
///
/// A revision comes before a version, and that before a file of the same name, unless the name starts like a path.
pub fn find(root: &Path, named: Option<&OsStr>, limits: Limits, program: &str) -> Result<Against, Missing> {
    let Some(named) = named else {
        let base = git::base(root)?;
        return git::at(root, &base.commit, base.name, limits);
    };
    let path = Path::new(named);
    // Where it is not text, it can only be the path of a file.
    let Some(name) = named.to_str() else {
        let name = &named.to_string_lossy();
        return file(path, name, limits)
            .unwrap_or_else(|| Err(Missing::Usage(format!("there is no directory or tarball `{name}`"))));
    };
    let is_path = name.starts_with(['.', '/', '~']) || name.contains('\\');
    if !is_path && let Some(commit) = git::commit(root, name) {
        return match git::at(root, &commit, name.to_owned(), limits) {
            Err(Missing::NotYet(reason)) => {
                Err(Missing::Usage(format!("{reason}; name one that has a catalog")))
            }
            found => found,
        };
    }
    if let Some(found) = version::at(root, name, limits) {
        return found;
    }
    file(path, name, limits).unwrap_or_else(|| Err(Missing::Usage(git::no_such(root, name, program))))
}

/// What is in a directory or a tarball; `None` where it is neither.
fn file(path: &Path, name: &str, limits: Limits) -> Option<Result<Against, Missing>> {
    if path.is_dir() {
        Some(directory::at(path, name, limits))
    } else {
        path.is_file().then(|| tarball::at(path, name, limits))
    }
}
