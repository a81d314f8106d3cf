//! Packs as they are in this repository, an endpoint that notes what it does, and a store that fails when it is told to.

use std::collections::BTreeSet;
use std::fs;
use std::future::pending;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhook_runtime::contract::{Pack, Vector};
use webhook_runtime::dedupe::{Begin, Claim, EventKey, MemoryStore, Store};
use webhook_runtime::{Answer, DeadLetter, Endpoint, RawEvent, Receiver, Router, Secret, Untyped};
pub use webhook_test_support::Log;

pub fn pack(name: &str) -> Pack {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let text = fs::read_to_string(packs.join(name).join("contract.json")).expect("a pack");
    serde_json::from_str(&text).expect("a contract")
}

/// A receiver whose clock stands still.
pub fn receiver(pack: &Pack, secret: &str, now: u64) -> Receiver<Untyped> {
    let secret = Secret::verbatim(secret).expect("a secret");
    let receiver = Receiver::of_pack(pack, &secret).expect("a receiver");
    receiver.clock(move || UNIX_EPOCH + Duration::from_secs(now))
}

pub fn headers(vector: &Vector) -> Vec<(String, String)> {
    vector.headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// What goes wrong, and with which event: `begin`, `commit`, `hang`, `fail`, `panic`, and the last digit of an id.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<BTreeSet<(&'static str, char)>>>);

impl Faults {
    pub fn set(&self, faults: &[(&'static str, char)]) {
        *self.0.lock().unwrap() = faults.iter().copied().collect();
    }

    fn has(&self, what: &'static str, id: &str) -> bool {
        id.chars().last().is_some_and(|last| self.0.lock().unwrap().contains(&(what, last)))
    }
}

/// A store in memory.
pub struct Faulty {
    store: MemoryStore,
    faults: Faults,
}

#[derive(Debug)]
pub struct Fault;

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no disk")
    }
}

impl std::error::Error for Fault {}

impl Store for Faulty {
    type Error = Fault;

    async fn begin(&self, key: &EventKey, lease: Duration) -> Result<Begin, Fault> {
        match self.faults.has("begin", key.as_str()) {
            true => Err(Fault),
            false => self.store.begin(key, lease).await.map_err(|_| Fault),
        }
    }

    async fn commit(&self, claim: &Claim) -> Result<(), Fault> {
        match self.faults.has("commit", claim.key().as_str()) {
            true => Err(Fault),
            false => self.store.commit(claim).await.map_err(|_| Fault),
        }
    }

    async fn abort(&self, claim: Claim) -> Result<(), Fault> {
        self.store.abort(claim).await.map_err(|_| Fault)
    }
}

/// An endpoint whose handlers note name, id and payload of what comes, unless there is a fault.
pub fn endpoint(receiver: Receiver<Untyped>, log: &Log, faults: &Faults) -> Endpoint<Untyped, Faulty> {
    let (events, letters, of_handler) = (log.clone(), log.clone(), faults.clone());
    let handle = move |event: RawEvent<'static>| {
        let (log, faults) = (events.clone(), of_handler.clone());
        async move {
            let id = event.id.join("+");
            if faults.has("hang", &id) {
                pending::<()>().await;
            }
            assert!(!faults.has("panic", &id), "a panic on purpose");
            if faults.has("fail", &id) {
                return Err("a failure on purpose".into());
            }
            let payload = event.payload.as_deref().unwrap_or("none");
            log.add(format!("{} {id} {payload}", event.name.as_deref().unwrap_or("nameless")));
            Ok(())
        }
    };
    let keep = move |letter: DeadLetter| {
        let log = letters.clone();
        async move {
            log.add(format!("dead letter of {} bytes: {}", letter.body.len(), letter.error));
            Ok(())
        }
    };
    let router = Router::builder(handle, keep).build().expect("a router");
    let store = Faulty { store: MemoryStore::default(), faults: faults.clone() };
    Endpoint::new(receiver, store, router, tokio::time::sleep)
}

/// Status, body and disposition, as one text.
pub fn told(answer: &Answer) -> String {
    let body = String::from_utf8_lossy(&answer.body);
    let body = if body.is_empty() { String::new() } else { format!(" {body:?}") };
    format!("{}{body} {}", answer.status, answer.disposition)
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs()
}
