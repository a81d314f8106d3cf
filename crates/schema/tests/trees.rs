//! The same files give the same tree, wherever they come from.

use std::fs;
use std::path::Path;
use std::process::Command;

use webhook_schema::{Diagnostics, Directory, Limits, Tree};
use webhook_test_support::needs;

const FILES: [(&str, &str); 4] = [
    ("webhooks/index.json", "{ \"a\": 1 }"),
    ("webhooks/deeper/b.json", "[]"),
    ("webhooks/notes.txt", "not JSON"),
    ("api/index.json", "{}"),
];

fn write(root: &Path) {
    for (name, text) in FILES {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    }
}

/// Names with contents, as far as they can be read.
fn contents(tree: &Tree) -> Vec<(String, Option<String>)> {
    let read = |name: &str| tree.read(name).ok().map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    tree.names().map(|name| (name.to_owned(), read(name))).collect()
}

fn commit_all(root: &Path) {
    for args in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "--message", "all"]] {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@a.example", "-c", "init.defaultBranch=main"];
        let output = Command::new("git").args(identity).args(args).current_dir(root).output();
        let output = output.expect("git runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn disk_revision_and_memory_agree() {
    needs!("git");
    let temp = tempfile::tempdir().expect("a directory");
    // The root may be below the repository's.
    let root = temp.path().join("schemas");
    write(&root);
    fs::write(root.join("webhooks/.hidden.json"), "{}").expect("written");
    commit_all(temp.path());
    let directories = ["webhooks", "api"];
    let revision = Tree::git(&root, "HEAD", "HEAD:schemas", &directories, Limits::default()).expect("a tree");
    let memory = contents(&Tree::memory("schemas", FILES));
    assert_eq!(contents(&revision), memory);
    assert_eq!(contents(&Tree::disk(&root, "schemas", &directories, Limits::default())), memory);

    fs::write(root.join("webhooks/index.json"), "changed").expect("written");
    assert_eq!(revision.read("webhooks/index.json").expect("read"), FILES[0].1.as_bytes());
    let none = Tree::git(&root, "HEAD", "", &["elsewhere"], Limits::default()).expect("a tree");
    assert!(matches!(none.directory("elsewhere"), Directory::Missing(_)));
    let error =
        Tree::git(&root, "no-such-revision", "", &directories, Limits::default()).expect_err("refused");
    assert!(error.to_string().starts_with("revision `no-such-revision`: "), "{error}");
    assert!(Tree::git(&root, "--help", "", &directories, Limits::default()).is_err());
}

#[cfg(unix)]
#[test]
fn a_revision_has_limits_and_links_as_a_disk_has() {
    needs!("git");
    let temp = tempfile::tempdir().expect("a directory");
    write(temp.path());
    let at = |name: &str| temp.path().join(name);
    fs::write(at("webhooks/large.json"), " ".repeat(40)).expect("written");
    std::os::unix::fs::symlink("index.json", at("webhooks/link.json")).expect("linked");
    std::os::unix::fs::symlink("../api/index.json", at("webhooks/out.json")).expect("linked");
    commit_all(temp.path());
    let limits = Limits { max_file_bytes: 39, ..Limits::default() };
    let directories = ["webhooks", "api"];
    let revision = Tree::git(temp.path(), "main", "main", &directories, limits).expect("a tree");
    let disk = Tree::disk(temp.path(), "", &directories, limits);
    assert_eq!(contents(&revision), contents(&disk));
    assert_eq!(revision.read("webhooks/large.json"), disk.read("webhooks/large.json"));
    assert!(revision.read("webhooks/large.json").expect_err("too large").message.contains("40 bytes"));
    assert_eq!(revision.unusable().collect::<Vec<_>>(), ["webhooks/out.json"]);
    assert_eq!(disk.unusable().collect::<Vec<_>>(), ["webhooks/out.json"]);
}

#[test]
fn a_name_that_is_not_listed_is_not_opened() {
    let temp = tempfile::tempdir().expect("a directory");
    write(temp.path());
    let tree = Tree::disk(temp.path(), "", &["webhooks"], Limits::default());
    for name in ["api/index.json", "webhooks/../api/index.json", "/etc/passwd", ""] {
        assert!(tree.read(name).is_err() && !tree.has(name), "{name}");
    }
    assert!(tree.document("webhooks/notes.txt", &mut Diagnostics::new()).is_none());
}

#[test]
fn files_are_named_below_what_was_given_and_labeled_by_the_way_there() {
    let temp = tempfile::tempdir().expect("a directory");
    write(temp.path());
    let tree = |paths: &[&str]| {
        let paths: Vec<_> = paths.iter().map(|path| temp.path().join(path)).collect();
        Tree::paths(&paths, Limits::default())
    };
    let names = |tree: &Tree| tree.names().map(str::to_owned).collect::<Vec<_>>();
    let label = |path: &str| temp.path().join(path).to_str().expect("UTF-8").trim_end_matches('/').to_owned();
    for path in ["webhooks", "webhooks/", "webhooks/deeper/..", "api/../webhooks/."] {
        let tree = tree(&[path]);
        assert_eq!(names(&tree), ["deeper/b.json", "index.json", "notes.txt"], "{path}");
        assert_eq!((tree.label(), tree.directory("")), (&*label("webhooks"), &Directory::Listed), "{path}");
    }
    let several = tree(&["webhooks/deeper", "api/index.json", "api"]);
    assert_eq!(names(&several), ["api/index.json", "webhooks/deeper/b.json"]);
    assert_eq!(several.label(), label(""));
    assert_eq!(*several.directory("webhooks/deeper"), Directory::Listed);
    // Tests run in the directory of the package.
    for (path, label) in
        [("src", "src"), ("./Cargo.toml", ""), ("../schema/src", "src"), ("../../docs", "../../docs")]
    {
        assert_eq!(Tree::paths(&[path.into()], Limits::default()).label(), label, "{path}");
    }
}
