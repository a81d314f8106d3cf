//! The store that remembers in a file.
//!
//! Knows what has to be on disk and what must not: that an event has been handled outlives a crash, that it was being
//! handled does not. Does not share its file: redb locks it for one process.

mod error;
mod file;
mod queue;

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub use self::error::RedbStoreError;
use self::file::File;
use self::queue::Queue;
use super::expiring::Expiring;
use super::{Begin, Claim, EventKey, Store};

/// Remembers events in a file, for one process on one machine.
///
/// A commit is on disk when it returns. Commits that come while others are written share the next transaction, so a burst
/// of them takes little longer than a few. Once its future has been polled, a commit is written even if the future is
/// dropped; the file stays open until it is.
///
/// Which events are being handled is kept in memory only, so those that a crash interrupts are new again at once, without
/// a wait for their leases.
/// What is forgotten makes room for what is new, so that the file does not outgrow what comes in within one retention.
///
/// Reading and writing happen on threads of the crate `blocking`: any executor will do, and none is held up.
/// The retention goes by the system's clock; leases do not.
///
/// After a failed read or write, to a full disk for instance, every call fails until the store is opened again.
///
/// ```no_run
/// use std::time::Duration;
/// use webhook_runtime::dedupe::RedbStore;
///
/// let store = RedbStore::open("/var/lib/receiver/events.redb", Duration::from_secs(30 * 24 * 60 * 60))?;
/// # Ok::<(), webhook_runtime::dedupe::RedbStoreError>(())
/// ```
pub struct RedbStore {
    events: Arc<Events>,
}

impl RedbStore {
    /// Opens the file, or makes one where there is none. `retention` is how long an event is remembered after its commit.
    ///
    /// Reads the file as a whole, to see whether it is sound, and blocks while it does: call it when the process starts.
    ///
    /// # Errors
    ///
    /// When another store has the file open, in this process or another; when the file is damaged, or is something else;
    /// when it cannot be read or written.
    pub fn open(path: impl AsRef<Path>, retention: Duration) -> Result<RedbStore, RedbStoreError> {
        let path = path.as_ref();
        match caught(|| Events::open(path, retention)) {
            Ok(events) => Ok(RedbStore { events: Arc::new(events) }),
            Err(cause) => Err(RedbStoreError { path: path.to_owned(), cause: Arc::new(cause) }),
        }
    }

    /// Does what reads or writes the file where it holds up nobody.
    async fn unblock<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Events) -> Result<T, redb::Error> + Send + 'static,
    ) -> Result<T, RedbStoreError> {
        let events = Arc::clone(&self.events);
        let result = blocking::unblock(move || caught(|| work(&events))).await;
        result.map_err(|cause| self.error(Arc::new(cause)))
    }

    fn error(&self, cause: Arc<redb::Error>) -> RedbStoreError {
        RedbStoreError { path: self.events.path.clone(), cause }
    }
}

/// Writes the commits that wait, where it holds up nobody, and so on until none wait.
fn write(events: Arc<Events>) {
    let task = blocking::unblock(move || {
        let batch = events.commits.take();
        let outcome = caught(|| events.commit(&batch.keys, events.now())).map_err(Arc::new);
        // Before the answers: who has heard of the last commit may drop the store, and open the file again.
        if events.commits.has_more() {
            write(events);
        } else {
            drop(events);
        }
        batch.answer(&outcome);
    });
    // A task that is dropped before a thread has taken it up is cancelled.
    task.detach();
}

impl Store for RedbStore {
    type Error = RedbStoreError;

    async fn begin(&self, key: &EventKey, lease: Duration) -> Result<Begin, RedbStoreError> {
        let key = key.clone();
        self.unblock(move |events| events.begin(key, lease, events.now())).await
    }

    async fn commit(&self, claim: &Claim) -> Result<(), RedbStoreError> {
        let (outcome, needs_writer) = self.events.commits.push(claim.key.clone());
        if needs_writer {
            write(Arc::clone(&self.events));
        }
        let outcome = outcome.recv().await.expect("a writer answers all that it takes");
        outcome.map_err(|cause| self.error(cause))
    }

