//! Acts by a layout: finds the events of a request, and in each its name, its id, its time and its payload.
//!
//! A layout is prepared once. An event is read in one pass for all of its places, and nothing of it is copied that stands in the
//! body as it is.

mod contents;
mod event;
mod handshakes;
mod read_error;
mod reader;
mod received;
mod reply;
mod source;
mod typed;
mod writing;

pub use event::RawEvent;
pub use read_error::ReadError;
pub use reader::Reader;
pub use received::{ReceiveError, Received};
pub use reply::Reply;
