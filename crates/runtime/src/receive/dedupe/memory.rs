//! The store in memory, which lasts as long as the process.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::expiring::Expiring;
use super::{Begin, Claim, EventKey, Store};

/// Remembers events in memory: by default 100,000 of them, each for a day.
///
/// When it is full, the event that was committed first is forgotten to make room for a new one. An event that is being
/// handled is never forgotten: when there are only those, [`Store::begin`] fails with [`StoreFull`]. Committing never
/// fails; an event that is committed late, after its lease, may exceed the capacity by one.
///
/// A full store of 100,000 keys takes some 25 MB, and a call about a microsecond: the time grows with the logarithm of
/// the number of keys.
///
/// ```
/// use std::time::Duration;
/// use webhook_runtime::dedupe::{Begin, EventKey, MemoryStore, Store};
///
/// # futures_lite::future::block_on(async {
/// let store = MemoryStore::default().capacity(10_000).retention(Duration::from_secs(7200));
/// let key = EventKey::new(Some("ba-1"), "evt-1");
/// let lease = Duration::from_secs(60);
/// let Begin::New(claim) = store.begin(&key, lease).await? else { panic!("nobody else has it") };
/// store.commit(&claim).await?;
/// assert!(matches!(store.begin(&key, lease).await?, Begin::Duplicate));
/// # Ok::<(), webhook_runtime::dedupe::StoreFull>(())
/// # }).unwrap();
/// ```
pub struct MemoryStore {
    created: Instant,
    events: Mutex<Events>,
}

/// The store is full of events that are being handled at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreFull {
    capacity: usize,
}

impl MemoryStore {
    /// Sets how many events it remembers, being handled and handled. The default is 100,000.
    pub fn capacity(mut self, events: usize) -> MemoryStore {
        self.settings().capacity = events;
        self
    }

    /// Sets how long it remembers an event after its commit. The default is a day.
    pub fn retention(mut self, retention: Duration) -> MemoryStore {
        self.settings().retention = retention;
        self
    }

    fn settings(&mut self) -> &mut Events {
        self.events.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn events(&self) -> MutexGuard<'_, Events> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.created.elapsed()
    }
}

impl Default for MemoryStore {
    fn default() -> MemoryStore {
        let events = Events {
            capacity: 100_000,
            retention: Duration::from_secs(24 * 60 * 60),
            in_flight: Expiring::default(),
            done: Expiring::default(),
        };
        MemoryStore { created: Instant::now(), events: Mutex::new(events) }
    }
}

impl Store for MemoryStore {
    type Error = StoreFull;

    async fn begin(&self, key: &EventKey, lease: Duration) -> Result<Begin, StoreFull> {
        self.events().begin(key, lease, self.now())
    }

    async fn commit(&self, claim: &Claim) -> Result<(), StoreFull> {
        self.events().commit(claim, self.now());
        Ok(())
    }

    async fn abort(&self, claim: Claim) -> Result<(), StoreFull> {
        self.events().abort(claim);
        Ok(())
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = self.events();
        f.debug_struct("MemoryStore")
            .field("capacity", &events.capacity)
            .field("retention", &events.retention)
            .field("in_flight", &events.in_flight.len())
            .field("done", &events.done.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for StoreFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "all of the {} events that the store has room for are being handled", self.capacity)
    }
}

impl std::error::Error for StoreFull {}

/// What the store holds. `now` is the time since the store was created.
struct Events {
    capacity: usize,
    retention: Duration,
    in_flight: Expiring,
    done: Expiring,
}

impl Events {
    fn begin(&mut self, key: &EventKey, lease: Duration, now: Duration) -> Result<Begin, StoreFull> {
        self.remove_ended(now);
        if self.done.contains(key) {
            return Ok(Begin::Duplicate);
        }
        if self.in_flight.contains(key) {
            return Ok(Begin::InFlight);
        }
        self.make_room();
        if self.len() >= self.capacity {
            return Err(StoreFull { capacity: self.capacity });
        }
        let token = self.in_flight.insert(key.clone(), now.saturating_add(lease));
        Ok(Begin::New(Claim::new(key.clone(), token)))
    }

