//! What handshakes and deliveries are answered: values of a request cannot break out of their place.

use serde_json::{Value, json};
use webhook_runtime::contract::Layout;
use webhook_runtime::contract::Pack;
use webhook_runtime::{Reader, ReceiveError, Received, Reply, RequestParts, Secret, Verifier, VerifyError};

/// What a body is answered by a handshake that any has a part in; `None` for one that is refused as unsigned.
fn reply(answer: Value, body: &str, most: usize) -> Result<Reply, VerifyError> {
    let pack = json!({
        "provider": { "name": "Made" },
        "signature": { "algorithm": "equality", "in": "header:X-Token" },
        "envelope": { "handshake": [{ "when": { "body:/ping": true }, "answer": answer }] },
    });
    let pack: Pack = serde_json::from_value(pack).expect("a pack");
    let reader = Reader::of_pack(&pack).expect("a layout");
    let verifier =
        Verifier::of_pack(&pack, &Secret::new("made-secret").expect("a secret")).expect("a verifier");
    let none: [(&str, &str); 0] = [];
    match reader.receive(&RequestParts::new(&none, body.as_bytes()), &verifier.max_body_bytes(most)) {
        Ok(Received::Handshake(reply)) => Ok(reply),
        Err(ReceiveError::Verify(error)) => Err(error),
        other => panic!("{other:?}"),
    }
}

fn body(value: &str) -> String {
    json!({ "ping": true, "value": value }).to_string()
}

#[test]
fn a_value_stays_in_its_string() {
    let odd = "a\"b\\c\n\u{1}é{query:x}";
    let answer = json!({ "status": 201, "json": { "value": "<{body:/value}>", "other": [1] } });
    let reply = reply(answer, &body(odd), 1000).expect("an answer");
    let found: Value = serde_json::from_str(&reply.body).expect("JSON");
    assert_eq!(found, json!({ "value": format!("<{odd}>"), "other": [1] }));
    assert_eq!(reply.status, 201);
}

#[test]
fn a_value_ends_no_header() {
    let answer = |value: &str| {
        let answer =
            json!({ "status": 200, "headers": [["x-echo", "{body:/value}"]], "body": "{body:/value}" });
        reply(answer, &body(value), 1000)
    };
    let fine = answer("a b").expect("an answer");
    assert_eq!(fine.headers[0], ("x-echo".into(), "a b".to_owned()));
    for bad in ["a\r\nset-cookie: b", "a\nb", "a\rb", "\0", "a\u{7f}"] {
        assert_eq!(answer(bad), Err(VerifyError::MissingHeader), "{bad:?}");
    }
}

#[test]
fn a_body_has_one_type() {
    let types = |answer: Value| -> Vec<String> {
        let headers = reply(answer, &body(""), 1000).expect("an answer").headers;
        let types = headers.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        types.map(|(_, value)| value).collect()
    };
    assert_eq!(types(json!({ "status": 200, "body": "a" })), ["text/plain; charset=utf-8"]);
    assert_eq!(types(json!({ "status": 200, "json": {} })), ["application/json"]);
    let own = json!({ "status": 200, "headers": [["Content-Type", "text/x"]], "body": "a" });
    assert_eq!(types(own), ["text/x"]);
    assert_eq!(types(json!({ "status": 204 })), [""; 0]);
}

/// A handshake is answered to anybody, so it must not be a way around the limit.
#[test]
fn a_handshake_is_no_larger_than_a_delivery() {
    let answer = || json!({ "status": 200, "body": "pong" });
    let body = body("a");
    assert_eq!(reply(answer(), &body, body.len()).expect("an answer").body, "pong");
    assert_eq!(reply(answer(), &body, body.len() - 1), Err(VerifyError::BodyTooLarge));
}

#[test]
fn deliveries_are_answered_what_the_layout_says() {
    let accepted = |fields: Value| {
        let layout: Layout = serde_json::from_value(fields).expect("a layout");
        Reader::new(&layout).expect("a layout").accepted().clone()
    };
    let plain = accepted(json!({}));
    assert_eq!((plain.status, plain.headers, plain.body), (200, vec![], String::new()));
    let said =
        json!({ "answer": { "ok": { "status": 202, "headers": [["x-a", "b"]], "json": ["accepted"] } } });
    let said = accepted(said);
    assert_eq!((said.status, &*said.body), (202, r#"["accepted"]"#));
    assert_eq!(said.headers[0], ("x-a".into(), "b".to_owned()));
}
