//! docs/src/your-own-catalog.md, run command by command from its own text.

mod golden;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hookwright::{Color, Status};

const PAGE: &str = include_str!("../../../docs/src/your-own-catalog.md");

/// The blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let blocks = PAGE.split(opening.as_str()).skip(1);
    blocks.map(|block| block.split("```").next().expect("it ends")).collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

#[cfg(unix)]
#[test]
fn every_command_does_what_the_page_says() {
    // Not a temporary directory: what Cargo has built there is of use to the next run.
    let here = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-catalog");
    let _ = fs::remove_dir_all(&here);
    fs::create_dir_all(here.join("bin")).expect("made");
    std::os::unix::fs::symlink(repository(), here.join("hookwright")).expect("linked");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_hookwright"), here.join("bin/hookwright"))
        .expect("linked");
    let commands: Vec<&str> = blocks("sh").iter().flat_map(|block| block.lines()).collect();
    let [install, init, rest @ ..] = &commands[..] else { panic!("{commands:?}") };
    assert!(install.starts_with("cargo install ") && init.starts_with("hookwright init "), "{commands:?}");
    assert!(rest.len() >= 12, "{rest:?}");
    let said = run(&here, init);
    assert!(said.contains("hookwright codegen"), "{said}");
    // The versions that the repository has are there without a network.
    fs::copy(repository().join("Cargo.lock"), here.join("acme-webhooks/Cargo.lock")).expect("copied");
    let said = run(&here, &rest.join("\n"));
    for printed in blocks("text").iter().flat_map(|block| block.lines()) {
        let start = match printed.split_once("v1=") {
            Some((start, _)) => start,
            None if printed.starts_with("X-Acme-Timestamp: ") => "X-Acme-Timestamp: ",
            None => printed,
        };
        assert!(said.lines().any(|line| line.starts_with(start)), "{printed} in\n{said}");
    }
    for expected in
        ["test tests::a_genuine_delivery_is_received_and_a_forged_one_is_not ... ok", "up to date: 3 events"]
    {
        assert!(said.contains(expected), "{expected} in\n{said}");
    }
    // What was built is of use to another repository, whose catalog is a provider's document.
    let document = include_str!("../../../docs/src/import.md").split("```json\n").nth(1).expect("a document");
    let document = document.split("```").next().expect("it ends");
    // What an event is called may be what its type is called in Rust, too.
    fs::write(here.join("shop.json"), document.replace("order.created", "OrderCreated")).expect("written");
    let said = run(&here, "hookwright init --from shop.json --runtime-path hookwright shop-webhooks");
    assert!(said.contains("  hookwright import ../shop.json    # takes over"), "{said}");
    fs::copy(repository().join("Cargo.lock"), here.join("shop-webhooks/Cargo.lock")).expect("copied");
    let said = run(
        &here,
        "cd shop-webhooks\ngit init --quiet\nhookwright codegen\ncargo test\nhookwright import ../shop.json\nhookwright codegen --check\n",
    );
    for expected in ["test tests::every_example_is_received_when_it_is_genuine ... ok", "up to date: 1 event"]
    {
        assert!(said.contains(expected), "{expected} in\n{said}");
    }
    // A second one would be in the way of the first.
    let output = shell(&here, init).output().expect("sh runs");
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(err.contains("already there: acme-webhooks/.github/workflows/ci.yml, "), "{err}");
}

#[test]
fn the_json_of_the_page_is_what_an_index_takes() {
    let schema: serde_json::Value =
        serde_json::from_str(webhook_catalog::index_schema()).expect("the schema of the index is JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let text = include_str!("../src/commands/init/template/schemas/webhooks/index.json");
    let rusts = blocks("json").into_iter().filter(|block| block.starts_with("\"rust\": "));
    for block in rusts {
        let rust = block.trim().trim_start_matches("\"rust\": ");
        let index =
            text.replace("{{rust}}", rust).replace("{{today}}", "2026-11-28").replace("{{name}}", "acme");
        let index = serde_json::from_str(&index).expect("JSON");
        let mistakes: Vec<String> = validator.iter_errors(&index).map(|error| error.to_string()).collect();
        assert_eq!(mistakes, Vec::<String>::new(), "{block}");
    }
}

#[test]
fn the_layout_of_the_page_becomes_crates() {
    let envelope = blocks("json").into_iter().find(|block| block.starts_with("\"envelope\": "));
    let envelope: serde_json::Value =
        serde_json::from_str(&format!("{{{}}}", envelope.expect("a layout"))).expect("JSON");
    let root = golden::repository("header");
    let file = root.path().join("schemas/webhooks/index.json");
    let mut index: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).expect("read")).expect("JSON");
    index["contract"]["envelope"] = envelope["envelope"].clone();
    fs::write(&file, index.to_string()).expect("written");
    let (status, out, err) = golden::run("codegen", root.path());
    assert_eq!(status, Status::Fine, "{out}{err}");
    let delivery = root.path().join("crates/events/forge-events/src/delivery.rs");
    let delivery = fs::read_to_string(delivery).expect("it is generated");
    assert!(delivery.contains("pub fn read(") && delivery.contains("pub fn version("), "{delivery}");
}

