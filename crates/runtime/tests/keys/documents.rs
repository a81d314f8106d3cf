//! Sets and certificates: what is read of them.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_runtime::VerifyError::{KeyUnavailable, NoMatch, UnknownKey};
use webhook_runtime::contract::Algorithm;
use webhook_runtime::{FetchedKeys, InvalidSecret, KeyPlace, MAX_KEY_DOCUMENT, VerifyError};

use crate::support::{NOW, SET, Server, World, certificate, judged, jwk, jwks, rule, set};

const PEM: &str = "https://keys.example.com/key.pem";

fn vectors(algorithm: Algorithm) -> Value {
    let all: Value = serde_json::from_str(include_str!("vectors.json")).expect("JSON");
    let name = if algorithm == Algorithm::RsaSha256 { "rsa" } else { "ec" };
    all[name].clone()
}

/// What becomes of OpenSSL's signature with a document in place of the key, some seconds after it was made.
fn with_document(
    algorithm: Algorithm,
    place: KeyPlace,
    document: impl Into<Vec<u8>>,
    later: i64,
) -> Result<(), VerifyError> {
    let server = Server::default();
    let document = document.into();
    server.put(SET, document.clone());
    server.put(PEM, document);
    let name = if matches!(place, KeyPlace::Set { .. }) { "one" } else { PEM };
    let now = UNIX_EPOCH + Duration::from_secs(NOW.saturating_add_signed(later));
    let keys = FetchedKeys::new(&rule(algorithm), place, server).expect("a rule");
    let keys = keys.allow_host("keys.example.com").clock(move || now);
    let vectors = vectors(algorithm);
    let signature = vectors["signature"].as_str().expect("a text");
    judged(&keys, &[("X-Key", name), ("X-Time", "1760000000"), ("X-Signature", signature)])
}

#[test]
fn openssls_keys_and_certificates_are_read() {
    for algorithm in [Algorithm::RsaSha256, Algorithm::EcdsaP256Sha256] {
        let vectors = vectors(algorithm);
        let pem = vectors["certificate"].as_str().expect("a text");
        let set_of = |jwk: &Value| jwks(std::slice::from_ref(jwk));
        assert_eq!(with_document(algorithm, set(), set_of(&vectors["jwk"]), 0), Ok(()));
        assert_eq!(with_document(algorithm, certificate(), pem, 0), Ok(()));
        // A chain: its first certificate counts.
        assert_eq!(with_document(algorithm, certificate(), format!("{pem}{pem}"), 0), Ok(()));
        for later in [-2 * 24 * 3600, 2 * 24 * 3600] {
            let verdict = with_document(algorithm, certificate(), pem, later);
            assert_eq!(verdict, Err(KeyUnavailable), "a certificate that is not valid, {algorithm}");
        }
        for other in [Algorithm::RsaSha256, Algorithm::EcdsaP256Sha256, Algorithm::Ed25519] {
            if other != algorithm {
                let verdict = with_document(other, certificate(), pem, 0);
                assert_eq!(verdict, Err(KeyUnavailable), "a key of {algorithm} for {other}");
            }
        }
        for (field, value) in [
            ("use", json!("enc")),
            ("key_ops", json!(["encrypt"])),
            ("alg", json!("HS256")),
            ("kty", json!("oct")),
            ("kid", json!(1)),
            ("x", json!("AQAB")),
            ("n", json!("AQAB")),
            ("e", json!("AA")),
        ] {
            let mut jwk = vectors["jwk"].clone();
            if jwk.get(field).is_none() && !["use", "key_ops", "alg"].contains(&field) {
                continue;
            }
            jwk[field] = value;
            assert_eq!(
                with_document(algorithm, set(), set_of(&jwk), 0),
                Err(KeyUnavailable),
                "{field}: {jwk}"
            );
        }
    }
}

#[test]
fn a_certificate_ends_before_the_lifetime_of_a_key_does() {
    let vectors = vectors(Algorithm::EcdsaP256Sha256);
    let (server, clock) = (Server::default(), crate::support::Clock::new());
    server.put(PEM, vectors["certificate"].as_str().expect("a text"));
    let now = clock.clone();
    let keys =
        FetchedKeys::new(&rule(Algorithm::EcdsaP256Sha256), certificate(), server.clone()).expect("a rule");
    let week = Duration::from_secs(7 * 24 * 3600);
    let keys = keys.allow_host("keys.example.com").lifetime(week).clock(move || now.now());
    let signature = vectors["signature"].as_str().expect("a text");
    let headers = [("X-Key", PEM), ("X-Time", "1760000000"), ("X-Signature", signature)];
    assert_eq!(judged(&keys, &headers), Ok(()));
    clock.forward(24 * 3600);
    assert_eq!(judged(&keys, &headers), Err(KeyUnavailable));
    assert_eq!(server.asked(), 2);
}

