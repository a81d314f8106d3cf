//! An endpoint API, as generated code tells it to this crate.

use serde::de::DeserializeOwned;
use webhook_runtime::contract::{ReplayRule, Template};

/// An endpoint API, as generated code tells it to this crate: everything that is generic over it is in the generated
/// crate under the same name, with the API filled in.
///
/// Paths are below [`Api::BASE_URL`], with `{org_id}`, `{endpoint_id}`, `{event_id}` and `{delivery_id}` for their
/// parameters.
/// A request that creates an endpoint is an object with `url`, `event_types` and, where there is one, `description`; one
/// that rotates a secret has no body.
pub trait Api: Copy + Send + Sync + 'static {
    /// The name of an event.
    type EventType: Copy + Eq + Send + Sync + 'static;
    /// A family of events.
    type Family: Copy + Eq + Send + Sync + 'static;
    /// What creating an endpoint answers, signing secret included.
    type CreatedEndpoint: DeserializeOwned;
    /// What rotating a secret answers, the new one included.
    type RotatedSecret: DeserializeOwned;
    /// What asking for an event once more answers.
    type Replay: DeserializeOwned;
    /// What asking for a delivery once more answers.
    type Redelivery: DeserializeOwned;

    /// Base URL, without a slash at the end.
    const BASE_URL: &'static str;
    /// Path that creates an endpoint.
    const CREATE_ENDPOINT: &'static Template;
    /// Path that gives an endpoint a new secret.
    const ROTATE_SECRET: &'static Template;
    /// How the API is asked for a delivery once more.
    const REPLAY: &'static ReplayRule;
    /// Every event that can be subscribed to, in the order in which the API lists them.
    const EVENT_TYPES: &'static [Self::EventType];

    /// The name of an event.
    fn name(event_type: Self::EventType) -> &'static str;

    /// The family of an event.
    fn family(event_type: Self::EventType) -> Self::Family;
}
