//! What generating costs goes with the size of the catalog, and not with its square.
//!
//! Bytes that are allocated are counted, on all threads and from the first file to the last one: unlike seconds, they do
//! not depend on the machine and what else it does. Work that allocates nothing is not seen; `benches/codegen.py` measures
//! the time.

mod one_event;

use std::alloc::System;

use cap::Cap;
use serde_json::{Map, Value, json};
use webhook_catalog::load;
use webhook_codegen::{History, generate};
use webhook_schema::{Diagnostics, Tree};
use webhook_test_support::large::{self, Families};

#[global_allocator]
static ALLOCATED: Cap<System> = Cap::new(System, usize::MAX);

/// How much larger the larger catalog is.
const TIMES: usize = 4;

/// How much more it may cost, for each time that what is generated is larger. What is beyond one is for tables and lists
/// that have just been doubled, and for longer numbers in names. What went with the square would cost four times as much.
const MOST: f64 = 1.2;

/// A kind of catalog, a size of it, and the files of one that is as large.
type Case = (&'static str, usize, fn(usize) -> Vec<(String, String)>);

const CASES: &[Case] = &[
    ("events, a family for every five", 30, |size| large::files(size, Families::Of(5))),
    ("events in four families", 30, |size| large::files(size, Families::Number(4))),
    ("properties of an object", 300, |size| {
        let all: Map<String, Value> =
            (0..size).map(|at| (format!("key_{at}"), json!({ "type": "string" }))).collect();
        one_event::files(json!({ "properties": all }), json!({}))
    }),
    ("values of an enum", 1_000, |size| {
        let all: Value = (0..size).map(|at| json!(format!("value {at}"))).collect();
        one_event::files(json!({ "properties": { "a": { "enum": all } } }), json!({}))
    }),
    ("definitions", 200, |size| {
        let all: Map<String, Value> = (0..size)
            .map(|at| (format!("def_{at}"), json!({ "properties": { "a": { "type": "string" } } })))
            .collect();
        let refer_to = |name: &String| (name.clone(), json!({ "$ref": format!("#/$defs/{name}") }));
        let payload: Map<String, Value> = all.keys().map(refer_to).collect();
        one_event::files(json!({ "properties": payload }), all.into())
    }),
    ("alternatives with a tag", 200, |size| {
        let one =
            |at| json!({ "required": ["kind"], "properties": { "kind": { "const": format!("k{at}") } } });
        let all: Value = (0..size).map(one).collect();
        one_event::files(json!({ "properties": { "a": { "oneOf": all } } }), json!({}))
    }),
    ("alternatives that are constants", 300, |size| {
        let all: Value = (0..size).map(|at| json!({ "const": format!("value {at}") })).collect();
        one_event::files(json!({ "properties": { "a": { "oneOf": all } } }), json!({}))
    }),
    ("alternatives that are definitions", 100, |size| {
        let one =
            |at| json!({ "required": ["kind"], "properties": { "kind": { "const": format!("k{at}") } } });
        let all: Map<String, Value> = (0..size).map(|at| (format!("def_{at}"), one(at))).collect();
        let branches: Value = all.keys().map(|name| json!({ "$ref": format!("#/$defs/{name}") })).collect();
        one_event::files(json!({ "properties": { "a": { "oneOf": branches } } }), all.into())
    }),
    ("alternatives that their keys tell apart", 60, |size| {
        let one = |at| {
            let key = format!("key_{at}");
            json!({ "properties": { &key: { "type": "string" }, "kind": { "enum": [format!("a{at}"), format!("b{at}")] } }, "required": [key] })
        };
        let all: Value = (0..size).map(one).collect();
        one_event::files(json!({ "properties": { "a": { "anyOf": all } } }), json!({}))
    }),
    ("conditions, each with a key of its own", 150, |size| {
        let then = |at| json!({ "required": [format!("key_{at}")], "properties": { format!("key_{at}"): { "type": "string" } } });
        one_event::files(json!({ "properties": {}, "allOf": conditions(size, then) }), json!({}))
    }),
    ("conditions about one object", 150, |size| {
        let then = |at| json!({ "properties": { "a": { "properties": { format!("key_{at}"): { "type": "string" } } } } });
        let own = json!({ "a": { "type": "object", "properties": { "b": { "type": "string" } } } });
        one_event::files(json!({ "properties": own, "allOf": conditions(size, then) }), json!({}))
    }),
    ("events whose types lead to those of all events", 30, ring),
    ("definitions that one includes", 100, |size| {
        let all: Map<String, Value> =
            (0..size).map(|at| (format!("def_{at}"), including(at, None))).collect();
        let parts: Value = all.keys().map(|name| json!({ "$ref": format!("#/$defs/{name}") })).collect();
        one_event::files(json!({ "allOf": parts }), all.into())
    }),
    ("an object of keys that all have to be there", 300, |size| {
        let keys = || (0..size).map(|at| format!("key_{at}"));
        let all: Map<String, Value> = keys().map(|key| (key, json!({ "type": "string" }))).collect();
        let object = json!({ "properties": all, "required": keys().collect::<Value>() });
        one_event::files(json!({ "properties": { "a": object } }), json!({}))
    }),
];

/// Conditions with what each one leads to.
fn conditions(size: usize, then: impl Fn(usize) -> Value) -> Value {
    let test = |at| json!({ "properties": { "kind": { "const": format!("k{at}") } }, "required": ["kind"] });
    (0..size).map(|at| json!({ "if": test(at), "then": then(at) })).collect()
}

/// The same for catalogs of which what is generated goes with the square of their size.
const SQUARES: &[Case] = &[("definitions that each include the next", 30, |size| {
    let name = |at: usize| format!("def_{at}");
    let next = |at: usize| (at + 1 < size).then(|| name(at + 1));
    let all: Map<String, Value> = (0..size).map(|at| (name(at), including(at, next(at)))).collect();
    one_event::files(json!({ "properties": { "a": { "$ref": "#/$defs/def_0" } } }), all.into())
})];

/// A definition with a property of its own, and all that another one says.
fn including(at: usize, other: Option<String>) -> Value {
    let properties = json!({ format!("key_{at}"): { "type": "string" } });
    match other {
        Some(other) => {
            json!({ "properties": properties, "allOf": [{ "$ref": format!("#/$defs/{other}") }] })
        }
        None => json!({ "properties": properties }),
    }
}

/// A catalog in which the type that an event describes leads to that of the next one, and the last to the first.
fn ring(events: usize) -> Vec<(String, String)> {
    let mut files = large::files(events, Families::Number(4));
    let is_event = |name: &str| name.ends_with(".schema.json") && name != "webhooks/common.schema.json";
    let names: Vec<String> =
        files.iter().map(|(name, _)| name).filter(|name| is_event(name)).cloned().collect();
    let texts = files.iter_mut().filter(|(name, _)| is_event(name)).map(|(_, text)| text);
    for (at, text) in texts.enumerate() {
        let next = (at + 1) % names.len();
        let file = names[next].trim_start_matches("webhooks/");
        let node = json!({ "description": "A link.", "properties": {
            "next": { "description": "The next one.", "$ref": format!("{file}#/$defs/link_{next}") },
        } });
        let mut schema: Value = serde_json::from_str(text).expect("JSON");
        schema["$defs"] = Value::from(Map::from_iter([(format!("link_{at}"), node)]));
        schema["properties"]["data"]["properties"]["link"] =
            json!({ "description": "The first one.", "$ref": format!("#/$defs/link_{at}") });
        *text = schema.to_string();
    }
    files
}

// One test: what another one allocates at the same time would be counted as well.
#[test]
fn cost_goes_with_size() {
    let squares = SQUARES.iter().map(|case| (case, TIMES * TIMES));
    for ((kind, size, files), larger) in CASES.iter().map(|case| (case, TIMES)).chain(squares) {
        // What is made once for the whole process is not counted.
        cost(files(1));
        let ((few, few_at_once), (many, many_at_once)) = (cost(files(*size)), cost(files(size * TIMES)));
        println!(
            "{kind}: {few} and {many} bytes, {:.2} times as many; at once {few_at_once} and {many_at_once}, {:.2} times",
            times(few, many),
            times(few_at_once, many_at_once)
        );
        let most = larger as f64 * MOST;
        assert!(times(few, many) < most, "{kind}: {few} and {many} bytes");
        assert!(
            times(few_at_once, many_at_once) < most,
            "{kind}: {few_at_once} and {many_at_once} bytes at once"
        );
    }
}

fn times(few: usize, many: usize) -> f64 {
    many as f64 / few as f64
}

/// The bytes that are allocated for generating from a catalog, and what of the catalog and all that is made of it is in
/// memory at the end.
fn cost(files: Vec<(String, String)>) -> (usize, usize) {
    let tree = Tree::memory("", files);
    let (total, held) = (ALLOCATED.total_allocated(), ALLOCATED.allocated());
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree, &mut diagnostics);
    let output = catalog.as_ref().and_then(|catalog| generate(catalog, History::default(), &mut diagnostics));
    assert!(output.is_some(), "{}", diagnostics.to_text());
    (ALLOCATED.total_allocated() - total, ALLOCATED.allocated() - held)
}
