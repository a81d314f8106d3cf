//! Requests of any provider, from end to end, by a contract that is read at run time: the URL is signed, one delivery holds
//! many events, a handshake comes first.
//!
//! `cargo test -p webhook-runtime --features algorithms,axum --test receiving`

mod batches;
mod handshakes;
mod support;
mod urls;
