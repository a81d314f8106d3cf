//! What receives over HTTP, with the types that were generated for each provider: an `Endpoint` that tells what it handles,
//! a line for each event. `receiver <provider> <secret> <public URL> <id>` fails the first time that it gets this id.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router as App;

/// A line on standard output, at once: whoever reads it waits for it.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("somebody listens");
}

macro_rules! providers {
    ($($name:literal: $krate:ident,)*) => {
        /// What a provider's deliveries are routed to.
        fn app(provider: &str, secret: &str, url: &str, fails: String) -> App {
            match provider {
                $($name => {
                    use $krate::dedupe::MemoryStore;
                    use $krate::{DeadLetter, Delivery, Endpoint, Event, Receiver, Router};

                    let has_failed = Arc::new(AtomicBool::new(false));
                    let handle = move |delivery: Delivery<'static>| {
                        let (fails, has_failed) = (fails.clone(), Arc::clone(&has_failed));
                        async move {
                            let id = delivery.id().join("+");
                            if id == fails && !has_failed.swap(true, Ordering::SeqCst) {
                                return Err("a failure on purpose".into());
                            }
                            let kind = if matches!(delivery.event, Event::Unknown(_)) { "unknown" } else { "typed" };
                            tell(&format!("{kind} {} {id}", delivery.event.name()));
                            Ok(())
                        }
                    };
                    let dead = |letter: DeadLetter| async move {
                        tell(&format!("dead letter: {}", letter.error));
                        Ok(())
                    };
                    let router = Router::builder(handle, dead).build().expect("a router");
                    let receiver = Receiver::new(secret).expect("a secret").public_url(url);
                    let endpoint = Endpoint::new(receiver, MemoryStore::default(), router, tokio::time::sleep);
                    App::new().route("/hooks", $krate::axum::route(Arc::new(endpoint)))
                })*
                other => panic!("no provider {other}"),
            }
        }
    };
}

include!("providers.rs");

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let mut next = || args.next().expect("an argument");
    let app = app(&next(), &next(), &next(), next());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    tell(&listener.local_addr()?.port().to_string());
    axum::serve(listener, app).await
}
