//! What the program says of its arguments, right and wrong.

use std::path::Path;

use hookwright::{Color, Status};

fn run(line: &str) -> (Status, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = hookwright::run(line.split_whitespace().map(Into::into), &mut out, &mut err, Color::Never);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (status, text(out), text(err))
}

#[test]
fn help_is_no_mistake() {
    for (line, shown) in [
        ("--help", "Usage: hookwright <COMMAND>"),
        ("-h", "Exit status: 0 fine"),
        ("help", "  Generate everything that comes from the catalog, or check it"),
        ("codegen --help", "Usage: hookwright codegen [OPTIONS]"),
        ("help codegen", "A catalog with mistakes changes nothing."),
        ("codegen --check -h", "--format <FORMAT>"),
        ("codegen -h", "Largest file that is read, in MiB [default: 64]"),
        ("codegen -h", "[default: 100000]"),
        ("codegen -h", "up to 500 [default: 127]"),
        ("compat --help", "Usage: hookwright compat [OPTIONS]"),
        #[cfg(feature = "deliveries")]
        ("trigger --help", "  trigger --all --to http://127.0.0.1:8080/webhooks"),
        #[cfg(feature = "deliveries")]
        ("listen --help", "Exit status: 0 every delivery verified"),
        #[cfg(feature = "deliveries")]
        ("verify --help", "  verify --secrets-from .env < request.txt"),
        #[cfg(feature = "deliveries")]
        ("replay --help", "  replay records --to http://127.0.0.1:8080/webhooks"),
        ("compat --help", "nothing is checked out or written"),
        ("--version", concat!("hookwright ", env!("CARGO_PKG_VERSION"))),
    ] {
        let (status, out, err) = run(line);
        assert_eq!((status, err.as_str()), (Status::Fine, ""), "{line}");
        assert!(out.contains(shown), "{line}:\n{out}");
    }
}

#[test]
fn a_mistake_names_the_argument_and_what_was_probably_meant() {
    for (line, named) in [
        ("", "Usage: hookwright <COMMAND>"),
        ("gen", "unrecognized subcommand 'gen'"),
        ("codegne", "a similar subcommand exists: 'codegen'"),
        ("--check", "unexpected argument '--check' found"),
        ("--versoin", "a similar argument exists: '--version'"),
        ("codegen --chekc", "a similar argument exists: '--check'"),
        ("codegen --xyz", "unexpected argument '--xyz' found"),
        ("codegen --check all", "unexpected argument 'all' found"),
        ("codegen -v", "unexpected argument '-v' found"),
        ("codegen --format", "a value is required for '--format <FORMAT>'"),
        ("codegen --format xml", "[possible values: text, github, json, sarif]"),
        ("codegen --root", "a value is required for '--root <DIR>'"),
        ("codegen --check=yes", "unexpected value 'yes' for '--check'"),
        ("compat --agianst HEAD", "a similar argument exists: '--against'"),
        ("compat --format xml", "[possible values: text, json, github, sarif, markdown]"),
        ("compat HEAD", "unexpected argument 'HEAD' found"),
        // It may be a secret, whose option was forgotten.
        ("live-check s3cret", "unexpected argument '…' found"),
        ("listen s3cret", "unexpected argument '…' found"),
        ("verify request.txt s3cret", "unexpected argument '…' found"),
        ("trigger team.archived s3cret", "unexpected argument '…' found"),
        ("codegen --max-depth 501", "invalid value '501' for '--max-depth <N>'"),
        ("codegen --max-file-size 0", "invalid value '0' for '--max-file-size <MIB>'"),
    ] {
        let (status, out, err) = run(line);
        assert_eq!((status, out.as_str()), (Status::Usage, ""), "{line}");
        assert!(err.contains(named), "{line}:\n{err}");
    }
}

