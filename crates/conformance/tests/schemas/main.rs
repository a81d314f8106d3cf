//! The tests' own tools, over every shape and keyword that a catalog may use: what `generator` makes is valid, and
//! `places` finds its way through it. So a catalog may change in every way that the generated crates can bear.

mod siblings;

use std::collections::BTreeSet;
use std::path::Path;

use fastrand::Rng;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;
use webhook_conformance::generator::Generator;
use webhook_conformance::places::{Kind, places};
use webhook_conformance::{catalog, catalog_in, files_below, repository, write};

const BODIES: usize = 200;

fn validator(catalog: &Catalog, event: &Event) -> Validator {
    let events = catalog.index.events.iter().filter_map(|event| catalog.schema(event));
    let documents = catalog.shared_schemas().map(|(_, document)| document).chain(events);
    let resources = documents.map(|document| {
        (document.value()["$id"].as_str().expect("a schema has an id").to_owned(), document.to_value())
    });
    let registry = Registry::new().extend(resources).and_then(|registry| registry.prepare());
    jsonschema::options()
        .with_registry(&registry.expect("references lead somewhere"))
        .should_validate_formats(true)
        .build(catalog.schema(event).expect("a sound schema").value())
        .expect("a schema is valid")
}

/// Makes bodies of every event, checks them and the places in them; returns the paths that were seen.
fn check(catalog: &Catalog) -> BTreeSet<String> {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut paths = BTreeSet::new();
    for event in &catalog.index.events {
        let validator = validator(catalog, event);
        let mut generator = Generator::new(catalog, event, seed);
        let mut rng = Rng::with_seed(seed);
        for _ in 0..BODIES {
            let body = generator.body();
            let errors: Vec<String> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}\n{body:#}", event.name);
            let places = places(catalog, event, &body);
            for place in &places {
                let value = body.pointer(&place.pointer);
                let value = value.unwrap_or_else(|| panic!("nothing at {} in {body:#}", place.pointer));
                assert!(fits(place.kind, value) || (place.nullable && value.is_null()), "{place:?}: {value}");
            }
            paths.extend(places.iter().map(|place| place.path.clone()));
            // Where null is said to be allowed, it is valid: nobody knows of what is anything, or in a set.
            let nullable = places.iter().filter(|place| place.nullable && !place.is_item);
            for place in rng.choose_multiple(nullable.filter(|place| place.kind != Kind::Any), 2) {
                let mut changed = body.clone();
                *changed.pointer_mut(&place.pointer).expect("it was there just now") = Value::Null;
                assert!(validator.is_valid(&changed), "{place:?}");
            }
        }
    }
    paths
}

fn fits(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Object | Kind::Map | Kind::Union => value.is_object(),
        Kind::Array => value.is_array(),
        Kind::Enum | Kind::Timestamp | Kind::String => value.is_string(),
        Kind::Integer { unsigned } => value.is_u64() || (!unsigned && value.is_i64()),
        Kind::Number => value.is_number(),
        Kind::Boolean => value.is_boolean(),
    }
}

#[test]
fn this_repository() {
    check(&catalog());
}

fn golden() -> std::path::PathBuf {
    repository().join("crates/codegen/tests/golden")
}

#[test]
fn golden_catalogs() {
    let mut paths = BTreeSet::new();
    for entry in std::fs::read_dir(golden()).expect("a directory") {
        let root = entry.expect("an entry").path();
        // One is of what nobody would write: tests/random has schemas of that kind.
        if root.is_dir() && !root.ends_with("anything") {
            let catalog = catalog_in(&root);
            // Bodies are made around payloads in a field of their own; tests/random has the other layouts.
            if catalog.index.contract.plain().is_some() {
                paths.append(&mut check(&catalog));
            }
        }
    }
    // Optional ones, each of which takes some way to get at.
    for path in [
        "data.optional",
        "data.described_reference",
        "data.number_constant",
        "data.maps.of_maybe",
        "data.onion.longer.next",
        "data.expression.of.of.of",
        "data.root.children[0].children[0]",
        "data[\"a\\\"b\\\\c\"]",
        "payload.shift",
    ] {
        assert!(paths.contains(path), "{path} was never made");
    }
}

/// The smallest golden catalog with another payload.
fn catalog_of(data: Value, example: Value, directory: &Path) -> Catalog {
    let minimal = golden().join("minimal");
    for (path, bytes) in files_below(&minimal.join("schemas")).expect("the golden catalog is read") {
        write(&directory.join("schemas").join(path), bytes).expect("it is copied");
    }
    let change = |file: &str, pointer: &str, value: Value| {
        let path = directory.join("schemas/webhooks").join(file);
        let text = std::fs::read_to_string(&path).expect("the file is there");
        let mut document: Value = serde_json::from_str(&text).expect("JSON");
        *document.pointer_mut(pointer).expect("the golden catalog has it") = value;
        write(&path, document.to_string()).expect("it is written");
    };
    change("flight.landed.schema.json", "/properties/data", data);
    change("flight.landed.example.json", "/data", example);
    catalog_in(directory)
}

