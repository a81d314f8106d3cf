//! Bodies of every shape: as they may be written, and as they must not be.

use mnemom_events::{Delivery, EventType, Stage};
use serde_json::Value;

use crate::decode;

const NAME: EventType = EventType::IntegrityViolation;

fn refused(body: &[u8]) -> String {
    match Delivery::decode(body) {
        Ok(delivery) => panic!("read: {delivery:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn escapes_in_the_name_are_read() {
    let plain = NAME.example();
    let escaped = plain
        .replace("\"type\"", "\"\\u0074ype\"")
        .replace("integrity.violation", "integrity\\u002eviolation");
    assert_ne!(plain, escaped);
    assert_eq!(decode(&escaped).event, decode(plain).event);
}

#[test]
fn twice_is_an_error() {
    for key in ["id", "type", "created_at", "account_id", "data"] {
        let example: Value = serde_json::from_str(NAME.example()).expect("JSON");
        let mut text = example.to_string();
        text.insert_str(1, &format!("\"{key}\":{},", example[key]));
        assert!(refused(text.as_bytes()).contains(&format!("duplicate field `{key}`")));
        assert!(key == "created_at" || key == "account_id" || Delivery::peek(text.as_bytes()).is_err());
    }
    let twice = NAME.example().replace("\"agent_id\"", "\"agent_id\": \"smolt-0\", \"agent_id\"");
    assert!(refused(twice.as_bytes()).contains("duplicate field `agent_id`"));
}

#[test]
fn what_follows_the_body_is_an_error() {
    let garbage = format!("{} x", NAME.example());
    assert!(refused(garbage.as_bytes()).contains("trailing characters"));
    assert!(Delivery::peek(garbage.as_bytes()).is_err());
    assert_eq!(decode(&format!(" \r\n{}\t\n", NAME.example())).event, decode(NAME.example()).event);
}

#[test]
fn a_cut_body_is_an_error() {
    let text = NAME.example().trim_end();
    for end in 0..text.len() {
        let error = Delivery::decode(&text.as_bytes()[..end]).expect_err("the body is cut");
        assert_eq!(error.stage(), Stage::Body);
        assert!(Delivery::peek(&text.as_bytes()[..end]).is_err());
    }
}

#[test]
fn depth_is_bounded_wherever_it_is() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let whole = [deep.clone(), "[".repeat(200_000), "{\"a\":".repeat(200_000)];
    let unknown = NAME.example().replacen('{', &format!("{{\"x-new\": {deep},"), 1);
    let inside = NAME.example().replacen("\"data\": {", &format!("\"data\": {{\"x-new\": {deep},"), 1);
    let untyped = format!("{{\"type\":\"x.y\",\"data\":{deep}}}");
    for body in whole.into_iter().chain([unknown, inside, untyped]) {
        assert!(refused(body.as_bytes()).contains("nested deeper than 127 levels"));
    }
}

/// The outside does not depend on it: nothing that could be deep is read, and `serde_json` refuses to read it later.
#[test]
fn depth_is_no_harm_to_the_outside() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let body = format!("{{\"id\":\"e\",\"type\":\"x.y\",\"x-new\":{deep},\"data\":{deep}}}");
    let envelope = Delivery::peek(body.as_bytes()).expect("the outside is read");
    assert_eq!(envelope.data.get(), deep);
    assert!(serde_json::from_str::<Value>(envelope.data.get()).is_err());
}

#[test]
fn a_body_of_64_kib_is_read() {
    let example = NAME.example();
    let filler = "é".repeat((65_536 - example.len()) / 2 - 10);
    let body = example.replacen('{', &format!("{{\"x-new\": \"{filler}\","), 1);
    assert!(body.len() > 65_000 && body.len() <= 65_536);
    assert_eq!(decode(&body).event, decode(example).event);
}

#[test]
fn not_text_is_an_error() {
    for body in
        [&b""[..], b"\xff", b"\xef\xbb\xbf{}", b"null", b"[]", b"\"\"", b"{}", b"{\"type\":\"\xed\xa0\x80\"}"]
    {
        refused(body);
    }
}

/// Any bytes at all: random ones, and examples with some of their bytes changed.
#[test]
fn no_bytes_panic() {
    let mut rng = fastrand::Rng::with_seed(crate::seed());
    for _ in 0..20 * crate::instances() {
        let event_type = EventType::ALL[rng.usize(..EventType::ALL.len())];
        let mut body = event_type.example().as_bytes().to_vec();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(..body.len());
            match rng.u8(..4) {
                0 => body[at] = rng.u8(..),
                1 => body.truncate(at + 1),
                2 => drop(body.remove(at)),
                _ => body.insert(at, rng.choice(*b"{}[]\",:0-e\\").expect("a byte")),
            }
            if body.is_empty() {
                break;
            }
        }
        let _ = Delivery::decode(&body).map_err(|error| error.to_string());
        let _ = Delivery::peek(&body).map_err(|error| error.to_string());
    }
}
