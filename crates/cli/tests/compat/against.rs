//! What is compared with.

use std::fs;

use hookwright::Status;
use webhook_test_support::needs;

use crate::support::{EXAMPLE, INDEX, Repository};

#[test]
fn on_a_branch_it_is_where_the_main_branch_was_left() {
    needs!("git");
    let repository = Repository::committed();
    let base = repository.git(&["rev-parse", "HEAD"]);
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.break_it();
    repository.commit("a change");
    repository.commit("another one");
    let ran = repository.compat(&["--fail-on", "rust=major"]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    let named = format!("compared with {} (merge base with main)\n", &base[..12]);
    assert!(ran.out.starts_with(&named), "{}", ran.out);
    // What the main branch did since is not this branch's change.
    repository.git(&["checkout", "--quiet", "main"]);
    repository.edit(INDEX, "A flight has landed.", "A flight has come down.");
    repository.commit("on main");
    repository.git(&["checkout", "--quiet", "work"]);
    assert!(repository.compat(&[]).out.starts_with(&named));
}

#[test]
fn on_the_main_branch_it_is_what_was_committed_before_what_has_changed() {
    needs!("git");
    let repository = Repository::committed();
    let ran = repository.compat(&[]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Status::Fine, "nothing to compare with: this is the first commit\n")
    );
    let first = repository.git(&["rev-parse", "HEAD"]);
    repository.break_it();
    let ran = repository.compat(&["--fail-on", "rust=major"]);
    assert!(ran.out.starts_with(&format!("compared with {} (HEAD)\n", &first[..12])), "{}", ran.out);
    assert_eq!(ran.status, Status::Breaking);
    repository.commit("a change");
    let ran = repository.compat(&["--fail-on", "rust=major"]);
    assert!(
        ran.out.starts_with(&format!("compared with {} (parent of HEAD)\n", &first[..12])),
        "{}",
        ran.out
    );
    assert_eq!(ran.status, Status::Breaking);
}

#[test]
fn a_branch_that_is_called_otherwise_and_alone_is_compared_with_its_own_past() {
    needs!("git");
    let repository = Repository::committed();
    repository.git(&["branch", "--move", "trunk"]);
    repository.break_it();
    repository.commit("a change");
    let ran = repository.compat(&["--fail-on", "rust=major"]);
    assert!(ran.out.contains("(parent of HEAD)"), "{}", ran.said());
    assert_eq!(ran.status, Status::Breaking);
}

#[test]
fn a_version_without_a_catalog_is_nothing_to_compare_with_unless_it_is_named() {
    needs!("git");
    let repository = Repository::plain();
    repository.git(&["init", "--quiet", "--initial-branch=main"]);
    let ran = repository.compat(&[]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Status::Fine, "nothing to compare with: there is no commit yet\n")
    );
    repository.git(&["commit", "--quiet", "--allow-empty", "--message", "nothing"]);
    repository.commit("the catalog");
    let ran = repository.compat(&["--format", "json"]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    assert!(ran.err.ends_with("has no catalog in schemas/webhooks\n"), "{}", ran.err);
    assert_eq!(ran.rules(), Vec::<String>::new());
    let ran = repository.compat(&["--against", "HEAD^"]);
    assert_eq!(ran.status, Status::Usage);
    assert_eq!(ran.err, "error: HEAD^ has no catalog in schemas/webhooks; name one that has a catalog\n");
}

#[test]
fn a_shallow_clone_gets_the_command_that_helps() {
    needs!("git");
    let repository = Repository::committed();
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.break_it();
    repository.commit("a change");
    repository.commit("another one");
    repository.git(&["checkout", "--quiet", "main"]);
    for (options, missing) in [
        (&["--depth=1", "--branch=work"][..], "the commit before HEAD"),
        (&["--depth=1", "--branch=work", "--no-single-branch"][..], "where origin/main was left"),
    ] {
        let clone = repository.cloned(options);
        let ran = clone.compat(&[]);
        assert_eq!(ran.status, Status::Failed, "{}", ran.said());
        assert!(ran.err.contains(missing), "{}", ran.err);
        // The command as it stands is what helps.
        let command = ran.err.split('`').nth(1).expect("a command");
        let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches('\'')).collect();
        assert_eq!(words[0], "git");
        clone.git(&words[1..]);
        let ran = clone.compat(&["--fail-on", "rust=major"]);
        assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
        assert!(ran.out.contains("(merge base with origin/main)"), "{}", ran.out);
    }
}

