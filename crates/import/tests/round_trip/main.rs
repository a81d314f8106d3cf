//! What our own export loses, and what importing again keeps.

mod again;
mod children;
mod exported;
mod name_place;
mod rust_names;

use webhook_catalog::{Catalog, load};
use webhook_import::{Import, Options, import};
use webhook_schema::{Diagnostics, Limits, Tree};

const EXPORTED: &str = include_str!("../../../../docs/src/reference/openapi.json");

fn empty() -> Tree {
    Tree::memory("schemas", <[(&str, &str); 0]>::default()).within(Limits::default())
}

fn imported(document: &str, repository: &Tree, existing: Option<&Catalog>) -> Import {
    let documents = Tree::memory("", [("openapi.json", document)]).within(Limits::default());
    let options = Options { index: include_str!("../base.json").to_owned(), ..Options::default() };
    let mut diagnostics = Diagnostics::new();
    let made = import(&documents, &options, repository, existing, &mut diagnostics);
    made.unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

fn with(repository: &Tree, made: &Import) -> (Tree, Catalog) {
    let tree = made
        .files
        .iter()
        .fold(repository.clone(), |tree, (name, text)| tree.with(name.as_str(), text.as_str()));
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree, &mut diagnostics).expect("a catalog");
    assert_eq!(diagnostics.to_text(), "");
    (tree, catalog)
}
