//! What is called safe is safe: for random schemas and random changes of them, no value is valid under the newer schema and
//! not under the older one, as a validator sees it that knows nothing of this crate.
//!
//! `EVOLUTION_ROUNDS` says how many catalogs of changes are looked at, and `EVOLUTION_SEED` which one is the first.

mod changes;
mod schemas;
mod values;

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Map, Value, json};
use webhook_evolution::{Compatibility, compare};

use self::changes::mutate;
use self::schemas::document;
use self::values::value;
use crate::catalogs::catalog;

/// Changes in one catalog.
const CHANGES: usize = 60;

/// Values that each change is tried with.
const VALUES: usize = 250;

#[test]
fn what_is_safe_is_safe() {
    let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let rounds = number("EVOLUTION_ROUNDS").unwrap_or(3);
    let first = number("EVOLUTION_SEED").unwrap_or(0);
    let mut counts: BTreeMap<(Compatibility, Compatibility), usize> = BTreeMap::new();
    for seed in first..first + rounds {
        round(seed, &mut counts);
    }
    println!("{counts:?}");
    // Both what is safe and what is not has to come up.
    assert!(counts.keys().any(|(_, strict)| *strict == Compatibility::Safe));
    assert!(counts.keys().any(|(wire, _)| *wire == Compatibility::Breaking));
}

fn round(seed: u64, counts: &mut BTreeMap<(Compatibility, Compatibility), usize>) {
    let mut rng = Rng::with_seed(seed);
    let mut pairs = Vec::new();
    for _ in 0..CHANGES {
        let before = document(&mut rng);
        let mut after = before.clone();
        for _ in 0..rng.usize(1..3) {
            mutate(&mut after, &mut rng);
        }
        pairs.push((before, after));
    }
    let case = |of: &dyn Fn(&(Value, Value)) -> &Value| {
        let names = (0..pairs.len()).map(|number| json!({ "name": format!("e.n{number}") }));
        let files = pairs
            .iter()
            .enumerate()
            .map(|(number, pair)| (format!("e.n{number}.schema.json"), body(number, of(pair))));
        json!({ "index": { "events": names.collect::<Vec<_>>() }, "files": files.collect::<Map<_, _>>() })
    };
    let (before, after) = (case(&|pair| &pair.0), case(&|pair| &pair.1));
    let comparison = compare(&catalog(&before), &catalog(&after), None);
    for (number, (before, after)) in pairs.iter().enumerate() {
        let name = format!("e.n{number}");
        let own = || comparison.findings.iter().filter(|finding| finding.events.contains(&name));
        let wire = own().map(|finding| finding.verdict.wire).max().unwrap_or_default();
        let strict = own().map(|finding| finding.verdict.strict).max().unwrap_or_default();
        *counts.entry((wire, strict)).or_default() += 1;
        let validator = |schema: &Value| jsonschema::draft202012::new(schema).unwrap();
        let (newer, older, opened) = (validator(after), validator(before), validator(&opened(before)));
        for _ in 0..VALUES {
            let value = value(after, after, &mut rng, 0);
            if !newer.is_valid(&value) {
                continue;
            }
            let told = || {
                let rules: Vec<_> =
                    own().map(|finding| (finding.rule.id, finding.message.as_str())).collect();
                format!("seed {seed}, {name}\n{before}\n{after}\n{value}\n{rules:?}")
            };
            assert!(
                strict != Compatibility::Safe || older.is_valid(&value),
                "not safe to validate: {}",
                told()
            );
            assert!(
                wire != Compatibility::Safe || opened.is_valid(&value),
                "not safe on the wire: {}",
                told()
            );
        }
    }
}

/// The schema of an event with a payload.
fn body(number: usize, payload: &Value) -> Value {
    let mut payload = payload.clone();
    let definitions = payload.as_object_mut().and_then(|payload| payload.remove("$defs"));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
        "properties": { "type": { "const": format!("e.n{number}") }, "data": payload },
        "$defs": definitions,
    })
}

/// A schema in which closed objects are open, and a value may be of several branches.
fn opened(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let mut open = Map::new();
            for (key, value) in object {
                match key.as_str() {
                    "additionalProperties" | "unevaluatedProperties" if *value == json!(false) => {}
                    "oneOf" => {
                        let branches = open.entry("allOf").or_insert_with(|| json!([]));
                        branches.as_array_mut().unwrap().push(json!({ "anyOf": opened(value) }));
                    }
                    "allOf" => {
                        let parts = open.entry("allOf").or_insert_with(|| json!([]));
                        parts.as_array_mut().unwrap().extend(opened(value).as_array().unwrap().clone());
                    }
                    "not" | "if" | "enum" | "const" => {
                        open.insert(key.clone(), value.clone());
                    }
                    _ => {
                        open.insert(key.clone(), opened(value));
                    }
                }
            }
            Value::Object(open)
        }
        Value::Array(items) => items.iter().map(opened).collect(),
        other => other.clone(),
    }
}
