//! Where a signature and what it signs are in a request.

use serde_json::{Value, json};
use webhook_runtime::contract::Pack;
use webhook_runtime::{RequestParts, Secret, Verifier, VerifyError};

use super::{BODY, NOW, RIGHT, SECRET, WRONG, rule, verdict_at};

/// What is signed with `made-secret` as `1:x`.
const EVENT: &str = "3f97236618b42d69cd57fb8decd33383e6eb2089cc36b3695528c441408686c4";

/// `printf 'POSThttps://a.example/x?y=1' | openssl dgst -sha256 -hmac made-secret`
const URL: &str = "b2ba9d5d00bca814f79541b21bca1565356a67305c9a9ca1a849bd11edeede26";

/// What is signed is the same in other words, for these rules.
#[test]
fn ids_and_fields_are_signed_as_they_are_found() {
    let body = r#"{"id": "evt_1", "a": "x:y", "b": "z", "m": "x::y:z"}"#;
    let computed = |id: &str, message: Value| {
        let pack: Pack = serde_json::from_value(json!({
            "provider": { "name": "made" },
            "signature": { "algorithm": "hmac-sha256", "in": "header:X-Sig", "encoding": "hex", "message": message },
            "envelope": { "id": id },
        }))
        .expect("a pack");
        let verifier = Verifier::of_pack(&pack, &Secret::new(SECRET).expect("a secret")).expect("a pack");
        let headers = [("X-Sig", WRONG), ("X-Id", "evt_2")];
        verifier.computed(&RequestParts::new(&headers, body.as_bytes())).expect("a signature")
    };
    for (id, message, same) in [
        ("header:X-Id", json!("{id}.{body}"), "{header:X-Id}.{body}"),
        ("body:/id", json!("{id}.{body}"), "{body:/id}.{body}"),
        ("body:/id", json!({ "fields": ["/a", "/b"], "join": ":", "escape": ":" }), "{body:/m}"),
    ] {
        assert_eq!(computed(id, message.clone()), computed(id, json!(same)), "{message}");
    }
}

#[test]
fn a_rule_tells_whether_it_looks_into_each_event() {
    let plain = || json!({ "items": null, "pair": null, "take": null, "timestamp": null, "message": "{header:X-Id}" });
    let reads = |key: &str, value: Value| {
        let mut changes = plain();
        changes[key] = value;
        rule(changes).reads_values(None)
    };
    assert!(!rule(plain()).reads_values(None));
    assert!(reads("in", json!("body:/sig")));
    assert!(reads("timestamp", json!({ "in": "body:/time", "unit": "s" })));
    assert!(reads("message", json!("{body:/a}")));
}

#[test]
fn tries_every_numbered_header() {
    let numbered = rule(json!({
        "in": "header:X-Sig-{n}", "items": null, "pair": null, "take": null, "timestamp": null, "message": "1760000000.{body}"
    }));
    for (name, verdict) in [
        ("X-Sig-1", Ok(())),
        ("x-sig-100", Ok(())),
        ("X-Sig-0", Err(VerifyError::MissingHeader)),
        ("X-Sig-01", Err(VerifyError::MissingHeader)),
        ("X-Sig-101", Err(VerifyError::MissingHeader)),
        ("X-Sig-one", Err(VerifyError::MissingHeader)),
    ] {
        assert_eq!(verdict_at(&numbered, &[(name, RIGHT)], BODY, NOW), verdict, "{name}");
    }
    let names: Vec<String> = (1..=100).map(|number| format!("X-Sig-{number}")).collect();
    let mut headers: Vec<(&str, &str)> = names.iter().map(|name| (&**name, WRONG)).collect();
    assert_eq!(verdict_at(&numbered, &headers, BODY, NOW), Err(VerifyError::NoMatch));
    headers[99].1 = RIGHT;
    assert_eq!(verdict_at(&numbered, &headers, BODY, NOW), Ok(()));
}

