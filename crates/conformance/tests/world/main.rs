//! The examples are one world: an identifier has one owner, and nothing happens before it can.

use std::collections::BTreeMap;
use std::fs;

use mnemom_events::Timestamp;
use serde_json::Value;
use webhook_conformance::{catalog, repository};

/// Whoever has the one has the other: a session is one agent's, a team one organization's.
const FOLLOWS: [(&str, &str); 6] = [
    ("session_id", "agent_id"),
    ("checkpoint_id", "session_id"),
    ("trace_id", "session_id"),
    ("alert_id", "agent_id"),
    ("card_id", "agent_id"),
    ("team_id", "org_id"),
];

/// Times that may lie after the event.
const LATER: [&str; 2] = ["expires_at", "period_end"];

struct Example {
    name: String,
    account: String,
    created_at: Timestamp,
    body: Value,
}

fn examples() -> Vec<Example> {
    let catalog = catalog();
    let plain = catalog.index.contract.plain().expect("a plain layout");
    let (scope, created_at) = (plain.scope.expect("a scope"), plain.created_at_field);
    let examples = catalog.index.events.iter().map(|event| {
        let body = catalog.example(event).expect("a sound example").to_value();
        let text = |key: &str| body[key].as_str().expect("a string").to_owned();
        Example {
            name: event.name.clone(),
            account: text(scope),
            created_at: text(created_at).parse().expect("a time"),
            body,
        }
    });
    examples.collect()
}

/// Every string in a value, with the key that it, or the list around it, has.
fn strings<'v>(value: &'v Value, key: &'v str, found: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::String(text) => found.push((key, text)),
        Value::Array(items) => items.iter().for_each(|item| strings(item, key, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| strings(value, key, found)),
        _ => {}
    }
}

fn all_strings(value: &Value) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    strings(value, "", &mut found);
    found
}

/// A prefix in letters, and eight hexadecimal digits or more.
fn is_identifier(text: &str) -> bool {
    let Some(start) = text.find(['-', '_']) else { return false };
    let (prefix, rest) = text.split_at(start);
    let digits = rest.rsplit(['-', '_']).next().unwrap_or_default();
    !prefix.is_empty()
        && prefix.bytes().all(|byte| byte.is_ascii_lowercase())
        && digits.len() >= 8
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[test]
fn an_identifier_belongs_to_one_account() {
    let examples = examples();
    let mut owners: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for example in &examples {
        for (_, text) in all_strings(&example.body).into_iter().filter(|(_, text)| is_identifier(text)) {
            owners.entry(text).or_default().insert(&example.account, &example.name);
        }
    }
    assert!(owners.len() > 50, "only {} identifiers", owners.len());
    let shared: Vec<_> = owners.iter().filter(|(_, accounts)| accounts.len() > 1).collect();
    assert!(shared.is_empty(), "identifiers of several accounts: {shared:#?}");
}

#[test]
fn what_follows_from_an_identifier_is_the_same_everywhere() {
    let examples = examples();
    for (one, other) in FOLLOWS {
        let mut known: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        for example in &examples {
            let data = &example.body["data"];
            let (Some(one), Some(other)) = (data[one].as_str(), data[other].as_str()) else { continue };
            let (before, name) = known.entry(one).or_insert((other, &example.name));
            assert_eq!(*before, other, "{one} in {name} and in {}", example.name);
        }
    }
}

#[test]
fn nothing_happens_before_it_can() {
    for Example { name, created_at, body, .. } in &examples() {
        for (key, text) in all_strings(&body["data"]) {
            let Ok(time) = text.parse::<Timestamp>() else { continue };
            assert!(LATER.contains(&key) || time <= *created_at, "{name}: `{key}` lies after the event");
        }
        let data = &body["data"];
        for (first, last) in [("first_seen_at", "last_seen_at"), ("period_start", "period_end")] {
            let time = |key: &str| data[key].as_str().map(|text| text.parse::<Timestamp>().expect("a time"));
            if let (Some(first), Some(last)) = (time(first), time(last)) {
                assert!(first < last, "{name}");
            }
        }
    }
}

#[test]
fn nothing_happens_to_an_agent_that_was_killed() {
    let examples = examples();
    for killed in examples.iter().filter(|example| example.body["data"]["containment_status"] == "killed") {
        let agent = killed.body["data"]["agent_id"].as_str().expect("an agent");
        for later in examples.iter().filter(|example| example.created_at > killed.created_at) {
            let is_named = all_strings(&later.body).iter().any(|(_, text)| *text == agent);
            assert!(!is_named, "{agent} was killed before {}", later.name);
        }
    }
}

/// A replay goes to an endpoint of the event's account that is subscribed to it.
#[test]
fn the_endpoint_apis_examples_are_of_the_same_world() {
    let read = |name: &str| -> Value {
        let path = repository().join("schemas/api").join(name);
        serde_json::from_str(&fs::read_to_string(path).expect("an example")).expect("JSON")
    };
    let endpoint = read("create_endpoint.response.example.json");
    let examples = examples();
    for answer in ["replay.response.example.json", "redeliver.response.example.json"] {
        let answer = read(answer);
        for (key, id) in all_strings(&answer) {
            match key {
                "endpoint_id" => assert_eq!(endpoint["endpoint_id"], id),
                "event_id" => {
                    let event = examples.iter().find(|example| example.body["id"] == id).expect("an example");
                    assert_eq!(endpoint["billing_account_id"], event.account.as_str());
                    let names = endpoint["event_types"].as_array().expect("names");
                    assert!(
                        names.contains(&event.name.as_str().into()),
                        "it is subscribed to {}",
                        event.name
                    );
                }
                _ => {}
            }
        }
    }
}

#[test]
fn identifiers_are_told_from_other_strings() {
    for text in
        ["ba-5e8d02c7", "qid_70d1b9f4", "ida-drift-c4f17b20", "mnm-6f1c2b9e-0d4a-4c58-9b7e-2a51c8d03f64"]
    {
        assert!(is_identifier(text), "{text}");
    }
    for text in ["2026-05-09T12:00:00Z", "boundary_violation", "team.created", "plan-team", ""] {
        assert!(!is_identifier(text), "{text}");
    }
}
