//! What to answer to a request, and why.

use std::borrow::Cow;
use std::fmt;

use crate::receive::dedupe::EventKey;
use crate::{HandlerError, Reply, VerifyError};

/// What to answer, and why.
///
/// Senders read the status, and nothing else, unless their contract says otherwise; so there are headers and a body only
/// where it does. What could not be verified is answered with a status alone.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names and values of headers.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The outcome of the request.
    pub disposition: Disposition,
    /// The event's key, if the request was verified and its body has one. Several events have theirs in the disposition.
    pub key: Option<EventKey>,
}

/// What became of one event of several.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The event's key, if it has one.
    pub key: Option<EventKey>,
    /// What became of it.
    pub disposition: Disposition,
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
    /// It was no delivery, but a question that the contract has the answer to.
    Handshake,
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
    /// It was not begun, because the events before it in the same delivery took all of the time.
    NotBegun,
    /// One delivery held several events, or may have: what became of each, in their order.
    Several(Vec<Outcome>),
}

impl Answer {
    /// The answer to an outcome. `success` says what it looks like where the outcome is one.
    pub(super) fn new(disposition: Disposition, key: Option<EventKey>, success: Option<&Reply>) -> Answer {
        match (disposition.status(), success) {
            (200, Some(Reply { status, headers, body })) => Answer {
                status: *status,
                headers: headers.clone(),
                body: body.clone().into_bytes(),
                disposition,
                key,
            },
            (status, _) => Answer { status, headers: Vec::new(), body: Vec::new(), disposition, key },
        }
    }
}

impl Disposition {
    fn status(&self) -> u16 {
        match self {
            Disposition::Rejected(error) => error.status(),
            Disposition::Handled
            | Disposition::HandledWithoutKey
            | Disposition::DeadLettered
            | Disposition::Duplicate
            | Disposition::Handshake
            | Disposition::CommitFailed(_) => 200,
            // Not 409 for an event in flight: a 4xx is final, and the other request may fail.
            Disposition::InFlight
            | Disposition::Failed(_)
            | Disposition::Panicked
            | Disposition::TimedOut
            | Disposition::StoreFailed(_)
            | Disposition::Unread
            | Disposition::NotBegun => 503,
            Disposition::Several(outcomes) => {
                outcomes.iter().map(|outcome| outcome.disposition.status()).max().unwrap_or(200)
            }
        }
    }

    pub(super) fn is_success(&self) -> bool {
        matches!(self, Disposition::Handled | Disposition::DeadLettered)
    }

    /// What happened, without what a handler or a store says of it: that may quote a body.
    pub(super) fn summary(&self) -> &'static str {
        match self {
            Disposition::Handled => "handled",
            Disposition::HandledWithoutKey => {
                "handled, but not deduplicated: the body has no usable id, or no scope for it"
            }
            Disposition::DeadLettered => "kept as a dead letter",
            Disposition::Duplicate => "handled before",
            Disposition::InFlight => "being handled by another request",
            Disposition::Handshake => "a handshake",
            Disposition::Rejected(_) => "rejected",
            Disposition::Failed(_) => "the handler failed",
            Disposition::Panicked => "the handler panicked",
            Disposition::TimedOut => "the handler took too long",
            Disposition::Unread => "the body was not fully received in time",
            Disposition::StoreFailed(_) => "the store failed",
            Disposition::CommitFailed(_) => "handled, but the commit failed",
            Disposition::NotBegun => "not begun: there was no time left",
            Disposition::Several(_) => "several events",
        }
    }
}

impl fmt::Display for Disposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Disposition::Several(outcomes) = self {
            return counted(outcomes, f);
        }
        f.write_str(self.summary())?;
        match self {
            Disposition::Rejected(error) => write!(f, ": {error}"),
            Disposition::Failed(error)
            | Disposition::StoreFailed(error)
            | Disposition::CommitFailed(error) => write!(f, ": {error}"),
            _ => Ok(()),
        }
    }
}

/// How many events had each outcome, in the order in which the outcomes came first.
fn counted(outcomes: &[Outcome], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for summary in outcomes.iter().map(|outcome| outcome.disposition.summary()) {
        match counts.iter_mut().find(|(own, _)| *own == summary) {
            Some((_, count)) => *count += 1,
            None => counts.push((summary, 1)),
        }
    }
    let counts: Vec<_> = counts.iter().map(|(summary, count)| format!("{count} {summary}")).collect();
    match counts.is_empty() {
        true => f.write_str("no events"),
        false => f.write_str(&counts.join("; ")),
    }
}
