//! Loads two versions of a catalog and compares them, to measure what that costs.
//!
//! `compare-catalogs <directory of the older repository> <directory of the newer one>`

use std::env;
use std::error::Error;
use std::path::Path;

use webhook_catalog::{Catalog, load, tree};
use webhook_schema::Diagnostics;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [older, newer] = &arguments[..] else {
        return Err(
            "usage: compare-catalogs <directory of the older repository> <directory of the newer one>".into(),
        );
    };
    let comparison = webhook_evolution::compare(&catalog(older)?, &catalog(newer)?, None);
    let counterexamples = comparison.findings.iter().filter(|finding| finding.counterexample.is_some());
    println!("{} findings, {} counterexamples", comparison.findings.len(), counterexamples.count());
    Ok(())
}

fn catalog(directory: &str) -> Result<Catalog, String> {
    let mut diagnostics = Diagnostics::new();
    load(&tree(Path::new(directory)), &mut diagnostics).ok_or_else(|| diagnostics.to_text())
}
