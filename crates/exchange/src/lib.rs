//! Deliveries between programs on one machine: made of a catalog's examples, signed and sent, received, held against the
//! catalog, and recorded.
//!
//! - [`compose`]: a body from an example, with an id and a time of its own, and fields set by their paths.
//! - [`terms`]: what deliveries go by: a catalog's contract, or a pack.
//! - [`event`]: a delivery of an event of a catalog, by any contract.
//! - [`examples`]: the example deliveries of a pack; [`freshen`] gives them ids and times of their own.
//! - [`plain`]: an event's name and id in a body, by a plain contract.
//! - [`addressed`]: where a request goes that may have a query of its own.
//! - [`send`]: one request to one address, and what came back.
//! - [`receive`]: a server on this machine, with limits, time-outs and an end.
//! - [`payloads`]: what is wrong with a body by its schema, and what is new in it.
//! - [`request`], [`records`]: requests as files, byte for byte.

pub mod addressed;
pub mod compose;
pub mod event;
pub mod examples;
pub mod fields;
pub mod fresh;
pub mod freshen;
pub mod payloads;
pub mod plain;
pub mod receive;
pub mod records;
pub mod request;
pub mod send;
pub mod terms;

pub use compose::{Assignment, Compose};
pub use payloads::{New, Payloads, Unread, Wrong};
pub use request::Request;
pub use send::{Answer, Target};
pub use terms::Terms;
