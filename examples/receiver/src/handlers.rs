//! What is done with events.
//!
//! Knows payloads. Does not know HTTP, signatures or duplicates: what comes here is genuine, and comes again only when a
//! handler failed.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mnemom_events::{DeadLetter, Delivery, Event, Family, HandlerError, Router, RouterError, kind};
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;

/// The handlers of this receiver.
pub fn router(journal: Journal) -> Result<Router, RouterError> {
    let (rest, dead, pages, quota) = (journal.clone(), journal.clone(), journal.clone(), journal);
    Router::builder(
        move |delivery: Delivery| note(rest.clone(), "fallback", delivery),
        move |letter: DeadLetter| bury(dead.clone(), letter),
    )
    .on(kind::IntegrityViolation, move |delivery| {
        let journal = pages.clone();
        async move {
            let violation = &delivery.event;
            eprintln!(
                "page: agent {} crossed a boundary: {}",
                violation.agent_id, violation.reasoning_summary
            );
            journal.add("page", delivery.id.as_str(), "integrity.violation").await
        }
    })
    .on_family(Family::Quota, move |delivery| note(quota.clone(), "quota", delivery))
    .build()
}

async fn note(
    journal: Journal,
    handler: &'static str,
    delivery: Delivery<'static>,
) -> Result<(), HandlerError> {
    if let Event::Unknown(event) = &delivery.event {
        eprintln!("{}: {}", event.event_type(), event.reason());
    }
    journal.add(handler, delivery.id.as_str(), delivery.event.name()).await
}

/// A body that cannot be read is kept as it came, for somebody to look at.
async fn bury(journal: Journal, letter: DeadLetter) -> Result<(), HandlerError> {
    eprintln!("dead letter: {}", letter.error);
    journal.add("dead letter", &String::from_utf8_lossy(&letter.body), &letter.error.to_string()).await
}

/// A file with a line for every event that was handled.
#[derive(Clone)]
pub struct Journal {
    file: Arc<Mutex<File>>,
    work: Duration,
}

impl Journal {
    /// Opens the file to add to it; `work` is how long every entry takes.
    pub async fn open(path: &Path, work: Duration) -> io::Result<Journal> {
        let file = OpenOptions::new().create(true).append(true).open(path).await?;
        Ok(Journal { file: Arc::new(Mutex::new(file)), work })
    }

    async fn add(&self, handler: &str, id: &str, event: &str) -> Result<(), HandlerError> {
        tokio::time::sleep(self.work).await;
        let line = serde_json::json!({ "handler": handler, "id": id, "event": event });
        let mut file = self.file.lock().await;
        file.write_all(format!("{line}\n").as_bytes()).await?;
        // An event counts as handled only once it would survive the machine.
        file.sync_data().await?;
        Ok(())
    }
}
