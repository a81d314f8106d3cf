//! Handling each event once, though it may be delivered many times.
//!
//! A store promises three steps, begin, then commit or abort; there are three stores:
//!
//! | store | remembers | use it for | feature |
//! | --- | --- | --- | --- |
//! | [`MemoryStore`] | until the process ends | tests; handlers that do no harm when they run twice | `receiver` |
//! | `RedbStore` | in a file, across restarts and crashes | one process on one machine | `redb` |
//! | `RedisStore` | in a Redis server | many processes, on any number of machines | `redis` |
//!
//! [`MemoryStore`] holds 100,000 events, each for a day, unless it is told otherwise; when there is no room, it forgets
//! the one that was committed first. The others hold as many as there is room for on disk or in Redis, and have to be told
//! for how long.
//!
//! Two services that both handle an event must not share what they remember, or one swallows the other's: give each a
//! store of its own in memory, a file of its own, or a name of its own in Redis.
//!
//! No store makes handling happen exactly once: a process that dies after it has handled an event, and before it has
//! committed it, leaves an event that is handled again.
//!
//! # How long to remember
//!
//! What arrives after its key has been forgotten is new. The provider can send an event again for as long as it has it
//! in its log, so the time to remember, the retention, is best that of
//! [`Limits::delivery_log`](crate::contract::Limits::delivery_log); it has to be longer than
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

/// What identifies an event wherever it is delivered from: the body's id, within the body's scope, such as an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey(Arc<str>);

impl EventKey {
    /// The key of an id within a scope; without a scope, of an id that is unique by itself.
    pub fn new(scope: Option<&str>, id: &str) -> EventKey {
        EventKey(match scope {
            // With the length in front, no other scope and id make the same text.
            Some(scope) => format!("{}:{scope}:{id}", scope.len()).into(),
            // No scope is not an empty one: only this starts with a colon.
            None => format!(":{id}").into(),
        })
    }

    /// One text for both, different for every scope and id.
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
/// An event is begun, handled, and then committed, or aborted when handling failed. Whoever begins an event gets it for a
/// time, the lease: after that it may be begun again, so that an event is not lost with the process that was handling
/// it.
pub trait Store: Send + Sync + 'static {
    /// Why the store could not do what it was asked to.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Asks whether an event is to be handled, and if so, keeps others from it for as long as `lease`.
    ///
    /// Of any number that ask at the same time, exactly one gets [`Begin::New`].
    fn begin(
        &self,
        key: &EventKey,
        lease: Duration,
    ) -> impl Future<Output = Result<Begin, Self::Error>> + Send;

    /// Notes that the event has been handled: from now on it is [`Begin::Duplicate`].
    ///
    /// That holds even if the lease has run out: what has been handled has been handled. A commit that failed may be
    /// tried again with the same claim, and one that succeeded may be repeated without harm.
    fn commit(&self, claim: &Claim) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Notes that the event has not been handled: it may be begun again at once.
    ///
    /// If the lease has run out and another has begun the event, that one keeps it.
    fn abort(&self, claim: Claim) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Whether an event is to be handled.
#[derive(Debug)]
pub enum Begin {
    /// Yes: handle it, then commit or abort.
    New(Claim),
    /// No: it has been handled.
    Duplicate,
    /// Not now: another is handling it, and may fail.
    InFlight,
}

/// The right to handle an event, for the time of its lease.
#[derive(Debug)]
#[must_use = "an event that is begun has to be committed or aborted"]
pub struct Claim {
    key: EventKey,
    token: u64,
}

impl Claim {
    /// For those who write a store: the key, and what tells this claim from others to the same key.
    pub fn new(key: EventKey, token: u64) -> Claim {
        Claim { key, token }
    }

    /// The event.
    pub fn key(&self) -> &EventKey {
        &self.key
    }

    /// What tells this claim from others to the same event.
    pub fn token(&self) -> u64 {
        self.token
    }
}
