//! Receiving deliveries: verifying them, handling each event once, and answering.

#![cfg(feature = "receiver")]

mod answer;
#[cfg(feature = "axum")]
pub mod axum;
mod catalog;
pub mod dedupe;
mod endpoint;
mod headers;
#[cfg(feature = "keys")]
mod keys;
mod layout;
mod opened;
mod outgoing;
mod receiver;
mod router;
mod signer;
mod span;
mod terms;
#[cfg(feature = "testing")]
pub mod testing;
mod untyped;
mod verified;
pub(crate) mod verify;
mod verify_error;

pub use answer::{Answer, Disposition, Outcome};
pub use catalog::{Catalog, Deliveries, Kind};
pub use endpoint::Endpoint;
#[cfg(feature = "keys")]
pub use endpoint::FetchingEndpoint;
pub use headers::Headers;
#[cfg(feature = "keys")]
pub use keys::{FetchKeys, FetchedKeys, KeyPlace, MAX_KEY_DOCUMENT};
pub use layout::{RawEvent, ReadError, Reader, ReceiveError, Received, Reply};
pub use outgoing::Outgoing;
pub use receiver::{MAX_SECRETS, Receiver};
pub use router::{DeadLetter, HandlerError, Router, RouterBuilder, RouterError, StatefulBuilder, WithState};
pub use signer::Signer;
pub use untyped::Untyped;
pub use verified::Verified;
pub use verify::{
    CannotSign, EventFit, MAX_CANDIDATES, MAX_EVENTS, RequestParts, Signing, Trial, Trials, Verifier, written,
};
pub use verify_error::VerifyError;
