//! The history of this repository, from its first catalog on.

use std::path::Path;
use std::process::Command;

use hookwright::{Color, Status};
use webhook_test_support::needs;

/// Every commit that changed the catalog, against the catalog as it is now: each can be read, and none is left out.
#[test]
fn every_catalog_that_there_was_can_be_compared_with_todays() {
    needs!("git");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(&root).output().expect("git runs");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    if git(&["rev-parse", "--is-shallow-repository"]).as_deref() != Some("false") {
        webhook_test_support::skipped("no history here");
        return;
    }
    let commits = git(&["log", "--format=%H", "--reverse", "HEAD", "--", "schemas/webhooks"]).expect("a log");
    let commits: Vec<&str> = commits.lines().collect();
    assert!(!commits.is_empty(), "no commit has changed the catalog");
    for commit in commits {
        let args = ["compat", "--against", commit, "--verbose", "--root", root.to_str().expect("UTF-8")];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = hookwright::run(args.map(Into::into), &mut out, &mut err, Color::Never);
        let (out, err) = (String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
        assert!(matches!(status, Status::Fine | Status::Breaking), "{commit}: {status:?}\n{out}{err}");
        assert!(!err.contains("not compared"), "{commit}:\n{err}");
    }
}
