//! What it costs to compare, by the number of events. Run it with
//! `cargo test --release -p webhook-evolution --test evolution large -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use webhook_evolution::compare;

use crate::catalogs::catalog;

/// A catalog of so many events. In the newer version, a definition that all share has changed, and every tenth payload.
fn case(events: usize, is_newer: bool) -> Value {
    let mut files = Map::new();
    let money = json!({
        "type": "object",
        "required": ["cents"],
        "properties": {
            "cents": { "type": "integer", "minimum": if is_newer { -1 } else { 0 } },
            "currency": { "enum": ["EUR", "USD"] },
        },
    });
    let name = |number: usize| format!("order{number}.placed");
    for number in 0..events {
        let name = name(number);
        let mut data = json!({
            "type": "object",
            "required": ["id", "amount", "state"],
            "properties": {
                "id": { "type": "string", "minLength": 1 },
                "amount": { "$ref": "shared.schema.json#/$defs/money" },
                "state": { "enum": ["open", "closed", format!("state{number}")] },
                "at": { "type": ["string", "null"], "format": "date-time" },
                "lines": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": { "title": { "type": "string" }, "price": { "$ref": "shared.schema.json#/$defs/money" } },
                    },
                },
                "cause": {
                    "oneOf": [
                        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "person" } } },
                        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "rule" } } },
                    ],
                },
            },
        });
        if is_newer && number % 10 == 0 {
            data["properties"]["note"] = json!({ "type": "string" });
            data["required"] = json!(["amount"]);
        }
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
            "properties": { "type": { "const": name }, "data": data },
        });
        files.insert(format!("{name}.schema.json"), schema);
        let data =
            json!({ "id": "a", "amount": { "cents": 1 }, "state": "open", "lines": [{ "title": "b" }] });
        let example =
            json!({ "id": "evt-1", "type": name, "created_at": "2026-03-01T10:00:00Z", "data": data });
        files.insert(format!("{name}.example.json"), example);
    }
    files.insert("shared.schema.json".to_owned(), json!({ "$defs": { "money": money } }));
    let events: Vec<Value> = (0..events).map(|number| json!({ "name": name(number) })).collect();
    json!({ "index": { "events": events }, "files": files })
}

/// The time that loading both versions takes, and that comparing them takes.
fn time(events: usize) -> (Duration, Duration) {
    let cases = [case(events, false), case(events, true)];
    let start = Instant::now();
    let [before, after] = cases.map(|case| catalog(&case));
    let loaded = start.elapsed();
    let start = Instant::now();
    let comparison = compare(&before, &after, None);
    let compared = start.elapsed();
    // One for the definition, and two for each payload that changed.
    let of_events = events.div_ceil(10) * 3;
    assert_eq!(comparison.findings.len(), 1 + of_events, "{:?}", comparison.findings.first());
    assert_eq!(comparison.findings.iter().filter(|finding| finding.events.len() == events).count(), 1);
    (loaded, compared)
}

#[test]
#[ignore = "it takes its time, and says how long"]
fn time_goes_with_the_number_of_events() {
    let times = [54, 540, 5_400].map(|events| {
        let (loaded, compared) = time(events);
        println!("{events} events: both versions loaded in {loaded:.2?}, compared in {compared:.2?}");
        compared.as_secs_f64()
    });
    // Ten times as many events; the rest is for caches that are too small, and a machine that does more.
    assert!(times[2] < times[1] * 25.0, "{times:?}");
}

#[test]
fn a_definition_that_all_share_is_one_finding() {
    time(20);
}
