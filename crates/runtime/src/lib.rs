//! The runtime of generated webhook event crates.
//!
//! It reads JSON bodies so that nothing is lost and an additive change never breaks a receiver: scalars keep their
//! original text ([`Timestamp`], [`Number`], [`RawJson`]), enums keep unknown strings ([`open_enum!`]), objects skip
//! unknown fields ([`object!`]), and [`DecodeError`] says where in a body a value does not fit its type.
//!
//! Each shape of a schema has a macro:
//!
//! - [`object!`]: an object with declared keys; `@rest` keeps the others.
//! - [`open_enum!`]: one of several strings.
//! - [`text_id!`]: a kind of identifier.
//! - [`newtype!`]: another type, such as a list, under a name of its own.
//! - [`tagged_union!`]: one of several objects, told apart by a tag.
//!
//! The feature `mixed` adds those that mix types:
//!
//! - `value_enum!`: one of several JSON values that are not all strings.
//! - `tuple!`: an array whose positions have types of their own.
//! - `object_union!`: one of several objects, told apart by their keys and values.
//! - `type_union!`: a value of one of several JSON types.
//!
//! With the feature `sender`, it builds what is delivered: `builder!` takes the fields of an object in any order, and
//! `BuildError` names every one that is missing.
//!
//! With the feature `receiver`, it receives deliveries: `Receiver` verifies one, a store of `dedupe` knows whether it
//! was handled before, `Router` passes it to its handler, and `Endpoint` does all of that and decides what to answer.
//!
//! What a provider promises is a value: [`Contract`], from the crate `webhook-contract`.
//!
//! Generated crates implement `Catalog` and re-export these types under the same names with the catalog filled in, so
//! most receivers never name this crate. A receiver's build has no procedural macro: nothing here is derived.

mod json;
mod kind;
mod receive;
pub mod replay;
mod secret;
mod timestamp;

#[doc(hidden)]
pub use json::envelope::EnvelopeFields;
#[doc(hidden)]
pub use json::support;
#[cfg(feature = "sender")]
pub use json::{BuildError, Maybe, Problem};
pub use json::{
    DecodeError, Envelope, MAX_DEPTH, NotFinite, Number, RawJson, Stage, UnknownEvent, UnknownReason,
    UnknownText, UnknownVariant, body_text,
};
#[cfg(feature = "receiver")]
pub use receive::*;
pub use secret::{InvalidSecret, Secret};
pub use timestamp::{ParseTimestampError, Timestamp, TimestampRangeError};
#[doc(no_inline)]
pub use webhook_contract::{
    self as contract, Contract, ReplayRule, RetryPolicy, SecretForm, SignatureRule, UnexpectedForm, retry,
};
