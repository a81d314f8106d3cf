//! Read and written again, a body is the same JSON.

use std::collections::BTreeMap;

use jsonschema::{Registry, Validator};
use mnemom_events::{EventType, SHARED_SCHEMAS};
use serde_json::Value;
use webhook_conformance::catalog;
use webhook_conformance::generator::Generator;

use crate::{decode, instances, seed, to_json};

fn assert_same(body: &Value) {
    let text = body.to_string();
    let delivery = decode(&text);
    assert_eq!(to_json(&delivery), *body);
    assert_eq!(delivery.raw(), Some(text.as_str()));
    let written = serde_json::to_string(&delivery).expect("a delivery is JSON");
    let again = decode(&written);
    assert_eq!(again.event, delivery.event);
}

#[test]
fn examples() {
    let catalog = catalog();
    assert_eq!(catalog.index.events.len(), EventType::ALL.len());
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example");
        let delivery = decode(&example.text);
        assert_eq!(delivery.event.name(), event.name);
        assert_eq!(to_json(&delivery), *example.value(), "{}", event.name);
        let event_type: EventType = event.name.parse().expect("a name of the catalog");
        assert_eq!(delivery.event.event_type(), Some(event_type));
        assert_eq!(event_type.example(), &*example.text);
        assert_eq!(event_type.is_published(), event.published);
        assert_eq!(event_type.family().as_str(), event.family);
    }
}

#[test]
fn random_bodies() {
    let (catalog, seed) = (catalog(), seed());
    for event in &catalog.index.events {
        let mut generator = Generator::new(&catalog, event, seed);
        for _ in 0..instances() {
            assert_same(&generator.body());
        }
    }
}

/// The texts in the crate are all that a receiver needs to validate, and what the generator makes is valid.
#[test]
fn random_bodies_are_valid() {
    let (catalog, schemas, seed) = (catalog(), Schemas::new(), seed());
    for event in &catalog.index.events {
        let event_type: EventType = event.name.parse().expect("a name of the catalog");
        let mut generator = Generator::new(&catalog, event, seed);
        for _ in 0..instances().div_ceil(10) {
            let body = generator.body();
            let errors = schemas.errors(event_type, &body);
            assert!(errors.is_empty(), "{}: {errors:?}\n{body:#}", event.name);
        }
    }
}

/// The schemas that the crates carry, as another implementation reads them.
pub(crate) struct Schemas(BTreeMap<EventType, Validator>);

impl Schemas {
    pub(crate) fn new() -> Schemas {
        let schema = |text: &str| -> Value { serde_json::from_str(text).expect("a schema is JSON") };
        let mut registry = Registry::new();
        for (id, text) in SHARED_SCHEMAS {
            registry = registry.add(*id, schema(text)).expect("an id is a URL");
        }
        let registry = registry.prepare().expect("references lead somewhere");
        let validator = |event_type: &EventType| {
            let options = jsonschema::options().with_registry(&registry).should_validate_formats(true);
            (*event_type, options.build(&schema(event_type.schema())).expect("a schema is valid"))
        };
        Schemas(EventType::ALL.iter().map(validator).collect())
    }

    pub(crate) fn errors(&self, event_type: EventType, body: &Value) -> Vec<String> {
        self.0[&event_type].iter_errors(body).map(|error| error.to_string()).collect()
    }
}

#[test]
fn white_space_and_order_do_not_matter() {
    let catalog = catalog();
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example");
        let Value::Object(fields) = example.value() else { panic!("a body is an object") };
        let backwards: serde_json::Map<String, Value> =
            fields.iter().rev().map(|(key, value)| (key.clone(), value.clone())).collect();
        let text = serde_json::to_string_pretty(&backwards).expect("JSON").replace('\n', "\r\n\t");
        let delivery = decode(&text);
        assert_eq!(delivery.event, decode(&example.text).event);
    }
}
