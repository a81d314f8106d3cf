//! A client for the API that a webhook provider's endpoints are managed with: create one, rotate its secret, ask for an
//! event or a delivery once more.
//!
//! No provider is known here: generated code says what its API is like, by [`Api`], and has a `Client` with that
//! filled in.
//!
//! What an API would refuse is refused before it is sent: an endpoint's URL that is not HTTPS, a subscription to nothing
//! or to one event twice, an idempotency key or a list of endpoints that the provider does not take.
//!
//! ```
//! use webhook_endpoints::{Api, Client, Error, NewEndpoint, Subscribed, Subscription};
//!
//! /// Creates an endpoint for two families, then sends it an event that it had missed.
//! async fn subscribe<A: Api>(token: &str, families: [A::Family; 2]) -> Result<A::CreatedEndpoint, Error> {
//!     let client = Client::<A>::new(token)?;
//!     let endpoint = NewEndpoint::new("https://example.com/hooks", Subscription::families(families)?)?;
//!     let created = client.create_endpoint("org-1", &endpoint).await?;
//!     // Keep the signing secret that is in `created`: it is not shown again.
//!     let key = Client::<A>::idempotency_key("backfill 2026-05-09")?;
//!     client.replay("org-1", "evt-1", &key, Some(&["whe-1"])).await?;
//!     Ok(created)
//! }
//! ```
//!
//! # TLS
//!
//! rustls with ring, and the certificates that the machine trusts, by a configuration of this client's own: nothing is
//! installed for the process. HTTP/1.1 only, no redirects, no cookies.
//!
//! This takes reqwest's feature `rustls-no-provider`. If your program uses reqwest too, and without any TLS feature, give
//! it one (`rustls`, say): `reqwest::Client::new` panics when it has rustls and no provider for it.

mod answer;
mod api;
mod client;
mod endpoint;
mod error;
mod excerpt;
mod invalid;
mod retry;
mod subscription;
mod tls;
mod transport;
mod url;

pub use answer::Answer;
pub use api::Api;
pub use client::Client;
pub use endpoint::NewEndpoint;
pub use error::{Cause, Error};
pub use invalid::Invalid;
pub use subscription::{Subscribed, Subscription};

pub use webhook_runtime::Secret;
pub use webhook_runtime::contract;
pub use webhook_runtime::replay::IdempotencyKey;
