//! What a client has to be told of an API: its names, its paths and the types of what it answers.
//!
//! Knows the four operations. Does not know HTTP, nor any provider.

use serde::de::DeserializeOwned;

/// An endpoint API, as generated code tells it to this crate.
pub trait Api: Copy + Send + Sync + 'static {
    /// Names of events: `Copy`, as the catalog lists them.
    type EventType: Copy + Eq + Send + Sync + 'static;
    /// Families of events.
    type Family: Copy + Eq + Send + Sync + 'static;
    /// What creating an endpoint answers, secret included.
    type CreatedEndpoint: DeserializeOwned;
    /// What rotating a secret answers.
    type RotatedSecret: DeserializeOwned;
    /// What replaying an event answers.
    type Replay: DeserializeOwned;
    /// What repeating a delivery answers.
    type Redelivery: DeserializeOwned;
    /// Base URL of the API, without a slash at the end.
    const BASE_URL: &'static str;
    /// Template of the path that creates an endpoint.
    const CREATE_ENDPOINT: &'static str;
    /// Template of the path that rotates an endpoint's secret.
    const ROTATE_SECRET: &'static str;
    /// Template of the path that replays an event.
    const REPLAY: &'static str;
    /// Template of the path that repeats a delivery.
    const REDELIVER: &'static str;
    /// Header that makes a replay idempotent.
    const IDEMPOTENCY_HEADER: &'static str;
    /// Longest value of that header, in characters.
    const IDEMPOTENCY_KEY_MAX: usize;
    /// Most endpoints that one replay may name.
    const MAX_ENDPOINT_IDS: usize;
    /// Every name, in the order of the API reference.
    const EVENT_TYPES: &'static [Self::EventType];
    /// The text of a name.
    fn name(event_type: Self::EventType) -> &'static str;
    /// The family that an event belongs to.
    fn family(event_type: Self::EventType) -> Self::Family;
}
