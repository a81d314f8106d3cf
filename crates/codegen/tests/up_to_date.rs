//! Files that are up to date: their texts are not kept.

use webhook_catalog::load;
use webhook_codegen::{Files, History, Writes, generate, regenerate};
use webhook_schema::{Diagnostics, Tree};
use webhook_test_support::large::{self, Families};

#[test]
fn of_what_is_up_to_date_there_is_the_path_alone() {
    let mut diagnostics = Diagnostics::new();
    let tree = Tree::memory("", large::files(6, Families::Of(3)));
    let catalog = load(&tree, &mut diagnostics).expect("a catalog");
    let whole = generate(&catalog, History::default(), &mut diagnostics).expect("files").files;
    assert!(whole.len() > 20);
    assert_eq!(whole.iter().count(), whole.len());

    let stale = "docs/src/reference/types.md";
    let is_up_to_date = |path: &str, writes: &Writes<'_>| {
        let mut text = Vec::new();
        writes(&mut text).expect("memory takes all of it");
        assert_eq!(whole.get(path).map(str::as_bytes), Some(&*text));
        path != stale
    };
    let output = regenerate(&catalog, History::default(), &is_up_to_date, &mut diagnostics).expect("files");
    let paths = |files: &Files| files.all().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
    assert_eq!(paths(&output.files), paths(&whole));
    let kept: Vec<_> = output.files.iter().collect();
    assert_eq!(kept, [(stale, whole.get(stale).expect("types"))]);
}
