//! Requests to deliver again: exactly what is sent, and what is refused before it is sent.

use std::sync::LazyLock;

use proptest::prelude::*;
use webhook_runtime::contract::{EventReplay, Template, text};
use webhook_runtime::replay::{IdempotencyKey, ReplayError, ReplayRequest};

static RULE: LazyLock<EventReplay> = LazyLock::new(|| EventReplay {
    path: Template::parse("/orgs/{org_id}/webhooks/events/{event_id}/replay"),
    idempotency_header: text("Idempotency-Key"),
    idempotency_key_max_length: 255,
    max_endpoint_ids: 100,
    key_reused_status: 422,
    in_flight_status: 409,
});
static REDELIVER_PATH: LazyLock<Template> =
    LazyLock::new(|| Template::parse("/orgs/{org_id}/webhooks/deliveries/{delivery_id}/redeliver"));

fn key() -> IdempotencyKey {
    IdempotencyKey::new(&RULE, "backfill-7").unwrap()
}

#[test]
fn a_replay_to_everybody_has_no_body() {
    let request = ReplayRequest::replay(&RULE, "org-1", "evt-1", &key(), None).unwrap();
    assert_eq!(request.path, "/orgs/org-1/webhooks/events/evt-1/replay");
    assert_eq!(request.header, Some(("Idempotency-Key".into(), "backfill-7".to_owned())));
    assert_eq!(request.body, None);
}

#[test]
fn a_replay_to_some_names_them_in_order() {
    let request = ReplayRequest::replay(&RULE, "org-1", "evt-1", &key(), Some(&["whe-2", "whe-1"])).unwrap();
    assert_eq!(request.body.as_deref(), Some(r#"{"endpoint_ids":["whe-2","whe-1"]}"#));
}

#[test]
fn a_redelivery_needs_no_key() {
    let request = ReplayRequest::redeliver(&REDELIVER_PATH, "org-1", "whd-1").unwrap();
    assert_eq!(request.path, "/orgs/org-1/webhooks/deliveries/whd-1/redeliver");
    assert_eq!((request.header, request.body), (None, None));
}

#[test]
fn keys_have_1_to_255_characters_that_a_header_can_carry() {
    let told = |text: &str| IdempotencyKey::new(&RULE, text).err();
    assert_eq!(told(""), Some(ReplayError::EmptyKey));
    assert_eq!(told("k"), None);
    assert_eq!(told(&"k".repeat(255)), None);
    assert_eq!(told(&"k".repeat(256)), Some(ReplayError::LongKey(255)));
    assert_eq!(told("two words"), None);
    for unfit in [" k", "k ", " ", "k\n", "k\r\nX-Other: 1", "k\t", "ключ", "k\u{7f}"] {
        assert_eq!(told(unfit), Some(ReplayError::InvalidKey), "{unfit:?}");
    }
}

#[test]
fn lists_of_endpoints_have_1_to_100_each_once() {
    let ids: Vec<String> = (0..101).map(|number| format!("whe-{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let told =
        |endpoints: &[&str]| ReplayRequest::replay(&RULE, "org-1", "evt-1", &key(), Some(endpoints)).err();
    assert_eq!(told(&[]), Some(ReplayError::NoEndpoints));
    assert_eq!(told(&ids[..1]), None);
    assert_eq!(told(&ids[..100]), None);
    assert_eq!(told(&ids), Some(ReplayError::TooManyEndpoints(100)));
    assert_eq!(told(&["whe-1", "whe-2", "whe-1"]), Some(ReplayError::DuplicateEndpoint));
}

#[test]
fn an_id_that_leads_elsewhere_is_refused() {
    for id in ["", ".", ".."] {
        assert_eq!(
            ReplayRequest::replay(&RULE, id, "evt-1", &key(), None).err(),
            Some(ReplayError::InvalidId)
        );
        assert_eq!(
            ReplayRequest::replay(&RULE, "org-1", id, &key(), None).err(),
            Some(ReplayError::InvalidId)
        );
        assert_eq!(
            ReplayRequest::redeliver(&REDELIVER_PATH, "org-1", id).err(),
            Some(ReplayError::InvalidId)
        );
    }
}

proptest! {
    /// Any id stays within its segment of the path, and can be read from it again.
    #[test]
    fn an_id_stays_within_its_segment(id in ".+") {
        prop_assume!(id != "." && id != "..");
        let path = ReplayRequest::redeliver(&REDELIVER_PATH, "org-1", &id).unwrap().path;
        let segments: Vec<&str> = path.split('/').collect();
        prop_assert_eq!(segments.len(), 7, "{}", path);
        let segment = segments[5];
        prop_assert!(segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{}", segment);
        prop_assert_eq!(decoded(segment), id.as_bytes());
    }
}

fn decoded(segment: &str) -> Vec<u8> {
    let (first, rest) = segment.split_once('%').map_or((segment, None), |(first, rest)| (first, Some(rest)));
    let mut bytes = first.as_bytes().to_vec();
    for part in rest.into_iter().flat_map(|rest| rest.split('%')) {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}
