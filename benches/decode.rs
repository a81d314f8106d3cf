//! How fast a body becomes an event.
//!
//! Every benchmark reads the examples of all events once. The baseline is `straight_into_the_struct`: the same
//! payloads, read by `serde_json::from_str` into a struct that is known beforehand. Compare figures only within one
//! run.
//!
//! `cargo bench -p event-benches --bench decode`

use std::hint::black_box;

use divan::Bencher;
use mnemom_events::common::{AccountId, EventId};
use mnemom_events::{Delivery, EventType, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/fixture.rs"));

fn main() {
    let bodies = bodies(Order::NameFirst);
    let bytes: usize = bodies.iter().map(|(_, body)| body.len()).sum();
    println!("{} bodies of {} bytes on average", bodies.len(), bytes / bodies.len());
    divan::main();
}

/// A body whose event is known beforehand.
#[derive(Deserialize)]
#[allow(dead_code, reason = "read to be measured")]
struct Body<T> {
    id: EventId,
    #[serde(rename = "type", default)]
    event_type: String,
    created_at: Timestamp,
    account_id: AccountId,
    data: T,
}

/// An adjacently tagged enum with the fields around it.
#[derive(Deserialize)]
#[allow(dead_code, reason = "read to be measured")]
struct AdjacentBody {
    id: EventId,
    created_at: Timestamp,
    account_id: AccountId,
    #[serde(flatten)]
    event: Adjacent,
}

fn read<T: DeserializeOwned>(body: &str) {
    read_as::<Body<T>>(body);
}

fn read_as<T: DeserializeOwned>(body: &str) {
    black_box(serde_json::from_str::<T>(body).expect("an example is read"));
}

/// Whether the name comes before or after the payload in a body.
#[derive(Clone, Copy, Debug)]
enum Order {
    NameFirst,
    PayloadFirst,
}

const ORDERS: [Order; 2] = [Order::NameFirst, Order::PayloadFirst];

impl Order {
    fn keys(self) -> [&'static str; 5] {
        match self {
            Order::NameFirst => ["id", "type", "created_at", "account_id", "data"],
            Order::PayloadFirst => ["data", "id", "created_at", "account_id", "type"],
        }
    }
}

/// The examples without white space, grown to about 600 bytes, with the envelope's fields in this order.
fn bodies(order: Order) -> Vec<(EventType, String)> {
    let body = |event_type: &EventType| {
        let example: Value = serde_json::from_str(event_type.example()).expect("an example is JSON");
        let example = grow(example);
        let fields = order.keys().map(|key| format!("\"{key}\":{}", example[key]));
        (*event_type, format!("{{{}}}", fields.join(",")))
    };
    // serde's buffering, which a tagged enum needs, cannot hold JSON that is kept as text.
    let is_for_all = |(_, body): &(EventType, String)| serde_json::from_str::<Internal>(body).is_ok();
    EventType::ALL.iter().map(body).filter(is_for_all).collect()
}

/// Makes lists three times as long, and prose twice as long.
fn grow(value: Value) -> Value {
    match value {
        Value::Array(items) => items.iter().cycle().take(3 * items.len()).cloned().map(grow).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, grow(value))).collect(),
        Value::String(text) if text.contains(' ') => Value::String([&*text; 2].join(" ")),
        other => other,
    }
}

fn run(bencher: Bencher, order: Order, read: impl Fn(EventType, &str) + Sync) {
    let bodies = bodies(order);
    bencher.bench(|| bodies.iter().for_each(|(event_type, body)| read(*event_type, body)));
}

#[divan::bench(args = ORDERS)]
fn straight_into_the_struct(bencher: Bencher, order: Order) {
    run(bencher, order, |event_type, body| straight(event_type)(body));
}

#[divan::bench(args = ORDERS)]
fn delivery(bencher: Bencher, order: Order) {
    run(bencher, order, |_, body| drop(black_box(Delivery::decode(body.as_bytes()).expect("is read"))));
}

#[divan::bench(args = ORDERS)]
fn envelope_only(bencher: Bencher, order: Order) {
    run(bencher, order, |_, body| drop(black_box(Delivery::peek(body.as_bytes()).expect("is read"))));
}

#[divan::bench(args = ORDERS)]
fn adjacently_tagged(bencher: Bencher, order: Order) {
    run(bencher, order, |_, body| read_as::<AdjacentBody>(body));
}

#[divan::bench(args = ORDERS)]
fn internally_tagged(bencher: Bencher, order: Order) {
    run(bencher, order, |_, body| read_as::<Internal>(body));
}

#[divan::bench(args = ORDERS)]
fn value(bencher: Bencher, order: Order) {
    run(bencher, order, |_, body| read_as::<Value>(body));
}
