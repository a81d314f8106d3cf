//! Ten providers of different shape, each from its pack to typed events: `init --pack`, `codegen`, one build for all of them, and
//! deliveries over HTTP, which another implementation has signed: `crates/conformance/packs/oracle.py`, which needs Python 3.11
//! and, for private keys, OpenSSL 3.
//!
//! `cargo test -p hookwright --test providers`

#![cfg(unix)]

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use hookwright::{Color, Status};
use serde_json::Value;

/// Names in headers, bodies or both; ids in headers, bodies or none; time next to the signature, in headers, or none; signatures
/// in headers or in each event, by secrets and by private keys; forms; batches; handshakes; required answers.
const PROVIDERS: [&str; 10] = [
    "adyen",
    "discord",
    "github",
    "hubspot-v3",
    "mailgun",
    "okta",
    "sendgrid",
    "slack-interactions",
    "stripe",
    "zoom",
];

const URL: &str = "https://shop.example";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

/// Runs the program, which has to end well.
fn hookwright(args: &[&str], directory: &Path) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = args.iter().map(OsString::from).chain([directory.as_os_str().to_owned()]);
    let status = hookwright::run(all, &mut out, &mut err, Color::Never);
    let [out, err] = [out, err].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(status == Status::Fine, "{args:?}: {out}{err}");
}

/// A repository as `init --pack` writes it, generated.
fn initialized(pack: &str, directory: &Path) {
    let checkout = repository().display().to_string();
    hookwright(&["init", "--pack", pack, "--runtime-path", &checkout], directory);
    hookwright(&["codegen", "--root"], directory);
}

#[test]
fn every_pack_with_names_of_events_starts_a_catalog() {
    let temp = tempfile::tempdir().expect("a directory");
    let mut started = 0;
    for pack in webhook_packs::names() {
        let contract: Value =
            serde_json::from_str(webhook_packs::contract(pack).expect("a pack")).expect("JSON");
        let directory = temp.path().join(pack);
        if contract["envelope"]["name"].is_array() {
            initialized(pack, &directory);
            hookwright(&["fmt", "--check", "--root"], &directory);
            started += 1;
            continue;
        }
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = ["init", "--pack", pack, "--runtime-git", "https://a.example/b"].map(OsString::from);
        let args = args.into_iter().chain([directory.clone().into_os_string()]);
        let status = hookwright::run(args, &mut out, &mut err, Color::Never);
        let err = String::from_utf8_lossy(&err).into_owned();
        assert!(status == Status::Usage && err.contains("where the name of an event is"), "{pack}: {err}");
        assert!(!directory.exists(), "{pack}");
    }
    assert!(started >= 30, "{started} packs");
}

#[test]
fn ten_providers_are_received_with_types() {
    let workspace = built();
    for provider in PROVIDERS {
        let deliveries: Value =
            serde_json::from_str(webhook_packs::deliveries(provider).expect("deliveries")).expect("JSON");
        let deliveries = deliveries["deliveries"].as_array().expect("deliveries");
        for delivery in deliveries {
            match delivery.get("answer") {
                Some(answer) => handshake(&workspace, provider, delivery, answer),
                None => events(&workspace, provider, delivery),
            }
        }
    }
}

