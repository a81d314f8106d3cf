//! The whole way of a request: what is answered, which handler runs, and what the store is told.
//!
//! Knows the endpoint of the generated face, with stores and handlers that do as they are told. HTTP is left to the
//! example's tests.

mod endpoint;
mod router;
mod support;
