//! The versions of a catalog as files, one each: what the changelog is made of, and what can be compared with later.
//!
//! The file of a version is written as long as that version is the current one, and stays as it is from then on. It holds
//! the whole catalog, and what changed since the version before: nothing but the newest of the older versions has to be
//! loaded again to tell what is new.

mod compact;
mod file;
mod names;
mod place;
mod release;

use std::collections::BTreeMap;
use std::path::Path;

use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Date;
use webhook_schema::{Diagnostics, Limits, Tree};

use names::{name_of, version_of};

pub use names::DIRECTORY;
pub use place::place;
pub use release::{Change, Meaning, Mention, Release};

/// The versions before the current one.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// By version, the oldest first.
    past: BTreeMap<String, Release>,
    tree: Option<Tree>,
}

/// How much deeper a file of a catalog is nested in the file of its version.
const DEPTH: usize = 2;

/// The tree of a repository on disk that has the files. The limits are those of the catalog.
pub fn tree(repository: &Path, limits: Limits) -> Tree {
    let limits = Limits { max_depth: limits.max_depth + DEPTH, ..limits };
    Tree::disk(&repository.join("schemas"), "schemas", &[DIRECTORY], limits)
}

/// The catalog of a version as a tree of files, out of a tree that has the files of the history; `None` where it has none of
/// that version, or it was reported what is wrong with the file.
///
/// ```
/// use webhook_evolution::history;
/// use webhook_schema::{Diagnostics, Tree};
///
/// let text = r#"{ "version": "2026-01-31", "files": { "webhooks/index.json": { "events": [] } } }"#;
/// let files = Tree::memory("schemas", [("meta/history/2026-01-31.json", text)]);
/// let mut diagnostics = Diagnostics::new();
/// let tree = history::version(&files, "2026-01-31", &mut diagnostics).expect("it is there");
/// assert_eq!(tree.names().collect::<Vec<_>>(), ["webhooks/index.json"]);
/// assert!(history::version(&files, "2026-02-01", &mut diagnostics).is_none());
/// assert!(diagnostics.is_empty());
/// ```
pub fn version(files: &Tree, version: &str, diagnostics: &mut Diagnostics) -> Option<Tree> {
    let name = name_of(version);
    if !files.has(&name) {
        return None;
    }
    let outer = diagnostics.opened();
    diagnostics.open(files.label());
    let tree = file::tree(files, &name, diagnostics);
    diagnostics.reopen(outer);
    tree
}

impl History {
    /// Reads what a tree has of the versions before one. What is wrong with a file is reported.
    pub fn before(files: Tree, version: &Date, diagnostics: &mut Diagnostics) -> Self {
        let outer = diagnostics.opened();
        diagnostics.open(files.label());
        let names = files.names().filter_map(|name| Some((name, version_of(name)?)));
        let past = names.filter(|(_, past)| *past < version.0.as_str());
        let past = past.filter_map(|(name, past)| {
            Some((past.to_owned(), file::release(&files, name, past, diagnostics)?))
        });
        let past = past.collect();
        diagnostics.reopen(outer);
        Self { past, tree: Some(files) }
    }

    /// Every version, the newest first: the current one, which is the catalog's, and those before it. `None` where it was
    /// reported why the catalog cannot be compared with the one before.
    pub fn releases(self, catalog: &Catalog, diagnostics: &mut Diagnostics) -> Option<Vec<Release>> {
        let previous = match self.past.last_key_value() {
            Some((previous, _)) => {
                let tree = version(self.tree.as_ref()?, previous, diagnostics)?;
                let mut doubts = Diagnostics::new();
                let older = webhook_catalog::load_older(&tree, catalog, &mut doubts);
                if older.is_none() {
                    let outer = diagnostics.opened();
                    diagnostics.open(tree.label());
                    diagnostics.append(doubts);
                    diagnostics.reopen(outer);
                }
                Some((previous.as_str(), older?.catalog))
            }
            None => None,
        };
        let current = Release::new(catalog, previous.as_ref().map(|(version, older)| (*version, older)));
        let past = self.past.into_values().rev();
        Some(std::iter::once(current).chain(past).collect())
    }
}
