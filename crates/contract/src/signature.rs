//! Invariant: how deliveries are signed.

mod algorithm;
#[cfg(feature = "rules")]
mod fault;
#[cfg(feature = "rules")]
mod header_name;
mod location;
mod message;
#[cfg(feature = "rules")]
pub(crate) mod placeholders;
mod pointer;
mod rule;
mod secret_form;
mod timestamp;
#[cfg(feature = "rules")]
mod unreadable;
mod vector;
#[cfg(feature = "rules")]
mod weakness;

pub use algorithm::{Algorithm, Encoding, KeyEncoding, KeyRule};
#[cfg(feature = "rules")]
pub use fault::Fault;
#[cfg(feature = "rules")]
pub(crate) use header_name::header_name;
#[cfg(feature = "serde")]
pub(crate) use location::one_or_more;
pub use location::{Location, TimeLocation};
pub use message::{Fields, Message, Piece};
pub use pointer::Pointer;
pub use rule::SignatureRule;
pub use secret_form::{SecretEncoding, SecretForm, UnexpectedForm};
pub use timestamp::{TimeUnit, TimestampRule};
#[cfg(feature = "rules")]
pub use unreadable::Unreadable;
#[cfg(feature = "serde")]
pub(crate) use unreadable::parse;
pub use vector::Vector;
#[cfg(feature = "rules")]
pub use weakness::{Weakness, WeaknessKind};
