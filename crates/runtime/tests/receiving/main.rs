//! Requests of any provider, from end to end, by a contract that is read at run time: the URL is signed, one delivery holds
//! many events, a handshake comes first.
//!
//! `cargo test -p webhook-runtime --features algorithms,axum,tracing --test receiving`

mod batches;
mod contracts;
mod handshakes;
#[cfg(feature = "tracing")]
#[path = "../verification/lines.rs"]
mod lines;
#[cfg(feature = "tracing")]
mod spans;
mod support;
mod urls;
