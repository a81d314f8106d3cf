//! Records in the store what became of an event.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use super::times::{Alarm, Ended, Times};
use crate::receive::dedupe::{Claim, Store};
use crate::{Disposition, HandlerError};

/// The first pause between two attempts to commit, as a fraction of a part. It doubles each time.
const PAUSES: u32 = 100;

/// When an event was begun, and an alarm for when it must have been committed.
pub(super) struct Deadline {
    begun: Instant,
    over: Alarm,
}

impl Deadline {
    /// Starts now, with the store's part of the time before the handler.
    pub fn start(times: &Times) -> Deadline {
        // The alarm starts here, but is polled only if the store cannot commit at once.
        Deadline { begun: Instant::now(), over: times.sleep(times.handler + 2 * times.part) }
    }
}

/// Records an outcome: commits what was handled, and aborts everything else.
pub(super) async fn settle<S: Store>(
    store: &S,
    times: &Times,
    claim: Claim,
    disposition: Disposition,
    deadline: Deadline,
) -> Disposition {
    if disposition.is_success() {
        match commit(store, times, &claim, deadline).await {
            Ok(()) => disposition,
            Err(error) => Disposition::CommitFailed(error),
        }
    } else {
        // If this fails, the lease will run out.
        let _ = times.within(times.part, async { store.abort(claim).await }).await;
        disposition
    }
}

/// Commits an event that was handled, and retries until the alarm: in the commit's own share of the time, and in
/// what the store and the handler have left of theirs. An event that is not committed is handled again, so it is
/// worth waiting for a store that is being restarted.
async fn commit<S: Store>(
    store: &S,
    times: &Times,
    claim: &Claim,
    Deadline { begun, mut over }: Deadline,
) -> Result<(), HandlerError> {
    // By both clocks: a runtime's timer may start only when it is first polled, and may run ahead of the system's.
    let end = (times.handler + 2 * times.part).max(begun.elapsed() + times.part);
    let mut failure = HandlerError::from("the store did not answer in time");
    let mut pause = times.part / PAUSES;
    let is_committed = {
        let mut attempts = pin!(async {
            loop {
                let left = end.saturating_sub(begun.elapsed());
                match times.within(left, async { store.commit(claim).await }).await {
                    Ended::Done(Ok(())) => return true,
                    Ended::Done(Err(error)) => failure = error.into(),
                    Ended::Panicked => failure = "the store panicked".into(),
                    Ended::TimedOut => return false,
                }
                if begun.elapsed() + pause >= end {
                    return false;
                }
                times.sleep(pause).await;
                pause *= 2;
            }
        });
        poll_fn(|context| match attempts.as_mut().poll(context) {
            Poll::Ready(is_committed) => Poll::Ready(is_committed),
            Poll::Pending => over.as_mut().poll(context).map(|()| false),
        })
        .await
    };
    if is_committed { Ok(()) } else { Err(failure) }
}
