//! The store that remembers in a file.
//!
//! That an event was handled outlives a crash; that it was being handled does not. redb locks the file for one
//! process.

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
/// What the disk does not take, because it is full for instance, is not forgotten: after a failed read or write the store
/// takes no event, so [`Store::begin`] is an error, until it has opened the file anew and written what it could not write
/// before. It tries by itself, about twice a second while it is asked. [`Store::commit`] is an error too, and may be tried
/// again. An event that was handled but could not be written in all that time is a duplicate once the disk works again;
/// only if the process ends before that is it handled again.
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
    /// A new file is made under another name first (`.new` at its end), so that a process that is killed meanwhile, or a
    /// full disk, leaves none that is damaged.
    ///
    /// # Errors
    ///
    /// When another store has the file open, in this process or another; when the file is damaged, or is something else;
    /// when it cannot be read or written.
    pub fn open(path: impl AsRef<Path>, retention: Duration) -> Result<RedbStore, RedbStoreError> {
        Ok(RedbStore { events: Arc::new(Events::open(path.as_ref(), retention)?) })
    }

    /// Does what reads or writes the file where it holds up nobody.
    async fn unblock<T: Send + 'static>(&self, work: impl FnOnce(&Events) -> T + Send + 'static) -> T {
        let events = Arc::clone(&self.events);
        blocking::unblock(move || work(&events)).await
    }
}

/// Writes the commits that wait, where it holds up nobody, and so on until none wait.
fn write(events: Arc<Events>) {
    let task = blocking::unblock(move || {
        let batch = events.commits.take();
        let outcome = events.commit(&batch.keys, events.now());
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
        outcome.recv().await.expect("a writer answers all that it takes")
    }

    async fn abort(&self, claim: Claim) -> Result<(), RedbStoreError> {
        // Waits for those that begin, who hold the lock while they read the file.
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
