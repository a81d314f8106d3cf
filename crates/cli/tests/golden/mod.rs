//! Repositories with a golden catalog, and the program on them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use hookwright::{Color, Status};
use tempfile::TempDir;

/// A repository with the catalog of that name, and nothing that is generated.
pub fn repository(name: &str) -> TempDir {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/golden").join(name);
    let root = tempfile::tempdir().expect("a directory");
    for file in files(&golden.join("schemas")) {
        let to = root.path().join(file.strip_prefix(&golden).expect("it is below"));
        fs::create_dir_all(to.parent().expect("it is in a directory")).expect("made");
        fs::copy(&file, to).expect("copied");
    }
    root
}

/// All files below a directory.
pub fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("listed").map(|entry| entry.expect("read").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Runs a command line on a repository: how it ends, and what it prints.
pub fn run(line: &str, root: &Path) -> (Status, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = line.split_whitespace().map(OsString::from).chain(["--root".into(), root.into()]);
    let status = hookwright::run(args, &mut out, &mut err, Color::Never);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (status, text(out), text(err))
}
