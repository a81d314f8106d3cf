//! Records in the store what became of an event.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use super::budget::Budget;
use super::times::{Ended, Times};
use crate::receive::dedupe::{Claim, Store};
use crate::{Disposition, HandlerError};

/// The first pause between two attempts to commit, as a fraction of a part. It doubles each time.
const PAUSES: u32 = 100;

/// Records an outcome: commits what was handled, and aborts everything else.
pub(super) async fn settle<S: Store>(
    store: &S,
    times: &Times,
    claim: Claim,
    disposition: Disposition,
    budget: &mut Budget,
) -> Disposition {
    if disposition.is_success() {
        match commit(store, times, &claim, budget).await {
            Ok(()) => disposition,
            Err(error) => Disposition::CommitFailed(error),
        }
    } else {
        // If this fails, the lease will run out.
        let abort = async { store.abort(claim).await };
        let _ = times.within_both(times.part, Some(&mut budget.commits), abort).await;
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
    budget: &mut Budget,
) -> Result<(), HandlerError> {
    let end = times.to_commit().max(budget.elapsed() + times.part);
    let mut failure = HandlerError::from("the store did not answer in time");
    let mut pause = times.part / PAUSES;
    let is_committed = {
        let begun = budget.begun;
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
                times.pause(pause).await;
                pause *= 2;
            }
        });
        poll_fn(|context| match attempts.as_mut().poll(context) {
            Poll::Ready(is_committed) => Poll::Ready(is_committed),
            Poll::Pending => budget.commits.poll(context).map(|()| false),
        })
        .await
    };
    if is_committed { Ok(()) } else { Err(failure) }
}
