//! From a verified event to its outcome: deduplicate, decode, hand over, commit.

use super::Endpoint;
use super::budget::Budget;
use super::commit::settle;
use super::times::Ended;
use crate::receive::dedupe::{Begin, EventKey, Store};
use crate::receive::opened::Event;
use crate::receive::span::Span;
use crate::{Deliveries, Disposition, Outcome, RawEvent};

impl<C: Deliveries, S: Store> Endpoint<C, S> {
    /// Handles each of several events, in their order. If one fails, the others are handled nevertheless, so that less is
    /// left for the next time.
    pub(super) async fn each(&self, events: Vec<RawEvent<'static>>) -> Vec<Outcome> {
        let mut budget = Budget::of_several(&self.times);
        let mut outcomes = Vec::with_capacity(events.len());
        for event in events {
            let (key, event) = (event.key(), Event::Found(Box::new(event)));
            let span = Span::event();
            span.is_about(|| self.receiver.name_and_id(&event));
            let disposition = match budget.is_spent(&self.times).await {
                true => Disposition::NotBegun,
                false => span.around(self.deduplicate(event, key.as_ref(), &mut budget)).await,
            };
            span.ends_with(&disposition, None);
            outcomes.push(Outcome { key, disposition });
        }
        outcomes
    }

    /// Handles an event, unless that has been done before.
    pub(super) async fn deduplicate(
        &self,
        event: Event<'_, C>,
        key: Option<&EventKey>,
        budget: &mut Budget,
    ) -> Disposition {
        let (store, times) = (&self.store, &self.times);
        let Some(key) = key else {
            return match self.hand_over(event, budget).await {
                Disposition::Handled => Disposition::HandledWithoutKey,
                disposition => disposition,
            };
        };
        // As long as this request may still take, and some more.
        let lease = times.handler + 3 * times.part;
        let time = budget.of(times.part, times);
        let begin = async { store.begin(key, lease).await };
        match times.within_both(time, budget.handlers.as_mut(), begin).await {
            Ended::Done(Ok(Begin::New(claim))) => {
                let disposition = self.hand_over(event, budget).await;
                settle(store, times, claim, disposition, budget).await
            }
            Ended::Done(Ok(Begin::Duplicate)) => Disposition::Duplicate,
            Ended::Done(Ok(Begin::InFlight)) => Disposition::InFlight,
            Ended::Done(Err(error)) => Disposition::StoreFailed(error.into()),
            Ended::Panicked => Disposition::StoreFailed("the store panicked".into()),
            Ended::TimedOut => Disposition::StoreFailed("the store did not answer in time".into()),
        }
    }

    async fn hand_over(&self, event: Event<'_, C>, budget: &mut Budget) -> Disposition {
        let times = &self.times;
        let time = budget.of(times.handler, times);
        let until = budget.handlers.as_mut();
        let (ended, success) = match event.decode() {
            Ok(delivery) => {
                let handle = async { self.router.handle(delivery).await };
                (times.within_both(time, until, handle).await, Disposition::Handled)
            }
            Err(letter) => {
                let bury = async { self.router.bury(letter).await };
                (times.within_both(time, until, bury).await, Disposition::DeadLettered)
            }
        };
        match ended {
            Ended::Done(Ok(())) => success,
            Ended::Done(Err(error)) => Disposition::Failed(error),
            Ended::Panicked => Disposition::Panicked,
            Ended::TimedOut => Disposition::TimedOut,
        }
    }
}
