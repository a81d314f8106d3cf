//! Catalogs with other rules than an HMAC in a header: the builder for receivers' tests works for them all.

use std::borrow::Cow;
use std::time::{Duration, UNIX_EPOCH};

use webhook_runtime::contract::*;
use webhook_runtime::testing::{Attempt, Part};
use webhook_runtime::{Catalog, DecodeError, Deliveries, Reader, Receiver, Secret, Signer, VerifyError};

use crate::acme::{Acme, Delivery, EventType, Family, LAYOUT, contract};

const NOW: u64 = 1_760_000_000;

/// Catalogs that are Acme's but for layout and signature.
macro_rules! catalogs {
    ($($name:ident: $layout:expr, $signature:expr;)*) => { $(
        #[derive(Clone, Copy, Debug)]
        struct $name;

        impl Deliveries for $name {
            type Delivery<'a> = Delivery;

            fn decode(body: &[u8]) -> Result<Delivery, DecodeError> {
                Acme::decode(body)
            }

            fn into_owned(delivery: Delivery) -> Delivery {
                delivery
            }

            fn name_in(delivery: &Delivery) -> &str {
                Acme::name_in(delivery)
            }
        }

        impl Catalog for $name {
            type EventType = EventType;
            type Family = Family;

            const CONTRACT: &'static Contract = &contract($layout, None, $signature);
            const EVENT_TYPES: &'static [EventType] = Acme::EVENT_TYPES;

            fn name(event_type: EventType) -> &'static str {
                Acme::name(event_type)
            }

            fn example(event_type: EventType) -> &'static str {
                Acme::example(event_type)
            }

            fn family(event_type: EventType) -> Family {
                Acme::family(event_type)
            }

            fn family_name(family: Family) -> &'static str {
                Acme::family_name(family)
            }

            fn is_enabled(family: Family) -> bool {
                Acme::is_enabled(family)
            }
        }
    )* };
}

macro_rules! of {
    ($($item:expr),*) => { Cow::Borrowed(const { &[$($item),*] }) };
}

macro_rules! at {
    ($($key:literal)/+) => { Pointer(of![$(text($key)),+]) };
}

macro_rules! signing {
    ($($piece:expr),+) => { Some(Message::Template(of![$($piece),+])) };
}

/// A rule, by what a constant can be told of it: where a signature is, how it is written, what is signed, with which key, and
/// when.
macro_rules! rule {
    (
        $algorithm:ident in $place:expr, $items:expr, $pair:expr, $take:expr, $encoding:expr, $message:expr,
        $key:expr, $timestamp:expr, $also:expr
    ) => {
        SignatureRule {
            algorithm: Algorithm::$algorithm,
            locations: of![$place],
            items: $items,
            pair: $pair,
            take: $take,
            encoding: $encoding,
            message: $message,
            key: $key,
            timestamp: $timestamp,
            keys_at_once: 4,
            also: $also,
            secret: None,
            promise: None,
            vectors: of![],
        }
    };
}

/// Acme's layout with other places of the events and of what identifies them.
macro_rules! layout {
    ($events:expr, $id:expr) => {
        Layout {
            schema: None,
            body: BodyForm::Json,
            events: $events,
            name: of![Location::Body(at!["type"])],
            join: text(""),
            id: of![$id],
            delivery: None,
            time: None,
            version: None,
            data: Some(Location::Body(at!["data"])),
            resource: None,
            handshakes: of![],
            answer: Answers { ok: None },
        }
    };
}

const DOT: Piece = Piece::Text(text("."));
const HEADER: Location = Location::Header(text("X-Sig"));
const AUTHORIZATION: Location = Location::Header(text("Authorization"));
const TEXT: KeyRule = KeyRule { encoding: KeyEncoding::Text, strip: None };
const HEX: Option<Encoding> = Some(Encoding::Hex);
const BASE64: Option<Encoding> = Some(Encoding::Base64);

/// Nothing of what an event is called, what identifies it and when it happened is in the body.
const OUTSIDE: Layout = Layout {
    schema: None,
    body: BodyForm::Json,
    events: None,
    name: of![Location::Header(text("X-Kind")), Location::Query(text("type"))],
    join: text("."),
    id: of![Location::Query(text("id"))],
    delivery: None,
    time: Some(TimeRule { location: Location::Header(text("X-At")), unit: TimeUnit::Seconds }),
    version: None,
    data: None,
    resource: None,
    handshakes: of![],
    answer: Answers { ok: None },
};

const fn timed(location: TimeLocation, unit: TimeUnit) -> Option<TimestampRule> {
    let tolerance = Some(Duration::from_secs(300));
    Some(TimestampRule { location, unit, past: tolerance, future: tolerance })
}

