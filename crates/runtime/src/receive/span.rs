//! A span per delivery, for `tracing`. Without the feature there is none, and nothing of it costs anything.

use std::borrow::Cow;

#[cfg(feature = "tracing")]
use tracing::field::{Empty, display};

use crate::Disposition;

/// The span of a delivery: what was delivered, and what became of it. Nothing that is secret, and nothing of a body but
/// name and id of the event.
#[cfg(feature = "tracing")]
#[derive(Clone)]
pub(super) struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    pub fn delivery() -> Span {
        Span(tracing::info_span!("delivery", event = Empty, id = Empty, disposition = Empty, status = Empty))
    }

    /// The span of one event of several.
    pub fn event() -> Span {
        Span(tracing::info_span!("event", event = Empty, id = Empty, disposition = Empty))
    }

    /// Notes which event was verified: its name and its id, which are read only if somebody listens.
    pub fn is_about<'a>(&self, event: impl FnOnce() -> [Option<Cow<'a, str>>; 2]) {
        if self.0.is_disabled() {
            return;
        }
        for (field, value) in ["event", "id"].into_iter().zip(event()) {
            if let Some(value) = value {
                self.0.record(field, &*value);
            }
        }
    }

    /// Notes the outcome, and the status if that is the answer. What a handler or a store says of its failure is left out:
    /// it may quote a body.
    pub fn ends_with(&self, disposition: &Disposition, status: Option<u16>) {
        match disposition {
            Disposition::Rejected(_) | Disposition::Several(_) => {
                self.0.record("disposition", display(disposition));
            }
            disposition => drop(self.0.record("disposition", disposition.summary())),
        }
        if let Some(status) = status {
            self.0.record("status", status);
        }
    }

    /// Runs a future within the span.
    pub fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.0.clone())
    }
}

#[cfg(not(feature = "tracing"))]
#[derive(Clone)]
pub(super) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub fn delivery() -> Span {
        Span
    }

    pub fn event() -> Span {
        Span
    }

    pub fn is_about<'a>(&self, _: impl FnOnce() -> [Option<Cow<'a, str>>; 2]) {}

    pub fn ends_with(&self, _: &Disposition, _: Option<u16>) {}

    pub fn around<F: Future>(&self, future: F) -> F {
        future
    }
}
