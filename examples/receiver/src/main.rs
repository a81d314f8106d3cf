//! A whole receiver: axum in front, a file or Redis behind, every event handled once.
//!
//! ```text
//! WEBHOOK_SECRET=5f0c1e… cargo run -p example-receiver -- --store redb:handled.redb
//! ```
//!
//! Knows how the parts are put together: secrets, store, handlers, route. What the handlers do stands in [`handlers`].

mod handlers;
mod options;

use std::error::Error;
use std::sync::Arc;

use mnemom_events::dedupe::{RedbStore, RedisStore, Store};
use mnemom_events::{CONTRACT, Disposition, Endpoint, Receiver};
use tokio::net::TcpListener;

use handlers::Journal;
use options::{Options, StoreAt};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::from_command_line()?;
    match &options.store {
        // A replay may come for as long as the provider has the event in its log.
        StoreAt::Redb(path) => serve(RedbStore::open(path, CONTRACT.delivery_log)?, &options).await,
        StoreAt::Redis(url) => {
            serve(RedisStore::connect(url, &options.name, CONTRACT.delivery_log).await?, &options).await
        }
    }
}

async fn serve<S: Store>(store: S, options: &Options) -> Result<(), Box<dyn Error>> {
    let mut receiver = Receiver::new(&std::env::var("WEBHOOK_SECRET")?)?;
    // Only while a rotation is under way, for what had been sent before.
    if let Ok(previous) = std::env::var("WEBHOOK_SECRET_PREVIOUS") {
        receiver = receiver.and_accept(&previous)?;
    }
    let journal = Journal::open(&options.journal, options.work).await?;
    let router = handlers::router(journal)?;
    eprintln!("events with a handler of their own, to subscribe to: {:?}", router.event_types());

    let endpoint = Endpoint::new(receiver, store, router, tokio::time::sleep).observe(|answer| {
        // Everything that is not as it should be; this is where to count and to alert.
        if !matches!(answer.disposition, Disposition::Handled | Disposition::Duplicate) {
            eprintln!("{} {:?}: {}", answer.status, answer.key, answer.disposition);
        }
    });
    let app = axum::Router::new().route("/webhooks", mnemom_events::axum::route(Arc::new(endpoint)));

    let listener = TcpListener::bind(options.listen).await?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

/// Requests under way are answered before the process ends.
async fn stopped() {
    // Without a way to notice Ctrl-C, the process just ends with it, which the store has to bear anyway.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
