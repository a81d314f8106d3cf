//! The part of the index that holds for every event: the contract.

use schemars::JsonSchema;
use serde::Deserialize;

/// What holds for every event: the invariants, as data, and the limits around them.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// How the delivered body is laid out.
    pub envelope: Envelope,
    /// Invariant: stable name.
    pub name: NameRule,
    /// Invariant: versioned JSON Schema.
    pub schema: SchemaRule,
    /// Invariant: example payload.
    pub example: ExampleRule,
    /// Invariant: idempotency key.
    pub idempotency_key: IdempotencyKey,
    /// Invariant: signature.
    pub signature: Signature,
    /// Invariant: retry policy.
    pub retry: Retry,
    /// Invariant: replay path.
    pub replay: Replay,
    /// Sizes and numbers that hold for every delivery and endpoint.
    pub limits: Limits,
    /// What a new endpoint is subscribed to.
    pub subscription: Subscription,
    /// What is assumed where the provider's documents are silent, a sentence each.
    #[serde(default)]
    pub assumptions: Vec<String>,
}

/// How the delivered body is laid out: one object, with the payload in one of its fields.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Reference to the schema that every event includes, as `<file>#<JSON Pointer>`.
    pub schema: String,
    /// Field that holds the event's name.
    pub type_field: String,
    /// Field that holds the payload.
    pub data_field: String,
    /// Field that orders events.
    pub created_at_field: String,
}

/// Invariant: stable name.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameRule {
    /// The grammar of names, for people.
    pub grammar: String,
    /// What is promised of a name.
    pub promise: String,
}

/// Invariant: versioned JSON Schema.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemaRule {
    /// The dialect that the schemas are written in.
    pub dialect: String,
    /// How payloads change within a catalog version.
    pub evolution: Evolution,
    /// Whether receivers have to expect values of an enum that they do not know.
    pub enums: Enums,
    /// What is promised of a schema.
    pub promise: String,
}

/// How payloads change within a catalog version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Evolution {
    /// By additions only; anything else takes a new catalog version.
    Additive,
}

/// Whether receivers have to expect values of an enum that they do not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Enums {
    /// New values may come at any time.
    Open,
}

/// Invariant: example payload.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleRule {
    /// What is promised of an example.
    pub promise: String,
}

/// Invariant: idempotency key.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdempotencyKey {
    /// Field of the envelope that identifies the event.
    pub field: String,
    /// Field of the envelope within whose values `field` is unique; left out where it is unique by itself.
    #[serde(default)]
    pub scope: Option<String>,
    /// Whether the scope is one of the assumptions, and not documented.
    #[serde(default)]
    pub scope_assumed: bool,
    /// Header that repeats it.
    pub header: String,
    /// What is promised of the key.
    pub promise: String,
}

/// Invariant: signature.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Name of the scheme, as the signature header has it before the `=`.
    pub scheme: String,
    /// The keyed hash.
    pub algorithm: Algorithm,
    /// Header with the time of sending, in Unix seconds.
    pub timestamp_header: String,
    /// Header with the signature, `<scheme>=<digest>`.
    pub signature_header: String,
    /// What is signed; `{timestamp}` is the timestamp header's text, `{body}` the raw body.
    pub message: String,
    /// How the digest is written.
    pub digest_encoding: DigestEncoding,
    /// Which bytes of the endpoint's secret are the key.
    pub key: SigningKey,
    /// The form of the secrets that the provider hands out; left out where it is not known.
    #[serde(default)]
    pub secret: Option<SecretForm>,
    /// How far the timestamp may be from the receiver's clock, either way, in seconds.
    pub tolerance_seconds: u32,
    /// What is promised of the signature.
    pub promise: String,
}

impl Signature {
    /// What stands between timestamp and body in the signed message; `None` where it is put together otherwise.
    pub fn separator(&self) -> Option<&str> {
        let separator = self.message.strip_prefix("{timestamp}")?.strip_suffix("{body}")?;
        (!separator.contains(['{', '}'])).then_some(separator)
    }
}

