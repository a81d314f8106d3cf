//! Signature schemes of many kinds: what a verifier accepts and what it refuses, by a rule that is data.
//!
//! `cargo test -p webhook-runtime --features algorithms --test schemes`
//!
//! With `SCHEME_VECTORS` set to a file of vectors (each with its `scheme`, or a `twin_of`), these are judged in place of ours.

mod bits;
mod files;
mod rules;
