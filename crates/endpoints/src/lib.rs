//! A client for the API that manages a webhook provider's endpoints: create one, rotate its secret, replay an event,
//! repeat a delivery.
//!
//! Generated code describes a provider's API with [`Api`], and has a `Client` with that filled in.
//!
//! What an API would refuse is refused before it is sent: an endpoint's URL that is not HTTPS, a subscription that is
//! empty or has an event twice, an idempotency key or a list of endpoints that the provider does not accept.
//!
//! ```
//! use webhook_endpoints::{Client, Error, NewEndpoint, Replays, Subscribed, Subscription};
//!
//! /// Creates an endpoint for two families, then replays an event that it missed.
//! async fn subscribe<A: Replays>(token: &str, families: [A::Family; 2]) -> Result<A::CreatedEndpoint, Error> {
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
//! The client uses rustls with ring and the certificates that the machine trusts. The configuration is its own: nothing
//! is installed for the process. It speaks HTTP/1.1 only, and uses no redirects or cookies.
//!
//! This enables reqwest's feature `rustls-no-provider`. If your program also uses reqwest, without any TLS feature,
//! enable one (such as `rustls`): `reqwest::Client::new` panics if it has rustls without a provider.

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
pub use api::{Api, Redelivers, Replays};
pub use client::Client;
pub use endpoint::NewEndpoint;
pub use error::{Cause, Error};
pub use invalid::Invalid;
pub use subscription::{Subscribed, Subscription};

pub use webhook_runtime::Secret;
pub use webhook_runtime::contract;
pub use webhook_runtime::replay::IdempotencyKey;
