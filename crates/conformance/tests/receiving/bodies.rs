//! What identifies a body, and bodies that are sloppy.

use mnemom_events::{Delivery, EventType};

use crate::support::{Log, Moody, endpoint, noting, send, told};

const WARNING: EventType = EventType::QuotaWarning;

/// A body that is this event's example but for some fields of the envelope.
fn with_fields(fields: &[(&str, &str)]) -> String {
    let mut body = WARNING.example().to_owned();
    for (field, value) in fields {
        let start = body.find(&format!("\"{field}\": ")).unwrap() + field.len() + 4;
        let end = start + body[start..].find(',').unwrap();
        body.replace_range(start..end, value);
    }
    body
}

#[tokio::test]
async fn what_has_no_key_is_handled_each_time_and_observed_as_that() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    let keyless = [
        with_fields(&[("id", r#""""#)]),
        with_fields(&[("id", r#""  ""#)]),
        with_fields(&[("id", r#""\u00a0\t""#)]),
        with_fields(&[("id", r#""\ufeff\u200b""#)]),
        with_fields(&[("account_id", r#""""#)]),
        with_fields(&[("account_id", r#"" ""#)]),
    ];
    for body in &keyless {
        for _ in 0..2 {
            let answer = send(&endpoint, body.as_bytes()).await;
            assert_eq!(
                told(&answer),
                "200 handled, but not deduplicated: the body has no usable id, or no scope for it",
                "{body}"
            );
            assert!(answer.key.is_none());
            assert_eq!(log.take().len(), 1, "{body}");
        }
    }
}

/// What would be one key once it is mended is no key: the second event would be lost.
#[tokio::test]
async fn ids_that_only_half_characters_tell_apart_are_no_keys() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    for half in ["\\ud83d", "\\ud83e"] {
        let answer = send(&endpoint, with_fields(&[("id", &format!("\"evt-{half}\""))]).as_bytes()).await;
        assert!(told(&answer).starts_with("200 handled, but not deduplicated"), "{}", told(&answer));
    }
    assert_eq!(log.take(), ["evt-\u{fffd} quota.warning"; 2]);
}

#[tokio::test]
async fn sloppy_bodies_are_handled_once() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    let example = WARNING.example();
    for (number, body) in [
        format!("\u{feff}{example}"),
        example.replace("40020", "40020.0"),
        example.replace("2026-05-01T00:00:00.000Z", "2026-05-01T00:00:00+0000"),
        example.replacen('{', "{\"x-summary\":\"cut \\ud83d\",\"\\ud83d\":1,", 1),
    ]
    .iter()
    .enumerate()
    {
        assert_ne!(body, example);
        let own = Delivery::peek(example.as_bytes()).unwrap().id.into_owned();
        let body = body.replace(&own, &format!("evt-{number}"));
        assert_eq!(told(&send(&endpoint, body.as_bytes()).await), "200 handled", "{body}");
        assert_eq!(told(&send(&endpoint, body.as_bytes()).await), "200 handled before", "{body}");
        assert_eq!(log.take(), [format!("evt-{number} quota.warning")]);
    }
}
