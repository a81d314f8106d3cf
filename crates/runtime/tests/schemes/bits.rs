//! Every changed bit of what is signed, of the time and of the decoded signature is refused, whatever the rule is.

use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;
use serde_json::json;
use webhook_runtime::contract::SignatureRule;
use webhook_runtime::{RequestParts, Secret, Verifier};

const NOW: u64 = 1_760_000_000;

fn rules() -> impl Strategy<Value = SignatureRule> {
    let algorithm =
        prop_oneof![Just("hmac-sha1"), Just("hmac-sha256"), Just("hmac-sha512"), Just("digest-sha256")];
    let encoding = prop_oneof![Just("hex"), Just("base64"), Just("base64url")];
    let unit = prop_oneof![Just("s"), Just("ms"), Just("rfc3339")];
    let message =
        prop_oneof![Just("{timestamp}.{body}"), Just("v0:{timestamp}:{body}"), Just("{body}{timestamp}")];
    let place = prop_oneof![Just("header:X-Time"), Just("item:t")];
    (algorithm, encoding, unit, message, place).prop_map(|(algorithm, encoding, unit, message, place)| {
        let message =
            if algorithm == "digest-sha256" { format!("{message}{{secret}}") } else { message.to_owned() };
        let rule = json!({
            "algorithm": algorithm, "in": "header:X-Sig", "items": ";", "pair": ",", "take": ["v1"],
            "encoding": encoding, "message": message,
            "timestamp": { "in": place, "unit": unit, "past_seconds": 300, "future_seconds": 300 },
        });
        serde_json::from_value(rule).expect("a rule")
    })
}

/// A signed request: the time's header and the signature's.
fn signed(rule: &SignatureRule, secret: &Secret, body: &[u8]) -> Vec<(String, String)> {
    let unit = rule.timestamp.as_ref().expect("a time").unit;
    let time = rule.timestamp_header().map(|name| (name.to_owned(), webhook_runtime::written(NOW, unit)));
    let value = secret.sign(rule, NOW, body).expect("an HMAC");
    time.into_iter().chain([("X-Sig".to_owned(), value)]).collect()
}

proptest! {
    #[test]
    fn a_bit_of_the_body_counts(rule in rules(), body in prop::collection::vec(any::<u8>(), 1..200), at: prop::sample::Index, bit in 0..8) {
        let secret = Secret::new("s3cret").expect("a secret");
        let headers = signed(&rule, &secret, &body);
        let verifier = Verifier::new(&rule, &secret).expect("a rule");
        let now = UNIX_EPOCH + Duration::from_secs(NOW);
        prop_assert_eq!(verifier.verify_at(&RequestParts::new(&headers, &body), now), Ok(()));
        let mut other = body.clone();
        other[at.index(body.len())] ^= 1_u8 << bit;
        prop_assert!(verifier.verify_at(&RequestParts::new(&headers, &other), now).is_err());
        other.clone_from(&body);
        other.push(b' ');
        prop_assert!(verifier.verify_at(&RequestParts::new(&headers, &other), now).is_err());
    }

    #[test]
    fn a_bit_of_a_header_counts(rule in rules(), body in prop::collection::vec(any::<u8>(), 0..50), at: prop::sample::Index, bit in 0..7) {
        let secret = Secret::new("s3cret").expect("a secret");
        let mut headers = signed(&rule, &secret, &body);
        let header = at.index(headers.len());
        let mut value = std::mem::take(&mut headers[header].1).into_bytes();
        let index = at.index(value.len());
        let before = value[index];
        value[index] ^= 1_u8 << bit;
        let is_ascii = value.iter().all(u8::is_ascii);
        prop_assume!(is_ascii);
        // A digit in the other case is the same digit; `T` and `Z` of a time are not signed in another case.
        let is_digit = rule.encoding == Some(webhook_runtime::contract::Encoding::Hex) && before.is_ascii_hexdigit();
        let same = bit == 5 && is_digit && headers[header].0 == "X-Sig" && index > 3;
        headers[header].1 = String::from_utf8(value).expect("is ASCII");
        let verifier = Verifier::new(&rule, &secret).expect("a rule");
        let verdict = verifier.verify_at(&RequestParts::new(&headers, &body), UNIX_EPOCH + Duration::from_secs(NOW));
        prop_assert!(verdict.is_err() || same, "{headers:?}");
    }

    #[test]
    fn any_headers_and_bodies_are_read_without_panic(
        rule in rules(), value in "[ -~]{0,80}", body in "[{}\\[\\]\":,a-c0-9\\\\]{0,40}",
    ) {
        let secret = Secret::new("s3cret").expect("a secret");
        let headers = [("X-Sig", value.as_str()), ("X-Time", "1760000000")];
        let verifier = Verifier::new(&rule, &secret).expect("a rule");
        prop_assert!(verifier.verify(&RequestParts::new(&headers, body.as_bytes())).is_err());
    }
}
