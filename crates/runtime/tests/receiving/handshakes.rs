//! Requests that deliver nothing: the endpoint answers them, and no handler ever sees them.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use tower::ServiceExt as _;
use webhook_runtime::axum::route;
use webhook_runtime::contract::Pack;
use webhook_runtime::{Disposition, RequestParts, Secret, Verifier};

use crate::support::{Faults, Log, endpoint, now, pack, receiver, told};

const SECRET: &str = "made-secret";

/// Headers of a request that is signed now.
fn signed(
    pack: &Pack,
    time: &'static str,
    signature: &'static str,
    body: &str,
) -> Vec<(&'static str, String)> {
    let verifier = Verifier::of_pack(pack, &Secret::new(SECRET).expect("a secret")).expect("a verifier");
    let mut headers = vec![(time, now().to_string()), (signature, format!("v0={}", "0".repeat(64)))];
    let computed = verifier.computed(&RequestParts::new(&headers, body.as_bytes())).expect("a signature");
    headers[1].1 = computed;
    headers
}

#[tokio::test]
async fn a_signed_handshake_is_answered_to_the_provider_alone() {
    let pack = pack("slack");
    let log = Log::default();
    let endpoint = endpoint(receiver(&pack, SECRET, now()), &log, &Faults::default());
    let body = r#"{"type": "url_verification", "challenge": "3eZbrw1aB"}"#;
    let headers = signed(&pack, "x-slack-request-timestamp", "x-slack-signature", body);
    let answer = endpoint.receive(&headers, body.as_bytes()).await;
    assert_eq!(told(&answer), "200 \"3eZbrw1aB\" a handshake");
    assert!(matches!(answer.disposition, Disposition::Handshake));
    let answer = endpoint.receive(&headers[..1], body.as_bytes()).await;
    assert_eq!((answer.status, answer.headers.len(), answer.body.len()), (503, 0, 0), "{}", told(&answer));
    let answer = endpoint.receive(&headers, body.replace("3e", "4e").as_bytes()).await;
    assert_eq!((answer.status, answer.headers.len(), answer.body.len()), (503, 0, 0), "{}", told(&answer));
    assert_eq!(log.take(), [""; 0]);
    assert!(!endpoint.takes_get());
}

#[tokio::test]
async fn an_hmac_is_answered_with_the_secret_of_the_receiver() {
    let pack = pack("zoom");
    let receiver = receiver(&pack, SECRET, now()).and_accept("older-secret").expect("a second secret");
    let endpoint = endpoint(receiver, &Log::default(), &Faults::default());
    let body = r#"{"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"}}"#;
    let headers = signed(&pack, "x-zm-request-timestamp", "x-zm-signature", body);
    let answer = endpoint.receive(&headers, body.as_bytes()).await;
    assert_eq!(answer.headers, [("content-type".into(), "application/json".to_owned())]);
    // printf qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac made-secret
    let hmac = "82a306a519c50a0f1488d15a402f28679420cde89f73161328fcb25568bb9593";
    let expected = format!(r#"{{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"{hmac}"}}"#);
    assert_eq!(String::from_utf8(answer.body).expect("text"), expected);
}

#[tokio::test]
async fn a_handshake_by_get_reaches_the_endpoint_through_the_route() {
    let log = Log::default();
    let app = |name: &str| {
        let endpoint = endpoint(receiver(&pack(name), SECRET, now()), &log, &Faults::default());
        axum::Router::new().route("/hooks", route(Arc::new(endpoint)))
    };
    let get = |path: &str| Request::get(path).body(Body::empty()).expect("a request");
    let answer = app("dropbox").oneshot(get("/hooks?challenge=a%20%3Cb%3E")).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "text/plain");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    let body = axum::body::to_bytes(answer.into_body(), 100).await.expect("a body");
    assert_eq!(body, "a <b>");
    let answer = app("dropbox").oneshot(get("/hooks?a=b")).await.expect("an answer");
    assert_eq!(answer.status(), 503, "neither a handshake nor signed");
    let answer = app("slack").oneshot(get("/hooks?challenge=a")).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(log.take(), [""; 0]);
}
