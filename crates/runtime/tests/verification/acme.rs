//! A catalog of two events, by hand, with the numbers that a real contract has.

use std::time::Duration;

use webhook_runtime::retry::{Action, Responses, RetryPolicy, RetryRule};
use webhook_runtime::{
    Catalog, Contract, DecodeError, Envelope, EnvelopeFields, ReplayRule, SecretForm, SignatureRule,
    body_text,
};

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

impl Catalog for Acme {
    type EventType = EventType;
    type Family = Family;
    type Delivery<'a> = Delivery;

    const CONTRACT: Contract = Contract {
        version: "2026-01-01",
        api_base_url: "https://api.acme.example/v1",
        id_header: "X-Webhook-Id",
        signature: SignatureRule {
            secret: Some(SecretForm::Hex { bytes: 32 }),
            scheme: "v1",
            timestamp_header: "X-Webhook-Timestamp",
            signature_header: "X-Webhook-Signature",
            separator: ".",
            tolerance: Duration::from_secs(300),
        },
        retry: RetryPolicy {
            delays: &[
                Duration::ZERO,
                Duration::from_secs(10),
                Duration::from_secs(30),
                Duration::from_secs(120),
                Duration::from_secs(600),
                Duration::from_secs(3600),
            ],
            timeout: Duration::from_secs(10),
            rules: &[
                rule(Responses::Class(2), Action::Delivered, 0),
                rule(Responses::Status(429), Action::Retry, 60),
                rule(Responses::Class(4), Action::Fail, 0),
                rule(Responses::Class(3), Action::Retry, 0),
                rule(Responses::Class(5), Action::Retry, 0),
                rule(Responses::NetworkError, Action::Retry, 0),
                rule(Responses::Timeout, Action::Retry, 0),
            ],
            disable_after_failures: 100,
        },
        replay: ReplayRule {
            replay_path: "/orgs/{org_id}/events/{event_id}/replay",
            redeliver_path: "/orgs/{org_id}/deliveries/{delivery_id}/redeliver",
            idempotency_header: "Idempotency-Key",
            idempotency_key_max_length: 255,
            max_endpoint_ids: 100,
        },
        max_body_bytes: 65_536,
        delivery_log: Duration::from_secs(30 * 24 * 3600),
    };
    const EVENT_TYPES: &'static [EventType] = &[EventType::OrderPaid, EventType::OrderVoided];
    const ID_FIELD: &'static str = "id";
    const SCOPE_FIELD: Option<&'static str> = None;

    fn event_type(name: &str) -> Option<EventType> {
        Self::EVENT_TYPES.iter().copied().find(|event_type| Self::name(*event_type) == name)
    }

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

    fn decode(body: &[u8]) -> Result<Delivery, DecodeError> {
        const FIELDS: EnvelopeFields = EnvelopeFields { event_type: "type", id: "id", data: "data" };
        let envelope = Envelope::__read(body_text(body)?.as_bytes(), FIELDS)?;
        Ok(Delivery { id: envelope.id.into_owned(), event_type: envelope.event_type.into_owned() })
    }

    fn into_owned(delivery: Delivery) -> Delivery {
        delivery
    }

    fn name_in(delivery: &Delivery) -> &str {
        &delivery.event_type
    }
}

const fn rule(responses: Responses, action: Action, at_least: u64) -> RetryRule {
    RetryRule { responses, action, at_least: Duration::from_secs(at_least) }
}
