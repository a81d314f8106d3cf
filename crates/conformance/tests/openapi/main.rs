//! The OpenAPI document that is committed: it hangs together, its examples hold, and its list of events is everyone's.
//! That it is OpenAPI is said by tools that were not written here: see `crates/conformance/openapi`.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::{Registry, Validator};
use mnemom_api::Endpoint;
use mnemom_events::EventType;
use serde_json::{Value, json};
use webhook_catalog::index::entries::Status;
use webhook_conformance::{catalog, repository};

const URL: &str = "https://document.example/openapi.json";

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn document() -> Value {
    json("docs/src/reference/openapi.json")
}

/// Validates with the schema at a pointer into the document.
fn validator(document: &Value, pointer: &str) -> Validator {
    let registry = Registry::new().extend([(URL, document.clone())]).and_then(|registry| registry.prepare());
    jsonschema::options()
        .with_registry(&registry.expect("the document can be referred to"))
        .should_validate_formats(true)
        .build(&json!({ "$schema": document["jsonSchemaDialect"], "$ref": format!("{URL}#{pointer}") }))
        .unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

/// Every object below a value, with its pointer.
fn objects<'v>(value: &'v Value, pointer: String, found: &mut Vec<(String, &'v Value)>) {
    let token = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(entries) => {
            found.push((pointer.clone(), value));
            entries.iter().for_each(|(name, value)| objects(value, token(name), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| objects(value, token(&at.to_string()), found));
        }
        _ => {}
    }
}

fn all_objects(document: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    objects(document, String::new(), &mut found);
    found
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text")).collect()
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn every_reference_leads_to_a_component_and_every_component_is_led_to() {
    let document = document();
    let objects = all_objects(&document);
    let mut targets: BTreeSet<&str> = BTreeSet::new();
    for (pointer, object) in &objects {
        let mapping = object.get("discriminator").and_then(|said| said.get("mapping"));
        let mapped = mapping.and_then(Value::as_object).into_iter().flat_map(|mapping| mapping.values());
        for reference in object.get("$ref").into_iter().chain(mapped).filter_map(Value::as_str) {
            let target = reference.strip_prefix('#').unwrap_or_else(|| panic!("{pointer}: {reference}"));
            assert!(target.starts_with("/components/"), "{pointer}: {reference}");
            assert!(document.pointer(target).is_some(), "{pointer}: {reference} leads nowhere");
            targets.insert(target);
        }
    }
    for kind in ["schemas", "parameters", "responses"] {
        for name in keys(&document["components"][kind]) {
            let is_used = targets.contains(&*format!("/components/{kind}/{name}"));
            assert!(is_used || name == "WebhookEvent", "nothing refers to {kind}/{name}");
        }
    }
    for key in ["$id", "$schema", "$defs"] {
        assert!(objects.iter().all(|(_, object)| object.get(key).is_none()), "{key}");
    }
}

#[test]
fn every_example_is_what_its_schema_says() {
    let document = document();
    let mut seen = 0;
    // The contract is data of the catalog, and no part of OpenAPI.
    let objects = all_objects(&document);
    for (pointer, object) in objects.into_iter().filter(|(pointer, _)| !pointer.starts_with("/x-contract")) {
        let Some(example) = object.get("example").filter(|_| object.get("schema").is_some()) else {
            continue;
        };
        let validator =
            validator(&document, &format!("{}/schema", pointer.replace('{', "%7B").replace('}', "%7D")));
        let errors: Vec<String> = validator.iter_errors(example).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{pointer}: {errors:?}");
        assert!(!validator.is_valid(&json!([example])), "{pointer} accepts anything");
        seen += 1;
    }
    // One per event; four answers and two requests; the error's stands with its schema.
    assert_eq!(seen, EventType::ALL.len() + 6);
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas.iter().filter(|(_, schema)| schema.get("examples").is_some()) {
        let validator = validator(&document, &format!("/components/schemas/{name}"));
        for example in schema["examples"].as_array().expect("examples") {
            assert!(validator.is_valid(example), "{name}: {example}");
        }
    }
}

/// Whoever has the enum from one of these places has it from all.
#[test]
fn there_is_one_list_of_events() {
    let index = json("schemas/webhooks/index.json");
    let names: Vec<&str> = index["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter_map(|event| event["name"].as_str())
        .collect();
    assert_eq!(names.len(), EventType::ALL.len());

    let document = document();
    let schemas = &document["components"]["schemas"];
    assert_eq!(texts(&schemas["EventType"]["enum"]), names, "OpenAPI's enum");
    assert_eq!(keys(&document["webhooks"]), names, "OpenAPI's entries");
    assert_eq!(keys(&schemas["WebhookEvent"]["discriminator"]["mapping"]), names, "OpenAPI's bodies");
    let subscription = &schemas["CreateEndpointRequest"]["properties"]["event_types"]["items"];
    assert_eq!(subscription["$ref"], "#/components/schemas/EventType", "OpenAPI's request");

    let file = json("schemas/meta/event-types.schema.json");
    assert_eq!(texts(&file["enum"]), names, "event-types.schema.json");
    let request = json("schemas/api/create_endpoint.request.schema.json");
    let reference = &request["properties"]["event_types"]["items"]["$ref"];
    assert_eq!(reference, "../meta/event-types.schema.json", "the request's schema");

    let all: Vec<&str> = EventType::ALL.iter().map(|event_type| event_type.as_str()).collect();
    assert_eq!(all, names, "EventType");

    // The page goes by families, so it is the same list in another order. Each entry leads to the event's own page.
    let page = read("docs/src/reference/webhook-events.md");
    let entries = page.lines().filter_map(|line| line.strip_prefix("- <a id=\"event.")?.split_once('"'));
    let (mut entries, mut sorted): (Vec<&str>, Vec<&str>) = (entries.map(|(name, _)| name).collect(), names);
    for name in &entries {
        assert!(read(&format!("docs/src/reference/events/{name}.md")).contains(&format!("\n# `{name}`\n")));
    }
    entries.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(entries, sorted, "the page");
}

#[test]
fn entries_say_what_the_index_says() {
    let (document, catalog) = (document(), catalog());
    for event in &catalog.index.events {
        let entry = &document["webhooks"][&event.name]["post"];
        let description = entry["description"].as_str().expect("a description");
        let (status, badge) = match event.emission.status {
            Status::Live => ("live", "Emitted by"),
            Status::Declared => ("declared", "**Declared**"),
            Status::Unknown => ("unknown", "**Unknown**"),
        };
        assert_eq!(entry["x-status"], status, "{}", event.name);
        for other in ["Emitted by", "**Declared**", "**Unknown**"] {
            assert_eq!(description.contains(other), other == badge, "{}: {other}", event.name);
        }
        assert_eq!(entry["x-classification"].as_str(), event.classification.as_deref(), "{}", event.name);
        assert_eq!(entry["x-published"], event.published, "{}", event.name);
        assert_eq!(description.contains("**Not published**"), !event.published, "{}", event.name);
        assert_eq!(entry["tags"], json!([event.family]));
        assert_eq!(entry["security"], json!([{ "signature": [] }]));
        let body = &entry["requestBody"]["content"]["application/json"]["example"];
        assert_eq!(Some(body), catalog.example(event).map(|document| document.value()));
        assert_eq!(keys(&entry["responses"]), ["2XX", "429", "4XX", "3XX", "5XX"]);
    }
    let families: Vec<&str> = catalog.index.families.iter().map(|family| family.name.as_str()).collect();
    let tags =
        document["tags"].as_array().expect("tags").iter().map(|tag| tag["name"].as_str().expect("a name"));
    assert_eq!(tags.collect::<Vec<_>>(), families);
}

#[test]
fn operations_are_those_of_index_and_contract() {
    let (document, catalog) = (document(), catalog());
    let (api, contract) = (catalog.api.as_ref().expect("an API"), &catalog.index.contract);
    let paths = api.operations.all().map(|(name, _)| api.path(name, contract).expect("a path").to_string());
    let paths: Vec<String> = paths.collect();
    assert_eq!(keys(&document["paths"]), paths);
    let rule = contract.replay.as_ref().and_then(|replay| replay.event.as_ref()).expect("a replay path");
    let replay = &document["paths"][rule.path.to_string()]["post"];
    assert_eq!(keys(&replay["responses"]), ["202", "400", "401", "403", "404", "409", "422", "429"]);
    let key = document.pointer("/components/parameters/IdempotencyKey/schema/maxLength");
    assert_eq!(key.and_then(Value::as_u64), Some(rule.idempotency_key_max_length.into()));
    let description = document["info"]["description"].as_str().expect("a description");
    for assumption in contract.assumptions.iter().chain(&api.assumptions) {
        assert!(description.contains(&**assumption), "{assumption}");
    }
}

#[test]
fn requests_that_could_mean_two_things_are_refused() {
    let document = document();
    let create = validator(&document, "/components/schemas/CreateEndpointRequest");
    let url = "https://hooks.example.com";
    assert!(create.is_valid(&json!({ "url": url })));
    assert!(create.is_valid(
        &json!({ "url": url, "event_types": EventType::ALL.iter().map(|e| e.as_str()).collect::<Vec<_>>() })
    ));
    for bad in [
        json!({}),
        json!({ "url": "http://hooks.example.com" }),
        json!({ "url": url, "event_types": [] }),
        json!({ "url": url, "event_types": ["quota.warning", "quota.warning"] }),
        json!({ "url": url, "event_types": ["webhook.test"] }),
        json!({ "url": url, "event_type": ["quota.warning"] }),
    ] {
        assert!(!create.is_valid(&bad), "{bad}");
    }
    let replay = validator(&document, "/components/schemas/ReplayRequest");
    let ids = |count: usize| json!({ "endpoint_ids": (0..count).map(|id| format!("whe-{id}")).collect::<Vec<_>>() });
    let accepted = [0, 1, 100, 101].map(|count| replay.is_valid(&ids(count)));
    assert_eq!(accepted, [false, true, true, false]);
}

#[test]
fn the_answer_with_the_secret_is_read_and_the_secret_is_not_shown() {
    for operation in ["create_endpoint", "rotate_secret"] {
        let text = read(&format!("schemas/api/{operation}.response.example.json"));
        let endpoint: Endpoint = serde_json::from_str(&text).expect("an endpoint");
        let secret = endpoint.signing_secret.expose();
        assert!(secret.len() == 64 && text.contains(secret));
        let shown = format!("{endpoint:?} {endpoint:#?}");
        assert!(shown.contains("whe-4be1c07d") && !shown.contains(secret), "{shown}");
    }
    let fewest = json!({ "endpoint_id": "whe-1", "url": "https://a.example", "signing_secret": "s", "event_types": [] });
    let endpoint: Endpoint = serde_json::from_value(fewest).expect("an endpoint");
    assert_eq!((endpoint.description, endpoint.disabled_at), (None, None));
}
