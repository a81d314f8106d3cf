//! The builder for receivers' tests: each of its methods leads to the intended refusal.

use std::time::Duration;

use webhook_runtime::VerifyError::*;
use webhook_runtime::testing::{Attempt, Part, Request};
use webhook_runtime::{Catalog, MAX_CANDIDATES, Secret};

use crate::acme::{Acme, EventType};
use crate::delivery::{
    ID_HEADER, MAC, NOW, OTHER_SECRET, SECRET, SIGNATURE_HEADER, TIMESTAMP, TIMESTAMP_HEADER, Verdict,
    receiver, time,
};

/// The verdict of a receiver on a request.
fn of(request: Request<Acme>) -> Verdict {
    receiver().verify(&request.headers, &request.body).map(drop)
}

cases!(of {
    genuine: signed() => Ok(()),
    as_old_as_may_be: attempt().aged(Duration::from_secs(300)).sign_with(&secret()) => Ok(()),
    too_old: attempt().aged(Duration::from_secs(301)).sign_with(&secret()) => Err(Stale),
    as_far_ahead_as_may_be: attempt().ahead(Duration::from_secs(300)).sign_with(&secret()) => Ok(()),
    too_far_ahead: attempt().ahead(Duration::from_secs(301)).sign_with(&secret()) => Err(Future),
    wrong_key: attempt().sign_with(&other_secret()) => Err(NoMatch),
    flipped_body: signed().flip_bit(Part::Body) => Err(NoMatch),
    flipped_timestamp: signed().flip_bit(Part::Timestamp) => Err(NoMatch),
    flipped_signature: signed().flip_bit(Part::Signature) => Err(NoMatch),
    flipped_back: signed().flip_bit(Part::Signature).flip_bit(Part::Signature) => Ok(()),
    timestamp_twice: signed().duplicate(TIMESTAMP_HEADER) => Ok(()),
    id_twice: signed().duplicate(ID_HEADER) => Ok(()),
    signature_twice: signed().duplicate(SIGNATURE_HEADER) => Ok(()),
    other_id: signed().with_id("evt-2") => Err(IdMismatch),
    same_id: signed().with_id("evt-1") => Ok(()),
    two_secrets: attempt().sign_with(&other_secret()).sign_with(&secret()) => Ok(()),
    too_many_secrets: again(MAX_CANDIDATES) => Err(TooManySignatures),
    as_many_secrets_as_may_be: again(MAX_CANDIDATES - 1) => Ok(()),
    too_large: Attempt::of(vec![b' '; 65_537]).at(time(NOW)).sign_with(&secret()) => Err(BodyTooLarge),
    not_json: Attempt::of("no JSON").at(time(NOW)).sign_with(&secret()) => Ok(()),
});

#[test]
fn what_goes_over_the_wire_is_what_python_signs() {
    let request = signed();
    let signature = format!("v1={MAC}");
    let expected = [(ID_HEADER, "evt-1"), (TIMESTAMP_HEADER, TIMESTAMP), (SIGNATURE_HEADER, &signature)];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(request.headers, expected);
    assert_eq!(request.body, Acme::example(EventType::OrderPaid).as_bytes());
}

#[test]
fn every_event_has_a_genuine_delivery() {
    for event_type in Acme::EVENT_TYPES {
        let request = Attempt::<Acme>::example(*event_type).at(time(NOW)).sign_with(&secret());
        let receiver = receiver();
        let verified = receiver.verify(&request.headers, &request.body).expect("genuine");
        let delivery = verified.decode().expect("an example can be read");
        assert_eq!(delivery.event_type, Acme::name(*event_type));
        assert!(request.headers.contains(&(ID_HEADER.to_owned(), delivery.id)));
    }
}

#[test]
fn a_body_without_id_has_no_header_of_it() {
    let request = Attempt::<Acme>::of("{}").sign_with(&secret());
    assert!(request.headers.iter().all(|(name, _)| name != ID_HEADER));
}

/// Nothing panics, however far from 1970.
#[test]
fn times_stay_in_range() {
    let ancient = attempt().aged(Duration::MAX).sign_with(&secret());
    assert_eq!(of(ancient), Err(MalformedTimestamp));
    let distant = attempt().ahead(Duration::MAX).ahead(Duration::MAX).sign_with(&secret());
    assert_eq!(of(distant), Err(MalformedTimestamp));
    let before = attempt().at(std::time::UNIX_EPOCH - Duration::from_secs(1)).sign_with(&secret());
    assert_eq!(of(before), Err(MalformedTimestamp));
}

fn attempt() -> Attempt<Acme> {
    Attempt::example(EventType::OrderPaid).at(time(NOW))
}

fn signed() -> Request<Acme> {
    attempt().sign_with(&secret())
}

/// The genuine delivery with this many more signatures.
fn again(count: usize) -> Request<Acme> {
    (0..count).fold(signed(), |request, _| request.sign_with(&other_secret()))
}

fn secret() -> Secret {
    Secret::new(SECRET).expect("a secret")
}

fn other_secret() -> Secret {
    Secret::new(OTHER_SECRET).expect("a secret")
}
