//! What follows from a signature rule alone: its faults and its weaknesses, each with a rule that has it.

#![cfg(feature = "serde")]

use serde_json::{Value, json};
use webhook_contract::WeaknessKind::{self, *};
use webhook_contract::{Evidence, KnownFrom, Pack, Provider, SignatureRule};

/// A rule without any weakness, changed.
fn rule(changes: Value) -> SignatureRule {
    let mut rule = json!({
        "algorithm": "hmac-sha256",
        "in": "header:X-Sig",
        "encoding": "hex",
        "message": "{timestamp}.{body}",
        "timestamp": { "in": "header:X-Time", "unit": "s", "past_seconds": 300, "future_seconds": 300 },
        "vectors": [{ "secret": "s", "accept": true }],
    });
    for (key, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => drop(rule.as_object_mut().expect("an object").remove(key)),
            value => rule[key] = value.clone(),
        }
    }
    serde_json::from_value(rule).expect("a rule")
}

fn weaknesses(changes: Value) -> Vec<(WeaknessKind, String)> {
    let rule = rule(changes);
    assert_eq!(rule.faults(true), []);
    rule.weaknesses().into_iter().map(|found| (found.kind, found.pointer)).collect()
}

#[test]
fn a_weakness_is_found_where_it_is() {
    let time = |changes: Value| {
        let mut time =
            json!({ "in": "header:X-Time", "unit": "s", "past_seconds": 300, "future_seconds": 300 });
        changes.as_object().expect("an object").iter().for_each(|(key, value)| time[key] = value.clone());
        time
    };
    let none = json!({ "in": "header:X-Time", "unit": "s" });
    let only_past = json!({ "in": "header:X-Time", "unit": "s", "past_seconds": 300 });
    let digest_of_body =
        json!([{ "algorithm": "digest-sha256", "in": "query:h", "encoding": "hex", "message": "{body}" }]);
    let digest_in_header = json!([{ "algorithm": "digest-sha256", "in": "header:Digest", "encoding": "hex", "message": "{body}" }]);
    let cases = [
        (json!({}), vec![]),
        (json!({ "message": "{timestamp}.{header:X-Id}" }), vec![(BodyNotSigned, "/message")]),
        (json!({ "message": "{timestamp}.{body:/id}" }), vec![(BodyNotSigned, "/message")]),
        (json!({ "message": "{timestamp}.{sha256:body}" }), vec![]),
        (
            json!({ "message": { "fields": ["/a", "/t"], "join": ":" }, "timestamp": time(json!({ "in": "body:/t" })) }),
            vec![(BodyNotSigned, "/message"), (UnescapedFields, "/message")],
        ),
        (
            json!({ "message": { "fields": ["/a", "/t"], "join": ":", "escape": "\\" }, "timestamp": time(json!({ "in": "body:/t" })) }),
            vec![(BodyNotSigned, "/message")],
        ),
        (
            json!({ "algorithm": "equality", "message": null, "encoding": null, "timestamp": null }),
            vec![(NothingSigned, "/algorithm"), (NoSignedTime, "/algorithm")],
        ),
        (
            json!({ "algorithm": "basic", "message": null, "encoding": null, "timestamp": null }),
            vec![(NothingSigned, "/algorithm"), (NoSignedTime, "/algorithm")],
        ),
        (json!({ "message": "{body}", "timestamp": null }), vec![(NoSignedTime, "/message")]),
        (json!({ "timestamp": none }), vec![(TimeWithoutTolerance, "/timestamp")]),
        (json!({ "timestamp": only_past }), vec![(TimeWithoutTolerance, "/timestamp")]),
        (json!({ "message": "{body}" }), vec![(UnsignedTime, "/timestamp/in")]),
        (json!({ "message": "{header:x-time}.{body}" }), vec![]),
        (json!({ "message": "{body}", "timestamp": time(json!({ "in": "body:/time" })) }), vec![]),
        (json!({ "algorithm": "hmac-sha1" }), vec![(Sha1, "/algorithm")]),
        (json!({ "message": "{timestamp}{body}" }), vec![(Unseparated, "/message")]),
        (json!({ "message": "{timestamp}0{body}" }), vec![(Unseparated, "/message")]),
        (json!({ "message": "{timestamp}|{url}|{body}" }), vec![(SignedUrl, "/message")]),
        (json!({ "message": "{timestamp}|{url}", "also": digest_of_body }), vec![(SignedUrl, "/message")]),
        // A digest that is not signed could be anybody's, of any body.
        (json!({ "message": "{timestamp}.{header:digest}", "also": digest_in_header }), vec![]),
        (
            json!({ "message": "{timestamp}.{header:X-Id}", "also": digest_in_header }),
            vec![(BodyNotSigned, "/message")],
        ),
        (
            json!({ "message": "{timestamp}.{header:X-Id}", "also": digest_of_body }),
            vec![(BodyNotSigned, "/message")],
        ),
        (
            json!({ "algorithm": "digest-sha256", "message": "{secret}{timestamp}.{body}" }),
            vec![(DigestWithSecret, "/message")],
        ),
        (json!({ "vectors": null }), vec![(NoVector, "")]),
        (json!({ "vectors": [{ "secret": "s", "accept": false }] }), vec![(NoVector, "")]),
    ];
    for (changes, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(|(kind, at)| (kind, at.to_owned())).collect();
        assert_eq!(weaknesses(changes.clone()), expected, "{changes}");
    }
}

