//! Which handshake a request is where it could be several, and that none is answered that had to be proved.

use std::time::UNIX_EPOCH;

use serde_json::{Value, json};
use webhook_runtime::contract::{Layout, Pack};
use webhook_runtime::{Reader, ReceiveError, Received, RequestParts, Secret, Verifier, VerifyError};

const SECRET: &str = "made-secret";

fn pack(handshakes: Value) -> Pack {
    let pack = json!({
        "provider": { "name": "Made" },
        "signature": { "algorithm": "hmac-sha256", "in": "header:X-Sig", "encoding": "hex", "message": "{body}" },
        "envelope": { "name": "body:/type", "handshake": handshakes },
    });
    serde_json::from_value(pack).expect("a pack")
}

/// What a body is, by a pack: `answer …`, `delivery` or `refused`.
fn received(pack: &Pack, body: &str, is_signed: bool) -> String {
    let reader = Reader::of_pack(pack).expect("a layout");
    let verifier = Verifier::of_pack(pack, &Secret::new(SECRET).expect("a secret")).expect("a verifier");
    let mut headers = vec![("X-Sig", "0".repeat(64))];
    headers[0].1 = verifier.computed(&RequestParts::new(&headers, body.as_bytes())).expect("an HMAC");
    headers.retain(|_| is_signed);
    match reader.receive_at(&RequestParts::new(&headers, body.as_bytes()), &verifier, UNIX_EPOCH) {
        Ok(Received::Handshake(reply)) => format!("answer {}", reply.body),
        Ok(Received::Events(_)) => "delivery".to_owned(),
        Err(ReceiveError::Verify(VerifyError::MissingHeader)) => "refused".to_owned(),
        Err(error) => panic!("{body}: {error}"),
    }
}

fn handshake(when: Value, signed: bool, body: &str) -> Value {
    json!({ "when": when, "signed": signed, "answer": { "status": 200, "body": body } })
}

