//! What `listen` says, records and passes on, and what `replay` sends of that.

use std::fs;

use serde_json::Value;

use crate::support::{Listening, SECRET, masked, next, receiver, run, send};

/// A secret that is in nothing else that is printed.
const OTHER: &str = "b1946ac92492d2347c6235b4d2611184";

#[test]
fn each_delivery_has_a_verdict() {
    let listening = Listening::start(&[]);
    let trigger = |args: &[&str]| run(&[&["trigger", "--to", &listening.url][..], args].concat()).0;
    let temp = tempfile::tempdir().expect("a directory");
    let file = temp.path().join("new.json");
    let path = file.display().to_string();
    fs::write(&file, r#"{"id":"evt-1","type":"order.paid","created_at":"2026-11-20T08:00:00Z","data":{"order_id":"o","tip":1,"amount":{"cents":1,"currency":"EUR"},"method":"barter"}}"#).expect("written");
    assert_eq!(trigger(&["order.paid", "--duplicate"]), 0);
    assert_eq!(trigger(&["--file", &path]), 0, "what is new is accepted");
    fs::write(&file, r#"{"id":"evt-1","type":"order.paid","created_at":"yesterday","data":{"amount":1}}"#)
        .expect("written");
    assert_eq!(trigger(&["--file", &path]), 0, "what is wrong is accepted, as a receiver would");
    fs::write(&file, r#"{"id":"evt-1","type":"order.payed"}"#).expect("written");
    assert_eq!(trigger(&["--file", &path]), 0);
    assert_eq!(trigger(&["order.paid", "--set", "data.amount.cents=1e20"]), 0);
    assert_eq!(trigger(&["order.paid", "--secret", "another"]), 1);
    assert_eq!(trigger(&["order.paid", "--aged", "400"]), 0, "it is refused, as it has to be");
    let large = "x".repeat(2_000_000);
    let head =
        format!("POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", large.len());
    send(listening.address(), &[head.as_bytes(), large.as_bytes()].concat());
    assert!(
        send(listening.address(), b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 503")
    );
    let (code, out, err) = listening.stop();
    assert_eq!((code, err.as_str()), (1, ""));
    assert_eq!(
        masked(&out),
        "listening on http://ADDRESS/, until Ctrl-C
TIME fine     order.paid ID
TIME fine     order.paid ID, duplicate
TIME new      order.paid ID
         new: /data/tip: a field that the catalog does not have
         new: /data/method: a value that the catalog does not have: `barter`
TIME wrong    order.paid ID
         wrong: /data: missing property `order_id`
         wrong: /data: missing property `method`
         wrong: /data/amount: expected an object, found a number
TIME wrong    order.payed ID
         wrong: /type: there is no event `order.payed` in the catalog: did you mean `order.paid`? add it to the catalog, or correct its name
TIME wrong    order.paid ID
         wrong: /data/amount/cents: found an integer outside the range 0 to 18446744073709551615
TIME refused  order.paid ID
         no signature matches: wrong secret, or changed body or timestamp
TIME fine     order.paid ID
TIME refused  order.paid ID
         the signature is too old, or the receiver's clock is ahead
TIME refused  no event
         the body could not be read: length limit exceeded
TIME refused  no event
         the timestamp or the signature header is missing
         wrong: the body is not JSON: EOF while parsing a value at line 1 column 0
11 deliveries: 3 fine, 1 new, 3 wrong, 4 refused\n"
    );
}

#[test]
fn a_signature_that_fails_is_explained() {
    let temp = tempfile::tempdir().expect("a directory");
    let file = temp.path().join(".env");
    fs::write(&file, format!("# others\nSTAGING={OTHER}\n")).expect("written");
    let path = file.display().to_string();
    let listening = Listening::start(&["--diagnose", "--secrets-from", &path, "--secret", SECRET]);
    assert_eq!(run(&["trigger", "order.paid", "--secret", OTHER, "--to", &listening.url]).0, 1);
    let (code, out, err) = listening.stop();
    assert_eq!(code, 1);
    assert!(
        out.contains(&format!(
            "         other-secret\n           The sender uses another secret: `STAGING in {path}`.\n"
        )),
        "{out}"
    );
    assert!(!out.contains(OTHER) && !err.contains(OTHER), "{out}{err}");
}

#[test]
fn what_is_recorded_is_replayed_and_verified() {
    let temp = tempfile::tempdir().expect("a directory");
    let records = temp.path().join("records").display().to_string();
    let listening = Listening::start(&["--record", &records, "--json"]);
    for event in ["order.paid", "order.shipped"] {
        assert_eq!(run(&["trigger", event, "--to", &listening.url]).0, 0);
    }
    let (code, out, err) = listening.stop();
    assert_eq!(code, 0);
    assert!(err.starts_with("listening on "), "{err}");
    let told: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let keys: Vec<&String> = told[0].as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "received",
            "event",
            "id",
            "handshake",
            "duplicate",
            "verdict",
            "refused",
            "causes",
            "new",
            "wrong",
            "record",
            "forwarded",
            "status"
        ]
    );
    let [one, other] = [&told[0], &told[1]].map(|told| told["record"].as_str().expect("a path"));
    assert!(
        one.ends_with("000001-order.paid.http") && other.ends_with("000002-order.shipped.http"),
        "{one} {other}"
    );

    assert_eq!(run(&["verify", one]).0, 0);
    let file = fs::read_to_string(one).expect("a record");
    assert!(file.contains("POST /hooks HTTP/1.1\r\n") && file.starts_with("hookwright-received: "), "{file}");
    // The body of one, with the signature of the other.
    let (_, body) = file.split_once("\r\n\r\n").expect("a body");
    let (head, _) = fs::read_to_string(other)
        .map(|file| (file.split_once("\r\n\r\n").expect("a head").0.to_owned(), ()))
        .expect("a record");
    let mixed = temp.path().join("mixed.http").display().to_string();
    fs::write(&mixed, format!("{head}\r\n\r\n{body}")).expect("written");
    let (code, out, _) = run(&["verify", &mixed, "--earlier", &records]);
    assert_eq!(code, 1);
    assert!(
        out.contains(
            "  earlier-body\n    The signature is of the body of another request: `000002-order.shipped.http`."
        ),
        "{out}"
    );
    assert!(out.contains("  id-swapped\n    The id in the header is not the one in the body: "), "{out}");

    let again = Listening::start(&[]);
    let (code, out, _) = run(&["replay", &records, "--to", &again.url]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains(told[0]["id"].as_str().expect("an id")), "the id stays: {out}");
    let (code, out, _) = again.stop();
    assert_eq!((code, out.lines().last()), (0, Some("2 deliveries: 2 fine")));

    let (url, requests) = receiver("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    assert_eq!(run(&["replay", one, "--as-recorded", "--to", &url]).0, 0);
    let sent = String::from_utf8(next(&requests)).expect("text");
    for line in file.split("\r\n").filter(|line| line.starts_with("x-shop-")) {
        assert!(sent.contains(line), "{line}: {sent}");
    }
    let directory = temp.path().display().to_string();
    assert_eq!(run(&["replay", &directory, "--to", &url, "--as-recorded"]).0, 0);
    assert!(next(&requests).ends_with(body.as_bytes()), "what is in mixed.http");
    assert_eq!(requests.try_iter().count(), 0, "and nothing else");
}

#[test]
fn requests_are_passed_on_as_they_came() {
    let answer = "HTTP/1.1 418 Teapot\r\nx-kept: yes\r\ncontent-length: 3\r\n\r\n\u{7f}ab";
    let (url, requests) = receiver(answer);
    let listening = Listening::start(&["--forward", &url, "--unsigned"]);
    let body = b"\xff\r\n not JSON \0";
    let head = format!(
        "PUT /other HTTP/1.1\r\nhost: a\r\nX-One: 1\r\nx-two: \u{e9}\r\nX-One: 2\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answered = send(listening.address(), &[head.as_bytes(), body].concat());
    assert!(answered.starts_with("HTTP/1.1 418 ") && answered.ends_with("\r\n\r\n\u{7f}ab"), "{answered}");
    assert!(answered.contains("x-kept: yes\r\n"), "{answered}");
    let request = next(&requests);
    assert!(request.ends_with(&[b"\r\n\r\n".as_slice(), body].concat()));
    let head = String::from_utf8_lossy(&request).into_owned();
    assert!(head.starts_with("PUT /app?x=1 HTTP/1.1\r\n"), "{head}");
    for line in ["x-one: 1\r\n", "x-one: 2\r\n", "x-two: é\r\n"] {
        assert!(head.contains(line), "{line}: {head}");
    }
    let (code, out, _) = listening.stop();
    assert!(code == 1 && out.contains("wrong    no event, answered with 418\n"), "{out}");

    let listening = Listening::start(&["--forward", "http://127.0.0.1:1/"]);
    let (code, out, _) = run(&["trigger", "order.paid", "--to", &listening.url]);
    assert!(code == 1 && out.starts_with("502 to retry "), "{out}");
    let (code, out, _) = listening.stop();
    assert!(
        code == 0
            && out.contains("fine     order.paid ")
            && out.contains(", not forwarded: nothing listens on 127.0.0.1:1\n"),
        "{out}"
    );
}

#[test]
fn what_does_not_come_whole_is_not_passed_on() {
    let (url, requests) = receiver("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let listening = Listening::start(&["--forward", &url, "--unsigned"]);
    let head = |fields: &str| format!("POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{fields}\r\n\r\n");
    let large = [head("content-length: 2000000").as_bytes(), "x".repeat(2_000_000).as_bytes()].concat();
    let answered = send(listening.address(), &large);
    assert!(answered.starts_with("HTTP/1.1 413 "), "{answered}");
    let answered = send(
        listening.address(),
        head("transfer-encoding: chunked").replace("\r\n\r\n", "\r\n\r\nzz\r\n").as_bytes(),
    );
    assert!(!answered.starts_with("HTTP/1.1 200 "), "{answered}");
    let (code, out, _) = listening.stop();
    assert_eq!(code, 1);
    assert_eq!(out.matches(" refused  no event\n         the body could not be read: ").count(), 2, "{out}");
    assert_eq!(requests.try_iter().count(), 0);
}

#[test]
fn an_answer_is_passed_back_whole_or_not_at_all() {
    for (length, status) in [(300_000, "200 OK"), ((16 << 20) + 1, "502 Bad Gateway")] {
        let body = "y".repeat(length);
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
        let (url, _requests) = receiver(answer.leak());
        let listening = Listening::start(&["--forward", &url, "--unsigned"]);
        let answered = send(listening.address(), b"POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        assert!(answered.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{answered:.200}");
        let is_whole = answered.ends_with(&format!("\r\n\r\n{body}"));
        assert_eq!(is_whole, status == "200 OK", "{} bytes", answered.len());
    }
}

#[test]
fn mistakes_are_told_before_it_listens() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for (args, code, message) in [
        (&["--port", &port][..], 1, format!("error: 127.0.0.1:{port} is taken: ")),
        (
            &["--forward", "http://example.com"],
            2,
            "error: --forward: example.com is not this machine".to_owned(),
        ),
        (
            &["--secret", "a\n"],
            2,
            "error: --secret: the secret or public key contains white space".to_owned(),
        ),
        (&["--secrets-from", "nowhere/.env"], 2, "error: --secrets-from: ".to_owned()),
        (
            &["--secret", "a", "--secret", "b"],
            2,
            "error: there are 2 secrets, of which the first one counts: the others are for --diagnose"
                .to_owned(),
        ),
        (
            &["--port", "4020", "--forward", "http://localhost:4020/"],
            2,
            "error: --forward: port 4020 is where this program listens".to_owned(),
        ),
        (&["--unsigned", "--diagnose"], 2, "error: the argument '--unsigned' cannot be used with".to_owned()),
    ] {
        let (status, out, err) = run(&[&["listen"][..], args].concat());
        assert_eq!((status, out.as_str()), (code, ""), "{err}");
        assert!(err.starts_with(&message), "{err}");
    }
}
