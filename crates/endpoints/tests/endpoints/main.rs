//! The client against servers that answer whatever a test has them answer, over real connections.

mod answers;
#[cfg(target_os = "linux")]
mod machine;
mod requests;
mod retries;
mod server;

use serde::Deserialize;
use webhook_endpoints::{Api, Client, ReplayRule, Secret};

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

impl Api for Invoices {
    type EventType = EventType;
    type Family = Family;
    type CreatedEndpoint = Created;
    type RotatedSecret = Rotated;
    type Replay = Replayed;
    type Redelivery = Replayed;

    const BASE_URL: &'static str = "https://api.example.com/v1";
    const CREATE_ENDPOINT: &'static str = "/orgs/{org_id}/hooks";
    const ROTATE_SECRET: &'static str = "/orgs/{org_id}/hooks/{endpoint_id}/rotate";
    const REPLAY: ReplayRule = ReplayRule {
        replay_path: "/orgs/{org_id}/events/{event_id}/replay",
        redeliver_path: "/orgs/{org_id}/deliveries/{delivery_id}/redeliver",
        idempotency_header: "Idempotency-Key",
        idempotency_key_max_length: 255,
        max_endpoint_ids: 100,
    };
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

fn client(base_url: &str) -> Client<Invoices> {
    Client::new(TOKEN).and_then(|client| client.base_url(base_url)).expect("the client is made")
}
