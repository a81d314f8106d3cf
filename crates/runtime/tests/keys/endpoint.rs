//! Deliveries from end to end, by keys that are fetched: from a server on this machine, which has all the time that it needs, or
//! late, by a clock that is not the system's.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::Signer as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use webhook_runtime::axum::{route, serve};
use webhook_runtime::contract::Pack;
use webhook_runtime::dedupe::MemoryStore;
use webhook_runtime::{
    Disposition, Endpoint, FetchKeys, FetchingEndpoint, HandlerError, InvalidSecret, KeyPlace, RawEvent,
    ReceiveError, Received, Receiver, RequestParts, Router, Secret, Untyped, VerifyError,
};
use webhook_test_support::Log;

use crate::support::{jwk, jwks, key};

const MINUTE: Duration = Duration::from_secs(60);
const EVENT: &str = r#"{"type":"invoice.paid","id":"evt_1","data":{"total":1}}"#;

fn pack() -> Pack {
    let text = r#"{
        "provider": { "name": "Made" },
        "signature": {
            "algorithm": "ed25519", "in": "header:X-Signature", "encoding": "base64",
            "message": "{timestamp}.{body}", "key": { "encoding": "base64" },
            "timestamp": { "in": "header:X-Time", "unit": "s", "past_seconds": 300, "future_seconds": 300 }
        },
        "envelope": {
            "name": ["body:/type"], "id": ["body:/id"], "data": "body:/data",
            "handshake": [
                { "when": { "method": "GET" }, "answer": { "status": 200, "body": "{query:challenge}" } },
                { "when": { "body:/type": "ping" }, "signed": true, "answer": { "status": 204 } }
            ]
        }
    }"#;
    serde_json::from_str(text).expect("a pack")
}

/// A client whose names of hosts all lead to one server on this machine, without TLS.
#[derive(Clone)]
struct Client {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Client {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl FetchKeys for Client {
    async fn fetch(&self, url: &str) -> Option<Vec<u8>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let path = url.strip_prefix("https://keys.example.com").expect("the only host that is allowed");
        let mut answer = Vec::new();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: keys.example.com\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        stream.read_to_end(&mut answer).await.ok()?;
        let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
        answer.starts_with(b"HTTP/1.1 200 ").then(|| answer[head + 4..].to_vec())
    }
}

/// What serves keys, well and badly.
async fn key_server() -> Client {
    let app = axum::Router::new()
        .route("/jwks.json", get(async || jwks(&[jwk("one", 1)])))
        .route("/fails.json", get(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/moved.json", get(async || (StatusCode::FOUND, [(LOCATION, "https://evil.test/jwks.json")])))
        .route("/page.json", get(async || "<!DOCTYPE html>"))
        .route("/large.json", get(async || vec![b' '; 1 << 20]));
    Client { port: served(app).await, asked: Arc::default() }
}

async fn served(app: axum::Router) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async { serve(listener, app).await });
    port
}

fn router(log: &Log) -> Router<Untyped> {
    let log = log.clone();
    let handle = move |event: RawEvent<'static>| {
        log.add(format!("{:?} {}", event.id, event.payload.unwrap_or_default()));
        async { Ok::<_, HandlerError>(()) }
    };
    Router::builder(handle, |_| async { Ok(()) }).build().expect("a router")
}

/// An endpoint whose sender is taken to wait for ten minutes, of which a key may take one.
fn endpoint<F: FetchKeys>(path: &str, client: F, log: &Log) -> FetchingEndpoint<Untyped, MemoryStore, F> {
    let receiver = Receiver::of_pack_without_key(&pack()).expect("a pack").max_body_bytes(1000);
    let place = KeyPlace::Set {
        url: format!("https://keys.example.com/{path}.json"),
        id: Some("header:X-Key".parse().expect("a place")),
    };
    let keys = receiver.fetched_keys(place, client).expect("public keys").pause(Duration::ZERO);
    let endpoint = Endpoint::new(receiver, MemoryStore::default(), router(log), tokio::time::sleep);
    endpoint.timeout(6 * MINUTE).by_fetched_keys(keys)
}

