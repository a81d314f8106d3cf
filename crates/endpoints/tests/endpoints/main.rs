//! The client against servers that answer as each test wants, over real connections.

mod answers;
#[cfg(target_os = "linux")]
mod machine;
mod requests;
mod retries;
mod server;

use std::borrow::Cow;

use serde::Deserialize;
use webhook_endpoints::contract::{EventReplay, Part, Template, text};
use webhook_endpoints::{Api, Client, Redelivers, Replays, Secret};

/// Text that must not be seen anywhere.
const TOKEN: &str = "t0ken-never-shown";
/// Text that must not be seen anywhere.
const SECRET: &str = "9f86d081884c7d65";

/// A small API.
#[derive(Clone, Copy)]
struct Invoices;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EventType {
    Paid,
    Failed,
    MemberAdded,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Invoice,
    Team,
}

#[derive(Debug, Deserialize)]
struct Created {
    endpoint_id: String,
    signing_secret: Secret,
    event_types: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Rotated {
    signing_secret: Secret,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Replayed {
    deliveries: Vec<String>,
}

const ORG: Part = Part::Field(text("org_id"));

impl Api for Invoices {
    type EventType = EventType;
    type Family = Family;
    type CreatedEndpoint = Created;
    type RotatedSecret = Rotated;

    const BASE_URL: &'static str = "https://api.example.com/v1";
    const CREATE_ENDPOINT: &'static Template =
        &Template(Cow::Borrowed(&[Part::Text(text("/orgs/")), ORG, Part::Text(text("/hooks"))]));
    const ROTATE_SECRET: &'static Template = &Template(Cow::Borrowed(&[
        Part::Text(text("/orgs/")),
        ORG,
        Part::Text(text("/hooks/")),
        Part::Field(text("endpoint_id")),
        Part::Text(text("/rotate")),
    ]));
    const EVENT_TYPES: &'static [EventType] = &[EventType::Paid, EventType::MemberAdded, EventType::Failed];

    fn name(event_type: EventType) -> &'static str {
        match event_type {
            EventType::Paid => "invoice.paid",
            EventType::Failed => "invoice.failed",
            EventType::MemberAdded => "team.member_added",
        }
    }

    fn family(event_type: EventType) -> Family {
        match event_type {
            EventType::Paid | EventType::Failed => Family::Invoice,
            EventType::MemberAdded => Family::Team,
        }
    }
}

impl Replays for Invoices {
    type Replay = Replayed;

    const REPLAY: &'static EventReplay = &EventReplay {
        path: Template(Cow::Borrowed(&[
            Part::Text(text("/orgs/")),
            ORG,
            Part::Text(text("/events/")),
            Part::Field(text("event_id")),
            Part::Text(text("/replay")),
        ])),
        idempotency_header: text("Idempotency-Key"),
        idempotency_key_max_length: 255,
        max_endpoint_ids: 100,
        key_reused_status: 422,
        in_flight_status: 409,
    };
}

impl Redelivers for Invoices {
    type Redelivery = Replayed;

    const REDELIVER_PATH: &'static Template = &Template(Cow::Borrowed(&[
        Part::Text(text("/orgs/")),
        ORG,
        Part::Text(text("/deliveries/")),
        Part::Field(text("delivery_id")),
        Part::Text(text("/redeliver")),
    ]));
}

fn client(base_url: &str) -> Client<Invoices> {
    Client::new(TOKEN).and_then(|client| client.base_url(base_url)).expect("the client is made")
}
