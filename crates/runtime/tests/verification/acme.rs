//! A hand-written catalog of two events, with the numbers of a real contract.

use std::borrow::Cow;
use std::time::Duration;

use webhook_runtime::contract::*;
use webhook_runtime::{Catalog, DecodeError, Deliveries, EnvelopeFields, body_text};

#[derive(Clone, Copy, Debug)]
pub struct Acme;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventType {
    OrderPaid,
    OrderVoided,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    Orders,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: String,
    pub event_type: String,
}

macro_rules! field {
    ($key:literal) => {
        Location::Body(Pointer(Cow::Borrowed(&[text($key)])))
    };
}

impl Catalog for Acme {
    type EventType = EventType;
    type Family = Family;

    const CONTRACT: &'static Contract = &contract(LAYOUT, Some(text("X-Webhook-Id")), SIGNATURE);
    const EVENT_TYPES: &'static [EventType] = &[EventType::OrderPaid, EventType::OrderVoided];

    fn name(event_type: EventType) -> &'static str {
        match event_type {
            EventType::OrderPaid => "order.paid",
            EventType::OrderVoided => "order.voided",
        }
    }

    fn example(event_type: EventType) -> &'static str {
        match event_type {
            EventType::OrderPaid => r#"{"id":"evt-1","type":"order.paid","data":{"total":12.50}}"#,
            EventType::OrderVoided => r#"{"type":"order.voided","data":{"id":"order-9"},"id":"evt-2"}"#,
        }
    }

    fn family(_: EventType) -> Family {
        Family::Orders
    }

    fn family_name(_: Family) -> &'static str {
        "orders"
    }

    fn is_enabled(_: Family) -> bool {
        true
    }
}

impl Deliveries for Acme {
    type Delivery<'a> = Delivery;

    fn decode(body: &[u8]) -> Result<Delivery, DecodeError> {
        const FIELDS: EnvelopeFields = EnvelopeFields { event_type: "type", id: "id", data: "data" };
        let envelope = webhook_runtime::Envelope::__read(body_text(body)?.as_bytes(), FIELDS)?;
        Ok(Delivery { id: envelope.id.into_owned(), event_type: envelope.event_type.into_owned() })
    }

    fn into_owned(delivery: Delivery) -> Delivery {
        delivery
    }

    fn name_in(delivery: &Delivery) -> &str {
        &delivery.event_type
    }
}

const REPLAY: ReplayRule =
    ReplayRule { event: None, redeliver_path: Some(Template(Cow::Borrowed(&[]))), promise: text("") };

const fn rule(responses: Responses, action: Action, at_least: Option<Duration>) -> RetryRule {
    RetryRule { responses, action, at_least, assumed: false }
}

/// One object, with a field for each of what an event has.
pub const LAYOUT: Layout = Layout {
    schema: Some(text("common.schema.json#/$defs/envelope")),
    body: BodyForm::Json,
    events: None,
    name: Cow::Borrowed(&[field!("type")]),
    join: text(""),
    id: Cow::Borrowed(&[field!("id")]),
    delivery: None,
    time: Some(TimeRule { location: field!("created_at"), unit: TimeUnit::Rfc3339 }),
    version: None,
    data: Some(field!("data")),
    resource: None,
    handshakes: Cow::Borrowed(&[]),
    answer: Answers { ok: None },
};

const SIGNATURE: SignatureRule = SignatureRule {
    algorithm: Algorithm::HmacSha256,
    locations: Cow::Borrowed(&[Location::Header(text("X-Webhook-Signature"))]),
    items: Some(text(",")),
    pair: Some(text("=")),
    take: Cow::Borrowed(&[text("v1")]),
    encoding: Some(Encoding::Hex),
    message: Some(Message::Template(Cow::Borrowed(&[Piece::Timestamp, Piece::Text(text(".")), Piece::Body]))),
    key: KeyRule { encoding: KeyEncoding::Text, strip: None },
    timestamp: Some(TimestampRule {
        location: TimeLocation::Header(text("X-Webhook-Timestamp")),
        unit: TimeUnit::Seconds,
        past: Some(Duration::from_secs(300)),
        future: Some(Duration::from_secs(300)),
    }),
    keys_at_once: 4,
    also: Cow::Borrowed(&[]),
    secret: Some(SecretForm { encoding: SecretEncoding::Hex, bytes: 32 }),
    promise: None,
    vectors: Cow::Borrowed(&[]),
};

/// A contract with the numbers of a real one.
pub const fn contract(envelope: Layout, header: Option<Text>, signature: SignatureRule) -> Contract {
    Contract {
        envelope,
        name: NameRule { grammar: text(""), pattern: None, promise: text("") },
        schema: SchemaRule {
            dialect: text("https://json-schema.org/draft/2020-12/schema"),
            evolution: Evolution::Additive,
            enums: Enums::Open,
            promise: text(""),
        },
        example: ExampleRule { promise: text("") },
        idempotency_key: IdempotencyKeyRule { scope_assumed: false, header, promise: text("") },
        signature,
        retry: Some(RetryPolicy {
            delays: Cow::Borrowed(
                const {
                    &[
                        Duration::ZERO,
                        Duration::from_secs(10),
                        Duration::from_secs(30),
                        Duration::from_secs(120),
                        Duration::from_secs(600),
                        Duration::from_secs(3600),
                    ]
                },
            ),
            timeout: Some(Duration::from_secs(10)),
            rules: Cow::Borrowed(
                const {
                    &[
                        rule(Responses::Class(2), Action::Delivered, None),
                        rule(Responses::Status(429), Action::Retry, Some(Duration::from_secs(60))),
                        rule(Responses::Class(4), Action::Fail, None),
                        rule(Responses::Class(3), Action::Retry, None),
                        rule(Responses::Class(5), Action::Retry, None),
                        rule(Responses::NetworkError, Action::Retry, None),
                        rule(Responses::Timeout, Action::Retry, None),
                    ]
                },
            ),
            disable_after_failures: Some(100),
            promise: text(""),
        }),
        replay: Some(REPLAY),
        limits: Limits {
            max_body_bytes: Some(65_536),
            typical_body_bytes: Some(1024),
            max_endpoints: Some(10),
            delivery_log: Some(Duration::from_secs(30 * 24 * 3600)),
        },
        subscription: Subscription {
            default: SubscriptionDefault::None,
            synthetic_events: Cow::Borrowed(&[]),
            note: None,
        },
        assumptions: Cow::Borrowed(&[]),
    }
}
