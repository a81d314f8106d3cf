//! What each part of a rule means, with signatures made by `openssl`.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_runtime::contract::{Pack, SignatureRule};
use webhook_runtime::{
    CannotSign, InvalidSecret, Outgoing, RequestParts, Secret, Signing, Verifier, VerifyError,
};

const SECRET: &str = "made-secret";
const NOW: u64 = 1_760_000_000;
const BODY: &str = r#"{"id":"evt_1"}"#;

/// `printf '1760000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac made-secret`
const RIGHT: &str = "c5b5e7f40f061171f668efcacb59a40d12ab9d3a205bb17c9fc2e37aac405c29";
const WRONG: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A rule as Stripe has it, changed.
fn rule(changes: Value) -> SignatureRule {
    let mut rule = json!({
        "algorithm": "hmac-sha256",
        "in": "header:X-Sig",
        "items": ",",
        "pair": "=",
        "take": ["v1"],
        "encoding": "hex",
        "message": "{timestamp}.{body}",
        "timestamp": { "in": "item:t", "unit": "s", "past_seconds": 300, "future_seconds": 300 },
    });
    for (key, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => drop(rule.as_object_mut().expect("an object").remove(key)),
            value => rule[key] = value.clone(),
        }
    }
    serde_json::from_value(rule).expect("a rule")
}

fn verdict_at(
    rule: &SignatureRule,
    headers: &[(&str, &str)],
    body: &str,
    now: u64,
) -> Result<(), VerifyError> {
    let verifier = Verifier::new(rule, &Secret::new(SECRET).expect("a secret")).expect("a rule");
    let request = RequestParts::new(headers, body.as_bytes());
    verifier.verify_at(&request, UNIX_EPOCH + Duration::from_secs(now))
}

fn verdict(value: &str) -> Result<(), VerifyError> {
    verdict_at(&rule(json!({})), &[("x-sig", value)], BODY, NOW)
}

#[test]
fn accepts_either_of_two_signatures_in_either_order() {
    assert_eq!(verdict(&format!("t={NOW},v1={RIGHT}")), Ok(()));
    assert_eq!(verdict(&format!("t={NOW},v1={WRONG},v1={RIGHT}")), Ok(()));
    assert_eq!(verdict(&format!("v1={RIGHT}, v1={WRONG}, t={NOW}")), Ok(()));
    assert_eq!(verdict(&format!("t={NOW},v1={WRONG}")), Err(VerifyError::NoMatch));
}

#[test]
fn the_label_is_checked() {
    assert_eq!(verdict(&format!("t={NOW},v0={RIGHT}")), Err(VerifyError::UnsupportedScheme));
    assert_eq!(verdict(&format!("t={NOW},v0={RIGHT},v1={WRONG}")), Err(VerifyError::NoMatch));
    assert_eq!(verdict(&format!("t={NOW},{RIGHT}")), Err(VerifyError::MalformedSignature));
}

/// A separator counts even where it could be a digit of the signature.
#[test]
fn items_are_split_wherever_their_separator_is() {
    let odd =
        |items: &str| rule(json!({ "items": items, "message": "1760000000.{body}", "timestamp": null }));
    let value = format!("v1={RIGHT}");
    assert_eq!(verdict_at(&odd(","), &[("X-Sig", &value)], BODY, NOW), Ok(()));
    assert_eq!(verdict_at(&odd("c"), &[("X-Sig", &value)], BODY, NOW), Err(VerifyError::MalformedSignature));
    assert_eq!(verdict_at(&odd("--"), &[("X-Sig", &format!("x=y--{value}"))], BODY, NOW), Ok(()));
}

#[test]
fn a_malformed_candidate_does_not_end_the_search() {
    assert_eq!(verdict(&format!("t={NOW},v1=$$$,v1=,v1={RIGHT}00,v1={RIGHT}")), Ok(()));
}

#[test]
fn a_signature_of_another_length_is_refused_not_an_error() {
    for other in [&RIGHT[..32], "", &format!("{RIGHT}{RIGHT}")] {
        assert_eq!(verdict(&format!("t={NOW},v1={other}")), Err(VerifyError::MalformedSignature), "{other}");
    }
    // 31, 33 and 64 bytes.
    let base64 = rule(json!({ "encoding": "base64" }));
    for other in [format!("{}AA==", "A".repeat(40)), "A".repeat(44), format!("{}AA==", "A".repeat(84))] {
        let value = format!("t={NOW},v1={other}");
        let verdict = verdict_at(&base64, &[("x-sig", &value)], BODY, NOW);
        assert_eq!(verdict, Err(VerifyError::MalformedSignature), "{other}");
    }
}

