//! Senders that hang up, at every step of a delivery.

use std::sync::Arc;
use std::time::Duration;

use mnemom_events::EventType;
use mnemom_events::axum::{route, serve};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::time::timeout;

use crate::support::{Log, Moody, body, endpoint, handling, send, told, wire};

const SOON: Duration = Duration::from_secs(2);

/// Where the sender hangs up: while the handler works, or while the store commits.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Handler,
    Commit,
}

/// Hangs up, lets the delivery go on, and tells how often the event is handled when it is delivered again.
async fn handled_after_hanging_up(at: At) -> Vec<String> {
    let (log, store) = (Log::default(), Moody::default());
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (handled, has_begun, may_go_on) = (log.clone(), Arc::clone(&begun), Arc::clone(&go_on));
    let router = handling(move |_| {
        let (log, begun, go_on) = (handled.clone(), Arc::clone(&has_begun), Arc::clone(&may_go_on));
        async move {
            log.add("handled");
            begun.notify_one();
            if at == At::Handler {
                go_on.notified().await;
            }
            Ok(())
        }
    });
    if at == At::Commit {
        store.fails("commit");
    }
    let seen = Log::default();
    let shown = seen.clone();
    let endpoint = Arc::new(endpoint(store.clone(), router).observe(move |answer| shown.add(told(answer))));
    let app = axum::Router::new().route("/", route(Arc::clone(&endpoint)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = serve(listener, app).with_graceful_shutdown(async { drop(stopped.await) });
    let server = tokio::spawn(async { server.await });

    let body = body(EventType::QuotaWarning, "evt-1");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&wire("/", &body)).await.unwrap();
    begun.notified().await;
    drop(stream);
    // So that the server has noticed.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(seen.take(), [""; 0], "the delivery is under way");
    store.works();
    go_on.notify_one();

    // The server waits for the delivery, though nobody waits for its answer.
    stop.send(()).unwrap();
    timeout(SOON, server).await.expect("it stops in time").unwrap().unwrap();
    assert_eq!(seen.take(), ["200 handled"]);
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled before");
    log.take()
}

#[tokio::test]
async fn a_sender_that_hangs_up_does_not_double_the_event() {
    for at in [At::Handler, At::Commit] {
        assert_eq!(handled_after_hanging_up(at).await, ["handled"]);
    }
}
