//! What `trigger` sends, and what it says of the answers.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::support::{
    Listening, SECRET, hookwright, interrupt, masked, next, receiver, request, root, run, said, with_input,
};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

#[test]
fn what_arrives_is_the_example_signed_by_the_contract() {
    let (url, requests) = receiver(OK);
    let (status, out, err) = run(&["trigger", "order.paid", "--to", &url, "--set", "data.order_id=o-18"]);
    assert_eq!((status, masked(&out).as_str(), err.as_str()), (0, "200 delivered N ms  order.paid ID\n", ""));
    let request = next(&requests);
    let text = String::from_utf8(request.clone()).expect("text");
    assert!(text.starts_with("POST /app?x=1 HTTP/1.1\r\n"), "{text}");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let body: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(body["data"]["order_id"], "o-18");
    assert!(
        head.to_lowercase().contains(&format!("x-shop-id: {}", body["id"].as_str().expect("an id"))),
        "{head}"
    );
    // The same bytes, looked at from the other side.
    for (secret, expected) in [(SECRET, 0), ("another", 1)] {
        let (status, out, _) = with_input(&["verify", "--secret", secret], &request);
        assert_eq!(status, expected, "{out}");
    }
}

#[test]
fn an_id_and_a_time_that_are_set_stay() {
    let (url, requests) = receiver(OK);
    let set = ["--set", "id=evt-mine", "--set", "created_at=2020-01-01T00:00:00Z"];
    let (code, out, err) =
        run(&[&["trigger", "order.paid", "--to", &url, "--times", "2"][..], &set].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for _ in 0..2 {
        let request = String::from_utf8(next(&requests)).expect("text");
        let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(body["id"], "evt-mine");
        assert_eq!(body["created_at"], "2020-01-01T00:00:00Z");
        assert!(head.to_lowercase().contains("x-shop-id: evt-mine\r\n"), "{head}");
    }
}

#[test]
fn each_line_is_told_when_it_is_known() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let answer = || {
        let (mut stream, _) = listener.accept().expect("a connection");
        request(&mut stream).expect("a request");
        stream.write_all(OK.as_bytes()).expect("answered");
    };
    let mut command = hookwright(&["trigger", "order.paid", "--to", &url, "--times", "2"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut told = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut line = || masked(&format!("{}\n", told.next().expect("a line").expect("text")));
    for _ in 0..2 {
        // The second one is answered when the line of the first was read.
        answer();
        assert_eq!(line(), "200 delivered N ms  order.paid ID\n");
    }
    assert!(line().starts_with("2 requests: 2 delivered; "));
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn what_was_sent_is_summed_up_when_it_is_stopped() {
    let (url, requests) = receiver(OK);
    let mut command = hookwright(&["trigger", "order.paid", "--to", &url, "--times", "1000000"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut told = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    next(&requests);
    told.next().expect("a line").expect("text");
    interrupt(&child);
    let last = told.last().expect("a summary").expect("text");
    assert!(last.contains(" delivered; median "), "{last}");
    let (code, _, err) = said(child.wait_with_output().expect("it ends"));
    assert_eq!((code, err.as_str()), (1, "error: stopped before everything was sent\n"));
}

#[test]
fn each_answer_is_told_with_what_the_sender_would_do_next() {
    for (answer, status, text) in [
        ("HTTP/1.1 204 No Content\r\n\r\n", 0, "204 delivered N ms  order.paid ID\n"),
        (
            "HTTP/1.1 503 No\r\ncontent-length: 8\r\n\r\nlater\n\u{1b}!",
            1,
            "503 to retry N ms  order.paid ID, in 10 s (attempt 2 of 2)\n    later\\n\\u{1b}!\n",
        ),
        (
            "HTTP/1.1 429 No\r\ncontent-length: 0\r\n\r\n",
            1,
            "429 to retry N ms  order.paid ID, in 1 min (attempt 2 of 2)\n",
        ),
        (
            "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n",
            1,
            "410 failed N ms  order.paid ID, for good: the sender takes this answer as final\n",
        ),
    ] {
        let (url, _requests) = receiver(answer);
        let (code, out, err) = run(&["trigger", "order.paid", "--to", &url]);
        assert_eq!((code, masked(&out).as_str(), err.as_str()), (status, text, ""), "{out}");
    }
    for answer in ["", "nonsense", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort"] {
        let (url, _requests) = receiver(answer);
        let (code, out, _) = run(&["trigger", "order.paid", "--to", &url, "--json"]);
        let sent: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            (code, &sent["status"], &sent["next"]),
            (1, &Value::Null, &"retry".into()),
            "{answer}: {out}"
        );
        assert!(sent["error"].is_string() && sent["retry_in_seconds"] == 10);
    }
    let (code, out, _) = run(&["trigger", "order.paid", "--to", "http://127.0.0.1:1/"]);
    assert!(code == 1 && out.contains("\n    nothing listens on 127.0.0.1:1\n"), "{out}");
}

#[test]
fn a_receiver_that_does_not_verify_is_found() {
    let (url, _requests) = receiver(OK);
    for (option, what) in [
        (vec!["--bad-signature"], "a wrong signature"),
        (vec!["--aged", "301"], "a signature that is too old"),
    ] {
        let (code, _, err) = run(&[&["trigger", "order.paid", "--to", &url][..], &option].concat());
        assert_eq!(code, 1);
        assert_eq!(err, format!("error: 1 request with {what} accepted: the receiver must refuse them\n"));
    }
    assert_eq!(run(&["trigger", "order.paid", "--to", &url, "--aged", "299"]).0, 0);
    let verifying = Listening::start(&[]);
    let (code, out, err) = run(&["trigger", "order.paid", "--to", &verifying.url, "--bad-signature"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("\n2 requests: 1 delivered, 1 refused; "), "{out}");
    // Whoever refuses everything, or does not answer, proves nothing.
    let (refusing, requests) = receiver("HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n");
    for to in [&refusing, "http://127.0.0.1:1/"] {
        let (code, out, err) = run(&["trigger", "order.paid", "--to", to, "--bad-signature"]);
        assert_eq!((code, out.contains("requests")), (1, false), "{out}");
        assert!(err.starts_with("error: the genuine request was not delivered, "), "{err}");
        assert!(!err.contains("accepted"), "{err}");
    }
    assert_eq!(requests.try_iter().count(), 1, "the forged one is not sent");
    // One that stops answering after the genuine request has refused nothing.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let once = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        request(&mut stream).expect("a request");
        drop(listener);
        stream.write_all(OK.as_bytes()).expect("answered");
    });
    let (code, out, err) = run(&["trigger", "order.paid", "--to", &url, "--bad-signature"]);
    once.join().expect("it has answered");
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    assert!(out.contains("\n--- failed ") && out.contains("\n2 requests: 1 delivered, 1 failed; "), "{out}");
}

#[test]
fn many_are_sent_each_with_an_id_of_its_own() {
    let (url, requests) = receiver(OK);
    let (code, out, err) =
        run(&["trigger", "order.paid", "--to", &url, "--times", "3", "--duplicate", "--json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let ids: Vec<Value> =
        out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["id"].clone()).collect();
    assert_eq!(ids.len(), 6);
    assert!(ids.chunks(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
    assert_eq!(ids.iter().map(Value::to_string).collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(requests.try_iter().count(), 6);
    let (code, out, _) = run(&["trigger", "--all", "--to", &url]);
    assert_eq!((code, out.lines().count()), (0, 8), "{out}");
    let last = masked(out.lines().last().expect("a summary"));
    assert_eq!(last, "7 requests: 7 delivered; median N ms, slowest N ms");
}

#[test]
fn a_file_is_sent_with_a_fresh_id() {
    let (url, requests) = receiver(OK);
    let temp = tempfile::tempdir().expect("a directory");
    let file = temp.path().join("body");
    let path = file.display().to_string();
    let body = r#"{"id":"evt-9","type":"order.paid","created_at":"2020-01-01T00:00:00Z","data":{"order_id":"o","amount":{"cents":1,"currency":"EUR"},"method":"barter"}}"#;
    for text in [body.to_owned(), format!("POST / HTTP/1.1\r\nx: y\r\n\r\n{body}")] {
        fs::write(&file, text).expect("written");
        let (code, out, err) =
            run(&["trigger", "--file", &path, "--to", &url, "--set", "data.amount.cents=2"]);
        assert_eq!((code, masked(&out).as_str()), (0, "200 delivered N ms  order.paid ID\n"), "{err}");
        assert!(err.starts_with("warning: /data/method: ") && err.contains("barter"), "{err}");
        let request = String::from_utf8(next(&requests)).expect("text");
        assert!(
            request.contains("\"cents\":2") && !request.contains("\"evt-9\"") && !request.contains("2020-"),
            "{request}"
        );
    }
    fs::write(&file, "{").expect("written");
    let (code, _, err) = run(&["trigger", "--file", &path, "--to", &url]);
    assert!(code == 2 && err.contains("expected JSON, or a recorded request with JSON"), "{err}");
}

#[test]
fn what_receivers_cannot_read_is_told_though_the_schema_allows_it() {
    let (url, requests) = receiver(OK);
    let set = ["--set", "data.amount.cents=18446744073709551616"];
    let (code, _, err) = run(&[&["trigger", "order.paid", "--to", &url][..], &set].concat());
    let expected = "warning: /data/amount/cents: found an integer outside the range \
                    0 to 18446744073709551615\n";
    assert_eq!((code, err.as_str()), (0, expected), "it is sent all the same");
    next(&requests);
}

#[test]
fn mistakes_are_told_before_anything_is_sent() {
    let (url, requests) = receiver(OK);
    for (args, message) in [
        (
            &["order.payd"][..],
            "error: there is no event `order.payd` in the catalog: did you mean `order.paid`?",
        ),
        (
            &["order.paid", "--set", "data.ordre_id=1"],
            "error: --set data.ordre_id=1: there is no field `ordre_id` in `data`: did you mean `order_id`? it has amount, method, order_id\n",
        ),
        (
            &["order.paid", "--set", "data.amount.cents=x"],
            "error: --set data.amount.cents=x: `data.amount.cents`: expected a value of type integer, found `x`\n",
        ),
        (&["order.paid", "--set", "data"], "error: --set data: expected <path>=<value>"),
        (&["order.paid", "--secret", " x"], "error: --secret: the secret or public key contains white space"),
        (&["order.paid", "--all"], "error: the argument '[EVENT]' cannot be used with '--all'"),
        (&[], "error: the following required arguments were not provided"),
    ] {
        let (code, out, err) = run(&[&["trigger", "--to", &url][..], args].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.starts_with(message), "{args:?}: {err}");
    }
    for (to, message) in [
        ("http://example.com/", "error: --to: example.com is not this machine"),
        ("http://10.0.0.1/", "error: --to: 10.0.0.1 is not this machine"),
        ("https://localhost/", "error: --to: expected an http:// URL, found https://"),
        ("localhost:80", "error: --to: expected a URL such as"),
    ] {
        let (code, _, err) = run(&["trigger", "order.paid", "--to", to]);
        assert!(code == 2 && err.starts_with(message), "{err}");
    }
    let output = hookwright(&["trigger", "order.paid", "--to", &url])
        .env_remove("WEBHOOK_SECRET")
        .output()
        .expect("it runs");
    let (code, _, err) = said(output);
    assert_eq!(
        (code, err.as_str()),
        (2, "error: set WEBHOOK_SECRET to the signing secret, or give --secret\n")
    );
    assert_eq!(requests.try_iter().count(), 0);
}

#[test]
fn what_the_contract_does_not_state_is_not_made_up() {
    let repository = tempfile::tempdir().expect("a directory");
    let schemas = repository.path().join("schemas/webhooks");
    fs::create_dir_all(&schemas).expect("made");
    for entry in fs::read_dir(root().join("schemas/webhooks")).expect("listed") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, schemas.join(path.file_name().expect("a name"))).expect("copied");
    }
    let index = schemas.join("index.json");
    let mut contract: Value = serde_json::from_slice(&fs::read(&index).expect("a file")).expect("JSON");
    contract["contract"].as_object_mut().expect("an object").remove("retry").expect("it was there");
    fs::write(&index, contract.to_string()).expect("written");
    let trigger = |url: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookwright"));
        command.args(["trigger", "order.paid", "--to", url, "--root"]).arg(repository.path()).args(more);
        said(command.env("WEBHOOK_SECRET", SECRET).output().expect("it runs"))
    };
    let closed = "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n";
    for (answer, status, text) in [
        (OK, 0, "200 delivered N ms  order.paid ID\n"),
        (
            closed,
            1,
            "503 not taken N ms  order.paid ID: the contract does not state what the sender does next\n",
        ),
    ] {
        let (url, _requests) = receiver(answer);
        let (code, out, err) = trigger(&url, &[]);
        assert_eq!((code, masked(&out).as_str(), err.as_str()), (status, text, ""), "{out}");
    }
    let (url, _requests) = receiver(closed);
    let (_, out, _) = trigger(&url, &["--json"]);
    let sent: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&sent["next"], &sent["retry_at"], &sent["as_expected"]),
        (&Value::Null, &Value::Null, &false.into())
    );
}
