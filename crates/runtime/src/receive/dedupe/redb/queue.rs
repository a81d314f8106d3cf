//! Commits that wait to be written, with their callers, and whether there is a writer.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_channel::{Receiver, Sender};

use super::super::EventKey;
use super::error::RedbStoreError;

/// The outcome of a transaction, for every commit in it.
pub(super) type Outcome = Result<(), RedbStoreError>;

/// Commits on their way to the file. While one batch is being written, the next one fills.
#[derive(Default)]
pub(super) struct Queue(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: Batch,
    has_writer: bool,
}

/// Commits that are written in one transaction.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) keys: Vec<EventKey>,
    answers: Vec<Sender<Outcome>>,
}

impl Queue {
    /// Adds a commit. Returns where its outcome will be sent, and whether the caller must start a writer.
    pub(super) fn push(&self, key: EventKey) -> (Receiver<Outcome>, bool) {
        let (answer, outcome) = async_channel::bounded(1);
        let mut state = self.state();
        state.waiting.keys.push(key);
        state.waiting.answers.push(answer);
        let needs_writer = !mem::replace(&mut state.has_writer, true);
        (outcome, needs_writer)
    }

    /// For the writer: all waiting commits.
    pub(super) fn take(&self) -> Batch {
        mem::take(&mut self.state().waiting)
    }

    /// For the writer, after it has written: whether more commits have arrived. If not, it is no longer the writer.
    pub(super) fn has_more(&self) -> bool {
        let mut state = self.state();
        state.has_writer = !state.waiting.keys.is_empty();
        state.has_writer
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Batch {
    /// Sends the outcome to all callers that are still waiting.
    pub(super) fn answer(self, outcome: &Outcome) {
        for answer in self.answers {
            // The caller may be gone, and does not need the outcome then.
            let _ = answer.try_send(outcome.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::super::model::key;
    use super::super::error::What;
    use super::*;

    #[test]
    fn what_comes_while_one_writes_is_the_next_batch() {
        let queue = Queue::default();
        let (first, needs_writer) = queue.push(key(1));
        assert!(needs_writer);
        let batch = queue.take();
        let later: Vec<_> = (2..5).map(|id| queue.push(key(id))).collect();
        assert!(later.iter().all(|(_, needs_writer)| !needs_writer), "there is one");

        assert!(queue.has_more());
        batch.answer(&Ok(()));
        assert!(first.try_recv().unwrap().is_ok());
        assert!(later.iter().all(|(outcome, _)| outcome.is_empty()), "they are not written yet");

        let batch = queue.take();
        assert_eq!(batch.keys, [key(2), key(3), key(4)]);
        assert!(!queue.has_more());
        let (path, cause) = (Path::new("events.redb").into(), redb::Error::DatabaseClosed.into());
        batch.answer(&Err(RedbStoreError { path, cause, what: What::Failed }));
        assert!(later.iter().all(|(outcome, _)| outcome.try_recv().unwrap().is_err()), "all were in it");
        assert!(queue.push(key(5)).1, "the writer has gone");
    }
}