#[test]
fn every_keyword() {
    let mut fields = json!({
        "below": { "type": "integer", "maximum": -5 },
        "between": { "type": "integer", "exclusiveMinimum": -3, "exclusiveMaximum": 3.5 },
        "large": { "type": "integer", "minimum": 18446744073709551000_u64 },
        "fraction": { "type": "integer", "minimum": 0.5, "maximum": 1e3 },
        "sevens": { "type": "integer", "minimum": 1000, "maximum": 1010, "multipleOf": 7 },
        "odd_step": { "type": "integer", "multipleOf": 1.5 },
        "constant": { "type": "integer", "const": 5 },
        "any_constant": { "const": { "a": [1] } },
        "not_null": { "type": ["string", "null"], "enum": ["a"] },
        "cents": { "type": "number", "multipleOf": 0.01, "minimum": 0 },
        "halves": { "type": "number", "multipleOf": 2.5, "exclusiveMaximum": -1e10 },
        "huge": { "type": "number", "minimum": 1e300 },
        "tiny": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-9 },
        "id": { "type": "string", "pattern": "^ag-[0-9a-f]{8}(-[^\\s-]+)?$", "maxLength": 20 },
        "digits": { "type": "string", "pattern": "\\d\\w", "minLength": 30 },
        "either": { "type": ["string", "null"], "pattern": "^(?:x|yé+|[中])$" },
        "backwards": { "type": "string", "pattern": "^(?!x)[a-z]+$", "examples": ["abc"] },
        "never": { "type": "string", "pattern": "^(?!x)x$" },
        "exact": { "type": "string", "minLength": 7, "maxLength": 7 },
        "own_format": { "type": "string", "format": "phone" },
        "pattern_of_time": { "type": "string", "format": "date-time", "pattern": "Z$" },
        "no_list": { "type": "array" },
        "pair": { "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": ["integer", "null"] } },
        "set": { "type": "array", "uniqueItems": true, "minItems": 2, "items": { "type": "boolean" } },
        "map": { "type": "object", "additionalProperties": { "type": "integer" }, "minProperties": 2, "maxProperties": 3 },
        "any_map": { "type": ["object", "null"], "additionalProperties": true },
        "nothing": { "type": "object", "additionalProperties": false },
        "constrained": { "minimum": 3, "maxLength": 1, "pattern": "a|b", "minItems": 1, "multipleOf": 3 },
        "any_of": { "anyOf": [{ "type": "null" }, { "$ref": "#/$defs/envelope/properties/created_at" }] },
        "closed": {
            "type": "object",
            "additionalProperties": false,
            "properties": { "a": { "description": "A.", "type": "string" } },
            "allOf": [{ "properties": { "b": { "description": "B.", "type": "string" } } }],
        },
        "maybe_part": {
            "type": ["object", "null"],
            "allOf": [{ "type": "object", "properties": { "a": { "description": "A.", "type": "string" } } }],
        },
        "loop": { "$ref": "#/properties/data" },
    });
    const FORMATS: &[&str] = &[
        "date-time",
        "date",
        "time",
        "duration",
        "email",
        "idn-email",
        "hostname",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "iri",
        "iri-reference",
        "uri-template",
        "uuid",
        "json-pointer",
        "relative-json-pointer",
        "regex",
    ];
    for format in FORMATS {
        fields[format] = json!({ "type": "string", "format": format });
    }
    let keys: Vec<String> = fields.as_object().expect("an object").keys().cloned().collect();
    for key in &keys {
        fields[key]["description"] = json!("A field.");
    }
    let directory = tempfile::tempdir().expect("a directory");
    let data = json!({ "description": "Fields.", "type": "object", "properties": fields });
    let paths = check(&catalog_of(data, json!({}), directory.path()));
    for key in keys.iter().filter(|key| *key != "never") {
        let path = if key.contains('-') { format!("data[\"{key}\"]") } else { format!("data.{key}") };
        assert!(paths.contains(&path), "{key} was never made");
    }
    assert!(!paths.contains("data.never") && !paths.contains("data.closed.b"));
    assert!(paths.contains("data.pair[1]") && paths.contains("data.loop.loop.loop.exact"));
}

#[test]
#[should_panic(expected = "no body of flight.landed can be made: data: code: nothing was found that fits")]
fn what_cannot_be_made_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let code = json!({ "description": "A code.", "type": "string", "pattern": "^(?!x)zq{3}$" });
    let data = json!({ "description": "D.", "type": "object", "required": ["code"], "properties": { "code": code } });
    let catalog = catalog_of(data, json!({ "code": "zqqq" }), directory.path());
    Generator::new(&catalog, &catalog.index.events[0], 0).body();
}

/// What nobody has documented is said, and refuses nothing.
#[test]
fn what_is_assumed_constrains_no_value() {
    const CONSTRAINTS: [&str; 10] = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
    ];
    fn walk(value: &Value, file: &str, assumptions: &[String], marked: &mut usize) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, file, assumptions, marked)),
            Value::Object(fields) => {
                if let Some(Value::String(assumption)) = fields.get("x-assumption") {
                    assert!(assumptions.contains(assumption), "{file}: {assumption}");
                    // A count is never negative, whatever it counts.
                    let constrained =
                        CONSTRAINTS.iter().find(|key| fields.get(**key).is_some_and(|value| value != 0));
                    assert_eq!(constrained, None, "{file}: {value}");
                    *marked += 1;
                }
                fields.values().for_each(|value| walk(value, file, assumptions, marked));
            }
            _ => {}
        }
    }
    let (catalog, mut marked) = (catalog(), 0);
    let assumptions: Vec<String> =
        catalog.index.contract.assumptions.iter().map(|text| text.to_string()).collect();
    let events =
        catalog.index.events.iter().filter_map(|event| Some((&*event.schema, catalog.schema(event)?)));
    let shared = catalog.shared_schemas();
    for (file, document) in events
        .map(|(file, document)| (file.to_owned(), document))
        .chain(shared.map(|(file, document)| (file.to_string(), document)))
    {
        walk(document.value(), &file, &assumptions, &mut marked);
    }
    assert!(marked > 20, "only {marked} marks");
}
