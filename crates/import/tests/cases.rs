//! What comes of each document in `tests/good`, and what an author is told of each in `tests/bad`: the snapshots are next to
//! the input. The first line of `case.txt` says what the case shows, the others are options.

use std::fs;
use std::path::{Path, PathBuf};

use insta::{Settings, assert_snapshot};
use webhook_catalog::layout::INDEX;
use webhook_catalog::{Catalog, load};
use webhook_import::{Bodies, Import, Options, import};
use webhook_schema::{Diagnostics, Limits, Tree};

const BASE: &str = include_str!("base.json");

fn cases(kind: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind);
    let mut cases: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 7, "only {} cases", cases.len());
    cases
}

fn options(case: &Path) -> Options {
    let mut options = Options { index: BASE.to_owned(), ..Options::default() };
    for line in fs::read_to_string(case.join("case.txt")).unwrap().lines().skip(1) {
        let (key, value) = line.split_once(' ').unwrap();
        let fields = ["type-field", "data-field", "time-field", "id-field"];
        match key {
            "name-from" => options.naming = Some(value.parse().unwrap()),
            "bodies" => options.bodies = Some(if value == "kept" { Bodies::Kept } else { Bodies::Wrapped }),
            "name-in" => options.name_in = Some(value.parse().unwrap()),
            key => {
                let field = fields.iter().position(|field| *field == key).expect("a known option");
                options.fields[field] = Some(value.to_owned());
            }
        }
    }
    options
}

/// The documents of a case, by their names in its directory.
fn documents(case: &Path) -> Tree {
    let tree = Tree::disk(case, "", &["."], Limits::default());
    let names = tree.names().filter(|name| !name.ends_with(".txt") && !name.contains(".snap"));
    Tree::memory("", names.map(|name| (name.trim_start_matches("./").to_owned(), tree.read(name).unwrap())))
        .within(Limits::default())
}

fn run(case: &Path) -> (Option<Import>, Diagnostics) {
    run_in(&empty(), None, case, options(case))
}

/// Imports into a repository, which may have a catalog.
fn run_in(
    repository: &Tree,
    existing: Option<&Catalog>,
    case: &Path,
    mut options: Options,
) -> (Option<Import>, Diagnostics) {
    let documents = documents(case);
    loop {
        let mut diagnostics = Diagnostics::new();
        let made = import(&documents, &options, repository, existing, &mut diagnostics);
        let found = made.as_ref().map(|made| generated(&with(repository, made)));
        let before = || generated(repository);
        let teach = |made: &Import| made.teach(&mut options, &found.unwrap_or_default(), &before);
        if !made.as_ref().is_some_and(teach) {
            return (made, diagnostics);
        }
    }
}

fn empty() -> Tree {
    Tree::memory("schemas", <[(&str, &str); 0]>::default()).within(Limits::default())
}

/// A repository with what was made.
fn with(repository: &Tree, made: &Import) -> Tree {
    made.files.iter().fold(repository.clone(), |tree, (name, text)| tree.with(name.as_str(), text.as_str()))
}

/// What comes of a good document, once its index has settled what it can, and what is told of the document.
fn settled(case: &Path) -> (Import, Diagnostics) {
    let (made, diagnostics) = run(case);
    let mut made = made.unwrap_or_else(|| panic!("{}:\n{}", case.display(), diagnostics.to_text()));
    // What was settled once stays so.
    for _ in 0..2 {
        let found = generated(&with(&empty(), &made));
        made.settle(None, &found);
    }
    (made, diagnostics)
}

fn snapshot(case: &Path, text: String) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(case);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!("told", text));
}

#[test]
fn every_good_document_becomes_a_catalog_that_generates() {
    for case in cases("good") {
        let (made, diagnostics) = settled(&case);
        let found = generated(&with(&empty(), &made));
        assert!(found.has_no_error(), "{}: {}", case.display(), found.to_text());
        // Warnings are of what documents do not say: the snapshot has them.
        let mut text = diagnostics.to_text() + &found.to_text();
        for (name, content) in &made.files {
            let content = if name == INDEX { without_contract(content) } else { content.clone() };
            text += &format!("== {name}\n{content}\n");
        }
        snapshot(&case, text);
    }
}

/// The index that is there says by then what a new one is made by.
#[test]
fn every_good_document_that_is_imported_again_changes_nothing() {
    for case in cases("good") {
        let (made, _) = settled(&case);
        let repository = with(&empty(), &made);
        let catalog = load(&repository, &mut Diagnostics::new()).expect("a catalog");
        let options = Options { index: String::new(), name_in: None, ..options(&case) };
        let (again, diagnostics) = run_in(&repository, Some(&catalog), &case, options);
        let again = again.unwrap_or_else(|| panic!("{}:\n{}", case.display(), diagnostics.to_text()));
        assert!(diagnostics.has_no_error(), "{}: {}", case.display(), diagnostics.to_text());
        assert_eq!(again.files, [], "{}", case.display());
    }
}

fn generated(tree: &Tree) -> Diagnostics {
    let mut found = Diagnostics::new();
    let catalog = load(tree, &mut found).expect("a catalog");
    let history = webhook_codegen::History::default();
    webhook_codegen::generate(&catalog, history, &mut found);
    found
}

/// The index with what of its contract an import decides.
fn without_contract(index: &str) -> String {
    let mut index: serde_json::Value = serde_json::from_str(index).unwrap();
    let contract = index["contract"].take();
    index["contract"] = serde_json::json!({
        "envelope": contract["envelope"],
        "name": contract["name"]["pattern"],
    });
    format!("{index:#}\n")
}

#[test]
fn every_bad_document_is_told_what_stands_in_the_way() {
    for case in cases("bad") {
        let (made, mut diagnostics) = run(&case);
        // What can be made of the rest is looked at, too.
        if let Some(mut made) = made {
            let found = generated(&with(&empty(), &made));
            made.settle(None, &found);
            made.explain(&generated(&with(&empty(), &made)), &mut diagnostics);
        }
        assert!(!diagnostics.has_no_error(), "{}", case.display());
        snapshot(&case, diagnostics.to_text());
    }
}
