//! When the mock delivers, and when it delivers again.

use std::time::Duration;

use mnemom_events::{Delivery, EventType, RETRY, Receiver};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::http::{post, receiver};
use crate::mock;

async fn create(base_url: &str, url: &str) -> Value {
    let wish = json!({ "url": url, "event_types": ["sideband.fleet.fired"] });
    let (status, created) = post(base_url, "/orgs/org-1/webhooks", &[], &wish.to_string()).await;
    assert_eq!(status, 201, "{created:#}");
    created
}

#[tokio::test]
async fn each_attempt_is_signed_and_the_same_event() {
    let (url, mut received) = receiver(&[500, 302, 503]).await;
    let created = create(&mock().await, &url).await;
    let receiver = Receiver::new(created["signing_secret"].as_str().expect("text")).expect("a secret");
    let mut ids = Vec::new();
    for _ in 0..4 {
        let (headers, body) = received.recv().await.expect("it is delivered");
        assert_eq!(headers["content-type"], "application/json");
        let pairs: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let delivery =
            receiver.verify(&pairs, &body).expect("it is signed").decode().expect("it is an event");
        assert_eq!(delivery.event.event_type(), Some(EventType::SidebandFleetFired));
        assert_eq!(headers["x-webhook-id"], delivery.id.as_str());
        ids.push(delivery.id.as_str().to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert!(timeout(Duration::from_millis(500), received.recv()).await.is_err(), "it has been delivered");
}

#[tokio::test]
async fn a_final_answer_is_final() {
    let (url, mut received) = receiver(&[410]).await;
    create(&mock().await, &url).await;
    let (_, body) = received.recv().await.expect("it is delivered");
    assert!(Delivery::decode(&body).is_ok());
    assert!(timeout(Duration::from_millis(500), received.recv()).await.is_err(), "it is refused for good");
}

#[tokio::test]
async fn attempts_run_out() {
    let statuses = vec![500; 20];
    let (url, mut received) = receiver(&statuses).await;
    create(&mock().await, &url).await;
    for _ in 0..RETRY.attempts() {
        assert!(
            timeout(Duration::from_secs(10), received.recv()).await.is_ok_and(|received| received.is_some())
        );
    }
    assert!(
        timeout(Duration::from_millis(500), received.recv()).await.is_err(),
        "there is no further attempt"
    );
}