/// A delivery is handled once, and a forged one not at all; of a batch in which an event fails, only that comes again.
fn events(workspace: &Path, provider: &str, delivery: &Value) {
    let secret = text(&delivery["secret"]);
    let signing_key = signing_key(delivery);
    let expected: Vec<String> = delivery["events"].as_array().expect("events").iter().map(told).collect();
    let ids: Vec<&str> = expected.iter().map(|line| line.rsplit(' ').next().unwrap_or_default()).collect();
    let request = signed(provider, delivery, signing_key);
    let mut receiver = Receiver::start(workspace, provider, secret, "none");
    let (status, _) = receiver.send(&request);
    assert!((200..300).contains(&status), "{provider}: {status} for {request:?}");
    assert_eq!(receiver.lines(expected.len()), expected, "{provider}");
    let again = receiver.send(&request).0;
    assert!((200..300).contains(&again), "{provider}: a duplicate is answered with {again}");
    let forged = signed(provider, delivery, &another(signing_key));
    let status = receiver.send(&forged).0;
    assert!(status >= 500, "{provider}: what is forged is answered with {status}");
    assert_eq!(receiver.stop(), "", "{provider}: neither a duplicate nor a forgery is handled");

    // The last event fails the first time.
    let (last, rest) = expected.split_last().expect("an event");
    let mut receiver = Receiver::start(workspace, provider, secret, ids[rest.len()]);
    let status = receiver.send(&request).0;
    assert_eq!(status, 503, "{provider}: it is to come again");
    assert_eq!(receiver.lines(rest.len()), rest, "{provider}");
    let status = receiver.send(&request).0;
    assert!((200..300).contains(&status), "{provider}: {status}");
    assert_eq!(receiver.lines(1), [last.as_str()], "{provider}");
    assert_eq!(receiver.stop(), "", "{provider}: what was handled is skipped");
}

fn handshake(workspace: &Path, provider: &str, delivery: &Value, answer: &Value) {
    let secret = text(&delivery["secret"]);
    let receiver = Receiver::start(workspace, provider, secret, "none");
    let (status, body) = receiver.send(&signed(provider, delivery, signing_key(delivery)));
    assert_eq!(status, answer["status"], "{provider}");
    match (answer.get("json"), answer.get("body")) {
        (Some(json), _) => {
            assert_eq!(serde_json::from_str::<Value>(&body).ok().as_ref(), Some(json), "{provider}")
        }
        (None, Some(expected)) => assert_eq!(body, text(expected), "{provider}"),
        (None, None) => assert_eq!(body, "", "{provider}"),
    }
    assert_eq!(receiver.stop(), "", "{provider}: nothing is delivered");
}

/// What a delivery is signed with: the private half, where it is verified by a public key.
fn signing_key(delivery: &Value) -> &str {
    text(delivery.get("signing_key").unwrap_or(&delivery["secret"]))
}

/// A secret of the same form: a digit is one of hexadecimal digits and of base64, too. After a third of it, a private key in
/// PKCS #8 is still the private half.
fn another(secret: &str) -> String {
    let (before, after) = secret.split_at(secret.len() / 3);
    let digit = if after.starts_with('1') { '2' } else { '1' };
    format!("{before}{digit}{}", &after[1..])
}

