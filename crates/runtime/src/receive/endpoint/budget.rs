//! The time that there is for one delivery, whatever number of events it holds.

use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::times::{Alarm, Times};

/// The time that there is for one delivery. It is told by two clocks: a runtime's timer may start only when it is first
/// polled, and may run ahead of the system's.
pub(super) struct Budget {
    pub begun: Instant,
    /// When the last handler must have ended. A single handler has a time of its own.
    pub handlers: Option<Alarm>,
    /// When everything must have been committed.
    pub commits: Alarm,
}

impl Budget {
    /// The time for a delivery of one event.
    pub fn of_one(times: &Times) -> Budget {
        // The alarm starts here, but is polled only if the store cannot commit at once.
        Budget { begun: Instant::now(), handlers: None, commits: times.alarm(times.to_commit()) }
    }

    /// The time for a delivery of several events, which share it.
    pub fn of_several(times: &Times) -> Budget {
        Budget { handlers: Some(times.alarm(times.to_handle())), ..Budget::of_one(times) }
    }

    /// How long ago the delivery was begun.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// The part of a time that is left until the last handler must have ended.
    pub fn of(&self, time: Duration, times: &Times) -> Duration {
        time.min(times.to_handle().saturating_sub(self.elapsed()))
    }

    /// Whether it is too late for another event.
    pub async fn is_spent(&mut self, times: &Times) -> bool {
        let is_over = poll_fn(|context| {
            let is_over = self.handlers.as_mut().is_some_and(|alarm| alarm.poll(context).is_ready());
            Poll::Ready(is_over)
        });
        is_over.await || self.elapsed() >= times.to_handle()
    }
}
