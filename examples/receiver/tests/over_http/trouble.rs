//! Trouble around a receiver: full disks, torn lines, silent clients, logs that nobody reads.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mnemom_events::EventType;

use crate::support::{Example, Running, Sender, body};

/// A shell that runs a command but ignores the signal for files that are too large, because a full disk does not send
/// it.
fn without_signal(example: &Example) -> Command {
    let inner = example.command();
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(inner.get_program()).args(inner.get_args());
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// Limits the files of a process to this length.
fn limit_files(running: &Running, bytes: &str) {
    let limit = format!("--fsize={bytes}:unlimited");
    let status = Command::new("prlimit").args(["--pid", &running.id().to_string(), &limit]).status().unwrap();
    assert!(status.success());
}

fn ids(example: &Example) -> Vec<String> {
    example.journal().iter().filter_map(|entry| Some(entry["id"].as_str()?.to_owned())).collect()
}

#[test]
fn nothing_is_acknowledged_that_a_full_disk_did_not_take() {
    webhook_test_support::needs!("prlimit");
    let example = Example::new();
    // Longer than the store's file, so that the limit affects only the journal.
    let long = format!("{}\n", serde_json::json!({ "filler": "x".repeat(16 << 20) }));
    fs::write(example.journal_path(), &long).unwrap();
    let running = Running::spawn(without_signal(&example).stderr(Stdio::piped()));
    let sender = Sender::to(&running);
    assert_eq!(sender.deliver(&body(EventType::TeamCreated, "evt-before")), 200);

    // Half a line fits.
    let room = fs::metadata(example.journal_path()).unwrap().len() + 20;
    limit_files(&running, &room.to_string());
    let event = |number: usize| body(EventType::TeamCreated, &format!("evt-{number}"));
    for number in 0..10 {
        assert_eq!(sender.deliver(&event(number)), 503, "{number}");
    }
    limit_files(&running, "unlimited");
    for number in 0..10 {
        assert_eq!(sender.deliver(&event(number)), 200, "{number}");
    }
    let expected: Vec<_> =
        ["evt-before".to_owned()].into_iter().chain((0..10).map(|number| format!("evt-{number}"))).collect();
    assert_eq!(ids(&example), expected);
}

#[test]
fn a_line_that_a_crash_has_torn_does_not_swallow_the_next() {
    let example = Example::new();
    fs::write(example.journal_path(), "{\"id\":\"evt-1\"}\n{\"id\":\"ev").unwrap();
    let running = example.start();
    assert_eq!(Sender::to(&running).deliver(&body(EventType::TeamCreated, "evt-2")), 200);
    assert_eq!(ids(&example), ["evt-1", "evt-2"]);
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let example = Example::new();
    // A pipe whose other end is open, and is never read.
    let (unread, stderr) = std::io::pipe().unwrap();
    let running = Running::spawn(example.command().stderr(stderr));
    let sender = Sender::to(&running);
    let long = format!("{{\"id\":\"evt-1\",\"type\":\"{}\"}}", "x".repeat(1000));
    for _ in 0..300 {
        assert_eq!(sender.deliver(long.as_bytes()), 200, "more than a pipe holds");
    }
    assert_eq!(sender.deliver(&body(EventType::TeamCreated, "evt-2")), 200);
    drop(unread);
}

#[test]
fn a_log_that_is_closed_stops_nothing() {
    let example = Example::new();
    let (unread, stderr) = std::io::pipe().unwrap();
    drop(unread);
    let running = Running::spawn(example.command().stderr(stderr));
    let sender = Sender::to(&running);
    assert_eq!(sender.deliver(b"not json"), 200);
    assert_eq!(sender.deliver(&body(EventType::IntegrityViolation, "evt-1")), 200);
}

#[test]
fn what_a_sender_writes_does_nothing_to_the_terminal() {
    let example = Example::new();
    let mut running = example.start();
    let event = String::from_utf8(body(EventType::TeamCreated, "evt-1")).unwrap();
    let event = event.replace("team.created", "team.\\u001b[2Jcreated\\n200 handled");
    assert_eq!(Sender::to(&running).deliver(event.as_bytes()), 200);
    let line = running.wait_for("team.");
    assert!(line.starts_with("team.\\u{1b}[2Jcreated\\u{a}200 handled: "), "{line:?}");
}

#[test]
fn errors_name_what_they_are_about() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (arguments, expected) in [
        (
            ["--listen", &address],
            format!("error: --listen {address}: Address already in use (os error 98)\n"),
        ),
        (
            ["--journal", "/nowhere/journal"],
            "error: /nowhere/journal: No such file or directory (os error 2)\n".into(),
        ),
        (["--dead-letters", "/dev/null"], "error: /dev/null: File exists (os error 17)\n".into()),
        (["--store", "redb:/nowhere/store"], "error: /nowhere/store: ".into()),
        (["--store", "redis://:never-shown@127.0.0.1:1"], "error: Redis at 127.0.0.1:1".into()),
    ] {
        let output = Example::new().command().args(arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        let error = told.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
        assert!(format!("{error}\n").starts_with(&expected), "expected {expected:?}, found {told:?}");
        assert!(!told.contains("never-shown"), "{told}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn the_store_may_be_named_where_arguments_do_not_show_it() {
    let example = Example::new();
    let output = example
        .command()
        .args(["--listen", "192.0.2.1:1"])
        .env("WEBHOOK_STORE", "nonsense:never-shown")
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: WEBHOOK_STORE: expected redb:PATH or redis://HOST\n"
    );
}

#[test]
fn a_secret_of_another_form_is_warned_of() {
    let example = Example::new();
    let mut running = example.start_with(&[("WEBHOOK_SECRET", "whe-5f0c1e")], &[]);
    let line = running.wait_for("warning: ");
    assert!(line.starts_with("warning: WEBHOOK_SECRET: expected a signing secret of 32 bytes"), "{line}");
    assert!(!line.contains("5f0c1e"));
}

#[test]
fn silent_clients_neither_keep_anybody_out_nor_the_process_from_ending() {
    let example = Example::new();
    let mut running = example.start();
    // As many as this test itself may open; the benchmark opens more.
    let clients: Vec<_> = (0..700)
        .map(|number| {
            let mut client = TcpStream::connect(running.address()).unwrap();
            if number % 2 == 0 {
                // It may have been closed to make room.
                let _ = client.write_all(b"POST /webhooks HTTP/1.1\r\nhost: localhost\r\n");
            }
            client
        })
        .collect();
    let start = Instant::now();
    assert_eq!(Sender::to(&running).deliver(&body(EventType::TeamCreated, "evt-1")), 200);
    // Otherwise it would have waited for 5 seconds, until the headers of the others are overdue.
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    let start = Instant::now();
    running.terminate();
    assert!(running.has_ended_well());
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    drop(clients);
}

#[test]
fn the_health_check_answers() {
    let example = Example::new();
    let running = example.start();
    let mut stream = TcpStream::connect(running.address()).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("alive\n"), "{answer}");
}