#[test]
fn a_catalog_is_looked_for_from_the_current_directory_upward() {
    // The tests of a package run in its directory.
    let (status, out, err) = run("codegen --check");
    assert!(matches!(status, Status::Fine | Status::Drift), "{out}{err}");
    for command in ["codegen", "compat"] {
        let (status, _, err) = run(&format!("{command} --root /nowhere"));
        assert_eq!(status, Status::Usage);
        assert!(
            err.starts_with("error: /nowhere: ") && err.ends_with("give a repository to --root\n"),
            "{err}"
        );
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let (status, _, err) = run(&format!("codegen --root {}", file.display()));
    assert_eq!(status, Status::Usage);
    assert!(err.contains("is not a directory"), "{err}");
}

/// What a command cannot begin without was forgotten by whoever called it: that is never the program's own failure.
#[test]
fn a_directory_without_a_catalog_is_a_mistake_of_usage() {
    let temp = tempfile::tempdir().expect("a directory");
    let root = temp.path().display();
    for command in [
        "codegen",
        "fmt",
        "lint",
        "compat",
        "new family x",
        #[cfg(feature = "emitters")]
        "emitters --source .",
        #[cfg(feature = "deliveries")]
        "trigger team.archived --secret x --to http://127.0.0.1:9",
        #[cfg(feature = "deliveries")]
        "listen --secret x",
        #[cfg(feature = "mock-api")]
        "mock-api",
        #[cfg(feature = "watch")]
        "watch",
    ] {
        let (status, out, err) = run(&format!("{command} --root {root}"));
        let expected = format!(
            "error: there is no schemas/webhooks in {root}; give a repository that has a catalog to --root\n"
        );
        assert_eq!((status, out.as_str(), err), (Status::Usage, "", expected), "{command}");
    }
}

#[cfg(feature = "deliveries")]
#[test]
fn files_that_cannot_be_written_where_an_argument_says_are_mistakes_of_usage() {
    let root = "--root ../../examples/emitter";
    for (line, named) in [
        (
            "listen --secret x --port 0 --record Cargo.toml",
            "Cargo.toml: expected a directory, found a file\n",
        ),
        ("listen --secret x --port 0 --port-file there/is/none", "there/is/none: "),
        ("listen --secret x --port 0 --port-file src", "src: expected a file, found a directory\n"),
        ("live-check --report there/is/none", "there/is/none: "),
        ("live-check --report src", "src: expected a file, found a directory\n"),
    ] {
        let command = if line.starts_with("live-check") { " -- true" } else { "" };
        let (status, _, err) = run(&format!("{line} {root}{command}"));
        assert_eq!(status, Status::Usage, "{line}: {err}");
        assert!(err.starts_with(&format!("error: {named}")), "{line}: {err}");
    }
}

#[cfg(feature = "deliveries")]
#[test]
fn what_cannot_be_sent_or_listened_for_is_told_before_anything_else() {
    let to = "--to http://127.0.0.1:9 --secret x";
    let url = "invalid value 'foo' for '--url <URL>': expected a URL, such as https://shop.example/webhooks";
    for (line, told) in [
        (format!("trigger {to}"), "  <EVENT|--pack <PACK>|--file <FILE>|--all>"),
        (format!("trigger --pack github --url foo {to}"), url),
        (format!("trigger --all --aged long {to}"), "expected a whole number from 0 to 1000000000"),
        ("listen --secret x --pack github --url foo".to_owned(), url),
        ("listen --port http".to_owned(), "expected a whole number from 0 to 65535"),
    ] {
        let (status, _, err) = run(&line);
        assert_eq!(status, Status::Usage, "{line}: {err}");
        assert!(err.contains(told), "{line}: {err}");
    }
}

#[cfg(feature = "mock-api")]
#[test]
fn the_mock_has_its_own_options() {
    let (status, out, _) = run("mock-api --help");
    assert_eq!(status, Status::Fine);
    assert!(out.contains("Any bearer token will do."), "{out}");
    for (line, named) in [
        ("mock-api --speed 0", "expected a number from 0.001 to 1000000"),
        ("mock-api --port 65536", "invalid value '65536' for '--port <N>'"),
    ] {
        let (status, _, err) = run(line);
        assert_eq!(status, Status::Usage, "{line}");
        assert!(err.contains(named), "{line}:\n{err}");
    }
    let (status, _, err) = run("mock-api --root ../../examples/emitter");
    let expected = "error: there is no schemas/api: a catalog without an API has nothing to mock\n";
    assert_eq!((status, err.as_str()), (Status::Mistakes, expected));
}

#[cfg(feature = "emitters")]
#[test]
fn emitters_need_sources() {
    let (status, _, err) = run("emitters");
    assert!(status == Status::Usage && err.contains("--source <DIR>"), "{err}");
    let (status, _, err) = run("emitters --source there/is/none --root ../../examples/emitter");
    assert_eq!((status, err.as_str()), (Status::Usage, "error: there/is/none: there is no such directory\n"));
    let (status, out, _) = run("emitters --source ../../examples/emitter/src --root ../../examples/emitter");
    assert_eq!(status, Status::Fine);
    assert_eq!(out, "6 live events, 6 emitted: 5 files read, 0 with tests and 0 generated left out\n");
    let (status, _, err) =
        run("emitters --source ../../examples/emitter/schemas --root ../../examples/emitter");
    assert!(status == Status::Usage && err.starts_with("error: "), "{err}");
    let line = "emitters --format json --source ../contract/src --root ../../examples/emitter";
    let (status, out, _) = run(line);
    assert_eq!(status, Status::Mistakes);
    assert_eq!(out.matches("\"rule\": \"event-not-emitted\"").count(), 6, "{out}");
}

#[cfg(feature = "live-check")]
#[test]
fn live_check_says_how_it_ended() {
    let (status, _, err) = run("live-check --min-coverage 101 -- true");
    assert!(status == Status::Usage && err.contains("expected a whole number from 0 to 100"), "{err}");
    let root = "--root ../../examples/emitter";
    let (status, out, err) = run(&format!("live-check {root} -- true"));
    assert_eq!((status, err.as_str()), (Status::Fine, ""));
    assert!(out.contains("0 requests, 0 valid, 0 violations"), "{out}");
    let (status, _, err) = run(&format!("live-check {root} --min-coverage 1 -- true"));
    assert_eq!(status, Status::Failed);
    assert_eq!(err, "error: 0% of the live events were sent, and 1% are required\n");
    let (status, _, err) = run(&format!("live-check {root} -- false"));
    assert!(status == Status::Failed && err.starts_with("error: the command failed: "), "{err}");
    let (status, _, err) = run(&format!("live-check {root} -- there-is-no-such-program"));
    assert!(status == Status::Usage && err.starts_with("error: there-is-no-such-program: "), "{err}");
}

/// What is not text cannot be a secret, and is not shown all the same.
#[cfg(all(unix, feature = "live-check"))]
#[test]
fn a_secret_that_is_not_text_stays_secret() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hookwright"));
    command.args(["live-check", "--root", "../../examples/emitter", "--", "true"]);
    let output =
        command.env("WEBHOOK_SECRET", std::ffi::OsStr::from_bytes(b"k3y\xff")).output().expect("it runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("is not text") && !err.contains("k3y"), "{err}");
}

#[cfg(feature = "shell")]
#[test]
fn shells_and_man_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let (status, out, err) = run(&format!("completions {shell}"));
        assert_eq!((status, err.as_str()), (Status::Fine, ""));
        for command in ["codegen", "trigger", "allow-remote"] {
            assert!(out.contains(command), "{shell}: {command}");
        }
    }
    let (status, _, err) = run("completions cmd");
    assert!(status == Status::Usage && err.contains("[possible values: bash, "), "{err}");
    let temp = tempfile::tempdir().expect("a directory");
    let directory = temp.path().join("man1");
    let (status, _, err) = run(&format!("man {}", directory.display()));
    assert_eq!((status, err.as_str()), (Status::Fine, ""));
    let page = std::fs::read_to_string(directory.join("hookwright-trigger.1")).expect("a page");
    assert!(page.contains("Send a signed event") && page.contains("allow"), "{page}");
    let file = directory.join("hookwright.1");
    let (status, _, err) = run(&format!("man {}", file.display()));
    assert!(status == Status::Usage && err.starts_with(&format!("error: {}: ", file.display())), "{err}");
}