#[test]
fn verifies_every_event_of_a_batch() {
    let pack = |events: &str| -> Pack {
        serde_json::from_value(json!({
            "provider": { "name": "made" },
            "signature": {
                "algorithm": "hmac-sha256", "in": "body:/sig", "encoding": "hex",
                "message": { "fields": ["/a", "/b"], "join": ":", "escape": "\\" },
            },
            "envelope": { "events": events },
        }))
        .expect("a pack")
    };
    let secret = Secret::new(SECRET).expect("a secret");
    let verifier = Verifier::of_pack(&pack("/l/*"), &secret).expect("a pack");
    let judge = |body: &str| verifier.verify(&RequestParts::new(&[] as &[(&str, &str)], body.as_bytes()));
    // `printf '1:x' | openssl dgst -sha256 -hmac made-secret`
    let event = format!(r#"{{"a": 1, "b": "x", "sig": "{EVENT}"}}"#);
    let forged = event.replace("\"x\"", "\"y\"");
    let unsigned = r#"{"a": 1, "b": "x"}"#;
    assert_eq!(judge(&format!(r#"{{"l": [{event}, {event}]}}"#)), Ok(()));
    assert_eq!(judge(&format!(r#"{{"l": [{event}, {forged}]}}"#)), Err(VerifyError::NoMatch));
    assert_eq!(judge(&format!(r#"{{"l": [{forged}, {event}]}}"#)), Err(VerifyError::NoMatch));
    assert_eq!(judge(&format!(r#"{{"l": [{event}, {unsigned}]}}"#)), Err(VerifyError::MissingValue));
    assert_eq!(judge(r#"{"l": []}"#), Err(VerifyError::MissingValue));
    assert_eq!(judge("{}"), Err(VerifyError::MissingValue));
    assert_eq!(judge("x"), Err(VerifyError::MalformedBody));
}

/// A signature in the query is the value of its own name, decoded, wherever it stands before a fragment.
#[test]
fn a_signature_in_the_query_goes_by_its_name() {
    let rule = rule(json!({
        "in": "query:sig", "items": null, "pair": null, "take": null, "timestamp": null, "message": "1760000000.{body}",
    }));
    let verifier = Verifier::new(&rule, &Secret::new(SECRET).expect("a secret")).expect("a rule");
    let none: [(&str, &str); 0] = [];
    let judge = |query: &str| {
        let url = format!("https://e.test/hooks{query}");
        verifier.verify(&RequestParts::new(&none, BODY.as_bytes()).url(&url))
    };
    for query in [
        format!("?sig={RIGHT}"),
        format!("?a=1&s%69g={RIGHT}&sig={WRONG}#b"),
        format!("?sag={WRONG}&sig={RIGHT}"),
    ] {
        assert_eq!(judge(&query), Ok(()), "{query}");
    }
    for query in [format!("?sag={RIGHT}"), format!("?Sig={RIGHT}"), format!("#?sig={RIGHT}"), String::new()] {
        assert_eq!(judge(&query), Err(VerifyError::MissingValue), "{query}");
    }
    assert_eq!(judge(&format!("?sig={WRONG}&sag={RIGHT}")), Err(VerifyError::NoMatch));
}

/// A delivery without any event proves nothing, even where the signature is that of absent fields.
#[test]
fn no_event_is_refused() {
    let pack = json!({
        "provider": { "name": "made" },
        "signature": {
            "algorithm": "hmac-sha256", "in": "header:X-Sig", "encoding": "hex",
            "message": { "fields": ["/a", "/b"], "join": ":" },
        },
        "envelope": { "events": "/l/*" },
    });
    let pack: Pack = serde_json::from_value(pack).expect("a pack");
    let verifier = Verifier::of_pack(&pack, &Secret::new(SECRET).expect("a secret")).expect("a pack");
    // `printf ':' | openssl dgst -sha256 -hmac made-secret`
    let headers = [("X-Sig", "06b5095f7913bba9ae25bf25755772b88a0c3c186653ddc8fbf481e7f3356a4e")];
    let judge = |body: &str| verifier.verify(&RequestParts::new(&headers, body.as_bytes()));
    assert_eq!(judge(r#"{"l": [{}]}"#), Ok(()));
    assert_eq!(judge(r#"{"l": []}"#), Err(VerifyError::MissingValue));
}

#[test]
fn url_with_and_without_the_default_port() {
    let signed = rule(
        json!({ "message": "{method}{url}{body}", "timestamp": null, "pair": null, "take": null, "items": null }),
    );
    let secret = Secret::new(SECRET).expect("a secret");
    let verifier = Verifier::new(&signed, &secret).expect("a rule");
    let headers = [("X-Sig", URL)];
    let at = |verifier: &Verifier, url: &str| verifier.verify(&RequestParts::new(&headers, b"").url(url));
    assert_eq!(at(&verifier, "https://a.example/x?y=1"), Ok(()));
    assert_eq!(at(&verifier, "https://a.example:443/x?y=1"), Ok(()));
    assert_eq!(at(&verifier, "https://a.example:8443/x?y=1"), Err(VerifyError::NoMatch));
    assert_eq!(at(&verifier, "https://b.example/x?y=1"), Err(VerifyError::NoMatch));
    assert_eq!(at(&verifier, "/x?y=1"), Err(VerifyError::MissingUrl));
    assert_eq!(verifier.verify(&RequestParts::new(&headers, b"")), Err(VerifyError::MissingUrl));
    let public = verifier.clone().public_url("https://a.example");
    assert_eq!(at(&public, "/x?y=1"), Ok(()));
    assert_eq!(at(&public, "http://10.0.0.1:8080/x?y=1"), Ok(()));
    assert_eq!(at(&public, "/x"), Err(VerifyError::NoMatch));
    // What looks like a URL in the query is a part of it.
    for other in ["/other?to=https://a.example/x?y=1", "/#http://a.example/x?y=1", "/http://a.example/x?y=1"]
    {
        assert_eq!(at(&public, other), Err(VerifyError::NoMatch), "{other}");
        assert_eq!(at(&verifier, other), Err(VerifyError::MissingUrl), "{other}");
    }
    // A prefix that a proxy takes away.
    let whole = RequestParts::new(&headers, b"").url("https://a.example/hooks/v1/x?y=1").method("POST");
    let signature = verifier.computed(&whole).expect("a signature");
    let headers = [("X-Sig", signature.as_str())];
    let at = |public: &str, url: &str| {
        verifier.clone().public_url(public).verify(&RequestParts::new(&headers, b"").url(url))
    };
    for public in
        ["https://a.example/hooks/v1", "https://a.example/hooks/v1/", "https://a.example/hooks/v1?z#f"]
    {
        assert_eq!(at(public, "/x?y=1"), Ok(()), "{public}");
        assert_eq!(at(public, "http://10.0.0.1:8080/x?y=1"), Ok(()), "{public}");
        assert_eq!(at(public, "/hooks/v1/x?y=1"), Err(VerifyError::NoMatch), "{public}");
    }
    assert_eq!(at("https://a.example/", "/hooks/v1/x?y=1"), Ok(()));
    assert_eq!(at("https://a.example", "/x?y=1"), Err(VerifyError::NoMatch));
}
