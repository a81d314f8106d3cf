//! Changes of what the Rust program sends, which the check finds.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_catalog::index::Contract;
use webhook_runtime::Secret;

use crate::sample::{SECRET, catalog, check_command, check_sender};

const PROGRAM: &str = env!("CARGO_BIN_EXE_emitter-example");

#[test]
fn the_program_is_sound() {
    let (report, is_fine) = check_command(&catalog().0, &[PROGRAM.into()]);
    assert!(is_fine && report.is_clean(), "{}", report.to_text());
    assert_eq!((report.requests, report.valid, report.events.sent()), (6, 6, 6));
    assert_eq!(report.fields.missing, ["order.shipped: data.tracking_url"]);
    assert!(report.values.missing.contains(&"order.paid: data.method = transfer".to_owned()));
}

#[test]
fn every_change_of_a_body_is_found() {
    let (catalog, _) = catalog();
    let contract = &catalog.index.contract;
    let mut changes: Vec<(String, Request)> = Vec::new();
    let bodies = bodies();
    for body in &bodies {
        let name = body["type"].as_str().expect("a name");
        for (what, changed) in changed(body) {
            changes.push((format!("{name}: {what}"), Request::new(contract, &changed)));
        }
        let forged = forged(contract, body);
        changes.extend(forged.into_iter().map(|(what, request)| (format!("{name}: {what}"), request)));
    }
    // As the page about emitters has it.
    assert_eq!(changes.len(), 350);
    let clean: Vec<Request> = bodies.iter().map(|body| Request::new(contract, body)).collect();
    let report = check_sender(&catalog, |address| {
        changes.iter().map(|(_, request)| request).chain(&clean).for_each(|request| {
            request.send(address);
        });
    });
    assert_eq!(report.requests, changes.len() + clean.len());
    for (number, (what, _)) in changes.iter().enumerate() {
        let is_found = report.violations.iter().any(|violation| violation.request == number + 1);
        assert!(is_found, "{what} (request {})", number + 1);
    }
    // Nothing is said of those that are sound.
    assert_eq!(report.valid, clean.len());
}

/// What the program sends.
fn bodies() -> Vec<Value> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let receiver = thread::spawn(move || -> Vec<Value> {
        listener.incoming().take(6).map(|stream| receive(stream.expect("a connection"))).collect()
    });
    let sent = Command::new(PROGRAM).env("WEBHOOK_URL", url).env("WEBHOOK_SECRET", SECRET).output();
    assert!(sent.expect("it runs").status.success());
    receiver.join().expect("all bodies")
}

fn receive(stream: TcpStream) -> Value {
    let mut reader = BufReader::new(&stream);
    let (mut length, mut line) = (0, String::new());
    while reader.read_line(&mut line).expect("a line") > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    (&stream).write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("an answer");
    serde_json::from_slice(&body).expect("JSON")
}

/// A body with one change each: every field dropped, of another type, and, where it is one of several values or a time,
/// another text.
fn changed(body: &Value) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    collect(body, "", &mut pointers);
    let mut all = Vec::new();
    for pointer in pointers {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let value = body.pointer(&pointer).expect("a value");
        let mut with = |what: String, change: &dyn Fn(&mut Value)| {
            let mut changed = body.clone();
            change(changed.pointer_mut(parent).expect("a parent"));
            all.push((what, changed));
        };
        if body.pointer(parent).is_some_and(Value::is_object) {
            with(format!("{pointer} dropped"), &|parent| {
                parent.as_object_mut().expect("an object").remove(key);
            });
            with(format!("{pointer} renamed"), &|parent| {
                let fields = parent.as_object_mut().expect("an object");
                let value = fields.remove(key).expect("a field");
                fields.insert(format!("{key}_"), value);
            });
        }
        for other in [json!(true), json!([1]), json!({})] {
            if !same_type(value, &other) {
                with(format!("{pointer} is {other}"), &|parent| set(parent, key, &other));
            }
        }
        let texts: &[&str] = match key {
            "type" => &["order.archived", "customer.merged", "order.dispatched", ""],
            "currency" | "channel" | "method" => &["other", ""],
            "created_at" => &["yesterday"],
            "id" => &[""],
            _ => &[],
        };
        for text in texts {
            with(format!("{pointer} is `{text}`"), &|parent| set(parent, key, &json!(text)));
        }
        if value.is_number() {
            with(format!("{pointer} is -1"), &|parent| set(parent, key, &json!(-1)));
            with(format!("{pointer} is 1.5"), &|parent| set(parent, key, &json!(1.5)));
        }
    }
    all
}

fn collect(value: &Value, pointer: &str, pointers: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in inner {
        let pointer = format!("{pointer}/{key}");
        collect(value, &pointer, pointers);
        pointers.push(pointer);
    }
}

fn set(parent: &mut Value, key: &str, value: &Value) {
    match parent {
        Value::Array(items) => items[key.parse::<usize>().expect("an index")] = value.clone(),
        parent => parent[key] = value.clone(),
    }
}

fn same_type(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// A sound body in a request that is not genuine.
fn forged(contract: &Contract, body: &Value) -> Vec<(&'static str, Request)> {
    let rule = &contract.signature;
    let timestamp_header = rule.timestamp_header().expect("a header");
    let signature_header = rule.signature_header().expect("a header");
    let sound = || Request::new(contract, body);
    let without = |header: &str| {
        let mut request = sound();
        request.headers.retain(|(name, _)| name != header);
        request
    };
    let with = |header: &str, value: String| {
        let mut request = without(header);
        request.headers.push((header.to_owned(), value));
        request
    };
    let stale = now() - 301;
    let signed_at = |time| {
        Secret::new(SECRET).expect("a secret").sign(rule, time, body.to_string().as_bytes()).expect("an HMAC")
    };
    let mut old = with(timestamp_header, stale.to_string());
    old.headers.retain(|(name, _)| name != signature_header);
    old.headers.push((signature_header.to_owned(), signed_at(stale)));
    let mut after = sound();
    after.body.push(b' ');
    vec![
        ("no signature", without(signature_header)),
        ("no timestamp", without(timestamp_header)),
        ("signed with another secret", with(signature_header, format!("v1={}", "0".repeat(64)))),
        ("signed too long ago", old),
        ("changed after it was signed", after),
        ("another id in the header", with(id_header(contract), "evt-0".to_owned())),
    ]
}

fn id_header(contract: &Contract) -> &str {
    contract.idempotency_key.header.as_deref().expect("a header")
}

/// A request as it goes over the wire.
struct Request {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn new(contract: &Contract, body: &Value) -> Self {
        let (time, text) = (now(), body.to_string());
        let signature = Secret::new(SECRET)
            .expect("a secret")
            .sign(&contract.signature, time, text.as_bytes())
            .expect("an HMAC");
        let id = body["id"].as_str().unwrap_or("evt").to_owned();
        let headers = vec![
            (id_header(contract).to_owned(), id),
            (contract.signature.timestamp_header().expect("a header").to_owned(), time.to_string()),
            (contract.signature.signature_header().expect("a header").to_owned(), signature),
        ];
        Self { headers, body: text.into_bytes() }
    }

    fn send(&self, address: SocketAddr) {
        post(address, "/", &self.headers, &self.body);
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs()
}

/// Sends a request, and waits for the answer.
pub fn post(address: SocketAddr, path: &str, headers: &[(String, String)], body: &[u8]) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(body)).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
}
