//! The older catalog from a directory.

use std::fs;
use std::path::Path;

use webhook_catalog::layout::{DIRECTORIES, in_webhooks};
use webhook_schema::{Limits, Tree};

use super::layout::{EXPECTED, Layout};
use super::{Against, Missing, Paths};

/// What is in a directory.
pub fn at(path: &Path, name: &str, limits: Limits) -> Result<Against, Missing> {
    let has = |layout: &Layout| path.join(layout.index()).is_file();
    let Some(layout) = Layout::ALL.into_iter().find(has) else {
        return Err(Missing::Usage(format!("there is no catalog in the directory {name}: {EXPECTED}")));
    };
    let name = name.trim_end_matches('/');
    let tree = match layout {
        Layout::Repository => {
            Tree::disk(&path.join("schemas"), format!("{name}/schemas"), DIRECTORIES, limits)
        }
        Layout::Schemas => Tree::disk(path, name, DIRECTORIES, limits),
        // The directory has a name of its own; in the tree it goes by another.
        Layout::Catalog => {
            let directory = Tree::disk(path, name, &["."], limits);
            let files = directory
                .names()
                .filter_map(|file| Some((in_webhooks(file.strip_prefix("./")?), directory.read(file).ok()?)));
            Tree::memory(name, files).within(limits)
        }
    };
    Ok(Against {
        name: name.to_owned(),
        tree,
        paths: Paths { origin: format!("{name}/"), layout },
        manifest: (layout == Layout::Repository)
            .then(|| fs::read_to_string(path.join("Cargo.toml")).ok())
            .flatten(),
    })
}
