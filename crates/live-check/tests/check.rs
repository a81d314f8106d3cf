//! What is reported for one request after another, and how a check ends.

use std::ffi::OsString;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_catalog::{Catalog, load};
use webhook_live_check::{Check, End, Options, Report, Until, listen};
use webhook_runtime::Secret;
use webhook_schema::{Diagnostics, Tree};

const SECRET: &str = "5f0c1e77a9";

#[test]
fn a_sound_request_is_accepted() {
    let mut check = check();
    let answer = check.receive(&headers(&paid()), paid().to_string().as_bytes());
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    let report = check.report();
    assert!(report.is_clean());
    assert_eq!((report.requests, report.valid), (1, 1));
    assert_eq!((report.events.total, report.events.missing), (2, vec!["invoice.failed".to_owned()]));
    assert!(report.values.missing.contains(&"invoice.paid: data.currency = USD".to_owned()));
    assert!(!report.values.missing.contains(&"invoice.paid: data.currency = EUR".to_owned()));
    assert!(!report.fields.missing.iter().any(|field| field.starts_with("invoice.paid: ")));
    assert!(report.fields.missing.contains(&"invoice.failed: data.retries[]".to_owned()));
}

#[test]
fn each_event_of_a_batch_is_checked_by_itself() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/golden/batch");
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&webhook_catalog::tree(&golden), &mut diagnostics).expect("a catalog");
    let mut check = Check::new(&catalog, None).expect("a check");
    let event = |kind: &str, data: Value| json!({ "event": { "kind": kind, "id": 1, "mailbox": "in", "at": "2031-07-04T10:00:00Z", "data": data } });
    let delivered = event("mail.delivered", json!({ "to": "ada@relay.example" }));
    let no_headers: &[(&str, &str)] = &[];
    let mut receive =
        |events: &[&Value]| check.receive(no_headers, json!({ "batch": events }).to_string().as_bytes()).body;
    assert_eq!(receive(&[&delivered, &delivered]), "");
    let told = receive(&[&delivered, &event("mail.bounced", json!({ "to": 1, "reason": "full" }))]);
    assert!(told.starts_with("/data/to: expected a string"), "{told}");
    let told = receive(&[&event("mail.gone", json!({}))]);
    assert!(told.contains("there is no event `mail.gone`"), "{told}");
    let told = check.receive(no_headers, b"[]").body;
    assert!(told.starts_with("its events cannot be read: "), "{told}");
    let report = check.report();
    assert_eq!(
        (report.requests, report.valid, report.events.missing.len()),
        (4, 1, 0),
        "{}",
        report.to_text()
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let cases = [
        (json!({ "type": "invoice.gone" }), "/type", "there is no event `invoice.gone`", 200),
        (json!({ "type": "team.member_added" }), "/type", "its status in the catalog is `declared`", 200),
        (json!({ "type": 1 }), "", "expected the event's name in `type`", 200),
        (json!({ "data": { "cents": "1", "currency": "EUR" } }), "/data/cents", "expected an integer", 200),
        (json!({ "data": { "cents": 1, "currency": "CHF" } }), "/data/currency", "", 200),
        (json!({ "data": { "cents": 1 } }), "/data", "missing property `currency`", 200),
        (json!({ "created_at": "yesterday" }), "/created_at", "", 200),
    ];
    for (change, pointer, message, status) in cases {
        let mut body = paid();
        change.as_object().expect("an object").iter().for_each(|(key, value)| body[key] = value.clone());
        let mut check = check();
        let answer = check.receive(&headers(&body), body.to_string().as_bytes());
        let report = check.report();
        let is_told = |report: &Report| {
            report.violations.iter().any(|one| one.pointer == pointer && one.message.contains(message))
        };
        assert!(is_told(&report), "{body}: {}", report.to_text());
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.body.contains(message));
    }
    for body in ["", "{", "\u{fffd}", "[]", "null"] {
        let mut check = check();
        check.receive(&headers_of(body), body.as_bytes());
        assert!(!check.report().is_clean(), "{body}");
    }
}

#[test]
fn what_is_not_genuine_is_refused_and_no_secret_is_told() {
    let body = paid();
    let text = body.to_string();
    let mut check = check();
    let mut forged = headers(&body);
    forged[2].1 = format!("v1={}", "0".repeat(64));
    assert_eq!(check.receive(&forged, text.as_bytes()).status, 503);
    assert_eq!(check.receive(&headers(&body)[..2], text.as_bytes()).status, 503);
    let large = format!("{text}{}", " ".repeat(70_000));
    assert_eq!(check.receive(&headers_of(&large), large.as_bytes()).status, 413);
    let report = check.report();
    assert_eq!((report.requests, report.valid, report.violations.len()), (3, 0, 3));
    assert!(!report.to_text().contains(SECRET) && !report.to_json().contains(SECRET));
    let mut unsigned = Check::new(&catalog(), None).expect("usable schemas");
    assert_eq!(unsigned.receive(&[("a", "b")], text.as_bytes()).status, 200);
    assert!(unsigned.report().is_clean());
}

