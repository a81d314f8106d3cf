//! Acts by a signature rule: finds the signatures of a request, puts together what was signed, and compares.
//!
//! A rule is prepared once, for its secrets; a request is read, then proved, then its time is looked at.

mod algorithms;
mod candidates;
pub(crate) mod decode;
pub(crate) mod form;
pub(crate) mod json;
mod key;
mod message;
pub(crate) mod places;
mod prepared;
pub(crate) mod put;
mod request;
mod sign;
mod time;
mod trials;
mod verifier;

pub use candidates::MAX_CANDIDATES;
pub use json::MAX_EVENTS;
pub use request::RequestParts;
pub use sign::{CannotSign, Signing};
pub use time::written;
pub(crate) use time::{millis, system_clock};
pub use trials::{EventFit, Trial, Trials};
pub use verifier::Verifier;

#[cfg(feature = "keys")]
pub(crate) use places::named_once;
pub(crate) use request::Context;
pub(crate) use verifier::Found;
