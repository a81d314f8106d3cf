//! The page of the book: its commands are run as printed, and print what it shows.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use webhook_diagnose::CAUSES;

use crate::support::{Listening, masked, run};

/// A place where the page's commands are run one after another: the repository's catalog, and nothing else.
struct Shell {
    directory: tempfile::TempDir,
    variables: BTreeMap<String, String>,
    listening: Option<Child>,
}

#[test]
fn the_commands_print_what_the_page_shows() {
    webhook_test_support::needs!("sh");
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    // What is not as printed: the port, which may be taken on this machine.
    let page =
        page().replace(":8080/", &format!(":{free}/")).replace("--port 8080", &format!("--port {free}"));
    let directory = tempfile::tempdir().expect("a directory");
    std::os::unix::fs::symlink(repository().join("schemas"), directory.path().join("schemas"))
        .expect("a link");
    let mut shell = Shell { directory, variables: BTreeMap::new(), listening: None };
    let mut printed = String::new();
    let (mut commands, mut outputs) = (0, 0);
    for (language, block) in blocks(&page) {
        match language {
            "sh" => {
                printed.clear();
                for line in block.lines() {
                    printed.push_str(&shell.run(line));
                    commands += 1;
                }
            }
            "text" => {
                let shown = masked(block);
                let printed =
                    if block.starts_with("listening") { shell.listened(block) } else { printed.clone() };
                assert_eq!(masked(&printed), shown);
                outputs += 1;
            }
            other => panic!("what is a block of {other}?"),
        }
    }
    assert_eq!((commands, outputs), (14, 6), "the page has them");
}

#[test]
fn the_page_has_every_cause_and_every_field() {
    let page = page();
    for cause in CAUSES {
        let row = format!("| `{}` | {} |\n", cause.id, cause.what.replace("{}", "…"));
        assert!(page.contains(&row), "docs/src/terminal.md needs the row\n{row}");
    }
    let (_, out, _) = run(&["trigger", "order.paid", "--to", "http://127.0.0.1:1/", "--json"]);
    let sent: Value = serde_json::from_str(&out).expect("JSON");
    let temp = tempfile::tempdir().expect("a directory");
    let file = temp.path().join("a.http").display().to_string();
    fs::write(&file, "GET / HTTP/1.1\r\n\r\n").expect("written");
    let (_, out, _) = run(&["verify", "--json", &file]);
    let verified: Value = serde_json::from_str(&out).expect("JSON");
    let listening = Listening::start(&["--json"]);
    assert_eq!(run(&["trigger", "order.paid", "--to", &listening.url]).0, 0);
    let delivered: Value = serde_json::from_str(&listening.stop().1).expect("JSON");
    for (command, printed) in [("`trigger`, `replay`", sent), ("`listen`", delivered), ("`verify`", verified)]
    {
        let start = format!("| {command} | `");
        let row = page.lines().rfind(|line| line.starts_with(&start)).expect("a row");
        for key in printed.as_object().expect("an object").keys() {
            assert!(row.contains(&format!("`{key}`")), "{key}");
        }
    }
}

impl Shell {
    /// Runs a line, and gives what it printed; `listen` stays in the background.
    fn run(&mut self, line: &str) -> String {
        if let Some((name, value)) = line.strip_prefix("export ").and_then(|line| line.split_once('=')) {
            self.variables.insert(name.to_owned(), value.to_owned());
            return String::new();
        }
        let program = Path::new(env!("CARGO_BIN_EXE_hookwright")).parent().expect("a directory");
        let path = env::var_os("PATH").unwrap_or_default();
        let path =
            env::join_paths([program.to_owned()].into_iter().chain(env::split_paths(&path))).expect("a path");
        let mut command = Command::new("sh");
        command
            .current_dir(self.directory.path())
            .env("PATH", path)
            .envs(&self.variables)
            .stdin(Stdio::null());
        if line.contains(" listen ") {
            command.args(["-c", &format!("exec {line} >listened 2>&1")]);
            self.listening = Some(command.spawn().expect("it starts"));
            self.listened("listening\n");
            return String::new();
        }
        let output = command.args(["-c", &format!("{line} 2>&1")]).output().expect("it runs");
        String::from_utf8(output.stdout).expect("text")
    }

    /// What `listen` has printed, once it has as many lines as are shown.
    fn listened(&self, shown: &str) -> String {
        let started = Instant::now();
        loop {
            let printed = fs::read_to_string(self.directory.path().join("listened")).unwrap_or_default();
            if printed.lines().count() >= shown.lines().count() {
                return printed;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "{shown}\n{printed}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        if let Some(mut listening) = self.listening.take() {
            let _ = listening.kill();
            let _ = listening.wait();
        }
    }
}

/// The code blocks, with their languages.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let fences: Vec<&str> = page.split("```").collect();
    fences.chunks(2).filter_map(|pair| pair.get(1)?.split_once('\n')).collect()
}

fn page() -> String {
    fs::read_to_string(repository().join("docs/src/terminal.md")).expect("there is a page")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("there is one")
}
