//! What is generated from tiny catalogs of invented companies: byte for byte, and that it compiles and works.
//!
//! `golden/<name>/schemas` is a catalog, with the history that it has, and `golden/<name>/expected` is what comes of it, but for the schemas of the
//! indexes, which are the same for all catalogs. After a change of the generator,
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test -p webhook-codegen --test golden
//! ```
//!
//! writes what is expected anew; read the diff before you commit it. To add a catalog, add its directory, run that, and
//! name its facade in `golden/bodies.rs`, which is compiled against the generated crates and says what they have to do.
//! It is compiled against what comes of the same catalogs in another order too, and so are `golden/senders.rs`, which builds
//! what is sent, and `golden/receivers.rs`, which receives by layouts of every kind.
//! That needs clippy, and nothing from the network that the repository itself does not.

#[path = "golden/order.rs"]
mod order;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use webhook_catalog::{load, tree};
use webhook_codegen::{History, Output, generate};
use webhook_evolution::history;
use webhook_schema::{Diagnostics, Limits};

type Tree = BTreeMap<String, String>;

#[test]
fn every_catalog_gives_what_is_expected() {
    for name in catalogs() {
        let expected = golden().join(&name).join("expected");
        let generated = generated(&name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            write(&expected, &generated);
        }
        let expected = read(&expected);
        let help = "if that is intended, run the tests with UPDATE_GOLDEN=1 and read the diff";
        for (path, text) in &generated {
            let Some(expected) = expected.get(path) else { panic!("{name}: {path} is new; {help}") };
            let lines = text.split('\n').zip(expected.split('\n')).enumerate();
            for (number, (line, expected)) in lines {
                assert_eq!(line, expected, "{name}: {path}:{}; {help}", number + 1);
            }
            assert!(text == expected, "{name}: {path} is longer or shorter than expected; {help}");
        }
        for path in expected.keys() {
            assert!(generated.contains_key(path), "{name}: {path} is not generated any more; {help}");
        }
    }
}

/// In a workspace, what one crate turns on all have: there, nothing tells a crate that does not.
#[test]
fn every_crate_turns_on_what_reads_its_types() {
    const MIXED: [&str; 4] = ["object_union!", "tuple!", "type_union!", "value_enum!"];
    for name in catalogs() {
        let tree = generated(&name);
        let sources = tree.iter().filter_map(|(path, text)| Some((path.strip_suffix("/src/lib.rs")?, text)));
        for (directory, source) in sources {
            let is_mixed = MIXED.iter().any(|name| source.contains(&format!("webhook_runtime::{name}")));
            let manifest = &tree[&format!("{directory}/Cargo.toml")];
            assert_eq!(manifest.contains("\"mixed\""), is_mixed, "{name}: {directory}");
        }
    }
}

#[test]
fn what_is_generated_compiles_without_a_warning_and_works() {
    let workspace = workspace("golden", generated);
    let facades: Vec<String> = catalogs().iter().flat_map(|name| ["-p".to_owned(), facade(name)]).collect();
    let facades: Vec<&str> = facades.iter().map(String::as_str).collect();
    let clippy =
        |args: &[&str]| cargo(&workspace, &[&["clippy"], args, &["--", "-D", "warnings"]].concat(), &[]);
    clippy(&["--workspace", "--all-targets"]);
    clippy(&[&["--no-default-features"], &facades[..]].concat());
    clippy(&["--no-default-features", "-p", "loom-works-events", "--features", "type"]);
    clippy(&["--no-default-features", "-p", "loom-works-events", "--features", "sender", "--all-targets"]);
    cargo(&workspace, &["test", "--workspace"], &[]);
    cargo(&workspace, &[&["test", "--no-default-features"], &facades[..]].concat(), &[]);
    cargo(&workspace, &["doc", "--workspace", "--no-deps"], &[]);
}

#[test]
fn what_is_in_another_order_or_requires_more_compiles_and_works() {
    let workspace = workspace("golden-evolved", |name| generated_from(name, order::evolved(name)));
    cargo(&workspace, &["test", "-p", "bodies"], &[("HARBOR_REQUIRES_A_FLAG", "1")]);
}

