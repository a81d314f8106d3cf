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

#[cfg(feature = "axum")]
pub mod axum;
mod body;
#[cfg(feature = "receiver")]
mod catalog;
mod contract;
mod decode_error;
#[cfg(feature = "receiver")]
pub mod dedupe;
#[cfg(feature = "receiver")]
mod endpoint;
mod envelope;
#[cfg(feature = "receiver")]
mod headers;
mod mend;
mod number;
mod object;
mod open_enum;
mod path;
mod raw_json;
mod read;
#[cfg(feature = "receiver")]
mod receiver;
pub mod replay;
pub mod retry;
#[cfg(feature = "receiver")]
mod router;
mod secret;
#[cfg(feature = "receiver")]
mod signature;
mod tagged_union;
#[cfg(feature = "testing")]
pub mod testing;
mod text_id;
mod timestamp;
mod unknown;
#[cfg(feature = "receiver")]
mod verify_error;

#[doc(hidden)]
pub mod support;

pub use body::{MAX_DEPTH, body_text};
#[cfg(feature = "receiver")]
pub use catalog::{Catalog, Kind};
pub use contract::{Contract, SecretForm, SignatureRule, UnexpectedForm};
pub use decode_error::{DecodeError, Stage};
#[cfg(feature = "receiver")]
pub use endpoint::{Answer, Disposition, Endpoint};
pub use envelope::Envelope;
#[doc(hidden)]
pub use envelope::EnvelopeFields;
#[cfg(feature = "receiver")]
pub use headers::Headers;
pub use number::Number;
pub use raw_json::RawJson;
#[cfg(feature = "receiver")]
pub use receiver::{MAX_SECRETS, Receiver, Signer, Verified};
pub use replay::ReplayRule;
pub use retry::RetryPolicy;
#[cfg(feature = "receiver")]
pub use router::{DeadLetter, HandlerError, Router, RouterBuilder, RouterError, StatefulBuilder, WithState};
pub use secret::{InvalidSecret, Secret};
#[cfg(feature = "receiver")]
pub use signature::MAX_CANDIDATES;
pub use timestamp::{ParseTimestampError, Timestamp};
pub use unknown::{UnknownEvent, UnknownReason, UnknownText, UnknownVariant};
#[cfg(feature = "receiver")]
pub use verify_error::VerifyError;
