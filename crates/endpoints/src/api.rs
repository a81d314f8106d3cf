//! What generated code tells this crate about its endpoint API.

use serde::de::DeserializeOwned;
use webhook_runtime::contract::{EventReplay, Template};

/// An endpoint API, described by generated code. Everything that is generic over it is in the generated crate under the
/// same name, with the API filled in.
///
/// Paths are below [`Api::BASE_URL`], with `{org_id}`, `{endpoint_id}`, `{event_id}` and `{delivery_id}` for their
/// parameters. A request that creates an endpoint is an object with `url`, `event_types` and optionally `description`;
/// one that rotates a secret has no body.
pub trait Api: Copy + Send + Sync + 'static {
    /// The name of an event.
    type EventType: Copy + Eq + Send + Sync + 'static;
    /// A family of events.
    type Family: Copy + Eq + Send + Sync + 'static;
    /// The answer to creating an endpoint, including the signing secret.
    type CreatedEndpoint: DeserializeOwned;
    /// The answer to rotating a secret, including the new one.
    type RotatedSecret: DeserializeOwned;

    /// The base URL, without a trailing slash.
    const BASE_URL: &'static str;
    /// The path that creates an endpoint.
    const CREATE_ENDPOINT: &'static Template;
    /// The path that rotates an endpoint's secret.
    const ROTATE_SECRET: &'static Template;
    /// Every event that can be subscribed to, in the order in which the API lists them.
    const EVENT_TYPES: &'static [Self::EventType];

    /// The name of an event.
    fn name(event_type: Self::EventType) -> &'static str;

    /// The family of an event.
    fn family(event_type: Self::EventType) -> Self::Family;
}

/// An API that sends an event again when it is asked to. Generated code says so of one whose contract states how.
pub trait Replays: Api {
    /// The answer to replaying an event.
    type Replay: DeserializeOwned;

    /// How to ask the API for a replay.
    const REPLAY: &'static EventReplay;
}

/// An API that repeats a delivery when it is asked to. Generated code says so of one whose contract states how.
pub trait Redelivers: Api {
    /// The answer to repeating a delivery.
    type Redelivery: DeserializeOwned;

    /// The path that repeats a delivery.
    const REDELIVER_PATH: &'static Template;
}
