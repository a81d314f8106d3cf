//! A request from end to end: verify, deduplicate, decode, hand over, answer.
//!
//! It fits any server: [`Endpoint::receive`] takes headers and a body, and returns an [`Answer`].

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::json::string_field::{RawString, string_field};
use crate::receive::dedupe::{Begin, Claim, EventKey, Store};
use crate::secret::is_blank;
use crate::{Catalog, DeadLetter, HandlerError, Headers, Receiver, Router, Verified, VerifyError};

type Alarm = Pin<Box<dyn Future<Output = ()> + Send>>;
type Sleep = Arc<dyn Fn(Duration) -> Alarm + Send + Sync>;

/// The time that the sender waits for an answer is divided into parts: one each for reading the body, for the store
/// before and after the handler, and for the network; the others are the handler's.
const PARTS: u32 = 10;
const OF_HANDLER: u32 = 6;

/// The first pause between two attempts to commit, as a fraction of a part. It doubles each time.
const PAUSES: u32 = 100;

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
pub struct Endpoint<C: Catalog, S> {
    receiver: Receiver<C>,
    store: S,
    router: Router<C>,
    sleep: Sleep,
    /// How long the handler may take. `part` is the time for each of the other steps.
    timeout: Duration,
    part: Duration,
    observe: Box<dyn Fn(&Answer) + Send + Sync>,
}

/// What to answer, and why.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status; the sender does not read a body.
    pub status: u16,
    /// The outcome of the request.
    pub disposition: Disposition,
    /// The event's key, if the request was verified and its body has one.
    pub key: Option<EventKey>,
}

/// The outcome of a request.
#[derive(Debug)]
#[non_exhaustive]
pub enum Disposition {
    /// The handler has handled it.
    Handled,
    /// The handler has handled it, but it cannot be deduplicated: its id is missing or blank, or the scope of the id
    /// cannot be read.
    HandledWithoutKey,
    /// It could not be decoded, and the dead letter handler has kept it.
    DeadLettered,
    /// It was handled before.
    Duplicate,
    /// Another request with the same event is being handled.
    InFlight,
    /// It could not be verified.
    Rejected(VerifyError),
    /// Its body was not fully received in time.
    Unread,
    /// The handler failed.
    Failed(HandlerError),
    /// The handler panicked.
    Panicked,
    /// The handler took too long and was dropped.
    TimedOut,
    /// The store could not tell whether to handle it.
    StoreFailed(HandlerError),
    /// The handler has handled it, but the commit failed: if it is delivered again, it is handled again.
    CommitFailed(HandlerError),
}