#[test]
fn the_first_handshake_whose_conditions_hold_counts() {
    let signed = handshake(json!({ "body:/type": "check" }), true, "signed {hmac:body:/challenge}");
    let unsigned =
        handshake(json!({ "body:/challenge": { "exists": true } }), false, "unsigned {body:/challenge}");
    let (both, other) = (r#"{"type": "check", "challenge": "a"}"#, r#"{"challenge": "a"}"#);
    let [alone, first] = [json!([signed, unsigned]), json!([unsigned, signed])].map(pack);

    // An answer to the one never stands for an answer to the other.
    assert_eq!(received(&alone, both, false), "refused");
    // printf a | openssl dgst -sha256 -hmac made-secret
    let hmac = "33922cbd9cf3bbaf61338da3f0adedb6b9bd8e5f82f6720c1b13fd0ad351992c";
    assert_eq!(received(&alone, both, true), format!("answer signed {hmac}"));
    assert_eq!(received(&alone, other, false), "answer unsigned a");
    assert_eq!(received(&first, both, false), "answer unsigned a");
    assert_eq!(received(&first, both, true), "answer unsigned a");
    assert_eq!(received(&first, r#"{"type": "check"}"#, false), "refused");
    // Even where the answer is one that anybody could make.
    let plain = handshake(json!({ "body:/type": "check" }), true, "plain");
    let plain = pack(json!([plain, unsigned]));
    assert_eq!(received(&plain, both, false), "refused");
    assert_eq!(received(&plain, both, true), "answer plain");
}

/// What counts and lacks a value of its answer is a delivery: no later handshake takes its place.
#[test]
fn a_handshake_that_cannot_be_answered_is_a_delivery() {
    for (signed, others) in [(true, false), (false, true), (true, true), (false, false)] {
        let first = handshake(json!({ "body:/type": "check" }), signed, "{body:/challenge}");
        let second = handshake(json!({ "body:/other": 1 }), others, "second");
        let pack = pack(json!([first, second]));
        let body = r#"{"type": "check", "other": 1}"#;
        assert_eq!(received(&pack, body, false), "refused", "{signed} {others}");
        assert_eq!(received(&pack, body, true), "delivery", "{signed} {others}");
        let reader = Reader::of_pack(&pack).expect("a layout");
        let none: [(&str, &str); 0] = [];
        let number = |body: &str| reader.handshake(&RequestParts::new(&none, body.as_bytes()));
        assert_eq!(number(body), None, "{signed} {others}");
        assert_eq!(number(r#"{"type": "check", "other": 1, "challenge": "a"}"#), Some(0));
        assert_eq!(number(r#"{"other": 1}"#), Some(1));
    }
}

/// The answer to a request without a signature, which is refused where a condition does not hold.
fn is_met(when: Value, method: &str, url: &str, header: &str, body: &str) -> bool {
    let pack = pack(json!([handshake(when, false, "met")]));
    let reader = Reader::of_pack(&pack).expect("a layout");
    let verifier = Verifier::of_pack(&pack, &Secret::new(SECRET).expect("a secret")).expect("a verifier");
    let headers = [("X-Kind", header)];
    let request = RequestParts { method, url: Some(url), headers: &headers[..], body: body.as_bytes() };
    match reader.receive_at(&request, &verifier, UNIX_EPOCH) {
        Ok(Received::Handshake(reply)) => reply.body == "met",
        Err(ReceiveError::Verify(VerifyError::MissingHeader)) => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_condition_has_to_hold() {
    let when = || {
        json!({
            "method": "POST", "query:q": "a", "header:x-kind": { "exists": true },
            "body:/text": "1", "body:/number": 1, "body:/flag": false, "body:/any": { "exists": true },
        })
    };
    let body = r#"{"text": "1", "number": 1, "flag": false, "any": ""}"#;
    assert!(is_met(when(), "POST", "/?q=a", "", body));
    assert!(!is_met(when(), "PUT", "/?q=a", "", body), "another method");
    for url in ["/", "/?q=b", "/?q=", "/?Q=a", "/?q=a&q=b"] {
        assert!(!is_met(when(), "POST", url, "", body), "{url}");
    }
    for (from, to) in [
        (r#""text": "1""#, r#""text": 1"#),
        (r#""text": "1""#, r#""text": "01""#),
        (r#""number": 1"#, r#""number": "1""#),
        (r#""number": 1"#, r#""number": 2"#),
        (r#""number": 1"#, r#""number": 1.5"#),
        (r#""flag": false"#, r#""flag": "false""#),
        (r#""flag": false"#, r#""flag": true"#),
        (r#""any": """#, r#""any": null"#),
        (r#""any": """#, r#""other": """#),
        (r#""any": """#, r#""any": "", "any": """#),
    ] {
        let changed = body.replace(from, to);
        assert_ne!(changed, body);
        assert!(!is_met(when(), "POST", "/?q=a", "", &changed), "{changed}");
    }
    assert!(!is_met(json!({ "header:x-other": { "exists": true } }), "POST", "/", "", body));
    assert!(is_met(json!({ "body:/any": { "exists": true } }), "POST", "/", "", r#"{"any": {"a": 1}}"#));
}

/// Half a character in a name or in another value neither hides a handshake nor makes one.
#[test]
fn half_a_character_changes_no_handshake() {
    let pack = pack(json!([handshake(json!({ "body:/type": "check" }), false, "{body:/challenge}")]));
    assert_eq!(
        received(&pack, r#"{"\ud800": 1, "type": "check", "x": "\udfff", "challenge": "a"}"#, false),
        "answer a"
    );
    assert_eq!(received(&pack, r#"{"type\ud800": "check", "challenge": "a"}"#, true), "delivery");
    assert_eq!(received(&pack, r#"{"type": "check\ud800", "challenge": "a"}"#, true), "delivery");
}

#[test]
fn a_layout_whose_handshake_never_counts_is_refused() {
    let of = |whens: [Value; 2]| {
        let handshakes = whens.map(|when| handshake(when, false, ""));
        let layout: Layout = serde_json::from_value(json!({ "handshake": handshakes })).expect("a layout");
        Reader::new(&layout).map(|_| ()).map_err(|fault| fault.pointer)
    };
    let (some, all) = (json!({ "body:/a": 1 }), json!({ "body:/a": 1, "body:/b": 2 }));
    assert_eq!(of([all.clone(), some.clone()]), Ok(()));
    assert_eq!(of([some, all]), Err("/handshake/1/when".to_owned()));
}
