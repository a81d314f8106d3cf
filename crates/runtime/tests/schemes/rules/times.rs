//! How old a signature may be, and where its time comes from.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_runtime::contract::SignatureRule;
use webhook_runtime::{RequestParts, Secret, Verifier, VerifyError};

use super::{BODY, NOW, RIGHT, SECRET, WRONG, rule, verdict, verdict_at};

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