impl<C: Catalog, S: Store> Endpoint<C, S> {
    /// Creates an endpoint.
    ///
    /// `sleep` waits for a duration in the runtime that the endpoint is used with, such as `tokio::time::sleep`.
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
        let part = C::CONTRACT.timeout() / PARTS;
        Endpoint {
            receiver,
            store,
            router,
            sleep: Arc::new(move |time| Box::pin(sleep(time))),
            timeout: OF_HANDLER * part,
            part,
            observe: Box::new(|_| ()),
        }
    }

    /// Sets how long handlers may take, if that is less than the contract leaves them. Where the contract does not say how
    /// long the sender waits for an answer, they may take longer than by default, too, and every other step with them.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        if C::CONTRACT.retry.is_none() {
            self.part = timeout / OF_HANDLER;
        }
        self.timeout = timeout.min(OF_HANDLER * self.part);
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

    /// Receives a request.
    ///
    /// If the future is dropped, as many servers do when the sender hangs up, the handler is dropped at its current
    /// `await`; what it has done by then is not committed, and the event can be begun again once its lease has run out.
    /// So run the future in its own task, as the route for axum does.
    pub fn receive<'e, H: Headers + ?Sized>(
        &'e self,
        headers: &H,
        body: &'e [u8],
    ) -> impl Future<Output = Answer> + Send + use<'e, C, S, H> {
        let verified = self.receiver.verify(headers, body);
        async move {
            self.observed(match verified {
                Ok(verified) => self.deduplicate(verified).await,
                Err(error) => Answer::new(Disposition::Rejected(error), None),
            })
        }
    }

    /// Receives a request whose body has not been read yet.
    #[cfg(feature = "axum")]
    pub(crate) async fn receive_when_read<B: AsRef<[u8]>>(
        &self,
        headers: &(impl Headers + Sync),
        body: impl Future<Output = Result<B, crate::receive::axum::Rejection>>,
    ) -> Answer {
        use crate::receive::axum::Rejection;

        let disposition = match self.within(self.part, body).await {
            Ended::Done(Ok(body)) => return self.receive(headers, body.as_ref()).await,
            Ended::Done(Err(Rejection::Unverified(error))) => Disposition::Rejected(error),
            Ended::Done(Err(Rejection::Unread)) | Ended::Panicked | Ended::TimedOut => Disposition::Unread,
        };
        self.observed(Answer::new(disposition, None))
    }

    fn observed(&self, answer: Answer) -> Answer {
        // The answer must not depend on whether it can be logged. The panic hook reports the panic.
        let _ = catch_unwind(AssertUnwindSafe(|| (self.observe)(&answer)));
        answer
    }

    async fn deduplicate(&self, verified: Verified<'_, C>) -> Answer {
        let Some(key) = key(&verified) else {
            let disposition = match self.hand_over(verified).await {
                Disposition::Handled => Disposition::HandledWithoutKey,
                disposition => disposition,
            };
            return Answer::new(disposition, None);
        };
        // It starts here, but is polled only if the store cannot commit at once.
        let over = (self.sleep)(self.timeout + 2 * self.part);
        let begun = Instant::now();
        // As long as this request may still take, and some more.
        let lease = self.timeout + 3 * self.part;
        let disposition = match self.within(self.part, async { self.store.begin(&key, lease).await }).await {
            Ended::Done(Ok(Begin::New(claim))) => {
                let disposition = self.hand_over(verified).await;
                self.settle(claim, disposition, begun, over).await
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
                let handled = self.within(self.timeout, async { self.router.handle(delivery).await });
                (handled.await, Disposition::Handled)
            }
            Err(error) => {
                let letter = DeadLetter { body: verified.body().to_vec(), error };
                let buried = self.within(self.timeout, async { self.router.bury(letter).await });
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

    /// Records the outcome in the store.
    async fn settle(
        &self,
        claim: Claim,
        disposition: Disposition,
        begun: Instant,
        over: Alarm,
    ) -> Disposition {
        if disposition.is_success() {
            match self.commit(&claim, begun, over).await {
                Ok(()) => disposition,
                Err(error) => Disposition::CommitFailed(error),
            }
        } else {
            // If this fails, the lease will run out.
            let _ = self.within(self.part, async { self.store.abort(claim).await }).await;
            disposition
        }
    }

    /// Commits an event that was handled, and retries until the alarm: in the commit's own share of the time, and in
    /// what the store and the handler have left of theirs. An event that is not committed is handled again, so it is
    /// worth waiting for a store that is being restarted.
    async fn commit(&self, claim: &Claim, begun: Instant, mut over: Alarm) -> Result<(), HandlerError> {
        // By both clocks: a runtime's timer may start only when it is first polled, and may run ahead of the system's.
        let end = (self.timeout + 2 * self.part).max(begun.elapsed() + self.part);
        let mut failure = HandlerError::from("the store did not answer in time");
        let mut pause = self.part / PAUSES;
        let is_committed = {
            let mut attempts = pin!(async {
                loop {
                    let left = end.saturating_sub(begun.elapsed());
                    match self.within(left, async { self.store.commit(claim).await }).await {
                        Ended::Done(Ok(())) => return true,
                        Ended::Done(Err(error)) => failure = error.into(),
                        Ended::Panicked => failure = "the store panicked".into(),
                        Ended::TimedOut => return false,
                    }
                    if begun.elapsed() + pause >= end {
                        return false;
                    }
                    (self.sleep)(pause).await;
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

    /// Runs a future for at most `time`, including any time that it blocks its thread.
    async fn within<F: Future>(&self, time: Duration, future: F) -> Ended<F::Output> {
        let (start, mut future) = (Instant::now(), pin!(caught(future)));
        // Most futures are ready at once, and need no alarm.
        let mut alarm = None;
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(Some(output)) => Poll::Ready(Ended::Done(output)),
            Poll::Ready(None) => Poll::Ready(Ended::Panicked),
            Poll::Pending => {
                let alarm = alarm.get_or_insert_with(|| (self.sleep)(time.saturating_sub(start.elapsed())));
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

/// How a future ended.
enum Ended<T> {
    Done(T),
    Panicked,
    TimedOut,
}

/// The key of an event. Two events must never share one, so there is none without an id or, if ids are unique only
/// within a scope, without that scope.
fn key<C: Catalog>(verified: &Verified<'_, C>) -> Option<EventKey> {
    let id = verified.id()?;
    let scope = match &C::CONTRACT.idempotency_key.scope {
        Some(field) => {
            let scope = string_field(verified.body(), field).and_then(RawString::text);
            Some(scope.filter(|scope| !is_blank(scope))?)
        }
        None => None,
    };
    Some(EventKey::new(scope.as_deref(), &id))
}

impl Answer {
    fn new(disposition: Disposition, key: Option<EventKey>) -> Answer {
        let status = match &disposition {
            Disposition::Rejected(error) => error.status(),
            Disposition::Handled
            | Disposition::HandledWithoutKey
            | Disposition::DeadLettered
            | Disposition::Duplicate
            | Disposition::CommitFailed(_) => 200,
            // Not 409 for an event in flight: a 4xx is final, and the other request may fail.
            Disposition::InFlight
            | Disposition::Failed(_)
            | Disposition::Panicked
            | Disposition::TimedOut
            | Disposition::StoreFailed(_)
            | Disposition::Unread => 503,
        };
        Answer { status, disposition, key }
    }
}

impl Disposition {
    fn is_success(&self) -> bool {
        matches!(self, Disposition::Handled | Disposition::DeadLettered)
    }
}

impl fmt::Display for Disposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Disposition::Handled => f.write_str("handled"),
            Disposition::HandledWithoutKey => {
                f.write_str("handled, but not deduplicated: the body has no usable id, or no scope for it")
            }
            Disposition::DeadLettered => f.write_str("kept as a dead letter"),
            Disposition::Duplicate => f.write_str("handled before"),
            Disposition::InFlight => f.write_str("being handled by another request"),
            Disposition::Rejected(error) => write!(f, "rejected: {error}"),
            Disposition::Failed(error) => write!(f, "the handler failed: {error}"),
            Disposition::Panicked => f.write_str("the handler panicked"),
            Disposition::TimedOut => f.write_str("the handler took too long"),
            Disposition::Unread => f.write_str("the body was not fully received in time"),
            Disposition::StoreFailed(error) => write!(f, "the store failed: {error}"),
            Disposition::CommitFailed(error) => write!(f, "handled, but the commit failed: {error}"),
        }
    }
}

impl<C: Catalog, S> fmt::Debug for Endpoint<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("receiver", &self.receiver)
            .field("router", &self.router)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