catalogs! {
    TimeNextToIt: LAYOUT, rule!(
        HmacSha256 in HEADER, Some(text(";")), Some(text(":")), of![text("v1")], BASE64,
        signing![Piece::Timestamp, DOT, Piece::Body], TEXT,
        timed(TimeLocation::Item(text("t")), TimeUnit::Milliseconds), of![]
    );
    SignedId: layout!(None, Location::Header(text("webhook-id"))), rule!(
        HmacSha256 in Location::Header(text("webhook-signature")), Some(text(" ")), Some(text(",")), of![text("v1")], BASE64,
        signing![Piece::Id, DOT, Piece::Timestamp, DOT, Piece::Body],
        KeyRule { encoding: KeyEncoding::Base64, strip: Some(text("whsec_")) },
        timed(TimeLocation::Header(text("webhook-timestamp")), TimeUnit::Seconds), of![]
    );
    EachEvent: layout!(Some(at!["items" / "*" / "item"]), Location::Body(at!["id"])), rule!(
        HmacSha256 in Location::Body(at!["more" / "signature"]), None, None, of![], BASE64,
        Some(Message::Fields(Fields {
            fields: of![at!["id"], at!["type"], at!["sent_at"]],
            join: text(":"),
            escape: None,
        })), TEXT, timed(TimeLocation::Body(at!["sent_at"]), TimeUnit::Rfc3339), of![]
    );
    InTheQuery: LAYOUT, rule!(
        HmacSha256 in Location::Query(text("sig")), None, None, of![], Some(Encoding::Base64Url),
        signing![Piece::Method, Piece::Header(text("X-Topic")), DOT, Piece::Body], TEXT, None, of![]
    );
    AllOutside: OUTSIDE, rule!(
        HmacSha256 in HEADER, None, None, of![], HEX, signing![Piece::Url, Piece::Body], TEXT, None, of![]
    );
    SignedUrl: LAYOUT, rule!(
        DigestSha256 in Location::NumberedHeader { before: text("X-Sig-"), after: text("") }, None, None, of![], HEX,
        signing![Piece::Secret, Piece::Method, Piece::Url, Piece::Body], TEXT, None, of![]
    );
    Token: LAYOUT, rule!(
        Equality in AUTHORIZATION, None, Some(text(" ")), of![text("Bearer")], None, None, TEXT, None, of![]
    );
    Password: LAYOUT, rule!(Basic in AUTHORIZATION, None, None, of![], None, None, TEXT, None, of![]);
    Several: LAYOUT, rule!(
        HmacSha256 in HEADER, None, None, of![], HEX, signing![Piece::BodySha256], TEXT, None,
        of![rule!(
            HmacSha256 in Location::Header(text("X-Sig-Of-Form")), None, None, of![], HEX,
            signing![Piece::SortedForm, DOT, Piece::Body], TEXT, None, of![]
        )]
    );
}

/// Each event's example verifies, and what is changed of it does not.
fn holds<C: Catalog<EventType = EventType>>(secret: &str, private: &str, other: Option<&str>) {
    let receiver =
        Receiver::<C>::new(secret).expect("a secret").clock(|| UNIX_EPOCH + Duration::from_secs(NOW));
    let secret = Secret::new(private).expect("a secret");
    let rule = &C::CONTRACT.signature;
    for event_type in C::EVENT_TYPES {
        let attempt = Attempt::<C>::example(*event_type).at(UNIX_EPOCH + Duration::from_secs(NOW));
        let request = attempt.clone().sign_with(&secret);
        let verdict = |request: &webhook_runtime::testing::Request<C>| {
            receiver.verify_request(&request.parts()).map(drop)
        };
        assert_eq!(verdict(&request), Ok(()), "{request:?}");
        let forged = request.clone().flip_bit(Part::Signature);
        assert_eq!(verdict(&forged), Err(VerifyError::NoMatch), "{forged:?}");
        if rule.algorithm.signs() {
            assert!(verdict(&request.clone().flip_bit(Part::Body)).is_err());
        }
        if rule.timestamp.is_some() {
            assert_eq!(verdict(&request.clone().flip_bit(Part::Timestamp)), Err(VerifyError::NoMatch));
            let old = attempt.clone().aged(Duration::from_secs(301)).sign_with(&secret);
            assert_eq!(verdict(&old), Err(VerifyError::Stale));
        }
        if let Some(other) = other {
            let other = Secret::new(other).expect("a secret");
            assert_eq!(verdict(&attempt.clone().sign_with(&other)), Err(VerifyError::NoMatch));
            // In a body there is room for one.
            if !matches!(&*rule.locations, [Location::Body(_)]) {
                assert_eq!(verdict(&attempt.clone().sign_with(&other).sign_with(&secret)), Ok(()));
            }
            let request = attempt.sign_with(&other);
            let again = webhook_runtime::Outgoing {
                method: request.method,
                url: request.url,
                headers: request.headers,
                body: request.body,
            };
            let again = Signer::<C>::new(&secret).expect("a secret").sign(again, NOW).expect("all is there");
            assert_eq!(receiver.verify_request(&again.parts()).map(drop), Ok(()), "{again:?}");
        }
    }
}

