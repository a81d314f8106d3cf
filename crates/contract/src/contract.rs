//! The contract as a whole, and the parts of it that have no logic.

#[cfg(feature = "rules")]
mod rules;

use std::borrow::Cow;
use std::time::Duration;

use crate::layout::Layout;
use crate::replay::ReplayRule;
use crate::retry::RetryPolicy;
use crate::signature::SignatureRule;
use crate::text::Text;

/// What holds for every event: the invariants, as data, and the limits around them.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Contract {
    /// How a delivery is laid out.
    pub envelope: Layout,
    /// Invariant: stable name.
    pub name: NameRule,
    /// Invariant: versioned JSON Schema.
    pub schema: SchemaRule,
    /// Invariant: example payload.
    pub example: ExampleRule,
    /// Invariant: idempotency key.
    pub idempotency_key: IdempotencyKeyRule,
    /// Invariant: signature.
    pub signature: SignatureRule,
    /// Invariant: retry policy; left out where the provider states none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub retry: Option<RetryPolicy>,
    /// Invariant: replay path; left out where the provider states none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub replay: Option<ReplayRule>,
    /// Sizes and numbers that hold for every delivery and endpoint, as far as the provider states them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub limits: Limits,
    /// What a new endpoint is subscribed to; left out where the provider does not state it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub subscription: Subscription,
    /// What is assumed where the provider's documents are silent, a sentence each.
    #[cfg_attr(feature = "serde", serde(default))]
    pub assumptions: Cow<'static, [Text]>,
}

impl Contract {
    /// How long the sender is taken to wait for an answer where the contract states no timeout.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

    /// How long the sender waits for an answer: what the retry policy says, or else [`Contract::DEFAULT_TIMEOUT`].
    #[inline]
    pub fn timeout(&self) -> Duration {
        self.stated_timeout().unwrap_or(Self::DEFAULT_TIMEOUT)
    }

    /// The same where it is stated.
    #[inline]
    pub fn stated_timeout(&self) -> Option<Duration> {
        self.retry.as_ref().and_then(|retry| retry.timeout)
    }
}

/// Invariant: stable name.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NameRule {
    /// The grammar of names, for people.
    pub grammar: Text,
    /// Regular expression, as in JSON Schema, that every name matches as a whole; left out where names have two or three
    /// parts with dots between them, each of lowercase words and digits joined by `-` or `_`, beginning with a letter.
    #[cfg_attr(feature = "serde", serde(default))]
    pub pattern: Option<Text>,
    /// What is promised of a name.
    pub promise: Text,
}

/// Invariant: versioned JSON Schema.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SchemaRule {
    /// The dialect that the schemas are written in.
    pub dialect: Text,
    /// How payloads change within a catalog version.
    pub evolution: Evolution,
    /// Whether receivers have to expect values of an enum that they do not know.
    pub enums: Enums,
    /// What is promised of a schema.
    pub promise: Text,
}

/// How payloads change within a catalog version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Evolution {
    /// By additions only; anything else takes a new catalog version.
    Additive,
}

/// Whether receivers have to expect values of an enum that they do not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Enums {
    /// New values may come at any time.
    Open,
}

/// Invariant: example payload.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ExampleRule {
    /// What is promised of an example.
    pub promise: Text,
}

/// Invariant: idempotency key.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct IdempotencyKeyRule {
    /// Whether an id is assumed to be unique only within the other parts of it, and not documented to be.
    #[cfg_attr(feature = "serde", serde(default))]
    pub scope_assumed: bool,
    /// Header that repeats the id which is in the body; left out where there is none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub header: Option<Text>,
    /// What is promised of the key.
    pub promise: Text,
}

/// Sizes and numbers that hold for every delivery and endpoint; each is left out where the provider does not state it.
#[derive(Clone, Default)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields, default))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Limits {
    /// Largest body, in bytes.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub max_body_bytes: Option<u32>,
    /// Size that most bodies stay below, in bytes.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub typical_body_bytes: Option<u32>,
    /// Most endpoints of one organization.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub max_endpoints: Option<u32>,
    /// How long delivery logs are kept.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "delivery_log_days", deserialize_with = "crate::seconds::of_days")
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "Option<u32>",
            range(min = 1),
            description = "How long delivery logs are kept, in days."
        )
    )]
    pub delivery_log: Option<Duration>,
}

impl Limits {
    /// The largest body that is taken where the contract states no limit, in bytes: 4 MiB.
    pub const DEFAULT_MAX_BODY_BYTES: u32 = 4 * 1024 * 1024;

    /// The largest body to take, in bytes: what the provider states, or else [`Limits::DEFAULT_MAX_BODY_BYTES`].
    #[inline]
    pub fn body_limit(&self) -> usize {
        self.max_body_bytes.unwrap_or(Self::DEFAULT_MAX_BODY_BYTES) as usize
    }
}

/// What a new endpoint is subscribed to.
#[derive(Clone, Default)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Subscription {
    /// What the default is; left out where the provider does not state it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub default: SubscriptionDefault,
    /// Event names that are delivered without being in the catalog.
    #[cfg_attr(feature = "serde", serde(default))]
    pub synthetic_events: Cow<'static, [Text]>,
    /// What else a reader has to know.
    #[cfg_attr(feature = "serde", serde(default))]
    pub note: Option<Text>,
}

/// What a new endpoint is subscribed to when it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum SubscriptionDefault {
    /// Nothing: each event is opted into.
    None,
    /// Every event.
    All,
    /// The provider does not state it, or its documents contradict each other; an explicit list is the only safe request.
    #[default]
    Unspecified,
}
