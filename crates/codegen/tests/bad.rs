//! Exactly what an author is told of each catalog in `tests/bad` that no code can be generated from: the snapshot
//! is next to the input. How a case is written down is in [`webhook_test_support::case`].

use std::fs;

use insta::{Settings, assert_snapshot};
use webhook_codegen::{History, generate};
use webhook_schema::Diagnostics;
use webhook_test_support::case::{Case, tests};

fn told(case: &Case) -> String {
    let (catalog, mut diagnostics): (_, Diagnostics) = case.load();
    let output = catalog.and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    assert_eq!(output.is_none(), !diagnostics.has_no_error(), "either files or mistakes");
    diagnostics.to_text()
}

#[test]
fn the_base_has_no_mistake() {
    assert_eq!(told(&Case::base()), "");
    assert_eq!(told(&Case::with_api()), "");
}

#[test]
fn every_bad_catalog_is_told_what_is_wrong() {
    let cases = fs::read_dir(tests().join("bad")).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = cases.filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    for directory in cases {
        let mut settings = Settings::clone_current();
        settings.set_snapshot_path(&directory);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| assert_snapshot!("told", told(&Case::bad(&directory))));
    }
}
