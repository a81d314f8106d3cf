//! Decodes any bytes as a delivered body: it never panics, a decoded delivery can be written and decoded again as an
//! equal one, and its envelope alone has the same id and name.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mnemom_events::{DecodeError, Delivery, Envelope};

fuzz_target!(|body: &[u8]| check(body));

fn check(body: &[u8]) {
    let (decoded, peeked) = (Delivery::decode(body), Delivery::peek(body));
    if let Err(error) = &decoded {
        is_sound(error, body);
    }
    if let Err(error) = &peeked {
        is_sound(error, body);
    }
    let Ok(delivery) = decoded else { return };
    assert_eq!(delivery.raw().map(str::as_bytes), Some(body));
    is_outside_of(&delivery, &peeked.expect("a body that can be read has an outside that can"));
    survives(&delivery);
}

/// An error can be displayed, and the values that it names are from the body.
fn is_sound(error: &DecodeError, body: &[u8]) {
    let shown = error.to_string();
    assert!(!error.message().is_empty() && shown.contains(error.message()));
    let named = error.event_type().map_or(0, str::len) + error.event_id().map_or(0, str::len);
    assert!(named <= body.len(), "the name and the id are longer than the body");
}

fn is_outside_of(delivery: &Delivery<'_>, envelope: &Envelope<'_>) {
    assert_eq!(delivery.id.as_str(), envelope.id);
    assert_eq!(delivery.event.name(), envelope.event_type);
}

/// Written and decoded again, a delivery is equal, except for its original text, and is written the same.
fn survives(delivery: &Delivery<'_>) {
    let written = serde_json::to_string(delivery).expect("a delivery is JSON");
    let again = match Delivery::decode(written.as_bytes()) {
        Ok(again) => again,
        Err(error) => panic!("{error}\nwritten: {written}"),
    };
    assert_eq!(again.id, delivery.id);
    assert_eq!(again.created_at, delivery.created_at);
    assert_eq!(again.account_id, delivery.account_id);
    assert_eq!(again.event, delivery.event);
    assert_eq!(serde_json::to_string(&again).expect("a delivery is JSON"), written);
}