/// The test of ten providers builds the receiver that `init` writes for a layout.
#[test]
fn the_receiver_of_the_page_is_the_one_that_init_writes_for_a_layout() {
    let template = include_str!("../src/commands/init/template/receiver/src/layout.rs.txt");
    let receiver = template.replace("{{ident}}", "acme");
    let block =
        blocks("rust,ignore").into_iter().find(|block| block.contains("fn receive(")).expect("a receiver");
    for part in block.trim().split("\n\n") {
        assert!(receiver.contains(part), "{part}");
    }
}

#[test]
fn what_nobody_stated_yet_is_an_assumption_until_it_is_corrected() {
    let root = tempfile::tempdir().expect("a directory");
    let directory = root.path().to_str().expect("UTF-8");
    let init = ["init", "--name", "acme", "--runtime-git", "https://a.example/b"];
    let (status, out, err) = run_in(&init, directory);
    assert_eq!((status, err.as_str()), (Status::Fine, ""));
    assert!(
        out.contains("  edit schemas/webhooks/index.json  ") && out.contains("`contract.assumptions`"),
        "{out}"
    );
    let read = |path: &str| fs::read_to_string(root.path().join(path)).expect("read");
    assert!(read("README.md").contains("lists what nobody has stated yet"));
    assert_eq!(run_in(&["fmt", "--check", "--root"], directory).0, Status::Fine);
    let (status, _, err) = run_in(&["codegen", "--root"], directory);
    assert_eq!(status, Status::Fine, "{err}");
    let page = read("docs/src/reference/webhook-events.md");
    let assumed =
        "- Nobody has stated this contract yet: `hookwright init` made up its layout, headers, signature";
    assert!(page.contains(assumed) && !page.contains("all that this page says is documented"), "{page}");
}

#[test]
fn a_title_of_nothing_is_a_mistake_of_the_option() {
    let root = tempfile::tempdir().expect("a directory");
    let here = root.path().join("acme-webhooks");
    let directory = here.to_str().expect("UTF-8");
    for title in ["", " \n"] {
        let init = ["init", "--name", "acme", "--title", title, "--runtime-git", "https://a.example/b"];
        let import = ["import", directory, "--name", "acme", "--title", title, "--root"];
        for command in [&init[..], &import[..]] {
            let (status, _, err) = run_in(command, directory);
            assert!(status == Status::Usage && err.contains("'--title <TITLE>'"), "{err}");
        }
    }
    assert!(!here.exists());
}

/// Runs the program on a directory.
fn run_in(args: &[&str], directory: &str) -> (Status, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = args.iter().chain([&directory]).map(OsString::from);
    let status = hookwright::run(args, &mut out, &mut err, Color::Never);
    let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    (status, out, err)
}

#[test]
fn init_says_where_the_runtime_comes_from_or_writes_nothing() {
    let root = tempfile::tempdir().expect("a directory");
    let here = root.path().join("acme-webhooks");
    let run = |args: &[&str]| {
        let (status, _, err) = run_in(args, here.to_str().expect("UTF-8"));
        (status, err)
    };
    let elsewhere = root.path().to_str().expect("UTF-8");
    for (source, said) in [
        (&[][..], "<--runtime-path <DIR>|--runtime-git <URL>>"),
        (&["--runtime-path", elsewhere][..], "not a checkout of Hookwright"),
        (&["--runtime-path", "/nowhere"][..], "error: /nowhere: "),
        (&["--runtime-git", "https://a.example/\n- run: b"][..], "control characters"),
        (&["--runtime-git", "notaurl"][..], "'--runtime-git <URL>': expected a URL that Cargo takes"),
    ] {
        let (status, err) = run(&[&["init", "--name", "acme"][..], source].concat());
        assert!(status == Status::Usage && err.contains(said), "{source:?}: {err}");
        assert!(!here.exists());
    }
    let (status, err) = run(&["init", "--name", "acme", "--runtime-git", "https://a.example/it's#here"]);
    assert_eq!((status, err.as_str()), (Status::Fine, ""));
    let read = |path: &str| fs::read_to_string(here.join(path)).expect("read");
    let install = r"cargo install --locked --git 'https://a.example/it'\''s#here' hookwright";
    assert!(read(".github/workflows/ci.yml").contains(&format!("- run: |\n          {install}\n")));
    assert!(read("README.md").contains(install));
    assert_eq!(run(&["lint", "--root"]), (Status::Fine, String::new()));
}

#[cfg(unix)]
fn shell(here: &Path, script: &str) -> Command {
    let mut command = Command::new("sh");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = [here.join("bin")].into_iter().chain(std::env::split_paths(&path));
    command.arg("-euc").arg(script).current_dir(here).env("CARGO_NET_OFFLINE", "true");
    command.env("PATH", std::env::join_paths(paths).expect("a path"));
    // The one that runs this test holds the lock of its own directory.
    command.env("CARGO_TARGET_DIR", here.with_extension("target"));
    // Nobody debugs what comes of it.
    command.env("CARGO_PROFILE_DEV_DEBUG", "false").env("CARGO_INCREMENTAL", "0");
    command
}

/// What commands print, of which each has to end well.
#[cfg(unix)]
fn run(here: &Path, script: &str) -> String {
    let output = shell(here, script).output().expect("sh runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{script}\n{out}\n{err}");
    out
}
