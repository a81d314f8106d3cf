//! Programs that run, receivers that answer as they are told, and output without what differs from run to run.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

pub const SECRET: &str = "5f0c1e77a95f0c1e77a95f0c1e77a95f0c1e77a95f0c1e77a95f0c1e77a95f0c";

/// The catalog of a company that this repository only knows from its tests.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/emitter")
}

/// The program, on that catalog.
pub fn hookwright(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookwright"));
    command.args(&args[..1]).arg("--root").arg(root()).args(&args[1..]);
    command.env("WEBHOOK_SECRET", SECRET).stdin(Stdio::null());
    command
}

/// The program, without any catalog.
pub fn anywhere(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookwright"));
    command.args(args).stdin(Stdio::null());
    command
}

/// What the program says, and its exit status. The secret is never in it.
pub fn run(args: &[&str]) -> (i32, String, String) {
    said(hookwright(args).output().expect("it runs"))
}

/// The same, with something on its standard input.
pub fn with_input(args: &[&str], input: &[u8]) -> (i32, String, String) {
    fed(hookwright(args), input)
}

/// What a program says with something on its standard input.
pub fn fed(mut command: Command, input: &[u8]) -> (i32, String, String) {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // One that ends without reading closes the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    said(child.wait_with_output().expect("it ends"))
}

pub fn said(output: Output) -> (i32, String, String) {
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    assert!(!out.contains(SECRET) && !err.contains(SECRET), "{out}{err}");
    assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "no colors in a pipe: {out}{err}");
    (output.status.code().expect("not killed"), out, err)
}

/// A `listen` that runs, until it is stopped or the test fails.
pub struct Listening {
    child: Option<Child>,
    pub url: String,
}

impl Listening {
    pub fn start(args: &[&str]) -> Self {
        Self::started(hookwright(&["listen"]), args)
    }

    /// The same for a command that begins in another way.
    pub fn started(mut command: Command, args: &[&str]) -> Self {
        let temp = tempfile::tempdir().expect("a directory");
        let file = temp.path().join("port");
        let port_file = file.display().to_string();
        command.args(["--port", "0", "--port-file", &port_file]);
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut listening = Self { child: Some(command.spawn().expect("it starts")), url: String::new() };
        let started = Instant::now();
        while !file.exists() {
            assert!(started.elapsed() < Duration::from_secs(60), "it does not listen");
            thread::sleep(Duration::from_millis(10));
        }
        let port = std::fs::read_to_string(&file).expect("a port");
        listening.url = format!("http://127.0.0.1:{}/hooks", port.trim());
        listening
    }

    /// Presses Ctrl-C, and gives what it said.
    pub fn stop(mut self) -> (i32, String, String) {
        let child = self.child.take().expect("it runs");
        interrupt(&child);
        said(child.wait_with_output().expect("it ends"))
    }

    pub fn address(&self) -> SocketAddr {
        let rest = self.url.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        rest.and_then(|address| address.parse().ok()).expect("an address")
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Presses Ctrl-C.
pub fn interrupt(child: &Child) {
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.expect("there is kill").success());
}

/// The next request that a receiver got.
pub fn next(requests: &Receiver<Vec<u8>>) -> Vec<u8> {
    requests.recv_timeout(Duration::from_secs(10)).expect("a request")
}

/// A receiver that gives the same answer to each request, and hands over each as it came.
pub fn receiver(answer: &'static str) -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/app?x=1", listener.local_addr().expect("an address"));
    let (sender, requests) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let Some(request) = request(&mut stream) else { continue };
            // Whoever asked may be gone already.
            let _ = sender.send(request);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (url, requests)
}

/// A request, as far as its length says.
pub fn request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).ok().filter(|read| *read > 0)?;
        bytes.extend(&part[..read]);
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next());
            let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or_default();
            if bytes.len() >= end + length {
                return Some(bytes);
            }
        }
    }
}

/// Sends bytes, and gives what came back.
pub fn send(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(bytes).expect("sent");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A text without times, ids, ports and latencies.
pub fn masked(text: &str) -> String {
    const ENDS: [char; 7] = [' ', '\n', '"', ',', '/', ')', ':'];
    let words: Vec<&str> = text.split_inclusive([' ', '\n', '"', ',', '/', ')']).collect();
    let mut masked = String::new();
    for (at, word) in words.iter().enumerate() {
        let bare = word.trim_end_matches(ENDS);
        let is_milliseconds = words.get(at + 1).is_some_and(|next| next.trim_end_matches(ENDS) == "ms");
        if is_milliseconds {
            // As many spaces as there are digits left over.
            masked.truncate(masked.trim_end_matches(' ').len());
            masked.push_str(if masked.is_empty() { "" } else { " " });
        }
        masked.push_str(match bare {
            _ if is_milliseconds => "N",
            _ if bare.starts_with("evt-") => "ID",
            _ if bare.starts_with("127.0.0.1:") => "ADDRESS",
            _ if bare.len() >= 8 && bare.matches(':').count() == 2 => "TIME",
            bare => bare,
        });
        masked.push_str(&word[bare.len()..]);
    }
    masked
}
