//! Contracts that state little, or more than is plain: endpoints over them, with types of a catalog.

use std::borrow::Cow;
use std::time::Duration;

use tokio::time::Instant;
use webhook_runtime::contract::*;
use webhook_runtime::dedupe::MemoryStore;
use webhook_runtime::{
    Answer, Catalog, DeadLetter, DecodeError, Deliveries, Endpoint, Envelope, EnvelopeFields, Receiver,
    RequestParts, Router, Secret, Verifier, body_text,
};

use crate::support::{Log, pack, receiver, told};

macro_rules! field {
    ($key:literal) => {
        Location::Body(Pointer(Cow::Borrowed(&[text($key)])))
    };
}

/// A catalog of one event, whose contract states no more than it must: no replay, no limits, no tolerance.
macro_rules! catalog {
    ($name:ident, id: [$($id:literal),*], retry: $retry:expr, handshakes: [$($handshake:expr),*], ok: $ok:expr) => {
        #[derive(Clone, Copy, Debug)]
        struct $name;

        impl Catalog for $name {
            type EventType = ();
            type Family = ();

            const CONTRACT: &'static Contract = &Contract {
                envelope: Layout {
                    schema: Some(text("envelope.schema.json")),
                    body: BodyForm::Json,
                    events: None,
                    name: Cow::Borrowed(&[field!("type")]),
                    join: text(""),
                    id: Cow::Borrowed(&[$(field!($id)),*]),
                    delivery: None,
                    time: Some(TimeRule { location: field!("created_at"), unit: TimeUnit::Rfc3339 }),
                    version: None,
                    data: Some(field!("data")),
                    resource: None,
                    handshakes: Cow::Borrowed(&[$($handshake),*]),
                    answer: Answers { ok: $ok },
                },
                name: NameRule { grammar: text(""), pattern: None, promise: text("") },
                schema: SchemaRule {
                    dialect: text("https://json-schema.org/draft/2020-12/schema"),
                    evolution: Evolution::Additive,
                    enums: Enums::Open,
                    promise: text(""),
                },
                example: ExampleRule { promise: text("") },
                idempotency_key: IdempotencyKeyRule { scope_assumed: false, header: None, promise: text("") },
                signature: SignatureRule {
                    algorithm: Algorithm::HmacSha256,
                    locations: Cow::Borrowed(&[Location::Header(text("X-Sig"))]),
                    items: None,
                    pair: None,
                    take: Cow::Borrowed(&[]),
                    encoding: Some(Encoding::Hex),
                    message: Some(Message::Template(Cow::Borrowed(&[Piece::Body]))),
                    key: KeyRule { encoding: KeyEncoding::Text, strip: None },
                    timestamp: None,
                    keys_at_once: 1,
                    also: Cow::Borrowed(&[]),
                    secret: None,
                    promise: None,
                    vectors: Cow::Borrowed(&[]),
                },
                retry: $retry,
                replay: None,
                limits: Limits { max_body_bytes: None, typical_body_bytes: None, max_endpoints: None, delivery_log: None },
                subscription: Subscription {
                    default: SubscriptionDefault::Unspecified,
                    synthetic_events: Cow::Borrowed(&[]),
                    note: None,
                },
                assumptions: Cow::Borrowed(&[]),
            };
            const EVENT_TYPES: &'static [()] = &[()];

            fn name(_: ()) -> &'static str {
                "made"
            }

            fn example(_: ()) -> &'static str {
                EVENT
            }

            fn family(_: ()) {}

            fn family_name(_: ()) -> &'static str {
                "all"
            }

            fn is_enabled(_: ()) -> bool {
                true
            }
        }

        impl Deliveries for $name {
            type Delivery<'a> = String;

            fn decode(body: &[u8]) -> Result<String, DecodeError> {
                const FIELDS: EnvelopeFields = EnvelopeFields { event_type: "type", id: "id", data: "data" };
                let envelope = Envelope::__read(body_text(body)?.as_bytes(), FIELDS)?;
                Ok(format!("{} {}", envelope.event_type, envelope.id))
            }

            fn into_owned(delivery: String) -> String {
                delivery
            }

            fn name_in(delivery: &String) -> &str {
                delivery.split(' ').next().unwrap_or_default()
            }
        }
    };
}

const SECRET: &str = "made-secret";
const EVENT: &str = r#"{"id": "evt-1", "type": "made", "created_at": "2025-10-09T08:53:20Z", "data": {}}"#;

catalog!(Bare, id: ["id"], retry: None, handshakes: [], ok: None);

const TIMED: RetryPolicy = RetryPolicy {
    delays: Cow::Borrowed(&[]),
    timeout: Some(Duration::from_secs(60)),
    rules: Cow::Borrowed(&[]),
    disable_after_failures: None,
    promise: text(""),
};
catalog!(Timed, id: ["id"], retry: Some(TIMED), handshakes: [], ok: None);

