//! Requests that no client would send, and a receiver that answers what it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A request of which the body is still to be sent.
pub struct Started(TcpStream);

impl Started {
    /// Sends the head of a `POST` to a path below the base URL.
    pub async fn post(base_url: &str, path: &str, headers: &[&str], length: usize) -> Started {
        Started::send(base_url, "POST", path, headers, length).await
    }

    async fn send(base_url: &str, method: &str, path: &str, headers: &[&str], length: usize) -> Started {
        let rest = base_url.strip_prefix("http://").expect("it is HTTP");
        let (host, base) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let mut stream = TcpStream::connect(host).await.expect("the mock listens");
        let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let head = format!(
            "{method} {base}{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("it is sent");
        Started(stream)
    }

    /// Sends the body, and reads the answer: its status and its body.
    pub async fn finish(mut self, body: &str) -> (u16, Value) {
        self.0.write_all(body.as_bytes()).await.expect("it is sent");
        let mut text = String::new();
        self.0.read_to_string(&mut text).await.expect("there is an answer");
        let (head, body) = text.split_once("\r\n\r\n").expect("the answer has a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, serde_json::from_str(body).expect("the body is JSON"))
    }
}

/// A `POST` with a token.
pub async fn post(base_url: &str, path: &str, headers: &[&str], body: &str) -> (u16, Value) {
    let headers = [&["authorization: Bearer any"], headers].concat();
    Started::post(base_url, path, &headers, body.len()).await.finish(body).await
}

/// A request by any method, with these headers only.
pub async fn request(base_url: &str, method: &str, path: &str, headers: &[&str]) -> (u16, Value) {
    Started::send(base_url, method, path, headers, 0).await.finish("").await
}

/// A delivery as it came.
pub type Received = (HeaderMap, Bytes);

/// A receiver that gives these answers, one after the other, and 200 from then on: its URL, and what it gets.
pub async fn receiver(statuses: &[u16]) -> (String, UnboundedReceiver<Received>) {
    let (sender, received) = unbounded_channel();
    let statuses: Arc<Mutex<VecDeque<u16>>> = Arc::new(Mutex::new(statuses.iter().copied().collect()));
    let answer = async move |headers: HeaderMap, body: Bytes| {
        let _ = sender.send((headers, body));
        let status = statuses.lock().expect("nobody panicked").pop_front().unwrap_or(200);
        StatusCode::from_u16(status).expect("a status")
    };
    let (listener, url) = listen().await;
    tokio::spawn(async {
        axum::serve(listener, Router::new().route("/hooks", axum::routing::post(answer))).await
    });
    (url, received)
}

/// A socket, and the URL that the mock delivers to it for.
pub async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a port");
    let port = listener.local_addr().expect("it has an address").port();
    (listener, format!("https://localhost:{port}/hooks"))
}
