//! What a secret or a public key has to be.

use serde_json::json;
use webhook_runtime::{InvalidSecret, RequestParts, Secret, Verifier, VerifyError};

use super::{BODY, NOW, SECRET, WRONG, rule, verdict_at};

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
fn white_space_after_the_scheme_of_basic_does_not_count() {
    let basic = rule(json!({
        "algorithm": "basic", "message": null, "encoding": null, "items": null, "pair": null, "take": null, "timestamp": null
    }));
    let verifier = Verifier::new(&basic, &Secret::new("user:pass").expect("a secret")).expect("a rule");
    for value in ["Basic dXNlcjpwYXNz", "basic   dXNlcjpwYXNz"] {
        assert_eq!(verifier.verify(&RequestParts::new(&[("X-Sig", value)], b"")), Ok(()), "{value}");
    }
}

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
