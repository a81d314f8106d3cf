//! Providers that sign method and URL, with the vectors of their packs: by the receiver, by the endpoint, and over HTTP.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::routing::post;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use webhook_runtime::axum::{Signed, route, serve};
use webhook_runtime::contract::{Pack, Vector};
use webhook_runtime::{Receiver, RequestParts, Secret, Untyped, Verifier, VerifyError};

use crate::support::{Faults, Log, endpoint, headers, pack, receiver, told};

/// Packs that sign the URL, and whether they sign the method.
const PACKS: [(&str, bool); 5] = [
    ("square", false),
    ("hubspot-v2", true),
    ("hubspot-v3", true),
    ("twilio-form", false),
    ("twilio-json", false),
];

/// The genuine deliveries of a pack, each with the two halves of its URL.
fn genuine(pack: &Pack) -> Vec<(&Vector, &str, &str)> {
    let genuine = pack.signature.vectors.iter().filter(|vector| vector.accept && vector.method == "POST");
    let found: Vec<_> = genuine.map(halved).collect();
    assert!(!found.is_empty());
    found
}

fn halved(vector: &Vector) -> (&Vector, &str, &str) {
    let url = vector.url.as_deref().expect("a URL");
    let host = url.find("://").expect("a scheme") + 3;
    let (origin, path) = url.split_at(host + url[host..].find('/').expect("a path"));
    (vector, origin, path)
}

fn receiver_at(pack: &Pack, vector: &Vector, origin: &str) -> Receiver<Untyped> {
    receiver(pack, &vector.secret, vector.now).public_url(origin)
}

/// The first part of a path, and what comes after it.
fn halves(path: &str) -> (&str, &str) {
    path.split_at(1 + path[1..].find(['/', '?']).unwrap_or(path.len() - 1))
}

/// Requests that differ from a genuine one in what is named: method and path with its query.
fn others(path: &str, signs_method: bool) -> Vec<(&'static str, String)> {
    let more = if path.contains('?') { '&' } else { '?' };
    let mut others = vec![
        ("POST", format!("/other{path}")),
        ("POST", path.replacen('/', "//", 1)),
        ("POST", format!("{path}{more}extra=1")),
        ("POST", "/".to_owned()),
    ];
    if let Some((path, query)) = path.split_once('?') {
        others.extend([("POST", path.to_owned()), ("POST", format!("{path}?{}", query.to_uppercase()))]);
    }
    if signs_method {
        others.extend([("PUT", path.to_owned()), ("GET", path.to_owned())]);
    }
    others
}

#[test]
fn a_receiver_verifies_the_url_that_the_sender_called() {
    for (name, signs_method) in PACKS {
        let pack = pack(name);
        for (vector, origin, path) in genuine(&pack) {
            let receiver = receiver_at(&pack, vector, origin);
            let headers = headers(vector);
            let request = RequestParts::new(&headers, vector.body.as_bytes());
            let verdict_of = |receiver: &Receiver<Untyped>, request: &RequestParts<'_, _>| {
                receiver.verify_request(request).map(drop)
            };
            let verdict = |request: &RequestParts<'_, _>| verdict_of(&receiver, request);
            assert_eq!(verdict(&request.url(path)), Ok(()), "{name}");
            // The whole URL, as some servers have it; a proxy's host is not the public one.
            assert_eq!(verdict(&request.url(&format!("http://10.0.0.1:8080{path}"))), Ok(()), "{name}");
            for (method, path) in others(path, signs_method) {
                let verdict = verdict(&request.method(method).url(&path));
                assert!(
                    matches!(verdict, Err(VerifyError::NoMatch | VerifyError::MissingValue)),
                    "{name} {method} {path}: {verdict:?}"
                );
            }
            // A proxy that takes the first part of the path away.
            let (prefix, rest) = halves(path);
            let behind = receiver.clone().public_url(&format!("{origin}{prefix}"));
            assert_eq!(verdict_of(&behind, &request.url(rest)), Ok(()), "{name} {prefix}");
            assert_eq!(verdict_of(&behind, &request.url(path)), Err(VerifyError::NoMatch), "{name} {prefix}");
            let elsewhere = receiver.clone().public_url("https://elsewhere.example");
            assert_eq!(elsewhere.verify_request(&request.url(path)).err(), Some(VerifyError::NoMatch));
            let whole = receiver.clone().public_url(vector.url.as_deref().expect("a URL"));
            assert!(
                whole.verify(&headers, vector.body.as_bytes()).is_ok(),
                "{name}: by the public URL alone"
            );
            let unknown = self::receiver(&pack, &vector.secret, vector.now);
            assert_eq!(unknown.verify_request(&request.url(path)).err(), Some(VerifyError::MissingUrl));
        }
    }
}