const PING: Handshake = Handshake {
    when: Cow::Borrowed(&[Condition::Value { at: field!("type"), is: Expected::Text(text("ping")) }]),
    signed: true,
    answer: AnswerRule { status: 202, headers: Cow::Borrowed(&[]), body: None },
};
const ACCEPTED: AnswerRule = AnswerRule {
    status: 201,
    headers: Cow::Borrowed(&[(
        text("x-said"),
        AnswerText(Cow::Borrowed(&[AnswerPiece::Text(text("done"))])),
    )]),
    body: Some(AnswerBody::Text(AnswerText(Cow::Borrowed(&[AnswerPiece::Text(text("[accepted]"))])))),
};
catalog!(Shaking, id: ["id"], retry: None, handshakes: [PING], ok: Some(ACCEPTED));

/// An endpoint that notes what it handles. An event of the type `slow` never ends, `fail` fails.
fn endpoint<C: Catalog + for<'a> Deliveries<Delivery<'a> = String>>(log: &Log) -> Endpoint<C, MemoryStore> {
    let (events, letters) = (log.clone(), log.clone());
    let handle = move |delivery: String| {
        let log = events.clone();
        async move {
            match C::name_in(&delivery) {
                "slow" => std::future::pending().await,
                "fail" => Err("a failure on purpose".into()),
                _ => {
                    log.add(delivery);
                    Ok(())
                }
            }
        }
    };
    let keep = move |letter: DeadLetter| {
        letters.add(format!("dead letter: {}", letter.error));
        std::future::ready(Ok(()))
    };
    let router = Router::builder(handle, keep).build().expect("a router");
    let receiver = Receiver::new(SECRET).expect("a receiver");
    Endpoint::new(receiver, MemoryStore::default(), router, tokio::time::sleep)
}

/// The answer to a signed body.
async fn answer<C: Catalog>(endpoint: &Endpoint<C, MemoryStore>, body: &str) -> Answer {
    let secret = Secret::new(SECRET).expect("a secret");
    let verifier = Verifier::of_contract(C::CONTRACT, &secret).expect("a verifier");
    let mut headers = [("x-sig", "0".repeat(64))];
    headers[0].1 = verifier.computed(&RequestParts::new(&headers, body.as_bytes())).expect("an HMAC");
    endpoint.receive(&headers, body.as_bytes()).await
}

fn of_type(name: &str) -> String {
    EVENT.replace("made", name)
}

