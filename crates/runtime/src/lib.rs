//! What generated webhook event crates build on.
//!
//! JSON bodies are read so that nothing is lost and an additive change never breaks a receiver: scalars keep what they came
//! from ([`Timestamp`], [`Number`], [`RawJson`]), enums keep unknown strings ([`open_enum!`]), objects skip unknown fields
//! ([`object!`]), and [`DecodeError`] says where in a body a value was not what its type needs.
//!
//! With the feature `receiver`, deliveries are received: `Receiver` verifies one, a store of `dedupe` tells whether it was
//! handled before, `Router` has its handler, and `Endpoint` does all of that and says what to answer.
//!
//! What a provider promises is a value: [`Contract`], of the crate `webhook-contract`.
//!
//! No event, family or provider is known here, and nothing is derived: there is no procedural macro in a receiver's build.
//! Generated code implements `Catalog` and has these types under the same names with the catalog filled in, so that few
//! ever name this crate.

mod json;
#[cfg(feature = "receiver")]
mod receive;
pub mod replay;
mod secret;
mod timestamp;

#[doc(hidden)]
pub use json::envelope::EnvelopeFields;
#[doc(hidden)]
pub use json::support;
pub use json::{
    DecodeError, Envelope, MAX_DEPTH, Number, RawJson, Stage, UnknownEvent, UnknownReason, UnknownText,
    UnknownVariant, body_text,
};
#[cfg(feature = "receiver")]
pub use receive::*;
pub use secret::{InvalidSecret, Secret};
pub use timestamp::{ParseTimestampError, Timestamp};
#[doc(no_inline)]
pub use webhook_contract::{
    self as contract, Contract, ReplayRule, RetryPolicy, SecretForm, SignatureRule, UnexpectedForm, retry,
};
