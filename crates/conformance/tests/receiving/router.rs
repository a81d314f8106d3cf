//! Which handler an event goes to, and what is refused before any event comes.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mnemom_events::{DeadLetter, Delivery, DeliveryOf, EventType, Family, HandlerError, Router, kind};

use crate::support::{Log, Moody, body, endpoint, send};

fn to(
    log: &Log,
    handler: &'static str,
) -> impl Fn(Delivery<'static>) -> std::future::Ready<Result<(), HandlerError>> + use<> {
    let log = log.clone();
    move |delivery| {
        log.add(format!("{handler}: {}", delivery.event.name()));
        ready(Ok(()))
    }
}

fn unread(_: DeadLetter) -> std::future::Ready<Result<(), HandlerError>> {
    ready(Ok(()))
}

#[tokio::test]
async fn the_events_own_handler_comes_before_its_familys_before_the_fallback() {
    let log = Log::default();
    let own = log.clone();
    let router = Router::builder(to(&log, "fallback"), unread)
        .on(kind::QuotaWarning, move |delivery| {
            // The payload's fields are there without a match.
            own.add(format!("own: {} of {}", delivery.event.checks_used, delivery.event.checks_included));
            ready(Ok(()))
        })
        .on_family(Family::Quota, to(&log, "family"))
        .build()
        .unwrap();
    let endpoint = endpoint(Moody::default(), router);
    for event_type in [EventType::QuotaWarning, EventType::QuotaExceeded, EventType::TeamCreated] {
        assert_eq!(send(&endpoint, &body(event_type, &format!("evt-{event_type}"))).await.status, 200);
    }
    let handled = log.take();
    assert!(handled[0].starts_with("own: "), "{handled:?}");
    assert_eq!(handled[1..], ["family: quota.exceeded", "fallback: team.created"]);
}

#[test]
fn the_handled_events_are_what_to_subscribe_to() {
    let router = Router::builder(to(&Log::default(), ""), unread)
        .on(kind::TeamCreated, |_| ready(Ok(())))
        .on(kind::IntegrityViolation, |_| ready(Ok(())))
        .on(kind::QuotaWarning, |_| ready(Ok(())))
        .on_family(Family::Integrity, to(&Log::default(), ""))
        .build()
        .unwrap();
    let expected = [
        EventType::IntegrityViolation,
        EventType::IntegrityCheckpoint,
        EventType::QuotaWarning,
        EventType::TeamCreated,
    ];
    assert_eq!(router.event_types(), expected, "in the catalog's order, each once");
}

#[test]
fn nothing_is_registered_twice() {
    let error = Router::builder(to(&Log::default(), ""), unread)
        .on(kind::QuotaWarning, |_| ready(Ok(())))
        .on(kind::QuotaWarning, |_| ready(Ok(())))
        .on_family(Family::Team, to(&Log::default(), ""))
        .on_family(Family::Team, to(&Log::default(), ""))
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "two handlers for the event quota.warning; two handlers for the family team"
    );
}

/// Every event has a kind, and the kind takes that event and no other.
#[tokio::test]
async fn a_handler_of_one_event_never_gets_another() {
    let log = Log::default();
    let own = log.clone();
    let router = Router::builder(to(&log, "fallback"), unread)
        .on(kind::AgentPaused, move |delivery| {
            own.add(format!("own: {}", delivery.event.agent_id));
            ready(Ok(()))
        })
        .build()
        .unwrap();
    let endpoint = endpoint(Moody::default(), router);
    for event_type in EventType::ALL {
        assert_eq!(send(&endpoint, &body(*event_type, &format!("evt-{event_type}"))).await.status, 200);
    }
    let handled = log.take();
    assert_eq!(handled.len(), EventType::ALL.len());
    let own: Vec<_> = handled.iter().filter(|entry| entry.starts_with("own")).collect();
    assert_eq!(own.len(), 1, "{own:?}");
}

/// What handlers of a real receiver work with: handles that are cheap to clone.
#[derive(Clone)]
struct App {
    database: Log,
    queue: tokio::sync::mpsc::Sender<String>,
    handled: Arc<AtomicUsize>,
}

async fn save(app: App, delivery: DeliveryOf<kind::QuotaWarning>) -> Result<(), HandlerError> {
    tokio::task::yield_now().await;
    app.database.add(format!("{} of {}", delivery.event.checks_used, delivery.event.checks_included));
    Ok(())
}

#[tokio::test]
async fn handlers_share_a_state() {
    let (queue, mut queued) = tokio::sync::mpsc::channel(10);
    let app = App { database: Log::default(), queue, handled: Arc::default() };
    let router = Router::with_state(app.clone())
        .builder(
            async |app, delivery| Ok(app.queue.send(delivery.event.name().to_owned()).await?),
            async |app, letter| Ok(app.queue.send(letter.error.to_string()).await?),
        )
        .on(kind::QuotaWarning, save)
        .on_family(Family::Team, async |app, _| {
            app.handled.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
        .build()
        .unwrap();
    assert_eq!(router.event_names()[..2], ["quota.warning", "team.created"]);
    let endpoint = endpoint(Moody::default(), router);
    for event_type in [EventType::QuotaWarning, EventType::TeamCreated, EventType::AgentPaused] {
        assert_eq!(send(&endpoint, &body(event_type, &format!("evt-{event_type}"))).await.status, 200);
    }
    assert_eq!(send(&endpoint, b"{}").await.status, 200);
    assert_eq!(app.database.take().len(), 1);
    assert_eq!(app.handled.load(Ordering::Relaxed), 1);
    assert_eq!(queued.recv().await.as_deref(), Some("agent.paused"));
    assert!(queued.recv().await.unwrap().contains("missing field"));
}
