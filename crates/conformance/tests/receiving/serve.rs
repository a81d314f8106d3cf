//! The server, and clients that are slow, silent or many.
//!
//! Clients use real sockets, and limits are short where a test waits for them.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::routing::post;
use mnemom_events::axum::{Server, Signed, route, serve};
use mnemom_events::{Catalog, EventType, Receiver, Router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::{Log, Moody, SECRET, body, endpoint, handling, noting, wire};

const SOON: Duration = Duration::from_secs(1);
const SHORT: Duration = Duration::from_millis(100);

/// A server that runs in the background until it is told to stop.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<io::Result<()>>,
}

impl Running {
    async fn start(router: Router, limits: impl FnOnce(Server) -> Server) -> Running {
        let receiver = Receiver::new(SECRET).unwrap();
        let app = axum::Router::new()
            .route("/", route(Arc::new(endpoint(Moody::default(), router))))
            .route("/signed", post(async |_: Signed<Catalog>| "taken").with_state(receiver));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let server = limits(serve(listener, app)).with_graceful_shutdown(async { drop(stopped.await) });
        Running { address, stop, ended: tokio::spawn(async { server.await }) }
    }

    /// A connection that has sent this much.
    async fn connected(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream
    }

    async fn status_of(&self, id: &str) -> u16 {
        let mut stream = self.connected(&wire("/", &body(EventType::QuotaWarning, id))).await;
        status(&mut stream).await
    }

    async fn stop(self) -> io::Result<()> {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap()
    }
}

/// The status of the next answer, which has no body.
async fn status(stream: &mut TcpStream) -> u16 {
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => answer.push(byte),
            Err(_) => return 0,
        }
    }
    let text = String::from_utf8(answer).unwrap();
    text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap()
}

/// Ends when the other side has closed the connection.
async fn closed(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    // A reset is as good an end.
    let _ = stream.read_to_end(&mut rest).await;
}

fn noted() -> Router {
    noting(&Log::default())
}

