//! What it costs to load a catalog, by the number of its events. Run it with
//! `cargo test --release -p webhook-catalog --test large -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use webhook_catalog::load;
use webhook_schema::{Diagnostics, Tree};
use webhook_test_support::case::Case;

/// A catalog of so many events; each has a payload of its own, and a definition of its own in the file that all share.
fn files(events: usize, edit: impl Fn(&mut Value)) -> Vec<(String, String)> {
    let case = Case::base();
    let read = |name: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(case.path(name)).unwrap()).unwrap()
    };
    let (mut index, mut common) = (read("index.json"), read("common.schema.json"));
    let [schema, example] = ["schema", "example"].map(|kind| read(&format!("invoice.paid.{kind}.json")));
    let entry = index["events"][0].clone();
    index["families"] = json!([index["families"][0]]);
    let mut entries = Vec::new();
    let mut files = Vec::new();
    for number in 0..events {
        let name = format!("invoice.paid{number}");
        let replaced = |value: &Value| -> Value {
            serde_json::from_str(&value.to_string().replace("invoice.paid", &name)).unwrap()
        };
        entries.push(replaced(&entry));
        common["$defs"][format!("money{number}")] = common["$defs"]["money"].clone();
        let mut schema = replaced(&schema);
        schema["properties"]["data"]["$ref"] = format!("common.schema.json#/$defs/money{number}").into();
        edit(&mut schema);
        files.push((format!("webhooks/{name}.schema.json"), format!("{schema:#}")));
        files.push((format!("webhooks/{name}.example.json"), format!("{:#}", replaced(&example))));
    }
    index["events"] = entries.into();
    files.push(("webhooks/index.json".to_owned(), format!("{index:#}")));
    files.push(("webhooks/common.schema.json".to_owned(), format!("{common:#}")));
    files
}

/// What becomes of an event's schema.
type Edit = fn(&mut Value);

/// The time that loading takes, and that printing what was found takes; with the number of mistakes.
fn time(events: usize, edit: impl Fn(&mut Value)) -> (Duration, Duration, usize) {
    let tree = Tree::memory("", files(events, edit));
    let mut diagnostics = Diagnostics::new();
    let start = Instant::now();
    let catalog = load(&tree, &mut diagnostics);
    let loaded = start.elapsed();
    assert!(catalog.is_some());
    let start = Instant::now();
    diagnostics.to_text();
    (loaded, start.elapsed(), diagnostics.errors())
}

#[test]
#[ignore = "it takes its time, and says how long"]
fn time_goes_with_the_number_of_events() {
    let cases: [(&str, Edit); 5] = [
        ("no mistake", |_| {}),
        ("no such definition", |schema| {
            schema["properties"]["data"]["$ref"] = "common.schema.json#/$defs/mony".into()
        }),
        ("no such file", |schema| {
            let name = schema["$id"].as_str().map(|id| id.replace(".schema", ".skema")).unwrap_or_default();
            schema["properties"]["data"]["$ref"] = name.into();
        }),
        ("invalid example", |schema| schema["required"] = json!(["nothing"])),
        ("dynamic anchors", |schema| {
            schema["$defs"] =
                json!({ "node": { "$dynamicAnchor": "node", "items": { "$dynamicRef": "#node" } } });
        }),
    ];
    for (what, edit) in cases {
        let times = [540, 5_400].map(|events| time(events, edit));
        for ((loaded, printed, mistakes), events) in times.iter().zip([540, 5_400]) {
            println!(
                "{what}: {events} events: loaded in {loaded:.2?}, printed in {printed:.2?}, {mistakes} mistakes"
            );
        }
        let [few, many] = times.map(|(loaded, ..)| loaded.as_secs_f64());
        // Ten times as many events; the rest is for caches that are too small, and a machine that does more.
        assert!(many < few * 25.0, "{what}: {few} s and {many} s");
    }
}
