//! Signed requests, an endpoint that notes what it does, and a store that fails when told to.

use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mnemom_events::dedupe::{Begin, Claim, EventKey, MemoryStore, Store};
use mnemom_events::testing::Attempt;
use mnemom_events::{
    Answer, DeadLetter, Delivery, Endpoint, EventType, HandlerError, Receiver, Router, Secret,
};
pub use webhook_test_support::Log;

pub const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// A store in memory, one of whose calls fails, or never answers, when it is told to.
#[derive(Clone, Default)]
pub struct Moody(Arc<Moods>);

#[derive(Default)]
struct Moods {
    store: MemoryStore,
    mood: Mutex<Mood>,
    lease: Mutex<Duration>,
}

#[derive(Clone, Copy, Default)]
enum Mood {
    #[default]
    Works,
    Fails(&'static str),
    FailsTimes(&'static str, usize),
    Hangs(&'static str),
}

impl Moody {
    pub fn works(&self) {
        *self.0.mood.lock().unwrap() = Mood::Works;
    }

    pub fn fails(&self, call: &'static str) {
        *self.0.mood.lock().unwrap() = Mood::Fails(call);
    }

    /// Fails so many times, and works again afterwards.
    pub fn fails_times(&self, call: &'static str, times: usize) {
        *self.0.mood.lock().unwrap() = Mood::FailsTimes(call, times);
    }

    pub fn hangs(&self, call: &'static str) {
        *self.0.mood.lock().unwrap() = Mood::Hangs(call);
    }

    /// The lease that was asked for last.
    pub fn lease(&self) -> Duration {
        *self.0.lease.lock().unwrap()
    }

    async fn mind(&self, call: &str) -> Result<(), Sulking> {
        let mood = *self.0.mood.lock().unwrap();
        match mood {
            Mood::FailsTimes(this, times) if this == call && times > 0 => {
                *self.0.mood.lock().unwrap() = Mood::FailsTimes(this, times - 1);
                Err(Sulking)
            }
            Mood::Fails(this) if this == call => Err(Sulking),
            Mood::Hangs(this) if this == call => std::future::pending().await,
            _ => Ok(()),
        }
    }
}

#[derive(Debug)]
pub struct Sulking;

impl std::fmt::Display for Sulking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not today")
    }
}

impl std::error::Error for Sulking {}

impl Store for Moody {
    type Error = Sulking;

    async fn begin(&self, key: &EventKey, lease: Duration) -> Result<Begin, Sulking> {
        *self.0.lease.lock().unwrap() = lease;
        self.mind("begin").await?;
        self.0.store.begin(key, lease).await.map_err(|_| Sulking)
    }

    async fn commit(&self, claim: &Claim) -> Result<(), Sulking> {
        self.mind("commit").await?;
        self.0.store.commit(claim).await.map_err(|_| Sulking)
    }

    async fn abort(&self, claim: Claim) -> Result<(), Sulking> {
        self.mind("abort").await?;
        self.0.store.abort(claim).await.map_err(|_| Sulking)
    }
}

/// A router whose handlers only note what comes.
pub fn noting(log: &Log) -> Router {
    let (rest, dead) = (log.clone(), log.clone());
    Router::builder(
        move |delivery: Delivery| {
            rest.add(format!("{} {}", delivery.id, delivery.event.name()));
            ready(Ok(()))
        },
        move |letter: DeadLetter| {
            dead.add(format!("dead {}", letter.error));
            ready(Ok(()))
        },
    )
    .build()
    .unwrap()
}

/// A router that has one handler for everything.
pub fn handling<F>(handler: impl Fn(Delivery<'static>) -> F + Send + Sync + 'static) -> Router
where
    F: Future<Output = Result<(), HandlerError>> + Send + 'static,
{
    Router::builder(handler, |letter: DeadLetter| ready(Err(letter.error.into()))).build().unwrap()
}

pub fn endpoint(store: Moody, router: Router) -> Endpoint<Moody> {
    Endpoint::new(Receiver::new(SECRET).unwrap(), store, router, tokio::time::sleep)
}

/// A body with the event's example in it, under another id.
pub fn body(event_type: EventType, id: &str) -> Vec<u8> {
    let example = event_type.example();
    let own = Delivery::peek(example.as_bytes()).unwrap().id.into_owned();
    example.replacen(&own, id, 1).into_bytes()
}

/// Gives an endpoint a body as the provider would send it.
pub async fn send(endpoint: &Endpoint<Moody>, body: &[u8]) -> Answer {
    let request = Attempt::of(body).sign_with(&Secret::new(SECRET).unwrap());
    endpoint.receive(&request.headers, body).await
}

/// Status and disposition, as one text.
pub fn told(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.disposition)
}

/// The same, as it goes over the wire in HTTP/1.1.
pub fn wire(path: &str, body: &[u8]) -> Vec<u8> {
    let request = Attempt::of(body).sign_with(&Secret::new(SECRET).unwrap());
    let headers: String =
        request.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}
