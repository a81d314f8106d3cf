//! What comparing costs goes with the size of the catalog, and not with its square.
//!
//! Bytes that are allocated are counted: unlike seconds, they do not depend on the machine and what else it does. Work that
//! allocates nothing is not seen; `benches/evolution.py` measures the time.

use std::alloc::System;

use cap::Cap;
use serde_json::{Value, json};
use webhook_catalog::{Catalog, load};
use webhook_evolution::compare;
use webhook_schema::{Diagnostics, Tree};
use webhook_test_support::large::{self, Families};

#[global_allocator]
static ALLOCATED: Cap<System> = Cap::new(System, usize::MAX);

/// Events of the smaller catalog; the file that they share grows with them.
const EVENTS: usize = 40;

/// How much larger the larger catalog is.
const TIMES: usize = 4;

/// How much more it may cost. What is beyond [`TIMES`] is for tables and lists that have just been doubled, and for longer
/// numbers in names. What went with the square would cost four times as much as that.
const MOST: f64 = 4.8;

/// A catalog, or the version after it, in which every event has a field more and may leave out one.
fn catalog(events: usize, is_newer: bool) -> Catalog {
    let mut files = large::files(events, Families::Of(5));
    let is_body = |name: &String| name.ends_with(".schema.json") && !name.ends_with("common.schema.json");
    for (_, text) in files.iter_mut().filter(|(name, _)| is_newer && is_body(name)) {
        let mut schema: Value = serde_json::from_str(text).expect("JSON");
        let data = &mut schema["properties"]["data"];
        data["properties"]["added"] = json!({ "type": "string", "description": "What was added." });
        data["required"].as_array_mut().expect("a list").remove(0);
        *text = schema.to_string();
    }
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&Tree::memory("", files), &mut diagnostics);
    catalog.filter(|_| diagnostics.has_no_error()).unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

/// The bytes that are allocated for comparing both versions.
fn cost(events: usize) -> usize {
    let (before, after) = (catalog(events, false), catalog(events, true));
    let total = ALLOCATED.total_allocated();
    let comparison = compare(&before, &after, None);
    let cost = ALLOCATED.total_allocated() - total;
    assert_eq!(comparison.findings.len(), 2 * events);
    let shown = comparison.findings.iter().filter(|finding| finding.counterexample.is_some());
    assert_eq!(shown.count(), events);
    cost
}

#[test]
fn cost_goes_with_size() {
    // What is made once for the whole process is not counted.
    cost(1);
    let (few, many) = (cost(EVENTS), cost(EVENTS * TIMES));
    let times = many as f64 / few as f64;
    println!("{few} and {many} bytes, {times:.2} times as many");
    assert!(times < MOST, "{few} and {many} bytes, {times:.2} times as many");
}
