//! What generated webhook event crates stand on.
//!
//! Knows how a JSON body is read so that nothing is lost and an additive change never breaks a receiver:
//! scalars that keep what they came from ([`Timestamp`], [`Number`], [`RawJson`]), enums that keep texts they do not
//! know ([`open_enum!`]), objects that skip fields they do not know ([`object!`]), and [`DecodeError`], which says
//! where in a body a value was not what its type needs.
//! Does not know any event, family or provider, and derives nothing: there is no procedural macro in a receiver's build.

mod body;
mod decode_error;
mod envelope;
mod number;
mod object;
mod open_enum;
mod path;
mod raw_json;
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
pub use timestamp::{ParseTimestampError, Timestamp};
pub use unknown::{UnknownEvent, UnknownReason, UnknownText, UnknownVariant};
