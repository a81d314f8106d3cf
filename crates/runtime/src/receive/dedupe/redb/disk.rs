//! The file while it works, and recovery after it has failed.
//!
//! Once a write has failed, redb still reads but does not write any more: only reopening the file helps.

use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use super::super::EventKey;
use super::error::{RedbStoreError, What};
use super::file::File;

/// How long to wait before reopening the file, which may read all of it.
pub(super) const PAUSE: Duration = Duration::from_millis(500);

type Open = Box<dyn Fn() -> Result<File, redb::Error> + Send + Sync>;

/// A file that may fail and recover. Every method may block.
pub(super) struct Disk {
    path: Arc<Path>,
    /// Opens the existing file.
    open: Open,
    pause: Duration,
    state: RwLock<State>,
    /// Events that have been handled but could not be written, each with its expiry.
    owed: Mutex<HashMap<EventKey, u64>>,
}

enum State {
    Works(File),
    Failed { cause: Arc<redb::Error>, since: Duration, next_try: Duration },
}

impl Disk {
    /// A file that works. If it fails later, it is reopened with `open`, at most once per `pause`.
    pub(super) fn new(path: &Path, file: File, pause: Duration, open: Open) -> Disk {
        let state = RwLock::new(State::Works(file));
        Disk { path: path.into(), open, pause, state, owed: Mutex::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether an event is there and has not expired at `epoch`, in milliseconds since 1970. `now` is the time of a
    /// monotonic clock.
    pub(super) fn contains(&self, key: &EventKey, epoch: u64, now: Duration) -> Result<bool, RedbStoreError> {
        let result = match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Works(file) => caught(|| file.contains(key.as_str(), epoch)),
            State::Failed { cause, since, .. } => return Err(self.refused(cause, now - *since)),
        };
        result.map_err(|cause| self.fail(cause, now))
    }

    /// Writes events with their expiry. If that fails, they are owed: they are written as soon as the file works again.
    pub(super) fn insert(
        &self,
        events: Vec<(EventKey, u64)>,
        epoch: u64,
        now: Duration,
    ) -> Result<(), RedbStoreError> {
        let result = match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Works(file) => caught(|| file.insert(&events, epoch)),
            State::Failed { cause, since, .. } => {
                self.owed().extend(events);
                return Err(self.refused(cause, now - *since));
            }
        };
        result.map_err(|cause| {
            self.owed().extend(events);
            self.fail(cause, now)
        })
    }

    /// Makes sure that the file works, and reopens it when it is time to. Returns the events that were owed.
    pub(super) fn recover(&self, epoch: u64, now: Duration) -> Result<Vec<EventKey>, RedbStoreError> {
        if matches!(&*self.state.read().unwrap_or_else(PoisonError::into_inner), State::Works(_)) {
            return Ok(Vec::new());
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let (last, since) = match &*state {
            // Another call was faster.
            State::Works(_) => return Ok(Vec::new()),
            State::Failed { cause, since, next_try } if now < *next_try => {
                return Err(self.refused(cause, now - *since));
            }
            State::Failed { cause, since, .. } => (Arc::clone(cause), *since),
        };
        let owed: Vec<_> = self.owed().iter().map(|(key, end)| (key.clone(), *end)).collect();
        // Only a transaction that reaches the disk proves that the next one can, even if nothing is owed.
        let opened = caught(|| {
            let file = (self.open)()?;
            file.insert(&owed, epoch)?;
            Ok(file)
        });
        match opened {
            Ok(file) => {
                *state = State::Works(file);
                let mut left = self.owed();
                for (key, _) in &owed {
                    left.remove(key);
                }
                Ok(owed.into_iter().map(|(key, _)| key).collect())
            }
            Err(cause) => {
                // While redb has not released the file, the first cause is more helpful.
                let cause = match cause {
                    redb::Error::DatabaseAlreadyOpen => last,
                    cause => Arc::new(cause),
                };
                let error = self.refused(&cause, now - since);
                *state = State::Failed { cause, since, next_try: now + self.pause };
                Err(error)
            }
        }
    }

    fn fail(&self, cause: redb::Error, now: Duration) -> RedbStoreError {
        let cause = Arc::new(cause);
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if let State::Works(_) = *state {
            let failed = State::Failed { cause: Arc::clone(&cause), since: now, next_try: now + self.pause };
            let file = std::mem::replace(&mut *state, failed);
            // Closing also writes, or tries to.
            let _ = caught(|| {
                drop(file);
                Ok(())
            });
        }
        RedbStoreError { path: Arc::clone(&self.path), cause, what: What::Failed }
    }

    fn refused(&self, cause: &Arc<redb::Error>, time: Duration) -> RedbStoreError {
        RedbStoreError { path: Arc::clone(&self.path), cause: Arc::clone(cause), what: What::Refused(time) }
    }

    fn owed(&self) -> MutexGuard<'_, HashMap<EventKey, u64>> {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Turns a panic in redb into an error: it means that the file is not as redb left it.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, redb::Error> {
    // No shared state is left half done: redb rolls back, and the maps are changed after the file.
    panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(redb::Error::Corrupted("redb panicked".to_owned())))
}
