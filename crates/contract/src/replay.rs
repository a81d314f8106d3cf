//! Invariant: how a provider is asked to deliver once more.

use crate::template::Template;
use crate::text::Text;

/// Invariant: replay path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReplayRule {
    /// Path, below the API's base URL, that sends an event again; with `{…}` for its parameters.
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^/")))]
    pub replay_path: Template,
    /// Path that sends one delivery again.
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^/")))]
    pub redeliver_path: Template,
    /// Header that makes the replay request idempotent.
    pub idempotency_header: Text,
    /// Longest value of that header, in characters; the shortest is 1.
    pub idempotency_key_max_length: u32,
    /// Most endpoints that one replay may name.
    pub max_endpoint_ids: u32,
    /// Status for a key that was used with another body.
    pub key_reused_status: u16,
    /// Status while the first request with a key is in flight.
    pub in_flight_status: u16,
    /// What is promised of a replay.
    pub promise: Text,
}
