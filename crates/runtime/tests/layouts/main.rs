//! Layouts of many kinds: which events are read out of a delivery, and what handshakes are answered.
//!
//! `cargo test -p webhook-runtime --features algorithms --test layouts`
//!
//! With `LAYOUT_DELIVERIES` set to a file of deliveries with their layouts, these are read in place of ours.

mod events;
mod files;
mod handshakes;
mod replies;
mod wild;