#[test]
fn refuses_a_delivery_without_a_signature() {
    assert_eq!(verdict_at(&rule(json!({})), &[], BODY, NOW), Err(VerifyError::MissingHeader));
    assert_eq!(verdict(&format!("t={NOW}")), Err(VerifyError::UnsupportedScheme));
    let bare = rule(json!({ "message": "{body}", "timestamp": null }));
    assert_eq!(verdict_at(&bare, &[], BODY, NOW), Err(VerifyError::MissingHeader));
}

#[test]
fn refuses_a_time_in_the_future_and_one_in_the_past_separately() {
    let value = format!("t={NOW},v1={RIGHT}");
    let uneven = json!({ "in": "item:t", "unit": "s", "past_seconds": 300, "future_seconds": 5 });
    let uneven = rule(json!({ "timestamp": uneven }));
    for (now, verdict) in [
        (NOW + 300, Ok(())),
        (NOW + 301, Err(VerifyError::Stale)),
        (NOW - 5, Ok(())),
        (NOW - 6, Err(VerifyError::Future)),
        (1, Err(VerifyError::Future)),
    ] {
        assert_eq!(verdict_at(&uneven, &[("X-Sig", &value)], BODY, now), verdict, "{now}");
    }
}

#[test]
fn a_time_that_may_be_any_takes_no_clock() {
    let value = format!("t={NOW},v1={RIGHT}");
    let headers = [("X-Sig", value.as_str())];
    let before_1970 = |changes: Value| {
        let verifier =
            Verifier::new(&rule(changes), &Secret::new(SECRET).expect("a secret")).expect("a rule");
        verifier.verify_at(&RequestParts::new(&headers, BODY.as_bytes()), UNIX_EPOCH - Duration::from_secs(1))
    };
    assert_eq!(before_1970(json!({ "timestamp": { "in": "item:t", "unit": "s" } })), Ok(()));
    assert_eq!(before_1970(json!({})), Err(VerifyError::Configuration));
}

#[test]
fn a_fraction_of_a_second_counts_where_the_unit_has_one() {
    for (unit, sent) in [("ms", "1760000000500"), ("rfc3339", "2025-10-09T08:53:20.500Z")] {
        let time = json!({ "in": "header:X-Time", "unit": unit, "past_seconds": 300, "future_seconds": 300 });
        let fine = rule(json!({
            "items": null, "pair": null, "take": null, "message": "1760000000.{body}", "timestamp": time
        }));
        let verifier = Verifier::new(&fine, &Secret::new(SECRET).expect("a secret")).expect("a rule");
        let headers = [("X-Sig", RIGHT), ("X-Time", sent)];
        let request = RequestParts::new(&headers, BODY.as_bytes());
        let sent = NOW * 1000 + 500;
        for (now, verdict) in [
            (sent + 300_000, Ok(())),
            (sent + 300_001, Err(VerifyError::Stale)),
            (sent - 300_000, Ok(())),
            (sent - 300_001, Err(VerifyError::Future)),
        ] {
            let now = UNIX_EPOCH + Duration::from_millis(now);
            assert_eq!(verifier.verify_at(&request, now), verdict, "{unit} at {now:?}");
        }
    }
}

#[test]
fn further_signatures_must_hold_and_be_fresh_too() {
    let plain = json!({ "items": null, "pair": null, "take": null, "message": "1760000000.{body}", "timestamp": null });
    let time = json!({ "in": "header:X-Time", "unit": "s", "past_seconds": 300, "future_seconds": 300 });
    let timed = rule(json!({
        "in": "header:X-Sig-2", "items": null, "pair": null, "take": null, "message": "1760000000.{body}", "timestamp": time
    }));
    let both = SignatureRule { also: vec![timed].into(), ..rule(plain) };
    let verifier = Verifier::new(&both, &Secret::new(SECRET).expect("a secret")).expect("a rule");
    let judge = |verifier: &Verifier, first: &str, second: &str, now: u64| {
        let headers = [("X-Sig", first), ("X-Sig-2", second), ("X-Time", "1760000000")];
        let request = RequestParts::new(&headers, BODY.as_bytes());
        verifier.verify_at(&request, UNIX_EPOCH + Duration::from_secs(now))
    };
    assert_eq!(judge(&verifier, RIGHT, RIGHT, NOW + 300), Ok(()));
    for (first, second) in [(RIGHT, WRONG), (WRONG, RIGHT), (WRONG, WRONG)] {
        assert_eq!(judge(&verifier, first, second, NOW), Err(VerifyError::NoMatch), "{first} {second}");
    }
    assert_eq!(judge(&verifier, RIGHT, RIGHT, NOW + 301), Err(VerifyError::Stale));
    assert_eq!(judge(&verifier, RIGHT, RIGHT, NOW - 301), Err(VerifyError::Future));
    let patient = verifier.tolerance(Duration::from_secs(1000));
    assert_eq!(judge(&patient, RIGHT, RIGHT, NOW + 1000), Ok(()));
    assert_eq!(judge(&patient, RIGHT, RIGHT, NOW + 1001), Err(VerifyError::Stale));
}

