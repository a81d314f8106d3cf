//! What receiving costs: a request from end to end in memory, and behind a web server.
//!
//! ```text
//! cargo bench -p event-benches --bench receive
//! ```
//!
//! The first part signs each event under a new id, and measures `Endpoint::receive` on one thread: verify, deduplicate
//! in memory, decode, pass to the handler. The second part measures requests over loopback, in turns to an axum server
//! that only reads a body and answers, and to one with our route; server and clients share the machine, so only the
//! ratio means anything.

use std::hint::black_box;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use mnemom_events::dedupe::MemoryStore;
use mnemom_events::{DeadLetter, Delivery, Endpoint, EventType, Outgoing, Receiver, Router, Secret, Signer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const ROUNDS: usize = 9;
const EVENTS_A_ROUND: usize = 20_000;
const CONNECTIONS: usize = 8;

fn main() -> io::Result<()> {
    in_memory()?;
    over_loopback()
}

/// Requests of all events in turn, each under a new id.
fn requests(first: usize, count: usize) -> Vec<Outgoing> {
    let signer = Signer::new(&Secret::new(SECRET).expect("a secret")).expect("an HMAC");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let request = |number: usize| {
        let example = EventType::ALL[number % EventType::ALL.len()].example();
        let own = Delivery::peek(example.as_bytes()).expect("an example is read").id.into_owned();
        let id = format!("evt-{number:08x}");
        let body = example.replacen(&own, &id, 1).into_bytes();
        signer.sign(Outgoing::post(body), now).expect("an HMAC")
    };
    (first..first + count).map(request).collect()
}

fn endpoint() -> Endpoint<MemoryStore> {
    let router = Router::builder(
        async |delivery: Delivery| {
            black_box(delivery);
            Ok(())
        },
        async |letter: DeadLetter| Err(letter.error.into()),
    );
    let receiver = Receiver::new(SECRET).expect("a secret");
    Endpoint::new(receiver, MemoryStore::default(), router.build().expect("a router"), tokio::time::sleep)
}

fn in_memory() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let endpoint = endpoint();
    let mut rates: Vec<f64> = (0..ROUNDS)
        .map(|round| {
            let requests = requests(round * EVENTS_A_ROUND, EVENTS_A_ROUND);
            let start = Instant::now();
            runtime.block_on(async {
                for request in &requests {
                    let answer = endpoint.receive(&request.headers, &request.body).await;
                    assert_eq!(answer.status, 200, "{}", answer.disposition);
                }
            });
            EVENTS_A_ROUND as f64 / start.elapsed().as_secs_f64()
        })
        .collect();
    let bytes: usize = requests(0, EventType::ALL.len()).iter().map(|request| request.body.len()).sum();
    println!(
        "in memory: {:.0} events per second and core (median of {ROUNDS} rounds; bodies of {} bytes on average)",
        median(&mut rates),
        bytes / EventType::ALL.len()
    );
    Ok(())
}

fn over_loopback() -> io::Result<()> {
    let runtime = Runtime::new()?;
    let plain = post(async |body: Bytes| {
        black_box(body);
        StatusCode::OK
    });
    let ours = mnemom_events::axum::route(Arc::new(endpoint()));
    let (plain, ours) = (runtime.block_on(serve(plain))?, runtime.block_on(serve(ours))?);
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let requests = requests(round * EVENTS_A_ROUND, EVENTS_A_ROUND);
        let without = runtime.block_on(load(plain, &requests))?;
        let with = runtime.block_on(load(ours, &requests))?;
        ratios.push(without.as_secs_f64() / with.as_secs_f64());
    }
    println!(
        "over loopback, {CONNECTIONS} connections: {:.2} of the requests per second of the same server without us \
         (median of {ROUNDS} rounds in turns)",
        median(&mut ratios)
    );
    Ok(())
}

async fn serve(route: axum::routing::MethodRouter) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async { axum::serve(listener, axum::Router::new().route("/webhooks", route)).await });
    Ok(address)
}

/// How long it takes to send these requests and read their answers.
async fn load(address: SocketAddr, requests: &[Outgoing]) -> io::Result<Duration> {
    let shares: Vec<Vec<Vec<u8>>> = requests
        .chunks(requests.len() / CONNECTIONS)
        .map(|share| share.iter().map(written).collect())
        .collect();
    let start = Instant::now();
    let tasks: Vec<_> = shares.into_iter().map(|share| tokio::spawn(converse(address, share))).collect();
    for task in tasks {
        task.await??;
    }
    Ok(start.elapsed())
}

fn written(request: &Outgoing) -> Vec<u8> {
    let mut text =
        format!("POST /webhooks HTTP/1.1\r\nHost: bench\r\nContent-Length: {}\r\n", request.body.len());
    for (name, value) in &request.headers {
        text += &format!("{name}: {value}\r\n");
    }
    let mut bytes = (text + "\r\n").into_bytes();
    bytes.extend(&request.body);
    bytes
}

/// Sends one request after the other over one connection.
async fn converse(address: SocketAddr, requests: Vec<Vec<u8>>) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut answer = [0; 1024];
    for request in requests {
        stream.write_all(&request).await?;
        let mut length = 0;
        // The answers have no body: they end with their headers.
        while !answer[..length].ends_with(b"\r\n\r\n") {
            match stream.read(&mut answer[length..]).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                more => length += more,
            }
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..length]));
    }
    Ok(())
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
