//! What is generated from catalogs with random changes and random layouts compiles, and passes its own tests: nothing that
//! cannot be used is generated without an error.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_conformance::random::dice::Dice;
use webhook_conformance::random::words;

use crate::generated::{events, generated};
use crate::setting;
use crate::workspace::Workspace;

/// Events of each catalog.
const EVENTS: usize = 4;

/// One workspace for all: dependencies are compiled once, and each catalog is of another company.
#[test]
fn catalogs_with_random_changes_compile_or_are_refused() {
    let (catalogs, seed) = (setting("RANDOM_CATALOGS", 8), setting("RANDOM_SEED", 1));
    let mut tree = BTreeMap::new();
    let (mut in_order, mut refused, mut laid_out) = (0, 0, 0);
    for number in 0..catalogs * 20 {
        if in_order == catalogs {
            break;
        }
        let seed = seed.wrapping_mul(104_729).wrapping_add(number);
        let made = events(seed, EVENTS, 1).events;
        let provider = format!("company{number}");
        let mut files = files(&provider, &made.iter().collect::<Vec<&RandomEvent>>());
        let mut dice = Dice::seeded(seed);
        let has_layout = number % 2 == 1;
        if has_layout {
            let mut index: Value = serde_json::from_str(&files[0].1).expect("a document");
            lay_out(&mut index["contract"]["envelope"], &mut dice);
            files[0].1 = format!("{index:#}");
        }
        for _ in 0..1 + dice.below(3) {
            // The index is changed now and then, the envelope never: nothing would be left in order.
            let file = if dice.one_in(6) { 0 } else { dice.below(files.len().saturating_sub(2)) + 2 };
            let Some((_, text)) = files.get_mut(file) else { continue };
            let mut document: Value = serde_json::from_str(text).expect("a document");
            change(&mut document, &mut dice);
            *text = format!("{document:#}");
        }
        // Another name would be another company's.
        if !files[0].1.contains(&format!("\"name\": \"{provider}\"")) {
            continue;
        }
        match generated(&files) {
            Err(_) => refused += 1,
            Ok(output) => {
                in_order += 1;
                laid_out += u64::from(has_layout);
                let crates = output.into_iter().filter(|(path, _)| path.starts_with("crates/events/"));
                tree.extend(crates.map(|(path, text)| (format!("{provider}/{path}"), text)));
            }
        }
    }
    println!("{in_order} catalogs in order, {laid_out} with a layout of their own, {refused} refused");
    assert!(laid_out > catalogs / 8, "only {laid_out} have a layout of their own");
    assert_eq!(in_order, catalogs, "{refused} were refused: too few are left to say much");
    tree.insert("bodies/src/lib.rs".into(), String::new());
    let manifest = "[package]\nname = \"bodies\"\nedition.workspace = true\n";
    tree.insert("bodies/Cargo.toml".into(), manifest.to_owned());
    let workspace = Workspace::new("random-mistakes", &tree);
    workspace.cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    workspace.cargo(&["test", "--quiet", "--workspace"]);
}

/// Lays deliveries out in another way, in which the events are the same.
fn lay_out(envelope: &mut Value, dice: &mut Dice<'_>) {
    let choices = [
        ("events", &[json!(null), json!("/items/*"), json!("/*")] as &[Value]),
        ("body", &[json!(null), json!(null), json!("form:payload")]),
        ("name", &[json!(["body:/type"]), json!(["header:X-Kind", "body:/type"]), json!(["header:X-Name"])]),
        (
            "id",
            &[json!(null), json!(["body:/id"]), json!(["header:X-Id"]), json!(["header:X-Id", "body:/id"])],
        ),
        ("time", &[json!(null), envelope["time"].clone(), json!({ "in": "header:X-Time", "unit": "ms" })]),
        ("version", &[json!(null), json!("header:X-Version")]),
        ("schema", &[json!(null), envelope["schema"].clone()]),
        ("data", &[json!(null), json!("body:/"), json!("body:/data"), json!("body:/data")]),
        ("join", &[json!(".")]),
    ];
    for (key, values) in choices {
        envelope[key] = dice.pick(values).clone();
    }
    envelope.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
}

/// Takes out, exchanges or adds something somewhere in a document.
fn change(document: &mut Value, dice: &mut Dice<'_>) {
    let places = places(document, "");
    let place = dice.pick(&places).clone();
    let other = document.pointer(dice.pick(&places).as_str()).cloned().unwrap_or_default();
    let Some(found) = document.pointer_mut(&place) else { return };
    match found {
        Value::Object(entries) => {
            let key = entries.keys().nth(dice.below(entries.len())).cloned();
            match (dice.below(4), key) {
                (0, Some(key)) => drop(entries.shift_remove(&key)),
                (1, Some(key)) => drop(entries.insert(key, other)),
                (2, Some(key)) => {
                    let value = entries.shift_remove(&key).unwrap_or_default();
                    entries.insert((*dice.pick(words::KEYS)).to_owned(), value);
                }
                _ => drop(entries.insert((*dice.pick(words::KEYS)).to_owned(), other)),
            }
        }
        Value::Array(values) => match dice.below(2) {
            0 if !values.is_empty() => drop(values.remove(dice.below(values.len()))),
            _ => values.push(other),
        },
        Value::String(text) => *text = (*dice.pick(words::TEXTS)).to_owned(),
        scalar => *scalar = dice.pick(&words::values()).clone(),
    }
}

fn places(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(values) => {
            values.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    let below = below.into_iter().flat_map(|(key, value)| places(value, &format!("{at}/{key}")));
    std::iter::once(at.to_owned()).chain(below).collect()
}
