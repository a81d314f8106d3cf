//! How the time that the sender waits is divided, and what happens when a step takes longer.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

pub(super) type Alarm = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The time that the sender waits for an answer is divided into parts: one each for reading the body, for the store
/// before and after the handler, and for the network; the others are the handler's.
const PARTS: u32 = 10;
const OF_HANDLER: u32 = 6;

/// How long each step may take.
pub(super) struct Times {
    sleep: Arc<dyn Fn(Duration) -> Alarm + Send + Sync>,
    /// The handler's.
    pub handler: Duration,
    /// That of each of the other steps.
    pub part: Duration,
}

/// How a future ended.
pub(super) enum Ended<T> {
    Done(T),
    Panicked,
    TimedOut,
}

impl Times {
    /// Divides the time that the sender waits.
    pub fn new<W>(wait: Duration, sleep: impl Fn(Duration) -> W + Send + Sync + 'static) -> Times
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let part = wait / PARTS;
        Times { sleep: Arc::new(move |time| Box::pin(sleep(time))), handler: OF_HANDLER * part, part }
    }

    /// Gives the handler less than its share.
    pub fn shorten(&mut self, handler: Duration) {
        self.handler = handler.min(OF_HANDLER * self.part);
    }

    pub fn sleep(&self, time: Duration) -> Alarm {
        (self.sleep)(time)
    }

    /// Runs a future for at most `time`, including any time that it blocks its thread.
    pub async fn within<F: Future>(&self, time: Duration, future: F) -> Ended<F::Output> {
        let (start, mut future) = (Instant::now(), pin!(caught(future)));
        // Most futures are ready at once, and need no alarm.
        let mut alarm = None;
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(Some(output)) => Poll::Ready(Ended::Done(output)),
            Poll::Ready(None) => Poll::Ready(Ended::Panicked),
            Poll::Pending => {
                let alarm = alarm.get_or_insert_with(|| self.sleep(time.saturating_sub(start.elapsed())));
                alarm.as_mut().poll(context).map(|()| Ended::TimedOut)
            }
        })
        .await
    }
}

/// The output of a future, or `None` if it panics. Whatever a panic leaves half done is dropped with the future, before
/// anything can observe it.
async fn caught<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}
