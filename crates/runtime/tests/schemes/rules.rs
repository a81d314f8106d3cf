//! What each part of a rule means, with signatures made by `openssl`.

mod keys;
mod places;
mod times;

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_runtime::contract::SignatureRule;
use webhook_runtime::{CannotSign, Outgoing, RequestParts, Secret, Signing, Verifier, VerifyError};

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
fn label_and_value_may_have_more_than_a_byte_between_them() {
    let arrow = rule(json!({ "pair": "->", "message": "1760000000.{body}", "timestamp": null }));
    assert_eq!(verdict_at(&arrow, &[("X-Sig", &format!("v1->{RIGHT}, x->y"))], BODY, NOW), Ok(()));
}

#[test]
fn the_raw_bytes_are_verified() {
    let value = format!("t={NOW},v1={RIGHT}");
    let spaced = BODY.replace(':', ": ");
    assert_eq!(verdict_at(&rule(json!({})), &[("X-Sig", &value)], &spaced, NOW), Err(VerifyError::NoMatch));
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
