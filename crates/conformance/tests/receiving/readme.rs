//! The README's line for the shell works as printed.

use std::fs;
use std::sync::Arc;

use mnemom_events::axum::{route, serve};
use mnemom_events::dedupe::MemoryStore;
use mnemom_events::{Endpoint, Receiver};
use tokio::net::TcpListener;
use webhook_conformance::repository;

use crate::support::{Log, noting};

#[tokio::test]
async fn the_line_sends_a_signed_event() {
    webhook_test_support::needs!("sh", "openssl", "curl");
    let readme = fs::read_to_string(repository().join("README.md")).expect("there is one");
    let line = readme.lines().find(|line| line.contains("openssl dgst")).expect("there is such a line");
    let secret = line.split("-hmac ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a secret");
    assert!(readme.contains(&format!("WEBHOOK_SECRET={secret} ")), "the receiver is started with it");

    let log = Log::default();
    let store = MemoryStore::default();
    let endpoint = Endpoint::new(Receiver::new(secret).unwrap(), store, noting(&log), tokio::time::sleep);
    let app = axum::Router::new().route("/webhooks", route(Arc::new(endpoint)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async { serve(listener, app).await });

    // What is not as printed: the port, which may be taken on this machine.
    let line = line.replace("127.0.0.1:8080", &address);
    assert!(line.contains(&address), "{line}");
    let output = tokio::process::Command::new("sh").args(["-c", &line]).output().await.unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.starts_with("HTTP/1.1 200 OK"), "{told}");
    assert_eq!(log.take(), ["evt-1 team.archived"]);
}