#[tokio::test]
async fn clients_that_say_nothing_or_half_of_it_keep_nobody_out() {
    let half_a_head: &[u8] = b"POST / HTTP/1.1\r\nhost: localhost\r\n";
    let running = Running::start(noted(), |server| server.max_connections(8)).await;
    let delivery = wire("/", &body(EventType::QuotaWarning, "evt-half"));
    let half_a_body = &delivery[..delivery.len() - 1];
    let half_of_another = wire("/signed", &body(EventType::QuotaWarning, "evt-half"));
    let half_of_another = &half_of_another[..half_of_another.len() - 1];
    let mut silent = Vec::new();
    for bytes in [b"".as_slice(), half_a_head, b"P", half_a_body, half_of_another] {
        for _ in 0..20 {
            silent.push(running.connected(bytes).await);
        }
    }
    let answer = timeout(SOON, running.status_of("evt-1")).await;
    assert_eq!(answer.expect("an answer in time"), 200);
    // Those that had waited longest have made room.
    timeout(SOON, closed(&mut silent[0])).await.expect("it is closed");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_is_being_answered_is_not_closed_to_make_room() {
    let (gate, begun) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (held, told) = (Arc::clone(&gate), Arc::clone(&begun));
    let router = handling(move |_| {
        let (gate, begun) = (Arc::clone(&held), Arc::clone(&told));
        async move {
            begun.add_permits(1);
            gate.acquire().await?.forget();
            Ok(())
        }
    });
    let running = Running::start(router, |server| server.max_connections(2)).await;
    let mut first = running.connected(&wire("/", &body(EventType::QuotaWarning, "evt-1"))).await;
    let mut second = running.connected(&wire("/", &body(EventType::QuotaWarning, "evt-2"))).await;
    // Both have come whole.
    begun.acquire_many(2).await.unwrap().forget();
    let mut third = running.connected(&wire("/", &body(EventType::QuotaWarning, "evt-3"))).await;
    assert!(timeout(SHORT, status(&mut third)).await.is_err(), "there is no room");
    gate.add_permits(3);
    for stream in [&mut first, &mut second, &mut third] {
        // The first two would be kept open for the next request, and are closed for the third.
        assert_eq!(timeout(SOON, status(stream)).await.expect("an answer in time"), 200);
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn each_time_limit_closes_the_connection() {
    let running = Running::start(noted(), |server| {
        server.header_timeout(SHORT).idle_timeout(2 * SHORT).request_timeout(3 * SHORT)
    })
    .await;
    let delivery = wire("/", &body(EventType::QuotaWarning, "evt-1"));

    let (mut silent, start) = (running.connected(b"POST").await, Instant::now());
    timeout(SOON, closed(&mut silent)).await.expect("it is closed");
    assert!(start.elapsed() >= SHORT / 2);

    let mut idle = running.connected(&delivery).await;
    assert_eq!(status(&mut idle).await, 200);
    let start = Instant::now();
    timeout(SOON, closed(&mut idle)).await.expect("it is closed");
    assert!(start.elapsed() > SHORT + SHORT / 2, "between requests there is more time");

    // The extractor waits for a body as long as the server lets it.
    let half = wire("/signed", &body(EventType::QuotaWarning, "evt-2"));
    let (mut half, start) = (running.connected(&half[..half.len() - 1]).await, Instant::now());
    timeout(SOON, closed(&mut half)).await.expect("it is closed");
    assert!(start.elapsed() > 2 * SHORT, "a request has more time than its headers");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn requests_of_one_connection_are_answered_one_after_another() {
    let running = Running::start(noted(), |server| server).await;
    let delivery = |id| wire("/", &body(EventType::QuotaWarning, id));
    let mut stream =
        running.connected(&[delivery("evt-1"), delivery("evt-2"), delivery("evt-1")].concat()).await;
    for _ in 0..3 {
        assert_eq!(timeout(SOON, status(&mut stream)).await.expect("an answer in time"), 200);
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn clients_that_wait_do_not_keep_the_server_from_stopping() {
    let running = Running::start(noted(), |server| server).await;
    let delivery = wire("/", &body(EventType::QuotaWarning, "evt-1"));
    let mut clients = Vec::new();
    for bytes in [b"".as_slice(), b"POST / HTTP/1.1\r\n", &delivery] {
        for _ in 0..20 {
            clients.push(running.connected(bytes).await);
        }
    }
    assert_ne!(status(&mut clients[40]).await, 0);
    let address = running.address;
    timeout(SOON, running.stop()).await.expect("it stops in time").unwrap();
    // The successor finds the address free.
    TcpListener::bind(address).await.unwrap();
}

#[tokio::test]
async fn a_request_in_flight_is_answered_before_the_server_stops() {
    let router = handling(|_| async {
        tokio::time::sleep(3 * SHORT).await;
        Ok(())
    });
    let running = Running::start(router, |server| server).await;
    let mut stream = running.connected(&wire("/", &body(EventType::QuotaWarning, "evt-1"))).await;
    tokio::time::sleep(SHORT).await;
    let address = running.address;
    let stop = tokio::spawn(running.stop());
    assert_eq!(status(&mut stream).await, 200);
    stop.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody is there");
}

#[tokio::test]
async fn a_request_that_takes_longer_than_the_deadline_is_cut_off() {
    let router = handling(|_| async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        Ok(())
    });
    let running = Running::start(router, |server| server.shutdown_deadline(SHORT)).await;
    let mut stream = running.connected(&wire("/", &body(EventType::QuotaWarning, "evt-1"))).await;
    tokio::time::sleep(SHORT).await;
    let error = timeout(SOON, running.stop()).await.expect("it stops in time").unwrap_err();
    assert_eq!(error.to_string(), "requests were cut off at the shutdown deadline");
    assert_eq!(status(&mut stream).await, 0);
}