/// One workspace for all catalogs: dependencies are compiled once, and names of different companies do not meet.
fn workspace(directory: &str, generated: impl Fn(&str) -> Tree) -> PathBuf {
    let mut tree = Tree::new();
    let mut dependencies = String::new();
    for name in catalogs() {
        let crates = generated(&name).into_iter().filter(|(path, _)| path.starts_with("crates/events/"));
        tree.extend(crates.map(|(path, text)| (format!("{name}/{path}"), text)));
        let facade = facade(&name);
        let path = format!("../{name}/crates/events/{facade}");
        dependencies += &format!("{facade} = {{ path = \"{path}\", features = [\"sender\"] }}\n");
        let api = facade.replace("-events", "-api");
        if tree.contains_key(&format!("{name}/crates/events/{api}/Cargo.toml")) {
            let path = format!("../{name}/crates/events/{api}");
            dependencies += &format!("{api} = {{ path = \"{path}\", features = [\"client\"] }}\n");
        }
    }
    tree.insert("Cargo.toml".into(), manifest());
    tree.insert("Cargo.lock".into(), read_text(&repository().join("Cargo.lock")));
    tree.insert("bodies/src/lib.rs".into(), read_text(&golden().join("bodies.rs")));
    for tests in ["senders.rs", "receivers.rs"] {
        tree.insert(format!("bodies/tests/{tests}"), read_text(&golden().join(tests)));
    }
    tree.insert(
        "bodies/Cargo.toml".into(),
        format!(
            "[package]\nname = \"bodies\"\nedition.workspace = true\n\n[dependencies]\n{dependencies}\
             serde_json.workspace = true\nwebhook-endpoints.workspace = true\nwebhook-runtime.workspace = true\n"
        ),
    );
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join(directory);
    write(&workspace, &tree);
    workspace
}

/// The repository's manifest with other members: what generated crates inherit from it, where they do, is what they inherit
/// here. What they take from the registry is the repository's own.
fn manifest() -> String {
    let root = repository();
    let text = read_text(&root.join("Cargo.toml"));
    let inherited = &text[text.find("[workspace.package]").expect("what all crates have in common")..];
    let inherited = inherited.replace("path = \"crates/", &format!("path = \"{}/crates/", root.display()));
    let patch = ["runtime", "endpoints"]
        .map(|name| format!("webhook-{name} = {{ path = \"{}/crates/{name}\" }}\n", root.display()));
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"bodies\", \"*/crates/events/*\"]\n\n{inherited}\n\
         [patch.crates-io]\n{}",
        patch.concat()
    )
}

fn cargo(workspace: &Path, args: &[&str], environment: &[(&str, &str)]) {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args.split_first().map(|(name, _)| *name)).arg("--offline").args(&args[1..]);
    // The one that runs this test holds the lock of its own directory. Each workspace has one: crates at the same place in two
    // are one to cargo.
    command.env("CARGO_TARGET_DIR", workspace.with_extension("target")).env("RUSTDOCFLAGS", "-D warnings");
    command.envs(environment.iter().copied());
    let output = command.current_dir(workspace).output().expect("cargo runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "cargo {} in {}:\n{}{}",
        args.join(" "),
        workspace.display(),
        text(&output.stdout),
        text(&output.stderr)
    );
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

fn catalogs() -> Vec<String> {
    let entries = fs::read_dir(golden()).expect("golden").map(|entry| entry.expect("an entry"));
    let directories = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        directories.map(|entry| entry.file_name().into_string().expect("a name")).collect();
    names.sort();
    assert!(names.len() >= 3, "only {names:?}");
    names
}

fn generated(name: &str) -> Tree {
    generated_from(name, tree(&golden().join(name)))
}

fn generated_from(name: &str, tree: webhook_schema::Tree) -> Tree {
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree, &mut diagnostics);
    let files = history::tree(&golden().join(name), Limits::default());
    let output = catalog.and_then(|catalog| {
        let history = History::before(files, &catalog.index.version, &mut diagnostics);
        generate(&catalog, history, &mut diagnostics)
    });
    let Some(Output { files, .. }) = output else { panic!("{name}:\n{}", diagnostics.to_text()) };
    let same_for_all = [
        "docs/src/reference/evolution-rules.md",
        "docs/src/reference/json-schema.md",
        "schemas/meta/api.schema.json",
        "schemas/meta/compat.schema.json",
        "schemas/meta/index.schema.json",
    ];
    let files = files.iter().filter(|(path, _)| !same_for_all.contains(path));
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// The name of a catalog's facade: the shortest of its crates of events.
fn facade(name: &str) -> String {
    let tree = generated(name);
    let crates = tree.keys().filter_map(|path| path.strip_prefix("crates/events/")?.split_once('/'));
    let names = crates.map(|(name, _)| name.to_owned()).filter(|name| name.contains("-events"));
    names.min_by_key(String::len).expect("a crate")
}

fn read_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a directory; none where there is no directory.
fn read(directory: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        if path.is_dir() {
            tree.extend(read(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            tree.insert(name, read_text(&path));
        }
    }
    tree
}

/// Makes a directory hold just these files. What is right already is not touched: cargo would compile it again.
fn write(directory: &Path, tree: &Tree) {
    let before = read(directory);
    for path in before.keys().filter(|path| !tree.contains_key(*path)) {
        fs::remove_file(directory.join(path)).expect("removed");
    }
    for (path, text) in tree.iter().filter(|(path, text)| before.get(*path) != Some(*text)) {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    }
}