#[test]
fn the_signature_is_looked_at_before_the_time() {
    let value = format!("t={NOW},v1={WRONG}");
    assert_eq!(
        verdict_at(&rule(json!({})), &[("X-Sig", &value)], BODY, NOW + 9000),
        Err(VerifyError::NoMatch)
    );
}

#[test]
fn time_comes_from_what_is_signed() {
    for value in [format!("v1={RIGHT}"), format!("t=,v1={RIGHT}"), format!("t={NOW}s,v1={RIGHT}")] {
        let headers = [("X-Sig", &*value), ("t", "1760000000"), ("Date", "1760000000")];
        verdict_at(&rule(json!({})), &headers, BODY, NOW).expect_err(&value);
    }
    assert_eq!(verdict(&format!("t=1,t={NOW},v1={RIGHT}")), Err(VerifyError::DuplicateHeader));
    assert_eq!(verdict(&format!("t={NOW},t={NOW},v1={RIGHT}")), Ok(()));
}

#[test]
fn refuses_an_empty_secret_and_one_that_is_empty_without_its_prefix() {
    assert_eq!(Secret::new("").err(), Some(InvalidSecret::Empty));
    assert_eq!(Secret::verbatim("").err(), Some(InvalidSecret::Empty));
    let stripped = rule(json!({ "key": { "encoding": "base64", "strip": "whsec_" } }));
    let key = |secret: &str| Verifier::new(&stripped, &Secret::new(secret).expect("a secret")).map(drop);
    assert_eq!(key("whsec_"), Err(InvalidSecret::Empty));
    assert_eq!(key("whsec_$$$$"), Err(InvalidSecret::NotBase64));
    assert_eq!(key("whsec_AAAA"), Ok(()));
    assert_eq!(key("whsec_AA"), Ok(()), "people lose the padding");
    assert_eq!(key("AAAAwhsec_AAAA"), Err(InvalidSecret::NotBase64), "a prefix is at the beginning");
    let hex = rule(json!({ "key": { "encoding": "hex" } }));
    assert_eq!(
        Verifier::new(&hex, &Secret::new("abc").expect("a secret")).err(),
        Some(InvalidSecret::NotHex)
    );
}

#[test]
fn key_and_signature_are_different_types() {
    // A public key of the wrong length, curve or form is refused before any delivery comes.
    for (algorithm, encoding, key) in [
        ("ed25519", "hex", "00"),
        ("ed25519", "base64", "AAAA"),
        // The neutral element: everything verifies with it.
        ("ed25519", "hex", "0100000000000000000000000000000000000000000000000000000000000000"),
        // What is around a raw key in another encoding.
        (
            "ed25519",
            "hex",
            concat!(
                "302a300506032b6570032100",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
            ),
        ),
        ("ecdsa-p256-sha256", "spki", "MFkw"),
        ("rsa-sha256", "spki", "MFkw"),
    ] {
        let rule = rule(json!({ "algorithm": algorithm, "key": { "encoding": encoding } }));
        let found = Verifier::new(&rule, &Secret::new(key).expect("a secret")).err();
        assert_eq!(found, Some(InvalidSecret::NotAPublicKey), "{algorithm} {encoding}");
    }
}

/// The second test of RFC 8032, section 7.1.
#[test]
fn each_signature_is_tried_with_a_public_key() {
    const KEY: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const SIGNATURE: &str = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    let signed = rule(json!({
        "algorithm": "ed25519", "key": { "encoding": "hex" }, "message": "{body}", "timestamp": null
    }));
    let verifier = Verifier::new(&signed, &Secret::new(KEY).expect("a key")).expect("a rule");
    let judge = |value: &str| verifier.verify(&RequestParts::new(&[("X-Sig", value)], b"r"));
    assert_eq!(judge(&format!("v1={SIGNATURE}")), Ok(()));
    assert_eq!(judge(&format!("v1={WRONG}{WRONG},v1={SIGNATURE}")), Ok(()));
    assert_eq!(judge(&format!("v1={WRONG}{WRONG}")), Err(VerifyError::NoMatch));
}

