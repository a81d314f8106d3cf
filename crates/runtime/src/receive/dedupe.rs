//! Handles each event once, however often it is delivered.
//!
//! A [`Store`] begins an event, and then commits or aborts it. There are three:
//!
//! | store | remembers | use it for | feature |
//! | --- | --- | --- | --- |
//! | [`MemoryStore`] | until the process ends | tests; handlers that may run twice | `receiver` |
//! | `RedbStore` | in a file, across restarts and crashes | one process on one machine | `redb` |
//! | `RedisStore` | in a Redis server | many processes on any number of machines | `redis` |
//!
//! By default, [`MemoryStore`] holds 100,000 events, each for a day; when it is full, it forgets the one that was
//! committed first. The others hold as many as fit on disk or in Redis, and must be told for how long.
//!
//! Two services that both handle an event must not share a store, or each misses what the other has handled: give each
//! its own store in memory, its own file, or its own name in Redis.
//!
//! No store guarantees exactly once: if a process dies after it has handled an event and before it has committed it,
//! the event is handled again.
//!
//! # How long to remember
//!
//! An event that arrives after its key has been forgotten counts as new. The provider can send an event again as long
//! as the event is in its log, so the best retention is
//! [`Limits::delivery_log`](crate::contract::Limits::delivery_log), where the contract states it. It must be longer than
//! [`RetryPolicy::span`](crate::RetryPolicy::span), or retries are handled as new events. It runs from the last commit.

mod expiring;
mod memory;
#[cfg(test)]
mod model;
#[cfg(feature = "redb")]
mod redb;
#[cfg(feature = "redis")]
mod redis;

pub use memory::{MemoryStore, StoreFull};
#[cfg(feature = "redb")]
pub use redb::{RedbStore, RedbStoreError};
#[cfg(feature = "redis")]
pub use redis::{RedisStore, RedisStoreError};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Identifies an event: the body's id, within the body's scope, such as an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey(Arc<str>);

impl EventKey {
    /// The key for an id within a scope, or for an id that is unique without one.
    pub fn new(scope: Option<&str>, id: &str) -> EventKey {
        EventKey(match scope {
            // With the length at the start, no other scope and id result in the same text.
            Some(scope) => format!("{}:{scope}:{id}", scope.len()).into(),
            // No scope is not an empty scope: only this text starts with a colon.
            None => format!(":{id}").into(),
        })
    }

    /// The key for the parts of an id, the last of which is unique within the others: of one part as of an id by itself, of two
    /// as of an id within a scope. Different lists have different keys; `None` for none.
    pub fn of_parts<P: AsRef<str>>(parts: &[P]) -> Option<EventKey> {
        let (last, scopes) = parts.split_last()?;
        match scopes {
            [] => Some(EventKey::new(None, last.as_ref())),
            [scope] => Some(EventKey::new(Some(scope.as_ref()), last.as_ref())),
            _ => {
                // No key of fewer parts has anything but a colon after its first digits.
                let mut key = format!("{}/", parts.len());
                for scope in scopes.iter().map(P::as_ref) {
                    key += &format!("{}:{scope}:", scope.len());
                }
                Some(EventKey((key + last.as_ref()).into()))
            }
        }
    }

    /// The key as text, different for every list of parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Remembers which events have been handled, and which are being handled.
///
/// An event is begun, handled, and then committed, or aborted if its handler failed. Beginning an event takes a lease
/// on it; once that has run out, the event may be begun again, so that it is not lost with the process that was
/// handling it.
pub trait Store: Send + Sync + 'static {
    /// Why an operation failed.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Asks whether to handle an event, and if so, reserves it for as long as `lease`.
    ///
    /// Of all calls at the same time, exactly one gets [`Begin::New`].
    fn begin(
        &self,
        key: &EventKey,
        lease: Duration,
    ) -> impl Future<Output = Result<Begin, Self::Error>> + Send;

    /// Records that the event has been handled: from now on it is a [`Begin::Duplicate`], even if the lease had run
    /// out.
    ///
    /// A commit that failed may be tried again with the same claim; committing again after a success does no harm.
    fn commit(&self, claim: &Claim) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Records that the event has not been handled: it may be begun again at once.
    ///
    /// If the lease had run out and the event was begun again, the new claim stays valid.
    fn abort(&self, claim: Claim) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Whether to handle an event.
#[derive(Debug)]
pub enum Begin {
    /// Yes: handle it, then commit or abort.
    New(Claim),
    /// No: it has been handled.
    Duplicate,
    /// Not now: it is being handled elsewhere, which may fail.
    InFlight,
}

/// The right to handle an event while its lease lasts.
#[derive(Debug)]
#[must_use = "an event that is begun has to be committed or aborted"]
pub struct Claim {
    key: EventKey,
    token: u64,
}

impl Claim {
    /// For implementations of [`Store`]: the key, and a token that no other claim to it has.
    pub fn new(key: EventKey, token: u64) -> Claim {
        Claim { key, token }
    }

    /// The event.
    pub fn key(&self) -> &EventKey {
        &self.key
    }

    /// The token, which no other claim to the event has.
    pub fn token(&self) -> u64 {
        self.token
    }
}
