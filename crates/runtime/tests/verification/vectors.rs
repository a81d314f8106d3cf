//! Known answers: the signatures of Python's hmac for a secret, a timestamp and a body.

use serde_json::Value;
use webhook_runtime::{Outgoing, Receiver, Secret, Signer};

use crate::acme::Acme;
use crate::delivery::{self, Delivery, time};

#[test]
fn are_verified() {
    for vector in vectors() {
        let seconds = vector.timestamp.parse().expect("a number");
        let receiver = Receiver::<Acme>::new(&vector.secret).expect("a secret").clock(move || time(seconds));
        let delivery = Delivery::new(&vector.timestamp, format!("v1={}", vector.signature), &vector.body);
        assert_eq!(delivery.verdict_of(&receiver), Ok(()), "{}", vector.name);
    }
}

#[test]
fn are_signed() {
    for vector in vectors() {
        let signer = Signer::<Acme>::new(&Secret::new(vector.secret).expect("a secret")).expect("an HMAC");
        let seconds = vector.timestamp.parse().expect("a number");
        let expected = [
            ("X-Webhook-Id", "evt-1".to_owned()),
            ("X-Webhook-Timestamp", vector.timestamp),
            ("X-Webhook-Signature", format!("v1={}", vector.signature)),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value));
        let request = Outgoing::post(vector.body).header("X-Webhook-Id", "evt-1");
        let request = signer.sign(request, seconds).expect("an HMAC");
        assert_eq!(request.headers, expected, "{}", vector.name);
    }
}

/// The other tests use it for signing.
#[test]
fn are_what_these_tests_sign() {
    for vector in vectors() {
        let mac = delivery::mac(vector.secret.as_bytes(), vector.timestamp.as_bytes(), &vector.body);
        assert_eq!(mac, vector.signature, "{}", vector.name);
    }
}

#[test]
fn begin_with_the_delivery_of_these_tests() {
    let first = vectors().remove(0);
    assert_eq!(first.secret, delivery::SECRET);
    assert_eq!(first.timestamp, delivery::TIMESTAMP);
    assert_eq!(first.body, delivery::BODY.as_bytes());
    assert_eq!(first.signature, delivery::MAC);
    assert_eq!(delivery::TIMESTAMP, delivery::NOW.to_string());
}

struct Vector {
    name: String,
    secret: String,
    timestamp: String,
    body: Vec<u8>,
    signature: String,
}

fn vectors() -> Vec<Vector> {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("vectors.json")).expect("vectors.py wrote a list");
    let text = |vector: &Value, field| vector[field].as_str().expect("a text").to_owned();
    let vector = |vector: &Value| Vector {
        name: text(vector, "name"),
        secret: text(vector, "secret"),
        timestamp: text(vector, "timestamp"),
        body: delivery::unhex(&text(vector, "body")),
        signature: text(vector, "signature"),
    };
    vectors.iter().map(vector).collect()
}
