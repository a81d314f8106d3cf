//! Catalogs that are made to take forever, or all of the memory: each ends with files or with a diagnostic, soon.
//!
//! `HOSTILE=ref` runs the cases whose name has `ref` in it, and prints the time that each takes.

mod one_event;

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use webhook_catalog::load;
use webhook_codegen::{History, generate};
use webhook_schema::{Diagnostics, Limits, Tree};

/// Far more than any case takes without optimization, on a machine that is busy with other tests.
const SOON: Duration = Duration::from_secs(60);

/// The payload's schema and the definitions next to it.
type Case = (&'static str, fn() -> (Value, Value));

const CASES: &[Case] = &[
    ("all_of doubles", || chain(64, |next| json!({ "allOf": [next, next, {}] }))),
    ("any_of doubles", || chain(64, |next| json!({ "anyOf": [next, next] }))),
    ("one_of doubles below keys", || {
        chain(
            64,
            |next| json!({ "oneOf": [{ "properties": { "a": next } }, { "properties": { "b": next } }] }),
        )
    }),
    ("a reference into nested branches", || {
        let text = json!({ "type": "string" });
        let nested = |inner: Value| {
            let object = json!({ "properties": { "a": inner } });
            json!({ "oneOf": [text, { "type": "integer" }], "anyOf": [text, object] })
        };
        let schema = (0..25).fold(json!({ "properties": { "b": text } }), |inner, _| nested(inner));
        let way = "/anyOf/1/properties/a".repeat(25);
        let to = json!({ "$ref": format!("#/$defs/n{way}/properties/b") });
        (json!({ "properties": { "to": to } }), json!({ "n": schema }))
    }),
    ("properties double", || chain(200, |next| json!({ "properties": { "a": next, "b": next } }))),
    ("a long chain of definitions", || chain(5_000, |next| json!({ "properties": { "a": next } }))),
    ("properties double with siblings", || {
        let more = |next: &Value, key: &str| {
            let mut next = next.clone();
            next["properties"] = json!({ key: { "type": "string" } });
            next
        };
        chain(60, |next| json!({ "properties": { "a": more(&next, "x"), "b": more(&next, "y") } }))
    }),
    ("references to sets of definitions", sets_of_definitions),
    ("definitions that each include the next", || including(100, |at| vec![at + 1], &json!({}))),
    ("definitions that include each other", || including(60, |_| (0..60).collect(), &json!({}))),
    ("definitions that include all after them", || including(12, |at| (at + 1..12).collect(), &json!({}))),
    ("conditions double", || chain(64, |next| json!({ "if": next, "then": next, "else": next }))),
    ("conditions double below keys", || {
        chain(
            64,
            |next| json!({ "then": { "properties": { "a": next } }, "else": { "properties": { "a": next } } }),
        )
    }),
    ("many values", || {
        let values: Value = (0..200_000).map(|number| json!(format!("value {number}"))).collect();
        (json!({ "properties": { "a": { "enum": values } } }), json!({}))
    }),
    ("many numbers", || {
        let values: Value = (0..100_000).map(|number| json!(number)).collect();
        (json!({ "properties": { "a": { "type": "integer", "enum": values } } }), json!({}))
    }),
    ("two long lists of values", || {
        let values =
            |from: usize| (from..from + 20_000).map(|number| json!(format!("{number}"))).collect::<Value>();
        let both = json!([{ "enum": values(0) }, { "enum": values(10_000) }]);
        (json!({ "properties": { "a": { "allOf": both } } }), json!({}))
    }),
    ("one_of two long lists of values", || {
        let values =
            |from: usize| (from..from + 20_000).map(|number| json!(format!("{number}"))).collect::<Value>();
        let both = json!([{ "enum": values(0) }, { "enum": values(10_000) }]);
        (json!({ "properties": { "a": { "oneOf": both } } }), json!({}))
    }),
    ("many properties", || {
        let all: Map<String, Value> =
            (0..5_000).map(|at| (format!("key_{at}"), json!({ "type": "string" }))).collect();
        let required: Value = all.keys().take(10).map(|key| json!(key)).collect();
        (json!({ "properties": all, "x-required": required }), json!({}))
    }),
    ("many definitions", || {
        let name = |at: usize| format!("def_{at}");
        let all: Map<String, Value> =
            (0..5_000).map(|at| (name(at), json!({ "properties": { "a": { "type": "string" } } }))).collect();
        let refs: Map<String, Value> = (0..5_000)
            .map(|at| (format!("key_{at}"), json!({ "$ref": format!("#/$defs/{}", name(at)) })))
            .collect();
        (json!({ "properties": refs }), all.into())
    }),
    ("many alternatives", || {
        let all: Value = (0..2_000)
            .map(
                |at| json!({ "required": ["kind"], "properties": { "kind": { "const": format!("k{at}") } } }),
            )
            .collect();
        (json!({ "properties": { "a": { "oneOf": all } } }), json!({}))
    }),
    ("many alternatives without a tag", || {
        let key = |at: usize| format!("key_{at}");
        let all: Value =
            (0..1_000).map(|at| json!({ "required": [key(at)], "properties": { key(at): {} } })).collect();
        (json!({ "properties": { "a": { "anyOf": all } } }), json!({}))
    }),
    ("many constants as alternatives", || {
        let all: Value = (0..5_000).map(|at| json!({ "const": format!("value {at}") })).collect();
        (json!({ "properties": { "a": { "oneOf": all } } }), json!({}))
    }),
    ("many definitions as alternatives", || {
        let one = |at: usize| json!({ "required": ["kind"], "properties": { "kind": { "const": format!("k{at}") } } });
        let all: Map<String, Value> = (0..2_000).map(|at| (format!("d{at}_"), one(at))).collect();
        let branches: Value = all.keys().map(|name| json!({ "$ref": format!("#/$defs/{name}") })).collect();
        (json!({ "properties": { "a": { "oneOf": branches } } }), all.into())
    }),
    ("many alternatives that their keys tell apart", || {
        let one = |at: usize| {
            let key = format!("key_{at}");
            json!({ "properties": { &key: { "type": "string" } }, "required": [key] })
        };
        (json!({ "properties": { "a": { "anyOf": (0..1_000).map(one).collect::<Value>() } } }), json!({}))
    }),
    ("many parts", || {
        let all: Value =
            (0..900).map(|at| json!({ "properties": { format!("key_{at}"): {}, "same": {} } })).collect();
        (json!({ "allOf": all }), json!({}))
    }),
    ("lists of branches next to each other", || {
        let one = |at: usize| json!({ "oneOf": [{ "properties": { format!("a{at}"): {} } }, { "required": ["x"] }] });
        (json!({ "allOf": (0..300).map(one).collect::<Value>() }), json!({}))
    }),
    ("deep objects", || nested(60, |inner| json!({ "properties": { "a": inner } }))),
    ("deep lists", || nested(110, |inner| json!({ "items": inner }))),
    ("deep branches", || nested(55, |inner| json!({ "oneOf": [inner, { "type": "string" }] }))),
    ("deep parts", || nested(55, |inner| json!({ "allOf": [inner], "properties": { "a": {} } }))),
    ("deep conditions", || nested(110, |inner| json!({ "then": inner }))),
    ("deep negations", || nested(110, |inner| json!({ "not": inner }))),
    ("long names", || {
        let long = "a_long_name_".repeat(5_000);
        (json!({ "properties": { &long: { "enum": [&long, "x"] } } }), json!({}))
    }),
    ("long name of a definition", || {
        let long = "Name".repeat(20_000);
        (
            json!({ "properties": { "a": { "$ref": format!("#/$defs/{long}") } } }),
            json!({ long: { "properties": {} } }),
        )
    }),
    ("long description", || {
        (json!({ "description": "`a` *b* [c]: <d>\n\n    ".repeat(100_000) }), json!({}))
    }),
    ("backticks that close nothing", || {
        let runs: Vec<String> = (1..2_000).map(|length| "`".repeat(length)).collect();
        (json!({ "description": runs.join(" ") }), json!({}))
    }),
    ("brackets and links", || {
        let links = "[a](https://b.example) https://c.example ".repeat(50_000);
        (json!({ "description": "[".repeat(100_000) + &"](".repeat(100_000) + &links }), json!({}))
    }),
    ("many patterns", || {
        let all: Map<String, Value> =
            (0..1_000).map(|at| (format!("^k{at}"), json!({ "type": "integer" }))).collect();
        (json!({ "patternProperties": all }), json!({}))
    }),
    ("a long tuple", || {
        let all: Value = (0..2_000).map(|_| json!({ "type": "string" })).collect();
        (json!({ "properties": { "a": { "prefixItems": all } } }), json!({}))
    }),
];

#[test]
fn every_hostile_catalog_ends_soon() {
    let only = std::env::var("HOSTILE").unwrap_or_default();
    for (name, make) in CASES.iter().filter(|(name, _)| name.contains(&only)) {
        let (payload, definitions) = make();
        ends_soon(name, payload, definitions);
    }
}

#[test]
fn what_is_combined_in_too_many_ways_is_refused() {
    let more = json!({ "additionalProperties": { "type": "string" } });
    let (payload, definitions) = including(160, |at| vec![at + 1], &more);
    let told = ends_soon("definitions that say something of all keys", payload, definitions);
    assert!(told.contains(" schemas are combined in more than "), "{told}");
    assert!(told.contains("describe the payload in the event's own schema"), "{told}");
    assert!(told.ends_with("\n1 mistake in 1 file\n"), "{told}");
}

#[test]
fn types_that_are_too_deep_for_the_compiler_are_refused() {
    let told = |length: usize| {
        let (payload, definitions) = chain(length, |next| json!({ "properties": { "a": next } }));
        ends_soon("types in each other", payload, definitions)
    };
    // With the payload around them, and the string at the end.
    assert_eq!(told(48), "");
    let told = told(49);
    assert!(told.contains("error: more than 50 types are in each other from here on"), "{told}");
    assert!(told.ends_with("\n1 mistake in 1 file\n"), "{told}");
}

#[test]
fn every_cycle_of_references_ends_soon() {
    let itself = || json!({ "$ref": "#/$defs/a" });
    let ways = [
        ("by itself", itself()),
        ("all_of", json!({ "allOf": [itself()] })),
        ("any_of", json!({ "anyOf": [itself(), {}] })),
        ("one_of", json!({ "oneOf": [itself(), { "type": "null" }] })),
        ("not", json!({ "not": itself() })),
        ("if", json!({ "if": itself(), "then": {} })),
        ("then", json!({ "if": {}, "then": itself() })),
        ("dependent_schemas", json!({ "dependentSchemas": { "x": itself() } })),
        ("properties", json!({ "properties": { "x": itself() }, "required": ["x"] })),
        (
            "properties with siblings",
            json!({ "properties": { "x": { "$ref": "#/$defs/a", "properties": { "x": {} } } } }),
        ),
        (
            "all of properties",
            json!({ "properties": { "x": { "allOf": [itself(), { "properties": { "y": itself() } }] } } }),
        ),
        (
            "branches of properties",
            json!({ "properties": { "x": { "oneOf": [itself(), { "items": itself() }] } } }),
        ),
        (
            "branches next to properties",
            json!({ "properties": { "x": itself() }, "oneOf": [{ "required": ["x"] }, { "properties": { "y": itself() } }] }),
        ),
        ("additional_properties", json!({ "additionalProperties": itself() })),
        ("pattern_properties", json!({ "patternProperties": { "^x": itself() } })),
        ("property_names", json!({ "propertyNames": itself() })),
        ("items", json!({ "items": itself() })),
        ("items of items", json!({ "items": { "items": { "items": itself() } } })),
        ("prefix_items", json!({ "prefixItems": [itself()] })),
        ("contains", json!({ "contains": itself() })),
        ("content_schema", json!({ "contentSchema": itself() })),
        ("unevaluated", json!({ "unevaluatedProperties": itself(), "unevaluatedItems": itself() })),
        ("definitions", json!({ "$defs": { "b": itself() }, "$ref": "#/$defs/a/$defs/b" })),
        (
            "all of it",
            json!({ "type": ["object", "array", "null"], "properties": { "x": itself() }, "items": itself(), "additionalProperties": itself() }),
        ),
    ];
    for (name, schema) in ways {
        ends_soon(name, json!({ "properties": { "a": itself() } }), json!({ "a": schema.clone() }));
        // By way of another one.
        let other: Value =
            serde_json::from_str(&schema.to_string().replace("#/$defs/a\"", "#/$defs/b\"")).expect("JSON");
        ends_soon(name, json!({ "properties": { "a": itself() } }), json!({ "a": other, "b": schema }));
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let case = webhook_test_support::case::Case::empty();
    case.write("index.json", vec![b' '; 100 << 20]);
    let start = Instant::now();
    assert!(case.told().contains("--max-file-size"), "{}", case.told());
    assert!(start.elapsed() < SOON);
}

#[test]
fn a_large_file_is_read_soon() {
    let text = "x".repeat(1_000);
    let all: Vec<Value> = (0..20_000).map(|_| json!(text)).collect();
    ends_soon("20 MB", json!({ "examples": all }), json!({}));
}

/// Definitions that each say something of the next; the last one is a string.
fn chain(length: usize, link: impl Fn(Value) -> Value) -> (Value, Value) {
    let to = |at: usize| json!({ "$ref": format!("#/$defs/d{at}_") });
    let mut all: Map<String, Value> = (0..length).map(|at| (format!("d{at}_"), link(to(at + 1)))).collect();
    all.insert(format!("d{length}_"), json!({ "type": "string" }));
    (json!({ "properties": { "a": to(0) } }), all.into())
}

fn nested(depth: usize, around: impl Fn(Value) -> Value) -> (Value, Value) {
    let inner = (0..depth).fold(json!({ "type": "string" }), |inner, _| around(inner));
    (json!({ "properties": { "a": inner } }), json!({}))
}

/// Definitions with a property each, which include others by their numbers, and say something more.
fn including(number: usize, others: impl Fn(usize) -> Vec<usize>, more: &Value) -> (Value, Value) {
    let to = |at: usize| json!({ "$ref": format!("#/$defs/d{at}_") });
    let one = |at: usize| {
        let included = others(at).into_iter().filter(|at| *at < number).map(to);
        let mut definition = more.clone();
        definition["properties"] = json!({ format!("key_{at}"): { "type": "string" } });
        definition["allOf"] = included.chain([json!({})]).collect();
        (format!("d{at}_"), definition)
    };
    (json!({ "properties": { "a": to(0) } }), (0..number).map(one).collect::<Map<_, _>>().into())
}

/// As many types as there are sets of definitions, if each combination has one.
fn sets_of_definitions() -> (Value, Value) {
    let to = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    let mut all = Map::new();
    all.insert("s".into(), json!({ "properties": { "a": to("s"), "b": { "allOf": [to("s"), to("t0")] } } }));
    for at in 0..40 {
        let next = to(&format!("t{}", at + 1));
        all.insert(format!("t{at}"), json!({ "properties": { "a": next, "b": next } }));
    }
    all.insert("t40".into(), json!({ "properties": { "end": { "type": "string" } } }));
    (to("s"), all.into())
}

/// What is told of a catalog, which is soon.
fn ends_soon(name: &str, payload: Value, definitions: Value) -> String {
    let (sender, receiver) = channel();
    let start = Instant::now();
    let thread = std::thread::Builder::new().stack_size(Limits::default().stack_bytes());
    let run = move || {
        let tree = Tree::memory("", one_event::files(payload, definitions));
        let mut diagnostics = Diagnostics::new();
        let start = Instant::now();
        let catalog = load(&tree, &mut diagnostics);
        let loaded = start.elapsed();
        let output = catalog.and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
        let told = diagnostics.to_text();
        assert_eq!(output.is_none(), !diagnostics.has_no_error(), "{told}");
        let size = output.map_or(0, |output| output.files.iter().map(|(_, text)| text.len()).sum::<usize>());
        let _ = sender.send((loaded, size, told));
    };
    let thread = thread.spawn(run).expect("a thread");
    match receiver.recv_timeout(SOON) {
        Ok((loaded, size, told)) => {
            let first: String = told.lines().next().unwrap_or_default().chars().take(150).collect();
            println!("{name}: {:.1?}, of which loading {loaded:.1?}; {size} bytes; {first}", start.elapsed());
            thread.join().expect("the end of the thread");
            told
        }
        // Where it ended without a word, it panicked.
        Err(_) if thread.is_finished() => panic!("{name}: {:?}", thread.join().map_err(|_| "it panicked")),
        Err(_) => panic!("{name}: not done after {SOON:?}"),
    }
}
