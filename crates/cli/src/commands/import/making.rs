//! A catalog out of documents, in memory, which generates without a mistake.

use std::path::PathBuf;

use webhook_catalog::Catalog;
use webhook_catalog::layout::INDEX;
use webhook_import::{Import, Options, has_documents, import};
use webhook_schema::{At, Diagnostic, Diagnostics, Limits, Severity, Tree};

use crate::commands::codegen::check;

/// How often names in Rust are made up: a name that settles one mistake may be another one's.
const MOST_ROUNDS: usize = 8;

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

/// A catalog that was made.
pub struct Made {
    pub import: Import,
    /// The tree with it.
    pub tree: Tree,
    pub catalog: Catalog,
    /// What is said of the documents.
    pub told: Diagnostics,
}

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
    let mut asked = asked.clone();
    let (made, tree, catalog, found, mut diagnostics) = loop {
        let mut diagnostics = Diagnostics::new();
        let Some(mut made) = import(&documents, &asked, before, existing, &mut diagnostics) else {
            return Err(Failed::Mistakes(diagnostics, "nothing was written"));
        };
        let (tree, catalog, found) = settled(&mut made, before, existing, &given.history);
        let before = || {
            let mut found = Diagnostics::new();
            check(before, given.history.clone(), &mut found);
            found
        };
        if !made.teach(&mut asked, &found, &before) {
            break (made, tree, catalog, found, diagnostics);
        }
    };
    // What the documents have is judged by what was asked for: that comes first.
    if !made.misnamed.is_empty() {
        return Err(Failed::Usage(made.misnamed.join("\n")));
    }
    let is_whole = diagnostics.has_no_error() && made.has_examples();
    if let Some((name, meant)) = made.unknown.first().filter(|_| is_whole) {
        let meant = meant.as_ref().map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default();
        return Err(Failed::Usage(format!("no event is named `{name}`{meant}")));
    }
    if made.events == 0 && is_whole {
        return Err(Failed::Usage("--skip leaves no event: remove one of its names".to_owned()));
    }
    if let Some(catalog) = catalog.filter(|_| is_whole && found.has_no_error()) {
        return Ok(Made { import: made, tree, catalog, told: diagnostics });
    }
    if let Some(mistake) = is_whole.then(|| of_name_in(&asked, existing, &found)).flatten() {
        return Err(Failed::Usage(mistake));
    }
    // What is left of the documents was looked at, too, so that all mistakes are told in one run.
    if !found.has_no_error() || !made.has_examples() {
        made.explain(&found, &mut diagnostics);
    }
    let then = match is_whole {
        true => {
            "nothing was written, because the catalog would have these mistakes: correct the documents, or leave events out with --skip"
        }
        false => "nothing was written: correct the documents, or leave events out with --skip",
    };
    Err(Failed::Mistakes(diagnostics, then))
}

/// The tree with what was made, once its index has settled what it can; the catalog in it, and what was found of that.
fn settled(
    made: &mut Import,
    before: &Tree,
    existing: Option<&Catalog>,
    history: &Tree,
) -> (Tree, Option<Catalog>, Diagnostics) {
    let mut rounds = 0;
    loop {
        let mut after = before.clone();
        for (name, text) in &made.files {
            after = after.with(name.as_str(), text.as_str());
        }
        let mut found = Diagnostics::new();
        let catalog = check(&after, history.clone(), &mut found);
        rounds += 1;
        if !made.settle(existing, &found) || rounds == MOST_ROUNDS {
            return (after, catalog, found);
        }
    }
}

/// What is wrong with the place that was asked for, where it says in a new index that nobody has seen.
fn of_name_in(asked: &Options, existing: Option<&Catalog>, found: &Diagnostics) -> Option<String> {
    let place = asked.name_in.as_ref().filter(|_| existing.is_none() && !asked.is_laid_out)?;
    let is_of_place = |mistake: &&Diagnostic| {
        mistake.severity == Severity::Error
            && matches!(&mistake.at, At::Value(at) if *at.file == *INDEX && at.pointer.starts_with("/contract/envelope/name"))
    };
    let mistake = found.iter().find(is_of_place)?;
    Some(format!("--name-in {place}: {}: {}", mistake.message, mistake.help))
}

/// The documents themselves.
///
/// # Errors
///
/// When one is not there, or there is none.
pub fn tree(documents: &[PathBuf], limits: Limits) -> Result<Tree, Failed> {
    if let Some(missing) = documents.iter().find(|path| !path.exists()) {
        return Err(Failed::Usage(format!("{}: there is no such file", missing.display())));
    }
    let tree = Tree::paths(documents, limits);
    let mut unlisted = Diagnostics::new();
    tree.report(&mut unlisted);
    if unlisted.has_no_error() && !has_documents(&tree) {
        let paths: Vec<String> = documents.iter().map(|path| path.display().to_string()).collect();
        let paths = paths.join(", ");
        return Err(Failed::Usage(format!("{paths}: expected files in JSON or YAML, found no files")));
    }
    Ok(tree)
}
