//! Invariant: how deliveries are signed.

mod algorithm;
mod fault;
mod location;
mod message;
pub(crate) mod placeholders;
mod pointer;
mod rule;
mod secret_form;
mod timestamp;
mod vector;
mod weakness;

pub use algorithm::{Algorithm, Encoding, KeyEncoding, KeyRule};
pub use fault::Fault;
pub(crate) use location::header_name;
#[cfg(feature = "serde")]
pub(crate) use location::one_or_more;
pub use location::{Location, TimeLocation};
pub use message::{Fields, Message, Piece};
#[cfg(feature = "serde")]
pub(crate) use pointer::parse;
pub use pointer::{Pointer, Unreadable};
pub use rule::SignatureRule;
pub use secret_form::{SecretEncoding, SecretForm, UnexpectedForm};
pub use timestamp::{TimeUnit, TimestampRule};
pub use vector::Vector;
pub use weakness::{Weakness, WeaknessKind};
