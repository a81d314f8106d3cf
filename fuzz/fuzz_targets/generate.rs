//! Loads and generates from a catalog with any payload: nothing panics, and there are files or errors.
//!
//! The input is a JSON document with the payload's schema under `data` and definitions under `$defs`; what is not such a
//! document makes choices in the vocabulary of JSON Schema, one for each byte.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use webhook_catalog::load;
use webhook_codegen::{History, generate};
use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_conformance::random::dice::Dice;
use webhook_conformance::random::document::{Document, Draft};
use webhook_conformance::random::vocabulary;
use webhook_schema::{Diagnostics, Tree};

fuzz_target!(|bytes: &[u8]| check(bytes));

fn check(bytes: &[u8]) {
    let document = written(bytes).unwrap_or_else(|| {
        let mut dice = Dice::of_bytes(bytes);
        let draft = *dice.pick(&Draft::ALL);
        vocabulary::document(&mut dice, draft, "d")
    });
    // Whether it is valid is not the question here.
    let event = RandomEvent { name: "a.fuzzed".into(), document, payloads: vec![Value::Object(Map::new())] };
    let tree = Tree::memory("", files("dice", &[&event]));
    let mut diagnostics = Diagnostics::new();
    let output = load(&tree, &mut diagnostics)
        .and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    let told = diagnostics.to_text();
    assert!(!told.contains("mistake of the generator"), "{told}");
    assert_eq!(output.is_some(), diagnostics.has_no_error(), "{told}");
}

fn written(bytes: &[u8]) -> Option<Document> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    let payload = value.get_mut("data")?.take();
    let definitions = value.get_mut("$defs").map(Value::take).and_then(|all| all.as_object().cloned());
    Some(Document::new(Draft::Draft202012, payload, definitions.unwrap_or_default()))
}