/// A server of one's own, with nothing but a receiver and the keys.
#[tokio::test]
async fn a_receiver_without_an_endpoint_is_given_the_key_of_each_request() {
    let receiver = Receiver::of_pack_without_key(&pack()).expect("a pack").max_body_bytes(1000);
    let place = KeyPlace::Set {
        url: "https://keys.example.com/jwks.json".to_owned(),
        id: Some("header:X-Key".parse().expect("a place")),
    };
    let keys = receiver.fetched_keys(place, key_server().await).expect("public keys");
    let receive = async |headers: &[(&str, &str)], body: &[u8]| {
        let request = RequestParts::new(headers, body);
        let verifier = keys.verifier(&request).await?;
        match receiver.with_fetched_key(&verifier).receive(&request) {
            Ok(Received::Events(events)) => Ok(events.len()),
            Ok(Received::Handshake(reply)) => Ok(reply.status.into()),
            Err(ReceiveError::Verify(error)) => Err(error),
            Err(error) => panic!("{error}"),
        }
    };
    let headers = signed(EVENT, "one", 1);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(receive(&headers, EVENT.as_bytes()).await, Ok(1));
    assert_eq!(receive(&headers, &EVENT.as_bytes()[1..]).await, Err(VerifyError::NoMatch));
    assert_eq!(receive(&headers, &[b' '; 1001]).await, Err(VerifyError::BodyTooLarge));
    let other = signed(EVENT, "two", 1);
    let other: Vec<(&str, &str)> = other.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(receive(&other, EVENT.as_bytes()).await.map_err(|error| error.status()), Err(503));
    // What needs no signature needs no key.
    let no_headers: [(&str, &str); 0] = [];
    let challenge = RequestParts {
        method: "GET",
        url: Some("https://hooks.example.com/?challenge=abc"),
        ..RequestParts::new(&no_headers, b"")
    };
    let Ok(Received::Handshake(reply)) = receiver.receive(&challenge) else { panic!("a handshake") };
    assert_eq!(reply.status, 200);
    // Without a key, nothing else is believed.
    let request = RequestParts::new(headers.as_slice(), EVENT.as_bytes());
    assert!(receiver.receive(&request).is_err());
}

/// The headers of a body that is signed now, with a key that the request names.
fn signed(body: &str, name: &str, number: u8) -> [(&'static str, String); 3] {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let signature = key(number).sign(format!("{now}.{body}").as_bytes());
    [
        ("X-Key", name.to_owned()),
        ("X-Time", now.to_string()),
        ("X-Signature", BASE64_STANDARD.encode(signature.to_bytes())),
    ]
}

/// Sends a request as bytes; gives the status and the body of the answer.
async fn send(port: u16, line: &str, headers: &[(&str, String)], body: &str) -> (u16, String) {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, answer.split_once("\r\n\r\n").expect("a head").1.to_owned())
}