#[test]
fn a_clone_of_one_branch_is_compared_with_its_past() {
    needs!("git");
    let repository = Repository::committed();
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.break_it();
    repository.commit("a change");
    let clone = repository.cloned(&["--single-branch", "--branch=work"]);
    clone.git(&["remote", "set-head", "origin", "--delete"]);
    let ran = clone.compat(&["--fail-on", "rust=major"]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    assert!(ran.out.contains("(parent of HEAD)"), "{}", ran.out);
}

#[test]
fn a_missing_revision_gets_the_command_that_fetches_it() {
    needs!("git");
    let repository = Repository::committed();
    let ran = repository.compat(&["--against", "v1"]);
    assert_eq!(ran.status, Status::Usage);
    assert_eq!(ran.err, "error: there is no Git revision, catalog version, directory or tarball `v1`\n");
    let clone = repository.cloned(&["--depth=1", "--no-tags"]);
    repository.git(&["tag", "v1"]);
    for name in ["v1", "origin/v1"] {
        let ran = clone.compat(&["--against", name]);
        assert_eq!(ran.status, Status::Usage);
        let fetch = "run `git fetch --depth=1 origin v1`, then `hookwright compat --against FETCH_HEAD`";
        assert!(ran.err.contains(fetch), "{}", ran.err);
    }
    clone.git(&["fetch", "--depth=1", "origin", "v1"]);
    assert_eq!(clone.compat(&["--against", "FETCH_HEAD"]).status, Status::Fine);
    // What looks like an option is none of Git's.
    let ran = repository.compat(&["--against=--output=x"]);
    assert!(
        ran.err.contains("there is no Git revision, catalog version, directory or tarball `--output=x`"),
        "{}",
        ran.err
    );
}

#[test]
fn without_git_a_directory_will_do() {
    let repository = Repository::plain();
    let ran = repository.compat(&[]);
    assert_eq!(ran.status, Status::Usage);
    assert!(ran.err.ends_with("give --against a directory or a tarball\n"), "{}", ran.err);
    let older = repository.copy_to("older");
    repository.break_it();
    for below in ["", "/schemas", "/schemas/webhooks", "/"] {
        let named = format!("{}{below}", older.display());
        let ran = repository.compat(&["--against", &named, "--fail-on", "rust=major"]);
        assert_eq!(ran.status, Status::Breaking, "{below}: {}", ran.said());
        let shown = format!("{}/schemas/webhooks/flight.landed.schema.json:", older.display());
        assert!(ran.out.contains(&shown), "{below}: {}", ran.out);
    }
    // Whatever the directories are called.
    let renamed = repository.beside("anything");
    fs::rename(older.join("schemas/webhooks"), &renamed).expect("moved");
    let ran = repository.compat(&["--against", &renamed.display().to_string(), "--fail-on", "rust=major"]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    assert!(ran.out.contains(&format!("{}/flight.landed.schema.json:", renamed.display())), "{}", ran.out);
    for empty in [
        older.display().to_string(),
        repository.root().join("schemas/webhooks/index.json").display().to_string(),
    ] {
        let ran = repository.compat(&["--against", &empty]);
        assert_eq!(ran.status, Status::Usage);
        assert!(ran.err.contains("expected ") && ran.err.lines().count() == 1, "{}", ran.err);
    }
}

#[test]
fn a_revision_comes_before_a_directory_of_the_same_name() {
    needs!("git");
    let repository = Repository::committed();
    repository.git(&["tag", "older"]);
    fs::create_dir(repository.root().join("older")).expect("made");
    assert_eq!(repository.compat(&["--against", "older"]).status, Status::Fine);
}

#[test]
fn an_index_of_the_older_catalog_that_cannot_be_read_is_told_with_its_place() {
    let repository = Repository::plain();
    let older = repository.copy_to("older");
    for (text, told) in [("{ \"events\": [ }", "invalid JSON"), ("[]", "expected a list of `events`")] {
        fs::write(older.join(INDEX), text).expect("written");
        let ran = repository.compat(&["--against", &older.display().to_string()]);
        assert_eq!(ran.status, Status::Failed, "{}", ran.said());
        assert!(ran.err.contains("schemas/webhooks/index.json:1:") && ran.err.contains(told), "{}", ran.err);
    }
    // The examples say nothing of what a body may be.
    fs::copy(repository.root().join(INDEX), older.join(INDEX)).expect("copied");
    fs::remove_file(older.join(EXAMPLE)).expect("removed");
    assert_eq!(repository.compat(&["--against", &older.display().to_string()]).status, Status::Fine);
}

#[test]
fn a_version_out_of_the_history() {
    let repository = Repository::plain();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["codegen", "--root", repository.root().to_str().expect("UTF-8")];
    let made = hookwright::run(args.map(Into::into), &mut out, &mut err, hookwright::Color::Never);
    assert_eq!(made, Status::Fine, "{}", String::from_utf8_lossy(&err));
    repository.break_it();
    let ran = repository.compat(&["--against", "2031-07-04"]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    assert!(ran.out.starts_with("compared with 2031-07-04\n"), "{}", ran.out);
    let old = "schemas/meta/history/2031-07-04.json/webhooks/flight.landed.schema.json:1:";
    assert!(ran.out.contains(old), "{}", ran.out);
    let ran = repository.compat(&["--against", "2031-07-03"]);
    assert_eq!(ran.status, Status::Usage, "{}", ran.said());
    repository.write("schemas/meta/history/2031-07-03.json", "{");
    let ran = repository.compat(&["--against", "2031-07-03"]);
    assert!(ran.err.contains("schemas/meta/history/2031-07-03.json:1:2: error: invalid JSON"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_path_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let repository = Repository::plain();
    let copy = repository.copy_to("copy");
    let older = repository.beside("").join(OsStr::from_bytes(b"older-\xff"));
    fs::rename(copy, &older).expect("renamed");
    repository.break_it();
    let ran = repository.run(&["compat".as_ref(), "--against".as_ref(), older.as_os_str()]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    let named = format!("compared with {}\n", older.display());
    assert!(ran.out.starts_with(&named), "{}", ran.out);
    let ran = repository.run(&["compat".as_ref(), "--against".as_ref(), OsStr::from_bytes(b"no-\xff")]);
    let said = "error: there is no directory or tarball `no-\u{fffd}`\n";
    assert_eq!((ran.status, ran.err.as_str()), (Status::Usage, said));
}
