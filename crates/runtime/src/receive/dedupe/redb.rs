//! The store in a file, for one process.
//!
//! Which events were handled survives a crash; which were being handled does not.

mod disk;
mod error;
mod events;
mod file;
mod queue;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use self::error::RedbStoreError;
use self::events::Events;
use super::{Begin, Claim, EventKey, Store};

/// Remembers events in a file, for one process on one machine.
///
/// A commit is on disk when it returns. Commits that arrive while others are being written share the next transaction,
/// so a burst of them takes little longer than a few. Once its future has been polled, a commit is written even if the
/// future is dropped; the file stays open until then.
///
/// Which events are being handled is kept only in memory, so events that a crash interrupts are new again at once,
/// without waiting for their leases. Forgotten events make room for new ones, so the file does not outgrow what arrives
/// within one retention.
///
/// The store reads and writes on threads of the crate `blocking`: it works with any executor, and blocks none. The
/// retention is measured with the system's clock; leases are not.
///
/// If the disk fails, because it is full for instance, nothing is forgotten: after a failed read or write,
/// [`Store::begin`] is an error until the store has reopened the file and written what it could not write before. It
/// tries by itself, about twice a second while it is being used. [`Store::commit`] is an error too, and may be tried
/// again. An event that was handled but not written in all that time is a duplicate once the disk works again; it is
/// handled again only if the process ends before that.
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
    /// Opens the file, or creates it. `retention` is how long an event is remembered after its commit.
    ///
    /// Reads the whole file to check that it is not damaged, and blocks meanwhile: call it when the process starts. A
    /// new file is created under another name first (ending in `.new`), so that a process that is killed meanwhile, or
    /// a full disk, does not leave a damaged one.
    ///
    /// # Errors
    ///
    /// When another store has the file open, in this process or another; when the file is damaged, or is not a store's;
    /// when it cannot be read or written.
    pub fn open(path: impl AsRef<Path>, retention: Duration) -> Result<RedbStore, RedbStoreError> {
        Ok(RedbStore { events: Arc::new(Events::open(path.as_ref(), retention)?) })
    }

    /// Runs blocking work on another thread.
    async fn unblock<T: Send + 'static>(&self, work: impl FnOnce(&Events) -> T + Send + 'static) -> T {
        let events = Arc::clone(&self.events);
        blocking::unblock(move || work(&events)).await
    }
}

/// Writes the waiting commits on another thread, until none are left.
fn write(events: Arc<Events>) {
    let task = blocking::unblock(move || {
        let batch = events.commits.take();
        let outcome = events.commit(&batch.keys, events.now());
        // Before the answers: after the last one, a caller may drop the store and open the file again.
        if events.commits.has_more() {
            write(events);
        } else {
            drop(events);
        }
        batch.answer(&outcome);
    });
    // A task that is dropped before a thread has started it is canceled.
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
        outcome.recv().await.expect("a writer answers all that it takes")
    }

    async fn abort(&self, claim: Claim) -> Result<(), RedbStoreError> {
        // Waits for calls to `begin`, which hold the lock while they read the file.
        self.unblock(move |events| events.abort(&claim)).await;
        Ok(())
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbStore")
            .field("path", &self.events.path())
            .field("retention", &self.events.retention())
            .finish_non_exhaustive()
    }
}