#[test]
fn a_fault_is_found_where_it_is() {
    for (changes, pointers) in [
        (json!({ "in": [] }), &["/in"][..]),
        (json!({ "items": "" }), &["/items"]),
        (json!({ "take": ["v1"] }), &["/take"]),
        (json!({ "pair": "=" }), &["/pair"]),
        (json!({ "pair": "=", "items": "=", "take": ["v1"] }), &["/pair"]),
        (json!({ "pair": "=", "take": ["v="] }), &["/take/0"]),
        (json!({ "message": null }), &[""]),
        (json!({ "encoding": null }), &[""]),
        (json!({ "message": "v0" }), &["/message"]),
        (json!({ "message": "{item:x}" }), &["/message"]),
        (json!({ "message": "{id}.{body}" }), &["/message"]),
        (json!({ "timestamp": null }), &["/message"]),
        (json!({ "timestamp": { "in": "item:t", "unit": "s" } }), &["/timestamp/in"]),
        (json!({ "algorithm": "equality" }), &["/encoding", "/message"]),
        (json!({ "algorithm": "ed25519" }), &["/key"]),
        (json!({ "key": { "encoding": "spki" } }), &["/key"]),
        (json!({ "algorithm": "digest-sha256" }), &["/message"]),
        (json!({ "keys_at_once": 0 }), &["/keys_at_once"]),
        (json!({ "message": { "fields": [], "join": ":" } }), &["/message/fields"]),
        (
            json!({ "also": [{ "algorithm": "digest-sha256", "in": "query:h", "message": "{timestamp}" }] }),
            &["/also/0", "/also/0/message"],
        ),
    ] {
        let found: Vec<_> =
            rule(changes.clone()).faults(false).into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(found, pointers, "{changes}");
    }
}

#[test]
fn a_pack_says_more_than_is_read_of_it() {
    let pack: Pack = serde_json::from_value(json!({
        "$schema": "../contract.schema.json",
        "provider": { "name": "made", "documentation": "https://made.example", "evidence": {} },
        "signature": { "algorithm": "equality", "in": ["header:X-Token", "query:token"] },
        "envelope": { "events": "/l/*/e", "id": ["header:X-Id"], "name": ["body:/type"] },
    }))
    .expect("a pack");
    assert_eq!(pack.events().expect("events").tokens(), ["l", "*", "e"]);
    assert_eq!(pack.id().expect("an id").to_string(), "header:X-Id");
    assert_eq!(pack.signature.locations.len(), 2);
    assert_eq!(pack.signature.keys_at_once, 4);
    assert_eq!((&pack.provider.evidence, pack.provider.doubts.len()), (&Evidence::default(), 0));
    let provider = |from: &str| {
        let evidence = json!({ "signature": from });
        serde_json::from_value::<Provider>(
            json!({ "name": "made", "evidence": evidence, "doubts": ["All."] }),
        )
    };
    let known = provider("third-party").expect("a provider");
    assert_eq!(
        (known.evidence.signature, &*known.doubts),
        (Some(KnownFrom::ThirdParty), &["All.".into()][..])
    );
    let error = provider("certain").expect_err("no such evidence").to_string();
    assert!(error.contains("`certain`") && error.contains("`unverified`"), "{error}");
}
