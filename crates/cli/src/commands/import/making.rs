//! A catalog out of documents, in memory, which generates without a mistake.

use std::path::PathBuf;

use webhook_catalog::Catalog;
use webhook_import::{Import, Options, import};
use webhook_schema::{Diagnostics, Limits, Tree};

use crate::commands::codegen::generate;

/// How often names in Rust are made up: a name that settles one mistake may be another one's.
const MOST_ROUNDS: usize = 4;

/// What an import is made of.
pub struct Given<'g> {
    /// The documents: files, or directories of them.
    pub documents: &'g [PathBuf],
    /// Bounds on what is read of them.
    pub limits: Limits,
    /// The earlier versions of the catalog.
    pub history: Tree,
}

/// Why there is no catalog.
pub enum Failed {
    /// The arguments were wrong.
    Usage(String),
    /// The documents or the catalog have mistakes; and what that means for the files.
    Mistakes(Diagnostics, &'static str),
}

/// What an import comes to, the tree with it, and what is said of the documents.
pub type Made = (Import, Tree, Diagnostics);

/// Makes a catalog, or updates one.
///
/// # Errors
///
/// When a document is not there, or something in them, or in the catalog that would come of them, stands in the way.
pub fn make(
    given: Given<'_>,
    asked: &Options,
    before: &Tree,
    existing: Option<&Catalog>,
) -> Result<Made, Failed> {
    let documents = tree(given.documents, given.limits)?;
    let mut diagnostics = Diagnostics::new();
    let Some(mut made) = import(&documents, asked, before, existing, &mut diagnostics) else {
        return Err(Failed::Mistakes(diagnostics, "nothing was written"));
    };
    let is_whole = diagnostics.has_no_error();
    if let Some((name, meant)) = made.unknown.first().filter(|_| is_whole) {
        let meant = meant.as_ref().map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default();
        return Err(Failed::Usage(format!("no event is named `{name}`{meant}")));
    }
    let mut rounds = 0;
    let (after, found) = loop {
        let mut after = before.clone();
        for (name, text) in &made.files {
            after = after.with(name.as_str(), text.as_str());
        }
        let mut found = Diagnostics::new();
        generate(&after, given.history.clone(), &mut found);
        rounds += 1;
        if !made.settle(&found) || rounds == MOST_ROUNDS {
            break (after, found);
        }
    };
    if is_whole && found.has_no_error() {
        return Ok((made, after, diagnostics));
    }
    // What is left of the documents was looked at, too, so that all mistakes are told in one run.
    if !found.has_no_error() {
        made.explain(&found, &mut diagnostics);
    }
    let then = match is_whole {
        true => "nothing was written: the catalog would have these mistakes",
        false => "nothing was written",
    };
    Err(Failed::Mistakes(diagnostics, then))
}

/// The documents themselves.
///
/// # Errors
///
/// When one is not there.
pub fn tree(documents: &[PathBuf], limits: Limits) -> Result<Tree, Failed> {
    match documents.iter().find(|path| !path.exists()) {
        Some(missing) => Err(Failed::Usage(format!("{}: there is no such file", missing.display()))),
        None => Ok(Tree::paths(documents, limits)),
    }
}
