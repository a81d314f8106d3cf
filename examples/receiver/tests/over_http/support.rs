//! The example as a process, and a sender that speaks HTTP.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use mnemom_events::testing::{Attempt, Request};
use mnemom_events::{Delivery, EventType, Secret};
use serde_json::Value;
use tempfile::TempDir;

pub const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// How long anything may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A directory to run the example in: its store and its journal outlive its processes.
pub struct Example {
    directory: TempDir,
    store: String,
}

impl Example {
    pub fn new() -> Example {
        let directory = TempDir::new().unwrap();
        let store = format!("redb:{}", directory.path().join("handled.redb").display());
        Example { directory, store }
    }

    pub fn with_store(store: String) -> Example {
        Example { store, ..Example::new() }
    }

    pub fn start(&self) -> Running {
        self.start_with(&[], &[])
    }

    pub fn start_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Running {
        let mut command = self.command();
        Running::spawn(command.args(arguments).envs(variables.iter().copied()).stderr(Stdio::piped()))
    }

    /// The command that starts it.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_example-receiver"));
        command
            .args(["--listen", "127.0.0.1:0", "--store", &self.store, "--journal"])
            .arg(self.journal_path())
            .arg("--dead-letters")
            .arg(self.dead_letters())
            .env("WEBHOOK_SECRET", SECRET);
        command
    }

    /// The handled events, an entry for each.
    pub fn journal(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.journal_path()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn journal_path(&self) -> PathBuf {
        self.directory.path().join("journal.jsonl")
    }

    pub fn dead_letters(&self) -> PathBuf {
        self.directory.path().join("dead-letters")
    }
}

/// A running example.
pub struct Running {
    child: Child,
    /// The lines of its standard error, if that is a pipe: a thread reads them, so that it never fills.
    stderr: Receiver<String>,
    url: String,
}

impl Running {
    /// Starts a process of the example, and waits until it listens.
    pub fn spawn(command: &mut Command) -> Running {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let (lines, stderr) = channel();
        if let Some(pipe) = child.stderr.take() {
            thread::spawn(move || {
                BufReader::new(pipe).lines().map_while(Result::ok).try_for_each(|line| lines.send(line))
            });
        }
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut running = Running { child, stderr, url: String::new() };
        match line.strip_prefix("listening on ") {
            Some(url) => running.url = url.trim().to_owned(),
            None => panic!("the example did not start: {:?}", running.stderr.iter().collect::<Vec<_>>()),
        }
        running
    }

    /// Waits until the process prints a line that starts like this, and returns the whole line.
    pub fn wait_for(&mut self, beginning: &str) -> String {
        loop {
            let line =
                self.stderr.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("never said: {beginning:?}"));
            if line.starts_with(beginning) {
                return line;
            }
        }
    }

    /// Where it listens, as `host:port`.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://").split('/').next().unwrap()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the process to stop, as an orchestrator would.
    #[cfg(unix)]
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the process to end, and returns whether it succeeded.
    #[cfg(unix)]
    pub fn has_ended_well(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Ends the process at once, as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends to a running example.
pub struct Sender {
    agent: ureq::Agent,
    url: String,
}

impl Sender {
    pub fn to(running: &Running) -> Sender {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        Sender { agent: agent.into(), url: running.url.clone() }
    }

    /// Sends a body as the provider would.
    pub fn deliver(&self, body: &[u8]) -> u16 {
        self.try_deliver(body).expect("an answer")
    }

    /// The same, for a receiver that may not answer.
    pub fn try_deliver(&self, body: &[u8]) -> Option<u16> {
        self.try_send(&Attempt::of(body).sign_with(&secret(SECRET)))
    }

    /// Sends a request as it is.
    pub fn send(&self, request: &Request) -> u16 {
        self.try_send(request).expect("an answer")
    }

    fn try_send(&self, request: &Request) -> Option<u16> {
        let mut post = self.agent.post(&self.url);
        for (name, value) in &request.headers {
            post = post.header(name, value);
        }
        Some(post.send(&request.body).ok()?.status().as_u16())
    }

    /// Announces a body of this length, sends none of it, and returns the status of the answer.
    pub fn announce(&self, length: usize) -> u16 {
        self.talk(&format!("Content-Length: {length}\r\n\r\n"), &[])
    }

    /// Sends a body of this length in chunks, and does not end it.
    pub fn stream(&self, length: usize) -> u16 {
        let mut chunk = format!("{length:x}\r\n").into_bytes();
        chunk.resize(chunk.len() + length, b' ');
        self.talk("Transfer-Encoding: chunked\r\n\r\n", &chunk)
    }

    fn talk(&self, last_header: &str, body: &[u8]) -> u16 {
        let (host, path) = self.url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
            .write_all(format!("POST /{path} HTTP/1.1\r\nHost: {host}\r\n{last_header}").as_bytes())
            .unwrap();
        stream.write_all(body).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{line:?}"))
    }
}

/// A signing secret.
pub fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

/// A body with the event's example in it, under another id.
pub fn body(event_type: EventType, id: &str) -> Vec<u8> {
    let example = event_type.example();
    let own = Delivery::peek(example.as_bytes()).unwrap().id.into_owned();
    example.replacen(&own, id, 1).into_bytes()
}
