//! Keys that are fetched: which are asked for, how often, and what a request can do about it.
//!
//! Keys and certificates of other algorithms than Ed25519 come from OpenSSL (`vectors.json`; `vectors.py` has the command).
//!
//! `cargo test -p webhook-runtime --features algorithms,axum,certificates --test keys`

mod cache;
mod documents;
mod endpoint;
mod support;
