//! What generated webhook event crates stand on.
//!
//! Knows how a JSON body is read so that nothing is lost and an additive change never breaks a receiver:
//! scalars that keep what they came from ([`Timestamp`], [`Number`], [`RawJson`]), enums that keep texts they do not
//! know ([`open_enum!`]), objects that skip fields they do not know ([`object!`]), and [`DecodeError`], which says
//! where in a body a value was not what its type needs.
//! Does not know any event, family or provider, and derives nothing: there is no procedural macro in a receiver's build.
//!
//! # What it costs
//!
//! Time of decoding a body, against `serde_json::from_str` into the right struct, known beforehand; 53 events of 595
//! bytes on average (`cargo bench -p event-benches --bench decode`):
//!
//! | | name first | payload first |
//! | --- | --- | --- |
//! | a generated `Delivery::decode` | 0.96 | 1.24 |
//! | a generated `Delivery::peek`: id, name, raw payload | 0.49 | 0.49 |
//! | serde's adjacently tagged enum, flattened into the envelope | 1.66 | 1.62 |
//! | serde's internally tagged enum | 1.65 | 1.67 |
//!
//! CPU time of building 54 events in 12 families, against the same schemas through plain typify
//! (`python3 benches/compile_time.py`):
//!
//! | | all families | one family |
//! | --- | --- | --- |
//! | `cargo check` | 0.48 | 0.14 |
//! | `cargo build --release` | 0.45 | 0.12 |

mod body;
mod decode_error;
mod envelope;
mod number;
mod object;
mod open_enum;
mod path;
mod raw_json;
mod secret;
mod tagged_union;
mod text_id;
mod timestamp;
mod unknown;

#[doc(hidden)]
pub mod support;

pub use body::{MAX_DEPTH, body_text};
pub use decode_error::{DecodeError, Stage};
pub use envelope::Envelope;
#[doc(hidden)]
pub use envelope::EnvelopeFields;
pub use number::Number;
pub use raw_json::RawJson;
pub use secret::{InvalidSecret, Secret};
pub use timestamp::{ParseTimestampError, Timestamp};
pub use unknown::{UnknownEvent, UnknownReason, UnknownText, UnknownVariant};
