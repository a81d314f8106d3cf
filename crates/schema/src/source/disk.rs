//! Trees from disk.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::document::is_json;
use super::tree::{Content, Directory, Limits, Problem, Tree};

impl Tree {
    /// The files in some directories of `root`, with all below them. `label` is printed before their names.
    ///
    /// Files and directories whose name starts with a dot are left out. A symlink counts as the file that it leads to, as
    /// long as that is in the same one of the directories; a symlink to a directory is not followed, because what is
    /// inside is found anyway.
    pub fn disk(root: &Path, label: impl Into<String>, directories: &[&str], limits: Limits) -> Self {
        let mut tree = Self::empty(label, limits);
        for name in directories {
            let directory = tree.list(&root.join(name), name);
            tree.directories.insert((*name).to_owned(), directory);
        }
        tree
    }

    pub(super) fn list(&mut self, path: &Path, directory: &str) -> Directory {
        let unusable = |message: String| Problem::new(message, "name the catalog's directory");
        let root = match path.canonicalize() {
            Ok(root) if root.is_dir() => root,
            Ok(_) => return Directory::Unusable(unusable("this is not a directory".to_owned())),
            Err(error) => {
                let problem = unusable(format!("the directory cannot be read: {error}"));
                let is_there = path.symlink_metadata().is_ok();
                return if is_there { Directory::Unusable(problem) } else { Directory::Missing(problem) };
            }
        };
        let name_of = |path: &Path| match relative_name(&root, path) {
            name if name.is_empty() => directory.to_owned(),
            name if directory.is_empty() => name,
            name => format!("{directory}/{name}"),
        };
        let walk = WalkDir::new(&root).min_depth(1).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
            match entry {
                Ok(entry) => {
                    let name = name_of(entry.path());
                    match link_problem(&root, &entry) {
                        Some(problem) => drop(self.problems.insert(name, problem)),
                        // Through a link too: what a link to a directory leads to is found where it is.
                        None if entry.path().is_dir() && !is_json(&name) => {}
                        None => drop(self.files.insert(name, Content::Disk(entry.into_path()))),
                    }
                }
                Err(error) => {
                    let name = error.path().map_or_else(|| directory.to_owned(), name_of);
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    let help = "make it readable, or remove it from the directory";
                    self.problems.insert(name, Problem::new(format!("this cannot be read: {reason}"), help));
                }
            }
        }
        Directory::Listed
    }

    pub(super) fn read_from_disk(&self, path: &Path) -> Result<Vec<u8>, Problem> {
        let unreadable = |error: std::io::Error| {
            Problem::new(format!("the file cannot be read: {error}"), "make it readable")
        };
        // Asked before opening: opening a pipe would wait for a writer.
        let metadata = path.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(Problem::new("this is not a regular file", "replace it with a file"));
        }
        let file = File::open(path).map_err(unreadable)?;
        let limit = self.limits.max_file_bytes;
        // One more, to see that there is no more.
        let size = metadata.len().min(limit).saturating_add(1);
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > limit {
            return Err(self.too_large(path.metadata().map_err(unreadable)?.len()));
        }
        Ok(bytes)
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

pub(super) fn relative_name(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn link_problem(root: &Path, entry: &DirEntry) -> Option<Problem> {
    if !entry.path_is_symlink() {
        return None;
    }
    match entry.path().canonicalize() {
        Ok(target) if target.starts_with(root) => None,
        Ok(_) => Some(Problem::new(
            "this symlink leads out of the directory",
            "put the file itself here: a catalog has to be complete when its directory is copied",
        )),
        Err(error) => Some(Problem::new(
            format!("this symlink leads nowhere: {error}"),
            "correct the symlink, or delete it",
        )),
    }
}