#[tokio::test]
async fn deliveries_are_handled_once_by_keys_from_a_server() {
    let (log, client) = (Log::default(), key_server().await);
    let routed = route::<_, ()>(Arc::new(endpoint("jwks", client.clone(), &log)));
    let port = served(axum::Router::new().fallback_service(routed)).await;
    let post = |headers: [(&'static str, String); 3], body: &'static str| async move {
        send(port, "POST /hooks", &headers, body).await.0
    };

    // What need not be signed has no key, and what has none of the size that is taken is not looked at.
    assert_eq!(send(port, "GET /hooks?challenge=abc", &[], "").await, (200, "abc".to_owned()));
    assert_eq!(send(port, "POST /hooks", &signed(EVENT, "one", 1), &" ".repeat(1001)).await.0, 413);
    assert_eq!(send(port, "POST /hooks", &signed(EVENT, "one", 1)[1..], EVENT).await.0, 503);
    assert_eq!(client.asked(), 0);

    assert_eq!(post(signed(EVENT, "one", 1), EVENT).await, 200);
    assert_eq!(log.take(), [r#"["evt_1"] {"total":1}"#]);
    assert_eq!(post(signed(EVENT, "one", 1), EVENT).await, 200, "a duplicate");
    assert_eq!(post(signed(EVENT, "one", 2), EVENT).await, 503, "by another key");
    assert_eq!(post(signed("{}", "one", 1), EVENT).await, 503, "of another body");
    assert_eq!(client.asked(), 1);
    assert_eq!(post(signed(EVENT, "two", 1), EVENT).await, 503, "a name that the set does not have");
    assert_eq!(client.asked(), 2);

    // A handshake that has to be signed.
    let ping = r#"{"type":"ping"}"#;
    assert_eq!(post(signed(ping, "one", 1), ping).await, 204);
    assert_eq!(post(signed(ping, "one", 2), ping).await, 503);
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test]
async fn what_is_no_key_is_a_reason_to_deliver_again() {
    let client = key_server().await;
    for path in ["fails", "moved", "page", "large", "missing"] {
        let log = Log::default();
        let endpoint = endpoint(path, client.clone(), &log);
        let answer = endpoint.receive(&signed(EVENT, "one", 1), EVENT.as_bytes()).await;
        assert!(matches!(answer.disposition, Disposition::Rejected(VerifyError::KeyUnavailable)), "{path}");
        assert_eq!((answer.status, log.take()), (503, vec![]), "{path}");
    }
    assert_eq!(client.asked(), 5);
}

/// A client that takes a while, and counts.
#[derive(Clone)]
struct Slow {
    takes: Duration,
    asked: Arc<AtomicUsize>,
}

impl Slow {
    fn new(takes: Duration) -> Slow {
        Slow { takes, asked: Arc::default() }
    }
}

impl FetchKeys for Slow {
    async fn fetch(&self, _: &str) -> Option<Vec<u8>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(self.takes).await;
        Some(jwks(&[jwk("one", 1)]))
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_comes_late_is_there_when_the_delivery_comes_again() {
    let (log, client) = (Log::default(), Slow::new(3 * MINUTE));
    let endpoint = endpoint("slow", client.clone(), &log);
    let first = endpoint.receive(&signed(EVENT, "one", 1), EVENT.as_bytes()).await;
    assert!(matches!(first.disposition, Disposition::Rejected(VerifyError::KeyUnavailable)));
    assert_eq!(log.take(), [""; 0]);
    let headers = signed(EVENT, "one", 1);
    let again = endpoint.receive_request(&RequestParts::new(&headers, EVENT.as_bytes())).await;
    assert!(matches!(again.disposition, Disposition::Handled));
    assert_eq!((client.asked.load(Ordering::SeqCst), log.take().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_is_given_up() {
    let (log, begun) = (Log::default(), Instant::now());
    let endpoint = endpoint("hangs", Slow::new(1000 * MINUTE), &log);
    let answer = endpoint.receive(&signed(EVENT, "one", 1), EVENT.as_bytes()).await;
    assert!(matches!(answer.disposition, Disposition::Rejected(VerifyError::KeyUnavailable)));
    // The minute that a key may take, and the five that a handler may.
    assert_eq!(begun.elapsed().as_secs().div_ceil(60), 6);
    assert_eq!(log.take(), [""; 0]);
}

struct Panics;

impl FetchKeys for Panics {
    async fn fetch(&self, _: &str) -> Option<Vec<u8>> {
        panic!("on purpose")
    }
}

#[tokio::test]
async fn a_client_that_panics_has_no_key() {
    let endpoint = endpoint("jwks", Panics, &Log::default());
    let answer = endpoint.receive(&signed(EVENT, "one", 1), EVENT.as_bytes()).await;
    assert!(matches!(answer.disposition, Disposition::Rejected(VerifyError::KeyUnavailable)));
}

#[tokio::test]
async fn keys_are_either_pinned_or_fetched() {
    let place = || KeyPlace::Set { url: "https://keys.example.com/jwks.json".to_owned(), id: None };
    let own = BASE64_STANDARD.encode(key(1).verifying_key().as_bytes());
    let receiver = Receiver::of_pack(&pack(), &Secret::new(own).expect("a key")).expect("a receiver");
    assert_eq!(receiver.fetched_keys(place(), Panics).err(), Some(InvalidSecret::TooMany));
    let text =
        r#"{"provider": {"name": "Made"}, "signature": {"algorithm": "equality", "in": "header:X-Token"}}"#;
    let pack: Pack = serde_json::from_str(text).expect("a pack");
    let receiver = Receiver::of_pack_without_key(&pack).expect("a receiver");
    assert_eq!(receiver.body_limit(), 4 * 1024 * 1024);
    assert_eq!(receiver.fetched_keys(place(), Panics).err(), Some(InvalidSecret::Contract));
    // Without a key, nothing is the right one.
    let headers = [("X-Token", "")];
    assert!(receiver.verify(&headers, b"{}").is_err());
}
