//! The whole way of a request: what is answered, which handler runs, and what the store is told.
//!
//! Knows the endpoint of the generated face, with stores and handlers that do as they are told, and axum around it.
//! Connections are left to the example's tests.

mod axum;
mod endpoint;
mod router;
mod support;
