//! The shape of `index.json`, as an author writes it.
//!
//! Knows the names and types of every entry, and is where the index's own JSON Schema is derived from.
//! Does not know files, places in them, or whether what the entries say hangs together.

use schemars::JsonSchema;
use serde::Deserialize;

/// The catalog's index: who emits, under which contract, and every event with where its files are.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Path or URL of the schema of this file, for editors.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Catalog version: the date of the last breaking change, `YYYY-MM-DD`.
    pub version: Date,
    /// The company whose API emits the events.
    pub provider: Provider,
    /// What holds for every event.
    pub contract: Contract,
    /// Families, in the order in which they are presented.
    pub families: Vec<Family>,
    /// Events, in the order in which the API lists them.
    pub events: Vec<Event>,
}

/// A calendar date, `YYYY-MM-DD`.
// Whether the text is a day that exists is checked by `load`, not by this type. Not in the docs: those are in the
// schema of the index, and authors read them there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Date(#[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))] pub String);

/// The company whose API emits the events.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Name in lower case with hyphens; the generated crates are `<name>-events` and `<name>-events-<family>`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"))]
    pub name: String,
    /// Name as people write it.
    #[schemars(length(min = 1))]
    pub title: String,
    /// Base URL of the API, with its version and without a slash at the end.
    #[schemars(regex(pattern = r"^https://[^\s]*[^\s/]$"))]
    pub api_base_url: String,
}

/// A family: events of one subject, presented together and generated into one crate.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Name in lower case with hyphens; it becomes a crate name, a feature and a module.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"))]
    pub name: String,
    /// Name as people write it.
    #[schemars(length(min = 1))]
    pub title: String,
    /// What the family's events are about.
    #[schemars(length(min = 1))]
    pub description: String,
    /// What a reader has to know beside that: the rail it is emitted on, or that emitters are pending.
    #[serde(default)]
    pub note: Option<String>,
}

/// An event of the catalog.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Dotted name, `<context>.<axis>[.<event>]`; it never changes its meaning.
    pub name: String,
    /// Name of the family that it belongs to.
    pub family: String,
    /// What fires it, what does not, and what to do with it. Required for a published event.
    #[serde(default)]
    pub description: String,
    /// Schema of the whole delivered body: a file beside the index.
    #[schemars(length(min = 1))]
    pub schema: String,
    /// Example of a delivered body: a file beside the index.
    #[schemars(length(min = 1))]
    pub example: String,
    /// Where it comes from.
    pub emission: Emission,
    /// Whether the catalog page presents it. An event that is not published can be subscribed to all the same.
    pub published: bool,
    /// Catalog version that introduced it; left out where it is not known.
    #[serde(default)]
    pub since: Option<Date>,
    /// The event whose place it took.
    #[serde(default)]
    pub replaces: Option<Replaced>,
}

/// Where an event comes from.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Emission {
    /// The part of the system that emits it.
    #[schemars(length(min = 1))]
    pub component: String,
    /// What in that part fires it.
    #[schemars(length(min = 1))]
    pub trigger: String,
    /// Whether it is emitted today.
    pub status: Status,
    /// What else is known of the emitter.
    #[serde(default)]
    pub note: Option<String>,
}

/// Whether an event is emitted today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Emitted today.
    Live,
    /// Named in the catalog, without an emitter so far.
    Declared,
}

/// An event name that is no longer emitted.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replaced {
    /// The name that is gone.
    pub name: String,
    /// Catalog version that dropped it.
    #[serde(default)]
    pub dropped: Option<Date>,
}

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
    /// Lower case hexadecimal.
    Hex,
}

/// Which bytes of the endpoint's secret are the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SigningKey {
    /// The bytes of the secret's text as it was handed out; nothing is decoded.
    SecretText,
}

/// Invariant: retry policy.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Wait before each attempt, counted from the one before, in seconds; the first is `0`.
    #[schemars(length(min = 1))]
    pub delays_seconds: Vec<u32>,
    /// How long the sender waits for an answer, in seconds.
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
