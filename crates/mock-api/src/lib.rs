//! A stand-in for the API that a webhook provider's endpoints are managed with, for tests and trials: it creates
//! endpoints, rotates secrets, replays and redelivers, and sends signed deliveries.
//!
//! A catalog with its API is read when it starts: paths, schemas, examples, statuses, limits, signature, retries. Everything
//! is in memory, and gone when it stops. It never leaves this machine: it listens on 127.0.0.1, and delivers to loopback
//! addresses only.
//!
//! # What it does not do
//!
//! - Any token that is not empty is good, and any organization exists.
//! - An endpoint's URL has to be HTTPS, as the catalog's schema says; it is delivered to over plain HTTP, because nobody has a
//!   certificate for `localhost`. `https://localhost:8080/hooks` is connected to as `http://localhost:8080/hooks`.
//! - It never disables an endpoint and never answers 403 or 429.
//! - A refusal is the catalog's example of one, with `code` and `message` filled in where it has these.
//! - Secrets and ids come from a random number generator that is good enough for trials only.

mod answer;
mod api;
mod deliver;
mod mock;
mod path;
mod refusal;
mod replays;
mod routes;
mod server;

pub use api::{Api, LoadError};
pub use server::Server;
