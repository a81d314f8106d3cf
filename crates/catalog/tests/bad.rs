//! Exactly what an author is told of each bad catalog in `tests/bad`: the snapshot is next to the input.

use std::fs;

use insta::{Settings, assert_snapshot};
use webhook_test_support::case::{Case, tests};

#[test]
fn the_base_has_no_mistake() {
    let (catalog, diagnostics) = Case::base().load();
    assert_eq!(diagnostics.to_text(), "");
    assert_eq!(Case::with_api().told(), "");
    assert_eq!(catalog.map(|catalog| catalog.shared_schemas().count()), Some(1));
}

#[test]
fn every_bad_catalog_is_told_what_is_wrong() {
    let cases = fs::read_dir(tests().join("bad")).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = cases.filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() >= 24, "only {} cases", cases.len());
    for directory in cases {
        let mut settings = Settings::clone_current();
        settings.set_snapshot_path(&directory);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| assert_snapshot!("told", Case::bad(&directory).told()));
    }
}