    async fn abort(&self, claim: Claim) -> Result<(), RedbStoreError> {
        // Waits for those that begin, who hold the lock while they read the file.
        self.unblock(move |events| {
            events.abort(claim);
            Ok(())
        })
        .await
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbStore")
            .field("path", &self.events.path)
            .field("retention", &self.events.retention)
            .finish_non_exhaustive()
    }
}

/// Takes a panic of redb's for what it is: the file is not as redb has left it.
fn caught<T>(work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, redb::Error> {
    // Nothing of what the work shares is left half done: redb rolls back, and the map is changed after the file.
    panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(redb::Error::Corrupted("redb panicked".to_owned())))
}

/// What the store holds. All of it may block.
struct Events {
    path: PathBuf,
    retention: Duration,
    opened: Instant,
    file: File,
    in_flight: Mutex<Expiring>,
    commits: Queue,
}

/// A moment, on two clocks.
#[derive(Clone, Copy)]
struct Now {
    /// Since the store was opened. Nobody sets this clock, so leases go by it.
    since_open: Duration,
    /// Since 1970. This clock outlives the process, so the file goes by it.
    since_epoch: Duration,
}

impl Events {
    fn open(path: &Path, retention: Duration) -> Result<Events, redb::Error> {
        let file = File::open(path)?;
        let opened = Instant::now();
        let path = path.to_owned();
        Ok(Events { path, retention, opened, file, in_flight: Mutex::default(), commits: Queue::default() })
    }

    fn begin(&self, key: EventKey, lease: Duration, now: Now) -> Result<Begin, redb::Error> {
        let mut in_flight = self.in_flight();
        in_flight.remove_ended(now.since_open);
        if in_flight.contains(&key) {
            return Ok(Begin::InFlight);
        }
        // A commit writes the file before it takes the key from what is in flight; so a key that is not in flight, and
        // cannot come to be while the lock is held, is in the file if it has been handled.
        if self.file.contains(key.as_str(), millis(now.since_epoch))? {
            return Ok(Begin::Duplicate);
        }
        let token = in_flight.insert(key.clone(), now.since_open.saturating_add(lease));
        Ok(Begin::New(Claim::new(key, token)))
    }

    fn commit(&self, keys: &[EventKey], now: Now) -> Result<(), redb::Error> {
        let end = now.since_epoch.saturating_add(self.retention);
        self.file.insert(keys, millis(end), millis(now.since_epoch))?;
        let mut in_flight = self.in_flight();
        for key in keys {
            in_flight.remove(key);
        }
        Ok(())
    }

    fn abort(&self, claim: Claim) {
        let mut in_flight = self.in_flight();
        if in_flight.serial(claim.key()) == Some(claim.token()) {
            in_flight.remove(claim.key());
        }
    }

    fn in_flight(&self) -> MutexGuard<'_, Expiring> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Now {
        Now {
            since_open: self.opened.elapsed(),
            since_epoch: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::super::model::{Model, Subject, check, step};
    use super::*;

    struct Opened {
        directory: TempDir,
        retention: Duration,
        events: Option<Events>,
    }

    impl Opened {
        fn new(retention: Duration) -> Opened {
            let mut opened = Opened { directory: tempfile::tempdir().unwrap(), retention, events: None };
            opened.restart();
            opened
        }

        fn events(&self) -> &Events {
            self.events.as_ref().unwrap()
        }
    }

    impl Subject for Opened {
        fn begin(&mut self, key: &EventKey, lease: Duration, now: Duration) -> Option<Begin> {
            Some(self.events().begin(key.clone(), lease, both(now)).unwrap())
        }

        fn commit(&mut self, claim: Claim, now: Duration) {
            self.events().commit(&[claim.key], both(now)).unwrap();
        }

        fn abort(&mut self, claim: Claim) {
            self.events().abort(claim);
        }

        fn restart(&mut self) {
            // Two stores cannot have the file open.
            self.events = None;
            self.events =
                Some(Events::open(&self.directory.path().join("events.redb"), self.retention).unwrap());
        }
    }

    fn both(now: Duration) -> Now {
        Now { since_open: now, since_epoch: now }
    }

    proptest! {
        // Every commit waits for the disk.
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn does_as_the_model_does(
            retention in (0_u64..30).prop_map(Duration::from_secs),
            steps in prop::collection::vec(step(), 0..100),
        ) {
            check(&steps, Model::new(usize::MAX, retention, true), &mut Opened::new(retention));
        }
    }
}
