//! Trees of the files that somebody gives, by their paths.

use std::path::{Component, Path, PathBuf};

use super::disk::relative_name;
use super::tree::{Content, Limits, Tree};

impl Tree {
    /// Files by the paths that they are given by, and what [`disk`](Self::disk) finds in directories.
    ///
    /// The root is the directory that is given, or else the deepest one that has all of them. Names are relative to it, however
    /// the paths are written, and the label is the way there: absolute where a path is.
    pub fn paths(paths: &[PathBuf], limits: Limits) -> Self {
        let given: Vec<(&PathBuf, PathBuf)> = paths.iter().map(|path| (path, normal(path))).collect();
        let directories = given.iter().map(|(path, whole)| match path.is_dir() {
            true => whole.as_path(),
            false => whole.parent().unwrap_or(whole),
        });
        let root =
            directories.map(Path::to_owned).reduce(|one, other| shared(&one, &other)).unwrap_or_default();
        let is_absolute = paths.iter().any(|path| path.is_absolute());
        let label = if is_absolute { root.clone() } else { way(&normal(Path::new(".")), &root) };
        let mut tree = Self::empty(with_slashes(&label), limits);
        for (path, whole) in given {
            let name = relative_name(&root, &whole);
            if path.is_dir() {
                let directory = tree.list(path, &name);
                tree.directories.insert(name, directory);
            } else {
                tree.files.insert(name, Content::Disk(path.clone()));
            }
        }
        tree
    }
}

/// A path from the root of the file system, without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut normal = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(normal.pop()),
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => normal.push(part),
        }
    }
    normal
}

/// The deepest directory that two have in common.
fn shared(one: &Path, other: &Path) -> PathBuf {
    let parts = one.components().zip(other.components());
    parts.take_while(|(one, other)| one == other).map(|(part, _)| part).collect()
}

/// The way from one directory to another; nothing where they are the same.
fn way(from: &Path, to: &Path) -> PathBuf {
    let common = shared(from, to).components().count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    up.chain(to.components().skip(common)).collect()
}

fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}
