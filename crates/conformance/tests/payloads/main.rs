//! The promises of the generated crates, for every event of the catalog: each test walks the index, so that an event
//! is covered as soon as it is in there.

mod building;
mod errors;
mod lossless;
mod shapes;
mod sloppy;
mod tolerance;
mod unknown;

use mnemom_events::{Delivery, Event};
use serde_json::Value;

/// Reads a body that has to be read, as the event that it names.
fn decode(body: &str) -> Delivery<'_> {
    let delivery = Delivery::decode(body.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{body}"));
    assert!(!matches!(delivery.event, Event::Unknown(_)), "no type for {body}");
    delivery
}

fn to_json(delivery: &Delivery<'_>) -> Value {
    serde_json::to_value(delivery).expect("a delivery is JSON")
}

/// How many random bodies each test makes of each event: `WEBHOOK_INSTANCES`, 200 by default.
fn instances() -> u64 {
    std::env::var("WEBHOOK_INSTANCES").ok().map_or(200, |n| n.parse().expect("WEBHOOK_INSTANCES is a number"))
}

/// The seed of this run: `WEBHOOK_SEED`, or one of its own. A failing test shows it with its output.
fn seed() -> u64 {
    let given = std::env::var("WEBHOOK_SEED").ok().map(|n| n.parse().expect("WEBHOOK_SEED is a number"));
    let seed = given.unwrap_or_else(|| fastrand::u64(..));
    println!("WEBHOOK_SEED={seed}");
    seed
}
