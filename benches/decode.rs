//! How fast a body becomes an event.
//!
//! Every benchmark reads the examples of all events once; `straight` is the baseline: the same payloads, read by
//! `serde_json::from_str` into a struct that is known beforehand. Figures are only worth comparing within one run.
//!
//! `cargo bench -p event-benches`

use std::hint::black_box;

use divan::Bencher;
use mnemom_events::common::{AccountId, EventId};
use mnemom_events::{Delivery, EventType, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/fixture.rs"));

fn main() {
    let bodies = bodies(TYPE_FIRST);
    let bytes: usize = bodies.iter().map(|(_, body)| body.len()).sum();
    println!("{} bodies of {} bytes on average", bodies.len(), bytes / bodies.len());
    divan::main();
}

/// A body whose event is known beforehand.
#[derive(Deserialize)]
struct Body<T> {
    #[allow(dead_code, reason = "read to be measured")]
    id: EventId,
    #[allow(dead_code, reason = "read to be measured")]
    #[serde(rename = "type", default)]
    event_type: String,
    #[allow(dead_code, reason = "read to be measured")]
    created_at: Timestamp,
    #[allow(dead_code, reason = "read to be measured")]
    account_id: AccountId,
    #[allow(dead_code, reason = "read to be measured")]
    data: T,
}

/// An adjacently tagged enum with what stands around it.
#[derive(Deserialize)]
struct AdjacentBody {
    #[allow(dead_code, reason = "read to be measured")]
    id: EventId,
    #[allow(dead_code, reason = "read to be measured")]
    created_at: Timestamp,
    #[allow(dead_code, reason = "read to be measured")]
    account_id: AccountId,
    #[allow(dead_code, reason = "read to be measured")]
    #[serde(flatten)]
    event: Adjacent,
}

fn read<T: DeserializeOwned>(body: &str) {
    black_box(serde_json::from_str::<Body<T>>(body).expect("an example is read"));
}

const TYPE_FIRST: [&str; 5] = ["id", "type", "created_at", "account_id", "data"];
const DATA_FIRST: [&str; 5] = ["data", "id", "created_at", "account_id", "type"];

/// The examples without white space, grown to some 600 bytes, with the envelope's fields in this order.
fn bodies(order: [&str; 5]) -> Vec<(EventType, String)> {
    let body = |event_type: &EventType| {
        let example: Value = serde_json::from_str(event_type.example()).expect("an example is JSON");
        let example = grow(example);
        let fields = order.map(|key| format!("\"{key}\":{}", example[key]));
        (*event_type, format!("{{{}}}", fields.join(",")))
    };
    // serde's own buffering, which a tagged enum needs, cannot hold JSON that is kept as text.
    let is_for_all = |(_, body): &(EventType, String)| serde_json::from_str::<Internal>(body).is_ok();
    EventType::ALL.iter().map(body).filter(is_for_all).collect()
}

/// Lists three times as long, and prose twice.
fn grow(value: Value) -> Value {
    match value {
        Value::Array(items) => items.iter().cycle().take(3 * items.len()).cloned().map(grow).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, grow(value))).collect(),
        Value::String(text) if text.contains(' ') => Value::String([&*text; 2].join(" ")),
        other => other,
    }
}

fn run(bencher: Bencher, order: [&str; 5], read: impl Fn(EventType, &str) + Sync) {
    let bodies = bodies(order);
    bencher.bench(|| bodies.iter().for_each(|(event_type, body)| read(*event_type, body)));
}

mod type_first {
    use super::*;

    #[divan::bench]
    fn straight(bencher: Bencher) {
        run(bencher, TYPE_FIRST, |event_type, body| super::straight(event_type)(body));
    }

    #[divan::bench]
    fn delivery(bencher: Bencher) {
        run(bencher, TYPE_FIRST, |_, body| {
            drop(black_box(Delivery::decode(body.as_bytes()).expect("is read")))
        });
    }

    #[divan::bench]
    fn envelope_only(bencher: Bencher) {
        run(bencher, TYPE_FIRST, |_, body| {
            drop(black_box(Delivery::peek(body.as_bytes()).expect("is read")))
        });
    }

    #[divan::bench]
    fn adjacently_tagged(bencher: Bencher) {
        run(bencher, TYPE_FIRST, |_, body| {
            drop(black_box(serde_json::from_str::<AdjacentBody>(body).expect("is read")))
        });
    }

    #[divan::bench]
    fn internally_tagged(bencher: Bencher) {
        run(bencher, TYPE_FIRST, |_, body| {
            drop(black_box(serde_json::from_str::<Internal>(body).expect("is read")))
        });
    }

    #[divan::bench]
    fn value(bencher: Bencher) {
        run(bencher, TYPE_FIRST, |_, body| {
            drop(black_box(serde_json::from_str::<Value>(body).expect("is read")))
        });
    }
}

mod data_first {
    use super::*;

    #[divan::bench]
    fn straight(bencher: Bencher) {
        run(bencher, DATA_FIRST, |event_type, body| super::straight(event_type)(body));
    }

    #[divan::bench]
    fn delivery(bencher: Bencher) {
        run(bencher, DATA_FIRST, |_, body| {
            drop(black_box(Delivery::decode(body.as_bytes()).expect("is read")))
        });
    }

    #[divan::bench]
    fn envelope_only(bencher: Bencher) {
        run(bencher, DATA_FIRST, |_, body| {
            drop(black_box(Delivery::peek(body.as_bytes()).expect("is read")))
        });
    }

    #[divan::bench]
    fn adjacently_tagged(bencher: Bencher) {
        run(bencher, DATA_FIRST, |_, body| {
            drop(black_box(serde_json::from_str::<AdjacentBody>(body).expect("is read")))
        });
    }

    #[divan::bench]
    fn internally_tagged(bencher: Bencher) {
        run(bencher, DATA_FIRST, |_, body| {
            drop(black_box(serde_json::from_str::<Internal>(body).expect("is read")))
        });
    }
}