#[tokio::test(start_paused = true)]
async fn a_contract_without_retry_and_replay_is_received() {
    let log = Log::default();
    let endpoint = endpoint::<Bare>(&log);
    assert_eq!(told(&answer(&endpoint, EVENT).await), "200 handled");
    assert_eq!(told(&answer(&endpoint, EVENT).await), "200 handled before");
    assert_eq!(log.take(), ["made evt-1"]);
    assert_eq!(endpoint.receive(&[("x-sig", "00")], EVENT.as_bytes()).await.status, 503);
    assert_eq!(told(&answer(&endpoint, r#"{"id": "evt-2"}"#).await), "200 kept as a dead letter");
    assert!(!endpoint.takes_get());
    // How long the sender waits is not stated: five seconds are taken for it, and may be made more.
    let start = Instant::now();
    let slow = of_type("slow").replace("evt-1", "evt-3");
    assert_eq!(told(&answer(&endpoint, &slow).await), "503 the handler took too long");
    assert!(start.elapsed() < Contract::DEFAULT_TIMEOUT, "{:?}", start.elapsed());
    let endpoint = endpoint.timeout(Duration::from_secs(60));
    let start = Instant::now();
    assert_eq!(told(&answer(&endpoint, &slow).await), "503 the handler took too long");
    assert!(start.elapsed() >= Duration::from_secs(60), "{:?}", start.elapsed());
}

catalog!(Scoped, id: ["account", "id"], retry: None, handshakes: [], ok: None);

/// An id counts within its scope; without one of the two, an event is told from no other.
#[tokio::test]
async fn the_same_id_in_another_scope_is_another_event() {
    const NO_KEY: &str = "200 handled, but not deduplicated: the body has no usable id, or no scope for it";
    let log = Log::default();
    let endpoint = endpoint::<Scoped>(&log);
    for (account, id, expected) in [
        ("a", "1", "200 handled"),
        ("b", "1", "200 handled"),
        ("a", "1", "200 handled before"),
        ("a:1", "2", "200 handled"),
        ("a", "1:2", "200 handled"),
        (" ", "1", NO_KEY),
        (" ", "1", NO_KEY),
        ("a", " ", NO_KEY),
        ("a", " ", NO_KEY),
    ] {
        let event = EVENT.replace("evt-1", id).replacen('{', &format!("{{\"account\": \"{account}\", "), 1);
        assert_eq!(told(&answer(&endpoint, &event).await), expected, "{event}");
    }
    assert_eq!(told(&answer(&endpoint, EVENT).await), NO_KEY);
}

/// While an event is handled, it comes again: that is neither done nor refused for good.
#[tokio::test(start_paused = true)]
async fn an_event_in_flight_has_to_come_again() {
    let endpoint = endpoint::<Bare>(&Log::default());
    let slow = of_type("slow");
    let (first, second) = tokio::join!(answer(&endpoint, &slow), answer(&endpoint, &slow));
    assert_eq!(told(&first), "503 the handler took too long");
    assert_eq!(told(&second), "503 being handled by another request");
}

#[test]
fn what_a_contract_leaves_open_has_a_default() {
    const MOST: usize = 4 * 1024 * 1024;
    assert_eq!(endpoint::<Bare>(&Log::default()).body_limit(), MOST);
    assert_eq!(receiver(&pack("hubspot-v1"), SECRET, 0).body_limit(), MOST);
    let mut contract = Bare::CONTRACT.clone();
    let signed_id = |contract: &Contract| contract.signed_id().map(|id| id.to_string());
    assert_eq!(signed_id(&contract).as_deref(), Some("body:/id"));
    contract.idempotency_key.header = Some(text("X-Id"));
    assert_eq!(signed_id(&contract).as_deref(), Some("header:X-Id"));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_that_is_stated_alone_is_kept() {
    let endpoint = endpoint::<Timed>(&Log::default());
    let start = Instant::now();
    assert_eq!(told(&answer(&endpoint, &of_type("slow")).await), "503 the handler took too long");
    assert_eq!(start.elapsed(), Duration::from_secs(36), "six parts of ten");
    // No handler may take longer than the sender waits.
    let endpoint = endpoint.timeout(Duration::from_secs(600));
    let start = Instant::now();
    assert_eq!(told(&answer(&endpoint, &of_type("slow")).await), "503 the handler took too long");
    assert_eq!(start.elapsed(), Duration::from_secs(36));
}

#[tokio::test]
async fn a_plain_contract_may_have_a_handshake() {
    let log = Log::default();
    let endpoint = endpoint::<Shaking>(&log);
    let ping = of_type("ping");
    assert_eq!(told(&answer(&endpoint, &ping).await), "202 a handshake");
    let unsigned: [(&str, &str); 0] = [];
    assert_eq!(endpoint.receive(&unsigned, ping.as_bytes()).await.status, 503);
    assert_eq!(log.take(), [""; 0], "no handler sees it");
    // What is no handshake is read as ever, with the types of the catalog.
    assert_eq!(told(&answer(&endpoint, EVENT).await), "201 \"[accepted]\" handled");
    assert_eq!(log.take(), ["made evt-1"]);
    let half = r#"{"\ud800": 1, "id": "evt-2", "type": "made", "data": {"\udfff": "\ud800"}}"#;
    assert_eq!(told(&answer(&endpoint, half).await), "201 \"[accepted]\" handled");
    assert_eq!(log.take(), ["made evt-2"]);
}

/// What a layout says of success goes with whatever need not come again, and with nothing else.
#[tokio::test]
async fn the_answer_of_a_layout_is_for_what_is_done() {
    let log = Log::default();
    let endpoint = endpoint::<Shaking>(&log);
    let done = |answer: &Answer| {
        let said = [("x-said".into(), "done".to_owned())];
        answer.status == 201 && answer.body == b"[accepted]" && answer.headers.starts_with(&said)
    };
    let bare = |answer: &Answer| answer.status == 503 && answer.body.is_empty() && answer.headers.is_empty();
    for (body, disposition) in [
        (EVENT, "handled"),
        (EVENT, "handled before"),
        (r#"{"type": "made", "data": {}}"#, "kept as a dead letter"),
        ("no JSON", "kept as a dead letter"),
    ] {
        let answer = answer(&endpoint, body).await;
        assert_eq!((done(&answer), &*answer.disposition.to_string()), (true, disposition), "{body}");
    }
    let failed = answer(&endpoint, &of_type("fail").replace("evt-1", "evt-9")).await;
    assert_eq!(
        (bare(&failed), &*failed.disposition.to_string()),
        (true, "the handler failed: a failure on purpose")
    );
    for headers in [&[][..], &[("x-sig", "00")], &[("x-sig", SECRET)]] {
        let refused = endpoint.receive(headers, EVENT.as_bytes()).await;
        assert!(bare(&refused), "{refused:?}");
    }
}