    fn commit(&mut self, claim: &Claim, now: Duration) {
        self.remove_ended(now);
        self.in_flight.remove(claim.key());
        self.done.remove(claim.key());
        self.make_room();
        self.done.insert(claim.key().clone(), now.saturating_add(self.retention));
    }

    fn abort(&mut self, claim: Claim) {
        if self.in_flight.serial(claim.key()) == Some(claim.token()) {
            self.in_flight.remove(claim.key());
        }
    }

    fn len(&self) -> usize {
        self.in_flight.len() + self.done.len()
    }

    fn remove_ended(&mut self, now: Duration) {
        self.in_flight.remove_ended(now);
        self.done.remove_ended(now);
    }

    /// Forgets the events that were committed first, until there is room for one more or only events that are being
    /// handled are left.
    fn make_room(&mut self) {
        while self.len() >= self.capacity && self.done.remove_first() {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::model::{Model, Subject, check, key, step};
    use super::*;

    fn events(capacity: usize, retention: Duration) -> Events {
        Events { capacity, retention, in_flight: Expiring::default(), done: Expiring::default() }
    }

    impl Subject for Events {
        fn begin(&mut self, key: &EventKey, lease: Duration, now: Duration) -> Option<Begin> {
            let begin = Events::begin(self, key, lease, now).ok();
            assert!(self.len() <= self.capacity + 1);
            begin
        }

        fn commit(&mut self, claim: &Claim, now: Duration) -> bool {
            Events::commit(self, claim, now);
            assert!(self.len() <= self.capacity + 1);
            true
        }

        fn abort(&mut self, claim: Claim) {
            Events::abort(self, claim);
        }

        fn restart(&mut self) {
            *self = events(self.capacity, self.retention);
        }
    }

    proptest! {
        #[test]
        fn does_as_the_model_does(
            capacity in 0_usize..8,
            retention in (0_u64..30).prop_map(Duration::from_secs),
            steps in prop::collection::vec(step(), 0..200),
        ) {
            let model = Model::new(capacity, retention, false);
            check(&steps, model, &mut events(capacity, retention));
        }
    }

    #[test]
    fn forgets_what_was_committed_first() {
        let mut events = events(2, Duration::MAX);
        for id in 0..3 {
            let Ok(Begin::New(claim)) = events.begin(&key(id), Duration::MAX, Duration::ZERO) else {
                panic!("{id}")
            };
            events.commit(&claim, Duration::ZERO);
        }
        assert!(matches!(events.begin(&key(2), Duration::MAX, Duration::ZERO), Ok(Begin::Duplicate)));
        assert!(matches!(events.begin(&key(1), Duration::MAX, Duration::ZERO), Ok(Begin::Duplicate)));
        assert!(matches!(events.begin(&key(0), Duration::MAX, Duration::ZERO), Ok(Begin::New(_))));
    }

    #[test]
    fn never_forgets_what_is_being_handled() {
        let mut events = events(2, Duration::MAX);
        let lease = Duration::from_secs(60);
        assert!(matches!(events.begin(&key(0), lease, Duration::ZERO), Ok(Begin::New(_))));
        assert!(matches!(events.begin(&key(1), lease, Duration::ZERO), Ok(Begin::New(_))));
        let full = events.begin(&key(2), lease, Duration::ZERO).unwrap_err();
        assert_eq!(full.to_string(), "all of the 2 events that the store has room for are being handled");
        assert!(matches!(events.begin(&key(0), lease, Duration::ZERO), Ok(Begin::InFlight)));
        assert!(matches!(events.begin(&key(2), lease, lease), Ok(Begin::New(_))), "the leases have run out");
    }
}
