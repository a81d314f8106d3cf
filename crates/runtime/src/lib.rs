//! What generated webhook event crates stand on.
//!
//! Knows how a JSON body is read so that nothing is lost and an additive change never breaks a receiver:
//! scalars that keep what they came from ([`Timestamp`], [`Number`], [`RawJson`]), enums that keep texts they do not
//! know ([`open_enum!`]), objects that skip fields they do not know ([`object!`]), and [`DecodeError`], which says
//! where in a body a value was not what its type needs.
//! With the feature `receiver` it also knows how a delivery is received: `Receiver` verifies it, a store of `dedupe` tells
//! whether it was handled before, `Router` has its handler, and `Endpoint` does all of that and says what to answer. What a
//! provider promises is a value in any case: [`Contract`], with [`RetryPolicy`] and [`ReplayRule`] in it.
//! Does not know any event, family or provider, and derives nothing: there is no procedural macro in a receiver's build.
//!
//! Generated code implements `Catalog` and has these types under the same names with the catalog filled in, so that few
//! ever name this crate.
//!
//! # What it costs
//!
//! Time of decoding a body, against `serde_json::from_str` into the right struct, known beforehand; 53 events of 595
//! bytes on average (`cargo bench -p event-benches --bench decode`):
//!
//! | | name first | payload first |
//! | --- | --- | --- |
//! | a generated `Delivery::decode` | 0.96 | 1.27 |
//! | a generated `Delivery::peek`: id, name, raw payload | 0.50 | 0.52 |
//! | serde's adjacently tagged enum, flattened into the envelope | 1.66 | 1.65 |
//! | serde's internally tagged enum | 1.67 | 1.69 |
//!
//! CPU time of building 54 events in 12 families, against the same schemas through plain typify
//! without the feature `receiver` (`python3 benches/compile_time.py`):
//!
//! | | all families | one family |
//! | --- | --- | --- |
//! | `cargo check` | 0.50 | 0.15 |
//! | `cargo build --release` | 0.46 | 0.14 |

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
