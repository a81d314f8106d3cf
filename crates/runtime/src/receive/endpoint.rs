//! A request from end to end: verify, deduplicate, decode, hand over, answer.
//!
//! It fits any server: [`Endpoint::receive`] takes headers and a body, [`Endpoint::receive_request`] a whole request, and
//! both return an [`Answer`].

mod commit;
mod times;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use self::commit::{Deadline, settle};
use self::times::{Ended, Times};
use crate::receive::dedupe::{Begin, Store};
use crate::receive::span::Span;
use crate::{
    Answer, DeadLetter, Deliveries, Disposition, Headers, Receiver, RequestParts, Router, Verified,
    VerifyError,
};

/// Handles a request from end to end: verifies, deduplicates and decodes it, passes it to its handler, and decides what
/// to answer.
///
/// | outcome | answer | what the sender does |
/// | --- | --- | --- |
/// | handled, or kept as a dead letter | 200 | is done |
/// | handled before | 200 | is done |
/// | being handled by another request | 503 | delivers again |
/// | the handler failed, panicked or took too long; the store did not say whether to handle it | 503 | delivers again |
/// | handled, but the commit failed, and failed again | 200 | is done; if it delivers again anyway, the event is handled again |
/// | the body was not fully received in time | 503 | delivers again |
/// | not verified | [`VerifyError::status`] | gives up on a 4xx, else delivers again |
///
/// With the feature `tracing`, each delivery is a span `delivery` with the fields `event`, `id`, `disposition` and
/// `status`, within which the handler runs. Name and id are those of a verified body; nothing else of a request is in it.
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
    /// `sleep` waits for a duration in the runtime that the endpoint is used with, such as `tokio::time::sleep`.
    ///
    /// Handlers get six tenths of the time that the sender waits for an answer; then they are dropped at the next
    /// `await`. A handler that blocks its thread cannot be dropped: after nine tenths, another request may begin the
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

    /// Sets how long handlers may take, if that is less than the contract leaves them.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.times.shorten(timeout);
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
        self.answer(self.receiver.verify(headers, body))
    }

    /// Receives a request, with all that a signature may be over: see [`receive`](Self::receive).
    pub fn receive_request<'e, H: Headers + ?Sized>(
        &'e self,
        request: &RequestParts<'e, H>,
    ) -> impl Future<Output = Answer> + Send + use<'e, C, S, H> {
        self.answer(self.receiver.verify_request(request))
    }

    /// Receives a request whose body has not been read yet.
    #[cfg(feature = "axum")]
    pub(crate) async fn receive_when_read<B: AsRef<[u8]>>(
        &self,
        request: &RequestParts<'_, impl Headers + Sync>,
        body: impl Future<Output = Result<B, crate::receive::axum::Rejection>>,
    ) -> Answer {
        use crate::receive::axum::Rejection;

        let disposition = match self.times.within(self.times.part, body).await {
            Ended::Done(Ok(body)) => {
                return self.receive_request(&RequestParts { body: body.as_ref(), ..*request }).await;
            }
            Ended::Done(Err(Rejection::Unverified(error))) => Disposition::Rejected(error),
            Ended::Done(Err(Rejection::Unread)) | Ended::Panicked | Ended::TimedOut => Disposition::Unread,
        };
        self.observed(Answer::new(disposition, None), &Span::new())
    }

    fn answer<'e>(
        &'e self,
        verified: Result<Verified<'e, C>, VerifyError>,
    ) -> impl Future<Output = Answer> + Send + use<'e, C, S> {
        let span = Span::new();
        span.clone().around(async move {
            let answer = match verified {
                Ok(verified) => {
                    span.is_about(|| [self.receiver.name(&verified), self.receiver.id(&verified)]);
                    self.deduplicate(verified).await
                }
                Err(error) => Answer::new(Disposition::Rejected(error), None),
            };
            self.observed(answer, &span)
        })
    }

    fn observed(&self, answer: Answer, span: &Span) -> Answer {
        span.ends_with(&answer);
        // The answer must not depend on whether it can be logged. The panic hook reports the panic.
        let _ = catch_unwind(AssertUnwindSafe(|| (self.observe)(&answer)));
        answer
    }

    async fn deduplicate(&self, verified: Verified<'_, C>) -> Answer {
        let (store, times) = (&self.store, &self.times);
        let Some(key) = self.receiver.key(&verified) else {
            let disposition = match self.hand_over(verified).await {
                Disposition::Handled => Disposition::HandledWithoutKey,
                disposition => disposition,
            };
            return Answer::new(disposition, None);
        };
        let deadline = Deadline::start(times);
        // As long as this request may still take, and some more.
        let lease = times.handler + 3 * times.part;
        let disposition = match times.within(times.part, async { store.begin(&key, lease).await }).await {
            Ended::Done(Ok(Begin::New(claim))) => {
                let disposition = self.hand_over(verified).await;
                settle(store, times, claim, disposition, deadline).await
            }
            Ended::Done(Ok(Begin::Duplicate)) => Disposition::Duplicate,
            Ended::Done(Ok(Begin::InFlight)) => Disposition::InFlight,
            Ended::Done(Err(error)) => Disposition::StoreFailed(error.into()),
            Ended::Panicked => Disposition::StoreFailed("the store panicked".into()),
            Ended::TimedOut => Disposition::StoreFailed("the store did not answer in time".into()),
        };
        Answer::new(disposition, Some(key))
    }

    async fn hand_over(&self, verified: Verified<'_, C>) -> Disposition {
        let (ended, success) = match verified.decode().map(C::into_owned) {
            Ok(delivery) => {
                let handled =
                    self.times.within(self.times.handler, async { self.router.handle(delivery).await });
                (handled.await, Disposition::Handled)
            }
            Err(error) => {
                let letter = DeadLetter { body: verified.body().to_vec(), error };
                let buried = self.times.within(self.times.handler, async { self.router.bury(letter).await });
                (buried.await, Disposition::DeadLettered)
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

impl<C: Deliveries, S> fmt::Debug for Endpoint<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("receiver", &self.receiver)
            .field("router", &self.router)
            .field("timeout", &self.times.handler)
            .finish_non_exhaustive()
    }
}
