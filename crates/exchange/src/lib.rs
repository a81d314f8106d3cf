//! Deliveries between programs on one machine: made of a catalog's examples, signed and sent, received, held against the
//! catalog, and recorded.
//!
//! - [`compose`]: a body from an example, with an id and a time of its own, and fields set by their paths.
//! - [`terms`]: what deliveries go by: a catalog's contract, or a pack.
//! - [`examples`]: the example deliveries of a pack; [`freshen`] gives them ids and times of their own.
//! - [`sign`]: the headers of an attempt, by a contract that is known at run time.
//! - [`send`]: one request to one address, and what came back.
//! - [`receive`]: a server on this machine, with limits, time-outs and an end.
//! - [`payloads`]: what is wrong with a body by its schema, and what is new in it.
//! - [`request`], [`records`]: requests as files, byte for byte.

pub mod compose;
pub mod examples;
pub mod fields;
pub mod fresh;
pub mod freshen;
pub mod payloads;
pub mod receive;
pub mod records;
pub mod request;
pub mod send;
pub mod sign;
pub mod terms;

pub use compose::{Assignment, Compose};
pub use payloads::{New, Payloads, Wrong};
pub use request::Request;
pub use send::{Answer, Target};
pub use terms::Terms;
