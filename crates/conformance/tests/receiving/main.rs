//! A request from end to end: what is answered, which handler runs, and what the store is told.
//!
//! The endpoint is that of the generated events crate, with stores and handlers that do as they are told, axum around
//! it, and clients that do what no client should.

mod axum;
mod bodies;
mod endpoint;
mod hang_up;
mod picture;
mod readme;
mod router;
mod serve;
mod support;