#[test]
fn synthetic_events_are_sent_without_being_in_the_catalog() {
    let mut body = paid();
    body["type"] = json!("webhook.test");
    let mut check = check();
    check.receive(&headers(&body), body.to_string().as_bytes());
    assert!(check.report().is_clean());
}

#[test]
fn the_report_is_json_and_text() {
    let mut check = check();
    check.receive(&headers_of("{}"), b"{}");
    let report = check.report();
    let json: Value = serde_json::from_str(&report.to_json()).expect("JSON");
    assert_eq!(json["requests"], 1);
    assert_eq!(json["violations"][0]["request"], 1);
    assert_eq!(
        json["coverage"]["events"],
        json!({ "total": 2, "sent": 0, "missing": ["invoice.failed", "invoice.paid"] })
    );
    let text = report.to_text();
    let missing = "\nevents that were never sent:\n  invoice.failed\n  invoice.paid\n";
    assert!(text.contains(missing), "{text}");
    assert!(
        text.ends_with(
            "1 request, 0 valid, 1 violation; sent 0 of 2 live events, 0 of 16 fields, 0 of 4 enum values\n"
        ),
        "{text}"
    );
}

#[test]
fn it_ends_with_the_command() {
    let run = |command: &[&str]| {
        let command: Vec<OsString> = command.iter().map(OsString::from).collect();
        let until = Until::Command { command, variables: vec![("SHOWN", "yes".into())] };
        listening(until, |_| ())
    };
    let (_, end) = run(&[
        "sh",
        "-c",
        "test \"$SHOWN\" = yes && case $WEBHOOK_URL in http://127.0.0.1:*/) ;; *) exit 9 ;; esac",
    ])
    .expect("it runs");
    assert!(matches!(end, End::Command(status) if status.success()), "{end:?}");
    let (_, end) = run(&["sh", "-c", "exit 7"]).expect("it runs");
    assert!(matches!(end, End::Command(status) if status.code() == Some(7)), "{end:?}");
    let error = run(&["there-is-no-such-program"]).expect_err("it does not run");
    assert!(error.to_string().starts_with("there-is-no-such-program: "), "{error}");
}

#[test]
fn it_ends_when_it_is_told_to_or_nothing_comes() {
    let (report, end) = listening(Until::Stopped { idle: None }, |address| {
        let body = paid().to_string();
        assert_eq!(post(address, "/hooks?a=b", &headers_of(&body), body.as_bytes()), "200");
        let large = " ".repeat(3 << 20);
        assert_eq!(post(address, "/", &[], large.as_bytes()), "413");
        assert_eq!(post(address, "/__stop", &[], b""), "200");
    })
    .expect("a report");
    assert!(matches!(end, End::Stopped), "{end:?}");
    assert_eq!((report.requests, report.valid, report.violations.len()), (2, 1, 1));
    let (report, end) =
        listening(Until::Stopped { idle: Some(Duration::from_millis(200)) }, |_| ()).expect("a report");
    assert!(matches!(end, End::Idle) && report.requests == 0, "{end:?}");
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let options = Options { port, until: Until::Stopped { idle: None } };
    assert!(runtime.block_on(listen(check(), options, |_| Ok(()))).is_err());
}

/// Listens while something is sent.
fn listening(until: Until, send: impl FnOnce(SocketAddr) + Send + 'static) -> std::io::Result<(Report, End)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut sender = None;
    let done = runtime.block_on(listen(check(), Options { port: 0, until }, |address| {
        sender = Some(thread::spawn(move || send(address)));
        Ok(())
    }));
    sender.into_iter().for_each(|sender| sender.join().expect("all was sent"));
    done
}

fn post(address: SocketAddr, path: &str, headers: &[(String, String)], body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    stream.write_all(format!("{head}\r\n").as_bytes()).expect("sent");
    // The rest of one that is too large need not be read.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn check() -> Check {
    Check::new(&catalog(), Some(Secret::new(SECRET).expect("a secret"))).expect("usable schemas")
}

fn paid() -> Value {
    json!({ "id": "evt-1", "type": "invoice.paid", "created_at": "2026-03-01T00:00:00Z", "data": { "cents": 1, "currency": "EUR" } })
}

fn headers(body: &Value) -> Vec<(String, String)> {
    headers_of(&body.to_string())
}

fn headers_of(body: &str) -> Vec<(String, String)> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs();
    let rule = &catalog().index.contract.signature;
    let signature = Secret::new(SECRET).expect("a secret").sign(rule, now, body.as_bytes()).expect("an HMAC");
    vec![
        ("X-Acme-Id".to_owned(), "evt-1".to_owned()),
        ("X-Acme-Timestamp".to_owned(), now.to_string()),
        ("X-Acme-Signature".to_owned(), signature),
    ]
}

fn catalog() -> Catalog {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/tests/base");
    let files = fs::read_dir(directory).expect("a directory").map(|file| {
        let path = file.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        (format!("webhooks/{name}"), fs::read_to_string(path).expect("a text"))
    });
    load(&Tree::memory("schemas", files.collect::<Vec<_>>()), &mut Diagnostics::new()).expect("a catalog")
}
