//! What verifying a delivery costs, against the keyed hash alone.
//!
//! The baseline hashes the same bytes, timestamp and body, with a key that was prepared before, and does nothing else.
//! The ratios come first, measured in turns so that other load on the machine affects both alike; then the times.
//!
//! `cargo bench -p event-benches --bench verify`

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant, UNIX_EPOCH};

use divan::Bencher;
use hmac::{Hmac, KeyInit, Mac};
use mnemom_events::testing::{Attempt, Request};
use mnemom_events::{CONTRACT, EventType, Receiver, Secret};
use sha2::Sha256;

const SECRET: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const TIME: Duration = Duration::from_secs(1_750_000_000);

fn main() {
    println!("| verify / keyed hash | without id header | with id header |");
    println!("| --- | --- | --- |");
    for bodies in BODIES {
        let ratio = |id| ratio(&requests(bodies, id));
        println!("| {bodies} | {:.3} | {:.3} |", ratio(Id::Absent), ratio(Id::Sent));
    }
    divan::main();
}

/// How much longer it takes to verify requests than to hash them, both at their fastest of many turns, because other
/// load on the machine can only add time.
fn ratio(requests: &[Request]) -> f64 {
    let (receiver, hasher) = (receiver(), hasher());
    let time = |run: &dyn Fn()| {
        let start = Instant::now();
        (0..20).for_each(|_| run());
        start.elapsed().as_secs_f64()
    };
    let (mut hashed, mut verified) = (f64::MAX, f64::MAX);
    for _ in 0..500 {
        hashed = hashed.min(time(&|| hash_all(&hasher, requests)));
        verified = verified.min(time(&|| verify_all(&receiver, requests)));
    }
    verified / hashed
}

/// The examples of events.
#[derive(Clone, Copy)]
struct Bodies {
    /// The size of each, in bytes, where they are not as they are; those that are larger are left out.
    size: Option<usize>,
}

/// As they are, of a usual size, and of a usual maximum size.
const BODIES: [Bodies; 3] = [Bodies { size: None }, Bodies { size: Some(512) }, Bodies { size: Some(4096) }];

impl Bodies {
    fn body(self, example: &str) -> Option<String> {
        let Some(size) = self.size else { return Some(example.to_owned()) };
        let open = format!("{},\"note\":\"", example.strip_suffix('}')?);
        let note = "~".repeat(size.checked_sub(open.len() + 2)?);
        Some(format!("{open}{note}\"}}"))
    }
}

impl fmt::Display for Bodies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = requests(*self, Id::Absent);
        let bytes: usize = requests.iter().map(|request| request.body.len()).sum();
        write!(f, "{} bodies of {} bytes on average", requests.len(), bytes / requests.len())
    }
}

/// Whether there is a header with the id, which is then compared with the body's.
#[derive(Clone, Copy)]
enum Id {
    Absent,
    Sent,
}

fn requests(bodies: Bodies, id: Id) -> Vec<Request> {
    let secret = Secret::new(SECRET).expect("a secret");
    let request = |event_type: &EventType| {
        let body = bodies.body(event_type.example().trim_end())?;
        let mut request = Attempt::of(body).at(UNIX_EPOCH + TIME).sign_with(&secret);
        if matches!(id, Id::Absent) {
            request
                .headers
                .retain(|(name, _)| Some(name.as_str()) != CONTRACT.idempotency_key.header.as_deref());
        }
        Some(request)
    };
    EventType::ALL.iter().filter_map(request).collect()
}

fn receiver() -> Receiver {
    Receiver::new(SECRET).expect("a secret").clock(|| UNIX_EPOCH + TIME)
}

fn hasher() -> Hmac<Sha256> {
    Hmac::new_from_slice(SECRET.as_bytes()).expect("HMAC takes a key of any length")
}

fn verify_all(receiver: &Receiver, requests: &[Request]) {
    for request in requests {
        black_box(
            receiver.verify(black_box(&request.headers), black_box(&request.body)).expect("is genuine"),
        );
    }
}

fn hash_all(hasher: &Hmac<Sha256>, requests: &[Request]) {
    for request in requests {
        let mut hasher = hasher.clone();
        hasher.update(black_box(b"1750000000"));
        hasher.update(b".");
        hasher.update(black_box(&request.body));
        black_box(hasher.finalize());
    }
}

#[divan::bench(args = BODIES)]
fn keyed_hash(bencher: Bencher, bodies: Bodies) {
    let (hasher, requests) = (hasher(), requests(bodies, Id::Sent));
    bencher.bench(|| hash_all(&hasher, &requests));
}

#[divan::bench(args = BODIES)]
fn verify(bencher: Bencher, bodies: Bodies) {
    let (receiver, requests) = (receiver(), requests(bodies, Id::Absent));
    bencher.bench(|| verify_all(&receiver, &requests));
}

#[divan::bench(args = BODIES)]
fn verify_with_id(bencher: Bencher, bodies: Bodies) {
    let (receiver, requests) = (receiver(), requests(bodies, Id::Sent));
    bencher.bench(|| verify_all(&receiver, &requests));
}
