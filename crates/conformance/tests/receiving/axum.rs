//! What axum answers, and how much of a body it reads before that.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::post;
use http_body::Frame;
use mnemom_events::axum::{Signed, route};
use mnemom_events::testing::{Attempt, Part};
use mnemom_events::{CONTRACT, Catalog, Delivery, EventType, Receiver, Secret};
use tokio::time::Instant;
use tower::ServiceExt as _;

use crate::support::{Log, Moody, SECRET, body, endpoint, handling, noting, told};

const WARNING: EventType = EventType::QuotaWarning;
const CHUNK: usize = 1024;

/// An app that notes what the extractor lets through.
fn extracting(log: &Log) -> axum::Router {
    let log = log.clone();
    let handler = move |signed: Signed<Catalog>| {
        log.add(match signed.decode() {
            Ok(delivery) => delivery.event.name().to_owned(),
            Err(_) => format!("{} bytes", signed.bytes().len()),
        });
        ready(StatusCode::ACCEPTED)
    };
    axum::Router::new().route("/", post(handler)).with_state(Receiver::new(SECRET).unwrap())
}

/// An app with the ready-made route.
fn routed(log: &Log) -> axum::Router {
    axum::Router::new().route("/", route(Arc::new(endpoint(Moody::default(), noting(log)))))
}

fn genuine(body: impl Into<Vec<u8>>) -> mnemom_events::testing::Request {
    Attempt::of(body).sign_with(&Secret::new(SECRET).unwrap())
}

async fn send(app: &axum::Router, headers: &[(String, String)], body: impl Into<Body>) -> StatusCode {
    let mut request = Request::post("/");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    app.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap().status()
}

#[tokio::test]
async fn the_extractor_lets_through_what_is_genuine_and_nothing_else() {
    let log = Log::default();
    let app = extracting(&log);
    let request = genuine(body(WARNING, "evt-1"));
    assert_eq!(send(&app, &request.headers, request.body.clone()).await, 202);
    let unreadable = genuine("not json");
    assert_eq!(send(&app, &unreadable.headers, unreadable.body).await, 202, "genuine all the same");
    assert_eq!(log.take(), ["quota.warning", "8 bytes"]);

    assert_eq!(send(&app, &[], request.body.clone()).await, 503);
    let mut contradictory = request.clone();
    let timestamp = CONTRACT.signature.timestamp_header().expect("a header").to_owned();
    contradictory.headers.push((timestamp, "1".to_owned()));
    assert_eq!(send(&app, &contradictory.headers, contradictory.body).await, 503);
    let forged = request.flip_bit(Part::Signature);
    assert_eq!(send(&app, &forged.headers, forged.body).await, 503);
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test]
async fn the_route_answers_as_the_endpoint_does() {
    let log = Log::default();
    let app = routed(&log);
    let request = genuine(body(WARNING, "evt-1"));
    assert_eq!(send(&app, &[], request.body.clone()).await, 503);
    assert_eq!(send(&app, &request.headers, request.body.clone()).await, 200);
    assert_eq!(send(&app, &request.headers, request.body).await, 200);
    assert_eq!(log.take(), ["evt-1 quota.warning"]);

    let failing =
        route(Arc::new(endpoint(Moody::default(), handling(|_: Delivery| ready(Err("no".into()))))));
    let failing = axum::Router::new().route("/", failing);
    let request = genuine(body(WARNING, "evt-2"));
    assert_eq!(send(&failing, &request.headers, request.body).await, 503);
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_not_read_at_all() {
    for app in [extracting(&Log::default()), routed(&Log::default())] {
        let (endless, read) = Endless::new();
        let length = ("content-length".to_owned(), (CONTRACT.limits.body_limit() + 1).to_string());
        assert_eq!(send(&app, &[length], Body::new(endless)).await, 413);
        assert_eq!(read.load(Ordering::Relaxed), 0);
    }
}

#[tokio::test]
async fn a_body_that_announces_nothing_is_read_up_to_the_limit() {
    for app in [extracting(&Log::default()), routed(&Log::default())] {
        let (endless, read) = Endless::new();
        assert_eq!(send(&app, &[], Body::new(endless)).await, 413);
        let read = read.load(Ordering::Relaxed);
        assert!(read <= CONTRACT.limits.body_limit() + CHUNK, "{read} bytes were read");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_delivery() {
    for app in [extracting(&Log::default()), routed(&Log::default())] {
        assert_eq!(send(&app, &[], Body::new(Broken)).await, 503);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let seen = Log::default();
    let shown = seen.clone();
    let endpoint =
        endpoint(Moody::default(), noting(&Log::default())).observe(move |answer| shown.add(told(answer)));
    let app = axum::Router::new().route("/", route(Arc::new(endpoint)));
    let start = Instant::now();
    assert_eq!(send(&app, &[], Body::new(Silent)).await, 503);
    assert!(start.elapsed() < CONTRACT.timeout());
    assert_eq!(seen.take(), ["503 the body was not fully received in time"]);
}

/// A body that never ends, and counts what is read of it.
struct Endless(Arc<AtomicUsize>);

impl Endless {
    fn new() -> (Endless, Arc<AtomicUsize>) {
        let read = Arc::new(AtomicUsize::new(0));
        (Endless(Arc::clone(&read)), read)
    }
}

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.0.fetch_add(CHUNK, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b' '; CHUNK])))))
    }
}

struct Broken;

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
    }
}

/// A body of which nothing ever comes.
struct Silent;

impl HttpBody for Silent {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Pending
    }
}