/// What follows the path belongs to it, even if it looks like a URL: whoever has seen a delivery must not get it accepted at
/// another path, or with other parameters.
#[test]
fn a_url_in_the_query_is_not_the_one_that_was_called() {
    for (name, _) in PACKS {
        let pack = pack(name);
        for (vector, origin, path) in genuine(&pack) {
            let receiver = receiver_at(&pack, vector, origin);
            let headers = headers(vector);
            let request = RequestParts::new(&headers, vector.body.as_bytes());
            for other in
                ["/other?to=https://a.example", "/?topic=forged&to=https://a.example", "/a#b://c", "?://"]
            {
                let url = format!("{other}{path}");
                for url in [format!("{origin}{url}"), url] {
                    let verdict = receiver.verify_request(&request.url(&url)).err();
                    assert!(
                        matches!(verdict, Some(VerifyError::NoMatch | VerifyError::MissingValue)),
                        "{name} {url}: {verdict:?}"
                    );
                }
            }
        }
    }
    // The other way round: what a sender signs with a URL in its query is genuine.
    let pack = pack("square");
    let secret = Secret::new("made-secret").expect("a secret");
    let url = "/hooks?to=https://a.example/b";
    let signer = Verifier::of_pack(&pack, &secret).expect("a pack");
    let whole = format!("https://e.example{url}");
    let signature = |text: &str| [("x-square-hmacsha256-signature", text.to_owned())];
    let some = signature(&format!("{}=", "A".repeat(43)));
    let right = signer.computed(&RequestParts::new(&some, b"{}").url(&whole)).expect("a signature");
    let headers = signature(&right);
    let receiver = receiver(&pack, "made-secret", 0).public_url("https://e.example");
    assert!(receiver.verify_request(&RequestParts::new(&headers, b"{}").url(url)).is_ok());
}

#[tokio::test]
async fn an_endpoint_handles_what_was_sent_to_its_url_and_nothing_else() {
    for (name, signs_method) in PACKS {
        let pack = pack(name);
        for (vector, origin, path) in genuine(&pack) {
            let log = Log::default();
            let endpoint = endpoint(receiver_at(&pack, vector, origin), &log, &Faults::default());
            let headers = headers(vector);
            let request = RequestParts::new(&headers, vector.body.as_bytes());
            for (method, path) in others(path, signs_method) {
                let answer = endpoint.receive_request(&request.method(method).url(&path)).await;
                assert_eq!(answer.status, 503, "{name} {method} {path}: {}", told(&answer));
                assert!(answer.headers.is_empty() && answer.body.is_empty(), "a forger is told nothing");
                assert_eq!(log.take(), [""; 0], "{name} {method} {path}");
            }
            let answer = endpoint.receive_request(&request.url(path)).await;
            assert_eq!(answer.status, 200, "{name}: {}", told(&answer));
            assert_eq!(log.take().len(), 1, "{name}: {}", told(&answer));
            let (prefix, rest) = halves(path);
            let behind = receiver_at(&pack, vector, &format!("{origin}{prefix}/"));
            let endpoint = self::endpoint(behind, &log, &Faults::default());
            let answer = endpoint.receive_request(&request.url(rest)).await;
            assert_eq!((answer.status, log.take().len()), (200, 1), "{name}: {}", told(&answer));
        }
    }
}

/// Sends a request as bytes, and returns the status.
async fn send(
    address: std::net::SocketAddr,
    method: &str,
    path: &str,
    headers: &[(String, String)],
    body: &str,
) -> u16 {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: 10.0.0.1:8080\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

async fn served(app: axum::Router) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async { serve(listener, app).await });
    address
}

/// The route and the extractor, at any path; the sender's public URL is not that of the server.
#[tokio::test]
async fn axum_passes_method_and_url_on() {
    for (name, signs_method) in PACKS {
        let pack = pack(name);
        for (vector, origin, path) in genuine(&pack) {
            let (log, headers, body) = (Log::default(), headers(vector), &vector.body);
            let endpoint = endpoint(receiver_at(&pack, vector, origin), &log, &Faults::default());
            let routed = axum::Router::new().fallback_service(route::<_, ()>(Arc::new(endpoint)));
            let routed = served(routed).await;
            let extracted = post(async |_: Signed<Untyped>| StatusCode::OK);
            let extracted = axum::Router::new()
                .fallback_service(extracted.with_state(receiver_at(&pack, vector, origin)));
            let extracted = served(extracted).await;
            for (method, path) in others(path, signs_method) {
                let refused = if method == "POST" { 503 } else { 405 };
                assert_eq!(
                    send(routed, method, &path, &headers, body).await,
                    refused,
                    "{name} {method} {path}"
                );
                assert_eq!(send(extracted, method, &path, &headers, body).await, refused, "{name} {path}");
            }
            assert_eq!(log.take(), [""; 0]);
            assert_eq!(send(extracted, "POST", path, &headers, body).await, 200, "{name}");
            assert_eq!(send(routed, "POST", path, &headers, body).await, 200, "{name}");
            assert_eq!(log.take().len(), 1, "{name}");
        }
    }
}

/// Square signs `https://webhook.site/webhooks`; the app has the route in a router of its own.
#[tokio::test]
async fn a_nested_route_is_at_the_whole_path() {
    let pack = pack("square");
    let (vector, origin, path) =
        genuine(&pack).into_iter().find(|(.., path)| *path == "/webhooks").expect("a vector");
    let log = Log::default();
    let endpoint = endpoint(receiver_at(&pack, vector, origin), &log, &Faults::default());
    let inner = axum::Router::new().route("/", route(Arc::new(endpoint)));
    let address = served(axum::Router::new().nest(path, inner)).await;
    assert_eq!(send(address, "POST", path, &headers(vector), &vector.body).await, 200);
    assert_eq!(send(address, "POST", &format!("{path}?a=1"), &headers(vector), &vector.body).await, 503);
    assert_eq!(log.take().len(), 1);
}