/// The keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Algorithm {
    /// HMAC with SHA-256.
    #[serde(rename = "hmac-sha256")]
    HmacSha256,
}

/// How the digest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DigestEncoding {
    /// Hexadecimal.
    Hex,
}

/// Which bytes of the endpoint's secret are the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SigningKey {
    /// The bytes of the secret's text as it was handed out; nothing is decoded.
    SecretText,
}

/// The form of the secrets that the provider hands out: receivers warn of one that has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretForm {
    /// How the bytes are written.
    pub encoding: SecretEncoding,
    /// How many bytes there are.
    #[schemars(range(min = 1))]
    pub bytes: u32,
}

/// How the bytes of a secret are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SecretEncoding {
    /// Two hexadecimal digits per byte.
    Hex,
}

/// Invariant: retry policy.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Wait before each attempt, counted from the one before, in seconds; the first is `0`.
    #[schemars(length(min = 1))]
    pub delays_seconds: Vec<u32>,
    /// How long the sender waits for an answer, in seconds.
    #[schemars(range(min = 1))]
    pub timeout_seconds: u32,
    /// What each class of answer leads to; the first that fits counts.
    #[schemars(length(min = 1))]
    pub outcomes: Vec<Outcome>,
    /// Number of consecutive failures after which an endpoint is disabled.
    pub disable_after_failures: u32,
    /// What is promised of the attempts.
    pub promise: String,
}

/// What a class of answer leads to.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The class: a status (`429`), a hundred of them (`4xx`), `network_error` or `timeout`.
    #[schemars(regex(pattern = r"^([1-5][0-9]{2}|[1-5]xx|network_error|timeout)$"))]
    pub response: String,
    /// What the sender does.
    pub action: Action,
    /// Shortest wait before the next attempt, in seconds, where it is not the schedule's.
    #[serde(default)]
    pub minimum_delay_seconds: Option<u32>,
    /// Whether this is one of the assumptions, and not documented.
    #[serde(default)]
    pub assumed: bool,
}

/// What the sender does after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The delivery is done.
    Delivered,
    /// The next attempt follows.
    Retry,
    /// The delivery has failed for good.
    Fail,
}

/// Invariant: replay path.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// Path, below the API's base URL, that sends an event again; with `{…}` for its parameters.
    #[schemars(regex(pattern = r"^/"))]
    pub replay_path: String,
    /// Path that sends one delivery again.
    #[schemars(regex(pattern = r"^/"))]
    pub redeliver_path: String,
    /// Header that makes the replay request idempotent.
    pub idempotency_header: String,
    /// Longest value of that header, in characters; the shortest is 1.
    pub idempotency_key_max_length: u32,
    /// Most endpoints that one replay may name.
    pub max_endpoint_ids: u32,
    /// Status for a key that was used with another body.
    pub key_reused_status: u16,
    /// Status while the first request with a key is under way.
    pub in_flight_status: u16,
    /// What is promised of a replay.
    pub promise: String,
}

/// Sizes and numbers that hold for every delivery and endpoint.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Largest body, in bytes.
    pub max_body_bytes: u32,
    /// Size that most bodies stay below, in bytes.
    pub typical_body_bytes: u32,
    /// Most endpoints of one organization.
    pub max_endpoints: u32,
    /// How long delivery logs are kept, in days.
    pub delivery_log_days: u32,
}

/// What a new endpoint is subscribed to.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// What the default is.
    pub default: SubscriptionDefault,
    /// Event names that are delivered without being in the catalog.
    #[serde(default)]
    pub synthetic_events: Vec<String>,
    /// What a reader has to know beside that.
    #[serde(default)]
    pub note: Option<String>,
}

/// What a new endpoint is subscribed to when it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubscriptionDefault {
    /// Nothing: each event is opted into.
    None,
    /// Every event.
    All,
    /// The provider's documents contradict each other; an explicit list is the only safe request.
    Unspecified,
}
