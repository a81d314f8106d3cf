//! Reads and writes payloads as JSON, so that nothing is lost and an additive change never breaks a receiver.

pub(crate) mod body;
#[cfg(feature = "sender")]
mod build_error;
#[cfg(feature = "sender")]
mod builder;
#[cfg(any(feature = "mixed", feature = "sender"))]
pub(crate) mod decimal;
pub(crate) mod decode_error;
pub(crate) mod envelope;
pub(crate) mod located;
#[cfg(feature = "sender")]
mod maybe;
pub(crate) mod mend;
mod newtype;
pub(crate) mod number;
mod object;
#[cfg(feature = "mixed")]
mod object_union;
mod open_enum;
pub(crate) mod path;
pub(crate) mod raw_json;
pub(crate) mod read;
mod strict;
#[cfg(feature = "receiver")]
pub(crate) mod string_field;
pub mod support;
mod tagged_union;
mod text_id;
#[cfg(feature = "mixed")]
mod tuple;
#[cfg(feature = "mixed")]
mod type_union;
pub(crate) mod unknown;
#[cfg(any(feature = "mixed", feature = "sender"))]
pub(crate) mod value;
#[cfg(feature = "mixed")]
mod value_enum;

pub use body::{MAX_DEPTH, body_text};
#[cfg(feature = "sender")]
pub use build_error::{BuildError, Problem};
pub use decode_error::{DecodeError, Stage};
pub use envelope::Envelope;
#[cfg(feature = "sender")]
pub use maybe::Maybe;
pub use number::{NotFinite, Number};
pub use raw_json::RawJson;
pub use unknown::{UnknownEvent, UnknownReason, UnknownText, UnknownVariant};
