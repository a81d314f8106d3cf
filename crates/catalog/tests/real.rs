//! The catalog of this repository is in order.

use std::path::Path;

use webhook_catalog::{load, tree};
use webhook_schema::Diagnostics;

#[test]
fn the_real_catalog_has_no_mistake() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree(&root), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{}", diagnostics.to_text());
    let catalog = catalog.expect("a catalog without a mistake is there");
    assert!(catalog.api.is_some());
    for event in &catalog.index.events {
        assert!(catalog.schema(event).is_some() && catalog.example(event).is_some(), "{}", event.name);
    }
}
