//! The older catalog from the history: a version of the catalog, as it last was.

use std::path::Path;

use webhook_evolution::history;
use webhook_schema::{Diagnostics, Limits};

use super::layout::Layout;
use super::{Against, Missing, Paths};

/// What the history of a repository has of a version; `None` where it does not have that version.
pub fn at(root: &Path, version: &str, limits: Limits) -> Option<Result<Against, Missing>> {
    let mut diagnostics = Diagnostics::new();
    let tree = history::version(&history::tree(root, limits), version, &mut diagnostics);
    match tree {
        Some(tree) => {
            let paths = Paths { origin: format!("{}/", tree.label()), layout: Layout::Schemas };
            Some(Ok(Against { name: version.to_owned(), tree, paths, manifest: None }))
        }
        None if diagnostics.is_empty() => None,
        None => Some(Err(Missing::Failed(diagnostics.to_text()))),
    }
}
