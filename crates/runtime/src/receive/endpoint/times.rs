//! How the time that the sender waits is divided, and what happens when a step takes longer.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use webhook_contract::Contract;

type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The time that the sender waits for an answer is divided into parts: one each for reading the body, for the store
/// before and after the handler, and for the network; the others are the handler's.
const PARTS: u32 = 10;
const OF_HANDLER: u32 = 6;

/// How long each step may take.
pub(super) struct Times {
    sleep: Arc<dyn Fn(Duration) -> Sleep + Send + Sync>,
    /// Whether it is known how long the sender waits.
    is_stated: bool,
    /// The handler's.
    pub handler: Duration,
    /// That of each of the other steps.
    pub part: Duration,
}

/// Tells when a time is over, from when it was set.
pub(super) struct Alarm {
    sleep: Sleep,
    is_over: bool,
}

/// How a future ended.
pub(super) enum Ended<T> {
    Done(T),
    Panicked,
    TimedOut,
}

impl Times {
    /// Divides the time that the sender waits, or is taken to wait where nobody says how long.
    pub fn new<W>(wait: Option<Duration>, sleep: impl Fn(Duration) -> W + Send + Sync + 'static) -> Times
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let part = wait.unwrap_or(Contract::DEFAULT_TIMEOUT) / PARTS;
        let sleep: Arc<dyn Fn(Duration) -> Sleep + Send + Sync> = Arc::new(move |time| Box::pin(sleep(time)));
        Times { sleep, is_stated: wait.is_some(), handler: OF_HANDLER * part, part }
    }

    /// Gives the handler less than its share; where nobody says how long the sender waits, it may be more, and the other steps
    /// have more with it.
    pub fn set_handler(&mut self, handler: Duration) {
        if !self.is_stated {
            self.part = handler / OF_HANDLER;
        }
        self.handler = handler.min(OF_HANDLER * self.part);
    }

    /// Gives the handler a part less, for one more step.
    #[cfg(feature = "keys")]
    pub fn leave_a_part(&mut self) {
        self.handler = self.handler.min((OF_HANDLER - 1) * self.part);
    }

    /// How long a key is waited for that comes too late for its delivery: as long as the handler would have taken.
    #[cfg(feature = "keys")]
    pub fn to_wait_for_key(&self) -> Duration {
        (OF_HANDLER - 1) * self.part
    }

    /// From when an event is begun, until its handler must have ended.
    pub fn to_handle(&self) -> Duration {
        self.handler + self.part
    }

    /// From when an event is begun, until it must have been committed.
    pub fn to_commit(&self) -> Duration {
        self.handler + 2 * self.part
    }

    pub fn alarm(&self, time: Duration) -> Alarm {
        Alarm { sleep: (self.sleep)(time), is_over: false }
    }

    pub async fn pause(&self, time: Duration) {
        (self.sleep)(time).await;
    }

    /// Runs a future for at most `time`, including any time that it blocks its thread.
    pub async fn within<F: Future>(&self, time: Duration, future: F) -> Ended<F::Output> {
        self.within_both(time, None, future).await
    }

    /// The same, and no longer than until the alarm.
    pub async fn within_both<F: Future>(
        &self,
        time: Duration,
        mut until: Option<&mut Alarm>,
        future: F,
    ) -> Ended<F::Output> {
        let (start, mut future) = (Instant::now(), pin!(caught(future)));
        // Most futures are ready at once, and need no alarm.
        let mut alarm = None;
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(Some(output)) => Poll::Ready(Ended::Done(output)),
            Poll::Ready(None) => Poll::Ready(Ended::Panicked),
            Poll::Pending => {
                let alarm = alarm.get_or_insert_with(|| self.alarm(time.saturating_sub(start.elapsed())));
                let is_over = until.as_mut().is_some_and(|until| until.poll(context).is_ready());
                match is_over || alarm.poll(context).is_ready() {
                    true => Poll::Ready(Ended::TimedOut),
                    false => Poll::Pending,
                }
            }
        })
        .await
    }
}

impl Alarm {
    /// Whether the time is over. May be asked again afterwards.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.is_over {
            self.is_over = self.sleep.as_mut().poll(context).is_ready();
        }
        if self.is_over { Poll::Ready(()) } else { Poll::Pending }
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
