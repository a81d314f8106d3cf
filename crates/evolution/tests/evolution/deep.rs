//! Schemas that lead into each other, far or without an end, are compared on any stack.

use serde_json::{Map, Value, json};
use webhook_evolution::Compatibility;

use crate::catalogs::compared;

/// Definitions of which each refers to the next one, as one of two branches; the last one has a text of this length.
fn chain(length: usize, most: usize) -> Value {
    let mut definitions = Map::new();
    for number in 0..length {
        let next = format!("#/$defs/d{}", number + 1);
        definitions.insert(
            format!("d{number}"),
            json!({ "oneOf": [
                { "type": "object", "required": ["next"], "properties": { "next": { "$ref": next } } },
                { "type": "object", "required": ["end"], "properties": { "end": { "type": "boolean" } } },
            ] }),
        );
    }
    definitions.insert(format!("d{length}"), json!({ "type": "string", "maxLength": most }));
    let payload =
        json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/d0" } }, "$defs": definitions });
    json!({ "payload": payload })
}

#[test]
fn a_change_at_the_end_of_a_long_chain_is_found() {
    for length in [3, 50, 1_000] {
        let comparison = compared(&chain(length, 5), &chain(length, 6));
        let found = comparison.findings.iter().find(|finding| finding.rule.id == "limit-loosened");
        assert_eq!(found.map(|finding| finding.verdict.wire), Some(Compatibility::Breaking), "{length}");
        assert_eq!(compared(&chain(length, 5), &chain(length, 5)).findings, []);
    }
}

#[test]
fn branches_that_hold_each_other_come_to_an_end() {
    let payload = |kind: &str| {
        let branch = |name: &str| json!({ "type": "object", "properties": { "is": { "$ref": format!("#/$defs/{name}") } } });
        json!({ "payload": {
            "type": "object",
            "properties": { "a": { "$ref": "#/$defs/x" } },
            "$defs": {
                "x": { "anyOf": [branch("y"), branch("x"), { "type": kind }] },
                "y": { "anyOf": [branch("x"), { "type": "array", "items": { "$ref": "#/$defs/y" } }] },
            },
        } })
    };
    let comparison = compared(&payload("string"), &payload("integer"));
    assert_eq!(comparison.verdict().wire, Compatibility::Breaking, "{:?}", comparison.findings);
    assert_eq!(compared(&payload("string"), &payload("string")).findings, []);
}

#[test]
fn values_without_an_end_are_not_made() {
    let node = json!({
        "type": "object",
        "properties": { "next": { "$ref": "#/$defs/node" } },
        "minProperties": 1,
        "additionalProperties": false,
    });
    let payload =
        |value: Value| json!({ "payload": { "properties": { "a": value }, "$defs": { "node": node } } });
    let (before, after) = (payload(json!({ "type": "string" })), payload(json!({ "$ref": "#/$defs/node" })));
    let comparison = compared(&before, &after);
    assert_eq!(comparison.verdict().wire, Compatibility::Breaking, "{:?}", comparison.findings);
    assert!(comparison.findings.iter().all(|finding| finding.counterexample.is_none()));
}