/// Whoever sends requests can name addresses that lead to the same certificate, and must not have that of the provider forgotten.
#[test]
fn made_up_addresses_do_not_remove_one_that_is_used() {
    let vectors = vectors(Algorithm::EcdsaP256Sha256);
    let text = |name: &str| vectors[name].as_str().expect("a text");
    let (server, clock) = (Server::default(), crate::support::Clock::new());
    let now = clock.clone();
    let keys =
        FetchedKeys::new(&rule(Algorithm::EcdsaP256Sha256), certificate(), server.clone()).expect("a rule");
    let keys = keys.allow_host("keys.example.com").clock(move || now.now());
    let verdict = |url: &str| {
        judged(&keys, &[("X-Key", url), ("X-Time", "1760000000"), ("X-Signature", text("signature"))])
    };
    server.put(PEM, text("certificate"));
    assert_eq!(verdict(PEM), Ok(()));
    for minute in 0..10 {
        for number in 0..8 {
            let url = format!("{PEM}?{minute}.{number}");
            server.put(&url, text("certificate"));
            assert!(matches!(verdict(&url), Ok(()) | Err(KeyUnavailable)), "{url}");
        }
        let asked = server.asked();
        assert_eq!(verdict("https://keys.example.com/one-more.pem"), Err(KeyUnavailable));
        assert_eq!(verdict(PEM), Ok(()));
        assert_eq!(server.asked(), asked, "neither is fetched");
        clock.forward(60);
    }
}

#[test]
fn documents_without_a_key_are_no_keys() {
    let large = jwks(&[jwk("one", 1), json!({ "k": "a".repeat(MAX_KEY_DOCUMENT) })]);
    let many: Vec<Value> = (0..33).map(|_| jwk("one", 1)).collect();
    let weak = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "one", "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });
    for document in [
        Vec::new(),
        b"<html>".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        b"\xff\xfe".to_vec(),
        br#"{"keys": {}}"#.to_vec(),
        jwks(&[]),
        jwks(&[json!(null), json!([]), json!({ "kid": "one" })]),
        jwks(&many),
        jwks(&[weak]),
        large,
        [b"[".repeat(10_000), b"]".repeat(10_000)].concat(),
    ] {
        let world = World::new(set());
        world.server.put(SET, document.clone());
        let shown = String::from_utf8_lossy(&document[..document.len().min(80)]).into_owned();
        assert_eq!(world.verdict("one", 1), Err(KeyUnavailable), "{shown}");
    }
    for document in [
        "",
        "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let verdict = with_document(Algorithm::RsaSha256, certificate(), document, 0);
        assert_eq!(verdict, Err(KeyUnavailable), "{document}");
    }
}

#[test]
fn keys_of_other_kinds_are_no_reason_to_do_without_the_rest() {
    let world = World::new(set());
    let vectors = vectors(Algorithm::RsaSha256);
    world
        .server
        .put(SET, jwks(&[json!({ "kty": "new" }), vectors["jwk"].clone(), jwk("one", 1), jwk("one", 2)]));
    assert_eq!(world.verdict("one", 1), Ok(()));
    assert_eq!(world.verdict("one", 2), Ok(()), "two keys of one name");
    assert_eq!(world.verdict("one", 3), Err(NoMatch));
    assert_eq!(world.verdict("new", 1), Err(UnknownKey));
}

#[test]
fn without_names_any_key_of_the_set_may_have_signed() {
    let world = World::new(KeyPlace::Set { url: SET.to_owned(), id: None });
    let mut unnamed = jwk("", 2);
    unnamed.as_object_mut().expect("an object").remove("kid");
    world.server.put(SET, jwks(&[jwk("one", 1), unnamed]));
    assert_eq!(world.verdict("whatever", 1), Ok(()));
    assert_eq!(world.verdict("whatever", 2), Ok(()));
    assert_eq!(world.verdict("whatever", 3), Err(NoMatch));
    assert_eq!(world.server.asked(), 1);
}

#[test]
fn only_public_keys_are_fetched_from_where_nobody_listens() {
    let made = |algorithm, url: &str| {
        let place = KeyPlace::Set { url: url.to_owned(), id: None };
        FetchedKeys::new(&rule(algorithm), place, Server::default()).err()
    };
    assert_eq!(made(Algorithm::Ed25519, SET), None);
    assert_eq!(made(Algorithm::HmacSha256, SET), Some(InvalidSecret::Contract));
    assert_eq!(made(Algorithm::Ed25519, "http://keys.example.com/"), Some(InvalidSecret::Contract));
}
