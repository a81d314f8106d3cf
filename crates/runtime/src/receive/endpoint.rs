//! A request from end to end: verify, deduplicate, decode, hand over, answer.
//!
//! It fits any server: [`Endpoint::receive`] takes headers and a body, [`Endpoint::receive_request`] a whole request, and
//! both return an [`Answer`].

mod budget;
mod commit;
mod deliver;
#[cfg(feature = "keys")]
mod fetching;
mod times;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

#[cfg(feature = "keys")]
pub use self::fetching::FetchingEndpoint;

use self::budget::Budget;
use self::times::Times;
use crate::receive::dedupe::Store;
use crate::receive::opened::Opened;
use crate::receive::span::Span;
use crate::{Answer, Deliveries, Disposition, Headers, Receiver, RequestParts, Router, VerifyError};

/// Handles a request from end to end: verifies, deduplicates and decodes it, passes it to its handler, and decides what
/// to answer.
///
/// | outcome | answer | what the sender does |
/// | --- | --- | --- |
/// | a handshake | what the contract says | is content |
/// | handled, or kept as a dead letter | 200, or what the contract says | is done |
/// | handled before | the same | is done |
/// | being handled by another request | 503 | delivers again |
/// | the handler failed, panicked or took too long; the store did not say whether to handle it | 503 | delivers again |
/// | handled, but the commit failed, and failed again | 200 | is done; if it delivers again anyway, the event is handled again |
/// | the body was not fully received in time | 503 | delivers again |
/// | not verified | [`VerifyError::status`] | gives up on a 4xx, else delivers again |
///
/// Where one delivery holds several events, each is deduplicated and handled by itself, in their order, within the time
/// that one event would have. The answer is 200 only if that is the answer for all of them; when the same delivery comes
/// again, what was handled is skipped.
///
/// With the feature `tracing`, each delivery is a span `delivery` with the fields `event`, `id`, `disposition` and
/// `status`, within which the handler runs; where it holds several events, each has a span `event` within that. Names and
/// ids are those of a verified request, and nothing else of it is there.
pub struct Endpoint<C: Deliveries, S> {
    receiver: Receiver<C>,
    store: S,
    router: Router<C>,
    times: Times,
    observe: Box<dyn Fn(&Answer) + Send + Sync>,
}

impl<C: Deliveries, S: Store> Endpoint<C, S> {
    /// Creates an endpoint.
    ///
    /// `sleep` waits for a duration in the runtime that the endpoint is used with, such as `tokio::time::sleep`. An endpoint
    /// also needs the system's monotonic clock, which a worker (`wasm32-unknown-unknown`) does not have: there, use
    /// [`Receiver`] by itself.
    ///
    /// Handlers get six tenths of the time that the sender waits for an answer
    /// ([`Contract::timeout`](crate::Contract::timeout)); then they are dropped at the next `await`. A handler that blocks its thread cannot be dropped: after nine tenths, another request may begin the
    /// event while the first handler is still running. Do blocking work in the threads that the runtime has for it, as
    /// with `tokio::task::spawn_blocking`.
    pub fn new<W>(
        receiver: Receiver<C>,
        store: S,
        router: Router<C>,
        sleep: impl Fn(Duration) -> W + Send + Sync + 'static,
    ) -> Self
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let times = Times::new(receiver.wait(), sleep);
        Endpoint { receiver, store, router, times, observe: Box::new(|_| ()) }
    }

    /// Sets how long handlers may take, if that is less than the contract leaves them. Where the contract does not say how
    /// long the sender waits for an answer, they may take longer than by default, too, and every other step with them.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.times.set_handler(timeout);
        self
    }

    /// Calls a function with every answer before it is sent, to log or count it.
    pub fn observe(mut self, observe: impl Fn(&Answer) + Send + Sync + 'static) -> Self {
        self.observe = Box::new(observe);
        self
    }

    /// The largest body that is accepted, in bytes: a server can stop reading there.
    pub fn body_limit(&self) -> usize {
        self.receiver.body_limit()
    }

    /// The router.
    pub fn router(&self) -> &Router<C> {
        &self.router
    }

    /// Receives a `POST` whose URL is not known. Where a signature is over the URL, the receiver takes its public URL for
    /// it.
    ///
    /// If the future is dropped, as many servers do when the sender hangs up, the handler is dropped at its current
    /// `await`; what it has done by then is not committed, and the event can be begun again once its lease has run out.
    /// So run the future in its own task, as the route for axum does.
    pub fn receive<'e, H: Headers + ?Sized>(
        &'e self,
        headers: &H,
        body: &'e [u8],
    ) -> impl Future<Output = Answer> + Send + use<'e, C, S, H> {
        self.answer(self.receiver.open(&RequestParts::new(headers, body), body))
    }

    /// Receives a request, with all that a signature may be over: see [`receive`](Self::receive).
    pub fn receive_request<'e, H: Headers + ?Sized>(
        &'e self,
        request: &RequestParts<'e, H>,
    ) -> impl Future<Output = Answer> + Send + use<'e, C, S, H> {
        self.answer(self.receiver.open(request, request.body))
    }

    /// Whether the contract has handshakes by `GET`: a server has to pass these requests on, too.
    pub fn takes_get(&self) -> bool {
        self.receiver.takes_get()
    }

    /// A body, or what is answered without it.
    #[cfg(feature = "axum")]
    pub(crate) async fn when_read<B>(
        &self,
        body: impl Future<Output = Result<B, crate::receive::axum::Rejection>>,
    ) -> Result<B, Answer> {
        use self::times::Ended;
        use crate::receive::axum::Rejection;

        let disposition = match self.times.within(self.times.part, body).await {
            Ended::Done(Ok(body)) => return Ok(body),
            Ended::Done(Err(Rejection::Unverified(error))) => Disposition::Rejected(error),
            Ended::Done(Err(Rejection::Unread)) | Ended::Panicked | Ended::TimedOut => Disposition::Unread,
        };
        Err(self.observed(Answer::new(disposition, None, None), &Span::delivery()))
    }

    fn answer<'e>(
        &'e self,
        opened: Result<Opened<'e, C>, VerifyError>,
    ) -> impl Future<Output = Answer> + Send + use<'e, C, S> {
        let span = Span::delivery();
        span.clone().around(async move {
            let answer = match opened {
                Ok(Opened::One(event)) => {
                    span.is_about(|| self.receiver.name_and_id(&event));
                    let key = self.receiver.key(&event);
                    let mut budget = Budget::of_one(&self.times);
                    let disposition = self.deduplicate(event, key.as_ref(), &mut budget).await;
                    Answer::new(disposition, key, self.receiver.accepted())
                }
                Ok(Opened::Several(events)) => {
                    let outcomes = self.each(events).await;
                    Answer::new(Disposition::Several(outcomes), None, self.receiver.accepted())
                }
                Ok(Opened::Handshake(reply)) => Answer::new(Disposition::Handshake, None, Some(&reply)),
                Err(error) => Answer::new(Disposition::Rejected(error), None, None),
            };
            self.observed(answer, &span)
        })
    }

    fn observed(&self, answer: Answer, span: &Span) -> Answer {
        span.ends_with(&answer.disposition, Some(answer.status));
        // The answer must not depend on whether it can be logged. The panic hook reports the panic.
        let _ = catch_unwind(AssertUnwindSafe(|| (self.observe)(&answer)));
        answer
    }
}

impl<C: Deliveries, S> fmt::Debug for Endpoint<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("receiver", &self.receiver)
            .field("router", &self.router)
            .field("timeout", &self.times.handler)
            .finish_non_exhaustive()
    }
}