/// What the receiver tells of an event.
fn told(event: &Value) -> String {
    let id: Vec<&str> = event["id"].as_array().expect("an id").iter().map(text).collect();
    format!("typed {} {}", text(&event["name"]), id.join("+"))
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// A delivery of a file, as its provider would sign it now.
fn signed(provider: &str, delivery: &Value, signing_key: &str) -> Value {
    let root = repository();
    let body = match delivery.get("json") {
        Some(json) => json.to_string(),
        None => delivery["body"].as_str().unwrap_or_default().to_owned(),
    };
    let query = delivery["url"].as_str().and_then(|url| Some(url.split_once('?')?.1));
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let mut python = Command::new("python3");
    python
        .arg(root.join("crates/conformance/packs/oracle.py"))
        .arg("sign")
        .arg(root.join("packs").join(provider));
    python.args(["--secret", signing_key, "--body", &body, "--url", &format!("{URL}/hooks{query}")]);
    python
        .args(["--method", delivery["method"].as_str().unwrap_or("POST")])
        .env("PYTHONDONTWRITEBYTECODE", "1");
    for header in delivery["headers"].as_array().expect("headers") {
        python.args(["--header", &format!("{}:{}", text(&header[0]), text(&header[1]))]);
    }
    let output = python.output().expect("Python 3.11");
    assert!(output.status.success(), "{provider}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A receiver that runs.
struct Receiver {
    child: Child,
    out: BufReader<ChildStdout>,
    port: u16,
}

impl Receiver {
    fn start(workspace: &Path, provider: &str, secret: &str, fails: &str) -> Self {
        let program = target().join("debug/receiver");
        let mut command = Command::new(program);
        command.args([provider, secret, URL, fails]).current_dir(workspace).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it was built");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut port = String::new();
        out.read_line(&mut port).expect("a port");
        Self { child, out, port: port.trim().parse().expect("a port") }
    }

    /// Sends what the other implementation has signed; gives status and body of the answer.
    fn send(&self, request: &Value) -> (u16, String) {
        let path = text(&request["url"]).strip_prefix(URL).expect("the URL of this test");
        let body = text(&request["body"]);
        let mut head = format!(
            "{} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n",
            text(&request["method"])
        );
        for header in request["headers"].as_array().expect("headers") {
            head += &format!("{}: {}\r\n", text(&header[0]), text(&header[1]));
        }
        head += &format!("content-length: {}\r\n\r\n", body.len());
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("text");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, answer.split_once("\r\n\r\n").expect("a head").1.to_owned())
    }

    /// The next lines that it tells.
    fn lines(&mut self, count: usize) -> Vec<String> {
        let line = |_| {
            let mut line = String::new();
            self.out.read_line(&mut line).expect("a line");
            line.trim_end().to_owned()
        };
        (0..count).map(line).collect()
    }

    /// Stops it, and gives what else it told.
    fn stop(mut self) -> String {
        let _ = self.child.kill();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("text");
        let _ = self.child.wait();
        rest
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the test of the page on own catalogs has built the same dependencies, or will.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-catalog.target")
}

/// One workspace of all providers, and what receives for each of them: dependencies are built once. The receivers that `init`
/// writes are tested in it, too.
fn built() -> PathBuf {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("providers");
    let _ = fs::remove_dir_all(&workspace);
    let write = |path: &str, text: &str| {
        let path = workspace.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    };
    let (mut dependencies, mut list) = (String::new(), String::new());
    for provider in PROVIDERS {
        let directory = workspace.join(provider);
        initialized(provider, &directory);
        // It is part of a larger one here.
        fs::remove_file(directory.join("Cargo.toml")).expect("there is one");
        let path = format!("../{provider}/crates/events/{provider}-events");
        dependencies += &format!("{provider}-events = {{ path = \"{path}\", features = [\"axum\"] }}\n");
        list += &format!("    \"{provider}\": {}_events,\n", provider.replace('-', "_"));
    }
    write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"*/crates/events/*\", \"*/receiver\", \"receiver\"]\n",
    );
    // The versions that the repository has are there without a network.
    let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("a lock file");
    write("Cargo.lock", &lock);
    let manifest = format!(
        "[package]\nname = \"receiver\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[[bin]]\nname = \"receiver\"\ntest = false\n\n[dependencies]\n\
         axum = {{ version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt\", \"time\"] }}\n{dependencies}"
    );
    write("receiver/Cargo.toml", &manifest);
    write("receiver/src/main.rs", include_str!("providers/receiver.rs"));
    write("receiver/src/providers.rs", &format!("providers! {{\n{list}}}\n"));
    // A test of its own has the program built in the same run as the others, so nothing is built twice with other features.
    write("receiver/tests/none.rs", "");
    let receivers: Vec<String> = PROVIDERS.iter().map(|provider| format!("{provider}-receiver")).collect();
    let packages: Vec<&str> = receivers.iter().flat_map(|receiver| ["-p", receiver]).collect();
    cargo(&workspace, &[&["test", "-p", "receiver"], &packages[..]].concat());
    workspace
}

fn cargo(workspace: &Path, args: &[&str]) {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).arg("--offline").current_dir(workspace);
    // The one that runs this test holds the lock of its own directory. Nobody debugs what comes of it.
    command
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("CARGO_INCREMENTAL", "0");
    let output = command.output().expect("cargo runs");
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "cargo {args:?}:\n{out}\n{err}");
}
