//! Documents are the same ones however their paths are written, and nothing but what was given is read.

use std::path::{Path, PathBuf};

use webhook_import::{Options, import};
use webhook_schema::{Diagnostics, Limits, Tree};

/// The files that are made of the documents at some paths, and what is said of them.
fn imported(paths: &[PathBuf]) -> (Vec<(String, String)>, String) {
    let documents = Tree::paths(paths, Limits::default());
    let options = Options { index: include_str!("base.json").to_owned(), ..Options::default() };
    let repository = Tree::memory("schemas", <[(&str, &str); 0]>::default());
    let mut diagnostics = Diagnostics::new();
    let made = import(&documents, &options, &repository, None, &mut diagnostics);
    let made = made.filter(|_| diagnostics.has_no_error());
    (made.map(|made| made.files).unwrap_or_default(), diagnostics.to_text())
}

/// Tests run in the directory of the package.
fn absolute(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn a_directory_is_the_same_one_however_its_path_is_written() {
    let expected = imported(&["tests/given/shop".into()]);
    let names: Vec<&str> = expected.0.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"webhooks/order.created.schema.json"), "{names:?}");
    assert!(expected.0.iter().any(|(_, text)| text.contains("An amount of money.")));
    assert_eq!(expected.1, "");
    for path in ["./tests/given/shop", "tests/given/out/../shop/", "../import/tests/given/shop/."] {
        assert_eq!(imported(&[path.into()]), expected, "{path}");
    }
    assert_eq!(imported(&[absolute("tests/given/shop")]), expected);
}

#[test]
fn so_are_files_and_each_may_be_written_in_its_own_way() {
    let expected = imported(&["tests/given/shop".into()]);
    let event = "./tests/given/shop/order/created.schema.json";
    for money in ["tests/given/shop/money.json", "../import/tests/given/shop/money.json"] {
        assert_eq!(imported(&[event.into(), money.into()]), expected, "{money}");
        assert_eq!(imported(&[event.into(), absolute(money)]), expected, "{money}");
    }
    let parts = ["tests/given/shop/money.json", "./tests/given/shop/order"].map(PathBuf::from);
    assert_eq!(imported(&parts), expected);
}

/// There is a file of that name in the directory, too, which is not the one that the reference means.
#[test]
fn a_reference_that_leads_out_of_what_was_given_leads_nowhere() {
    let file = absolute("tests/given/out/order.json");
    for (path, shown) in [
        ("./tests/given/out".into(), "tests/given/out/order.json:4:"),
        ("../import/tests/given/out".into(), "tests/given/out/order.json:4:"),
        (absolute("tests/given/out"), file.to_str().expect("UTF-8")),
    ] {
        let (files, said) = imported(&[path]);
        assert_eq!(files, []);
        assert!(said.starts_with(shown), "{said}");
        assert!(said.contains("`../money.json` leads to a file that was not given"), "{said}");
    }
    let (files, said) = imported(&["tests/given/out/order.json".into(), "tests/given/money.json".into()]);
    assert_eq!((files.is_empty(), said.as_str()), (false, ""));
}