#[test]
fn label_and_value_may_have_more_than_a_byte_between_them() {
    let arrow = rule(json!({ "pair": "->", "message": "1760000000.{body}", "timestamp": null }));
    assert_eq!(verdict_at(&arrow, &[("X-Sig", &format!("v1->{RIGHT}, x->y"))], BODY, NOW), Ok(()));
}

#[test]
fn white_space_after_the_scheme_of_basic_does_not_count() {
    let basic = rule(json!({
        "algorithm": "basic", "message": null, "encoding": null, "items": null, "pair": null, "take": null, "timestamp": null
    }));
    let verifier = Verifier::new(&basic, &Secret::new("user:pass").expect("a secret")).expect("a rule");
    for value in ["Basic dXNlcjpwYXNz", "basic   dXNlcjpwYXNz"] {
        assert_eq!(verifier.verify(&RequestParts::new(&[("X-Sig", value)], b"")), Ok(()), "{value}");
    }
}

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

/// What is signed with `made-secret` as `1:x`.
const EVENT: &str = "3f97236618b42d69cd57fb8decd33383e6eb2089cc36b3695528c441408686c4";

#[test]
fn the_raw_bytes_are_verified() {
    let value = format!("t={NOW},v1={RIGHT}");
    let spaced = BODY.replace(':', ": ");
    assert_eq!(verdict_at(&rule(json!({})), &[("X-Sig", &value)], &spaced, NOW), Err(VerifyError::NoMatch));
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

/// `printf 'POSThttps://a.example/x?y=1' | openssl dgst -sha256 -hmac made-secret`
const URL: &str = "b2ba9d5d00bca814f79541b21bca1565356a67305c9a9ca1a849bd11edeede26";

#[test]
fn compares_in_constant_time() {
    // What can be tested of it: a secret that is sent itself is compared as a whole, whatever its length.
    let token = rule(json!({
        "algorithm": "equality", "message": null, "encoding": null, "items": null, "pair": null, "take": null,
        "timestamp": null
    }));
    let judge = |value: &str| verdict_at(&token, &[("X-Sig", value)], BODY, NOW);
    assert_eq!(judge(SECRET), Ok(()));
    for other in ["", "made", "made-secret-", "Made-secret", "made-secret\0"] {
        assert_eq!(judge(other), Err(VerifyError::NoMatch), "{other}");
    }
}

#[test]
fn tolerance_cannot_be_switched_off_by_accident() {
    let mut unlimited = rule(json!({}));
    unlimited.timestamp =
        unlimited.timestamp.map(|time| webhook_runtime::contract::TimestampRule { past: None, ..time });
    assert!(unlimited.weaknesses().iter().any(|found| found.pointer == "/timestamp"));
    for number in ["-1", "1e3", "\"NaN\"", "4294967296"] {
        let text = format!(r#"{{"in": "item:t", "unit": "s", "past_seconds": {number}}}"#);
        serde_json::from_str::<webhook_runtime::contract::TimestampRule>(&text).expect_err(number);
    }
}

#[test]
fn what_is_signed_here_verifies_and_the_rest_is_told() {
    let secret = Secret::new(SECRET).expect("a secret");
    let value = secret.sign(&rule(json!({})), NOW, BODY.as_bytes()).expect("an HMAC");
    assert_eq!(value, format!("t={NOW},v1={RIGHT}"));
    let signs = |changes| secret.sign(&rule(changes), NOW, BODY.as_bytes());
    let asymmetric = signs(json!({ "algorithm": "ed25519", "key": { "encoding": "hex" } }));
    assert!(matches!(asymmetric, Err(CannotSign::PrivateKey(_) | CannotSign::NotAPrivateKey(_))));
    assert_eq!(signs(json!({ "in": "query:sig" })), Err(CannotSign::NotInHeader));
    for (message, missing) in [
        ("{url}{body}", "its URL"),
        ("{header:X-Id}", "the header `X-Id`"),
        ("{item:x}{body}", "the item `x` next to its signature"),
        ("{body:/a/b}", "`/a/b` in its body"),
    ] {
        assert_eq!(signs(json!({ "message": message })), Err(CannotSign::Missing(missing.into())));
    }
    let nowhere = json!({ "in": "body:/id/signature", "items": null, "pair": null, "take": null, "timestamp": null, "message": "{body:/id}" });
    let signing = Signing::new(&rule(nowhere), &secret).expect("a rule");
    let told = signing.sign(&mut Outgoing::post(BODY), NOW).expect_err("an id is no object");
    let expected = "the request lacks a place for `body:/id/signature`, which the signature needs";
    assert_eq!(told.to_string(), expected);
}
