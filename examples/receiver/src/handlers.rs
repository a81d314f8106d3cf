//! Handles the events. They are authentic, and come again only if a handler failed.

use std::time::Duration;

use mnemom_events::{
    DeadLetter, Delivery, DeliveryOf, Event, Family, HandlerError, Router, RouterError, kind,
};

use crate::dead_letters::DeadLetters;
use crate::journal::Journal;
use crate::log;

/// The handlers' state. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Where every handled event is recorded.
    pub journal: Journal,
    /// Where bodies that cannot be decoded are kept.
    pub dead_letters: DeadLetters,
    /// How long each handler pretends to work.
    pub work: Duration,
}

/// The handlers of this receiver.
pub fn router(app: App) -> Result<Router, RouterError> {
    Router::with_state(app)
        .builder(note, keep)
        .on(kind::IntegrityViolation, page)
        .on_family(Family::Quota, async |app, delivery| {
            handled(app, "quota", &delivery.id, delivery.event.name()).await
        })
        .build()
}

/// Everything without a handler of its own.
async fn note(app: App, delivery: Delivery<'static>) -> Result<(), HandlerError> {
    if let Event::Unknown(event) = &delivery.event {
        log::line(format_args!("{}: {}", event.event_type(), event.reason()));
    }
    handled(app, "fallback", &delivery.id, delivery.event.name()).await
}

async fn page(app: App, delivery: DeliveryOf<kind::IntegrityViolation>) -> Result<(), HandlerError> {
    let violation = &delivery.event;
    log::line(format_args!(
        "page: agent {} crossed a boundary: {}",
        violation.agent_id, violation.reasoning_summary
    ));
    handled(app, "page", &delivery.id, "integrity.violation").await
}

/// Keeps a body that cannot be decoded byte for byte, for somebody to look at.
async fn keep(app: App, letter: DeadLetter) -> Result<(), HandlerError> {
    let error = letter.error.to_string();
    log::line(format_args!("dead letter: {error}"));
    let file = app.dead_letters.keep(letter.body).await?;
    handled(app, "dead letter", &file, &error).await
}

async fn handled(
    app: App,
    handler: &str,
    id: impl std::fmt::Display,
    event: &str,
) -> Result<(), HandlerError> {
    tokio::time::sleep(app.work).await;
    let line = serde_json::json!({ "handler": handler, "id": id.to_string(), "event": event });
    app.journal.add(line.to_string()).await?;
    Ok(())
}
