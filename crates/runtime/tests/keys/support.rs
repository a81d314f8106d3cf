//! A provider whose keys are fetched, and a fetcher that is nowhere but here.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use futures_lite::future::block_on;
use serde_json::{Value, json};
use webhook_runtime::contract::{
    Algorithm, Encoding, KeyEncoding, KeyRule, SignatureRule, TimeUnit, TimestampRule,
};
use webhook_runtime::{FetchKeys, FetchedKeys, KeyPlace, RequestParts, VerifyError};

pub const NOW: u64 = 1_760_000_000;
pub const SET: &str = "https://keys.example.com/jwks.json";
pub const BODY: &[u8] = b"{}";

pub fn rule(algorithm: Algorithm) -> SignatureRule {
    SignatureRule {
        locations: vec!["header:X-Signature".parse().expect("a place")].into(),
        encoding: Some(Encoding::Base64),
        key: KeyRule { encoding: KeyEncoding::Spki, strip: None },
        message: Some("{timestamp}.{body}".parse().expect("a message")),
        timestamp: Some(TimestampRule {
            location: "header:X-Time".parse().expect("a place"),
            unit: TimeUnit::Seconds,
            past: Some(Duration::from_secs(300)),
            future: Some(Duration::from_secs(300)),
        }),
        ..SignatureRule::of(algorithm)
    }
}

pub fn set() -> KeyPlace {
    KeyPlace::Set { url: SET.to_owned(), id: Some("header:X-Key".parse().expect("a place")) }
}

pub fn certificate() -> KeyPlace {
    KeyPlace::Certificate { url: "header:X-Key".parse().expect("a place") }
}

/// A server that is a table, and counts.
#[derive(Clone, Default)]
pub struct Server(Arc<Mutex<Documents>>);

#[derive(Default)]
struct Documents {
    by_address: BTreeMap<String, Vec<u8>>,
    asked: usize,
}

impl Server {
    pub fn put(&self, url: &str, document: impl Into<Vec<u8>>) {
        self.0.lock().expect("no panic").by_address.insert(url.to_owned(), document.into());
    }

    pub fn remove(&self, url: &str) {
        self.0.lock().expect("no panic").by_address.remove(url);
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.0.lock().expect("no panic").asked
    }
}

impl FetchKeys for Server {
    async fn fetch(&self, url: &str) -> Option<Vec<u8>> {
        let mut documents = self.0.lock().expect("no panic");
        documents.asked += 1;
        documents.by_address.get(url).cloned()
    }
}

/// A clock that is put forward by hand.
#[derive(Clone)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    pub fn new() -> Self {
        Clock(Arc::new(AtomicU64::new(NOW)))
    }

    pub fn forward(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn back(&self, seconds: u64) {
        self.0.fetch_sub(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// A key of the provider.
pub fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub fn jwk(id: &str, number: u8) -> Value {
    let x = BASE64_URL_SAFE_NO_PAD.encode(key(number).verifying_key().as_bytes());
    json!({ "kty": "OKP", "crv": "Ed25519", "kid": id, "x": x })
}

pub fn jwks(keys: &[Value]) -> Vec<u8> {
    json!({ "keys": keys }).to_string().into_bytes()
}

/// Keys by Ed25519, with a server and a clock.
pub struct World {
    pub server: Server,
    pub clock: Clock,
    pub keys: FetchedKeys<Server>,
}

impl World {
    pub fn new(place: KeyPlace) -> Self {
        let (server, clock) = (Server::default(), Clock::new());
        let now = clock.clone();
        let keys = FetchedKeys::new(&rule(Algorithm::Ed25519), place, server.clone()).expect("a rule");
        let keys =
            keys.clock(move || now.now()).lifetime(Duration::from_secs(3600)).pause(Duration::from_secs(60));
        World { server, clock, keys }
    }

    /// What becomes of a request that names a key, signed with one.
    pub fn verdict(&self, name: &str, number: u8) -> Result<(), VerifyError> {
        let signature = BASE64_STANDARD.encode(key(number).sign(b"1760000000.{}").to_bytes());
        judged(&self.keys, &[("X-Key", name), ("X-Time", "1760000000"), ("X-Signature", &signature)])
    }
}

/// What becomes of a request when it comes at the time that it was sent.
pub fn judged(keys: &FetchedKeys<Server>, headers: &[(&str, &str)]) -> Result<(), VerifyError> {
    let request = RequestParts::new(headers, BODY);
    let verifier = block_on(keys.verifier(&request))?;
    verifier.verify_at(&request, UNIX_EPOCH + Duration::from_secs(NOW))
}