fn holds_for<C: Catalog<EventType = EventType>>() {
    holds::<C>("s3cret", "s3cret", Some("another"));
}

#[test]
fn every_kind_of_rule_is_signed() {
    holds_for::<TimeNextToIt>();
    holds_for::<EachEvent>();
    holds_for::<InTheQuery>();
    holds_for::<SignedUrl>();
    holds_for::<Token>();
    holds_for::<Password>();
    holds_for::<Several>();
    let secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    holds::<SignedId>(secret, secret, Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

#[test]
fn what_a_test_says_is_kept() {
    let secret = Secret::new("s3cret").expect("a secret");
    let attempt = Attempt::<InTheQuery>::of("{}").header("x-topic", "orders").url("https://a.example/x?y=1");
    let request = attempt.sign_with(&secret);
    assert_eq!(request.headers, [("x-topic".to_owned(), "orders".to_owned())]);
    assert!(request.url.as_deref().is_some_and(|url| url.starts_with("https://a.example/x?y=1&sig=")));
    let receiver = Receiver::<InTheQuery>::new("s3cret").expect("a secret");
    assert!(receiver.verify_request(&request.parts()).is_ok());
}

#[test]
fn what_is_outside_of_the_body_is_sent_there() {
    let secret = Secret::new("s3cret").expect("a secret");
    let receiver = Receiver::<AllOutside>::new("s3cret").expect("a secret");
    let attempt =
        || Attempt::<AllOutside>::example(EventType::OrderPaid).at(UNIX_EPOCH + Duration::from_secs(NOW));
    let ids = [attempt(), attempt().url("https://a.example/x?y=1")].map(|attempt| {
        let request = attempt.sign_with(&secret);
        assert!(receiver.verify_request(&request.parts()).is_ok(), "{request:?}");
        let reader = Reader::new(&OUTSIDE).expect("a layout");
        let parts = request.parts();
        let event = reader.events(&parts).expect("an event").remove(0);
        assert_eq!(event.name.as_deref(), Some("order.paid"), "{request:?}");
        assert_eq!(event.time.as_ref().and_then(|time| time.unix_seconds()), Some(1_760_000_000));
        (request.url.clone(), event.id.iter().map(|id| id.to_string()).collect::<Vec<_>>())
    });
    assert!(
        ids[0]
            .0
            .as_deref()
            .is_some_and(|url| url.starts_with("https://receiver.example/webhooks?type=paid&id="))
    );
    assert!(ids[1].0.as_deref().is_some_and(|url| url.starts_with("https://a.example/x?y=1&type=paid&id=")));
    assert_eq!(ids[0].1, ids[1].1);
}

#[cfg(feature = "algorithms")]
mod private_keys {
    use super::*;

    macro_rules! by_public_key {
        ($algorithm:ident, $key:ident, $encoding:expr) => {
            rule!(
                $algorithm in HEADER, None, None, of![], $encoding, signing![Piece::Timestamp, DOT, Piece::Body],
                KeyRule { encoding: KeyEncoding::$key, strip: None },
                timed(TimeLocation::Header(text("X-Time")), TimeUnit::Seconds), of![]
            )
        };
    }

    catalogs! {
        Edwards: LAYOUT, by_public_key!(Ed25519, Hex, HEX);
        EdwardsInfo: LAYOUT, by_public_key!(Ed25519, Spki, BASE64);
        Curve: LAYOUT, by_public_key!(EcdsaP256Sha256, Spki, BASE64);
        Rsa: LAYOUT, by_public_key!(RsaSha256, Spki, BASE64);
    }

    #[test]
    fn private_keys_sign() {
        let keys = include_str!("keys.txt");
        let key = |name: &str| {
            let line = keys.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.expect("a key").trim()
        };
        holds::<Edwards>(key("ed25519-public-hex"), key("ed25519-seed-hex"), None);
        holds::<EdwardsInfo>(key("ed25519-public"), key("ed25519-private"), None);
        holds::<Curve>(key("p256-public"), key("p256-private"), None);
        holds::<Rsa>(key("rsa-public"), key("rsa-private"), None);
        let wrong = Signer::<Curve>::new(&Secret::new(key("ed25519-private")).expect("a text"));
        let told = wrong.expect_err("a key of another algorithm").to_string();
        assert_eq!(told, "expected a private key for ECDSA with P-256 and SHA-256: PKCS #8 in base64");
    }
}
