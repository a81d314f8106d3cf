//! `watch`, as a process: it generates, says what is wrong, generates again, and a signal ends it.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Lines of a stream, as they come.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    receiver
}

/// Waits for a line that begins so.
fn wait(lines: &Receiver<String>, start: &str) -> String {
    let mut seen = Vec::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(60)) {
            Ok(line) if line.starts_with(start) => return line,
            Ok(line) => seen.push(line),
            Err(error) => panic!("no line `{start}…` ({error}) but\n{}", seen.join("\n")),
        }
    }
}

fn signal(process: &Child, signal: &str) {
    let id = process.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().expect("kill runs").success());
}

#[test]
fn what_changes_is_generated_and_what_is_wrong_is_said() {
    let golden =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/golden/minimal/schemas/webhooks");
    let root = tempfile::tempdir().expect("a directory");
    let schemas = root.path().join("schemas/webhooks");
    fs::create_dir_all(&schemas).expect("made");
    for entry in fs::read_dir(golden).expect("listed") {
        let entry = entry.expect("read");
        fs::copy(entry.path(), schemas.join(entry.file_name())).expect("copied");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookwright"));
    command.args(["watch", "--root"]).arg(root.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("it starts");
    let out = lines(process.stdout.take().expect("piped"));
    let err = lines(process.stderr.take().expect("piped"));
    assert!(wait(&out, "generated: ").contains(" 0 updated"));
    wait(&out, "watching ");

    let example = schemas.join("flight.landed.example.json");
    let right = fs::read_to_string(&example).expect("read");
    fs::write(&example, right.replace("\"TN 7\"", "7")).expect("written");
    let said = wait(&err, "schemas/webhooks/flight.landed.example.json:1:");
    assert!(said.contains("error"), "{said}");
    wait(&out, "watching ");

    // As editors do it: another file takes the place of this one.
    let other = schemas.join("flight.landed.example.json~");
    fs::write(&other, right.replace("TN 7", "TN 8")).expect("written");
    fs::rename(&other, &example).expect("renamed");
    assert!(wait(&out, "generated: ").contains("updated"));
    wait(&out, "watching ");
    let texts = fs::read_to_string(root.path().join("crates/events/tern-events/src/texts.rs")).expect("read");
    assert!(texts.contains("TN 8"), "{texts}");

    // Not SIGINT, which a shell has its background jobs ignore.
    signal(&process, "-TERM");
    assert!(!process.wait().expect("it ends").success());
    let checked = Command::new(env!("CARGO_BIN_EXE_hookwright"))
        .args(["codegen", "--check", "--root"])
        .arg(root.path())
        .output()
        .expect("it runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
