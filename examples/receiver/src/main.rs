//! A complete receiver with axum and a file or Redis, which handles every event once.
//!
//! ```text
//! WEBHOOK_SECRET=5f0c1e… cargo run -p example-receiver -- --store redb:handled.redb
//! ```
//!
//! This file puts the parts together: secrets, store, handlers, route, signals. The handlers are in [`handlers`].

mod dead_letters;
mod disk;
mod handlers;
mod journal;
mod log;
mod options;
mod secrets;

use std::error::Error;
use std::future::pending;
use std::io::{Write, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use mnemom_events::dedupe::{RedbStore, RedisStore, Store};
use mnemom_events::{CONTRACT, Disposition, Endpoint};
use tokio::net::TcpListener;

use dead_letters::DeadLetters;
use handlers::App;
use journal::Journal;
use options::{Options, StoreAt};

/// How long events are remembered: a replay may come for as long as the provider has the event in its log.
const RETENTION: Duration = CONTRACT.limits.delivery_log.expect("the contract states it");

#[tokio::main]
async fn main() -> ExitCode {
    let status = match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::line(format_args!("error: {error}"));
            ExitCode::FAILURE
        }
    };
    log::flush();
    status
}

async fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::from_command_line()?;
    match &options.store {
        StoreAt::Redb(path) => serve(RedbStore::open(path, RETENTION)?, &options).await,
        StoreAt::Redis(url) => {
            serve(RedisStore::connect(url, &options.name, RETENTION).await?, &options).await
        }
    }
}

async fn serve<S: Store>(store: S, options: &Options) -> Result<(), Box<dyn Error>> {
    let receiver = secrets::receiver()?;
    let app = App {
        journal: Journal::open(&options.journal)?,
        dead_letters: DeadLetters::open(options.dead_letters.clone())?,
        work: options.work,
    };
    let router = handlers::router(app)?;
    log::line(format_args!(
        "events with a handler of their own, to subscribe to: {}",
        router.event_names().join(", ")
    ));

    let endpoint = Endpoint::new(receiver, store, router, tokio::time::sleep).observe(|answer| {
        // Everything that is not as it should be. Count it and alert on it here.
        if !matches!(answer.disposition, Disposition::Handled | Disposition::Duplicate) {
            log::line(format_args!("{} {:?}: {}", answer.status, answer.key, answer.disposition));
        }
    });
    let app = axum::Router::new()
        .route("/webhooks", mnemom_events::axum::route(Arc::new(endpoint)))
        .route("/health", axum::routing::get(async || "alive\n"));

    let listen = options.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| format!("--listen {listen}: {error}"))?;
    // It does not matter if nobody reads it.
    let _ = writeln!(stdout(), "listening on http://{}/webhooks", listener.local_addr()?);
    mnemom_events::axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

/// Ends with the first signal to stop. Requests in flight are answered before the process ends.
async fn stopped() {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
    }
}

/// Ctrl-C.
async fn interrupted() {
    // If signals cannot be watched, the signal ends the process at once, which the store survives.
    if tokio::signal::ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}

/// SIGTERM, which orchestrators send.
#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    pending().await
}
