//! What stands in the way, and that nothing is written then.

use std::fs;

use serde_json::Value;

use crate::support::{blocks, run};

#[test]
fn programs_get_mistakes_as_json() {
    let here = tempfile::tempdir().expect("a directory");
    let bad = blocks("json")[0].replace("schemas/Order\"", "schemas/Odrer\"");
    fs::write(here.path().join("bad.json"), bad).expect("written");
    let output = run(here.path(), "hookwright import bad.json --name shop --root out --format json");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(3), 0));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found[0]["rule"], &found[0]["line"]), (&"document-reference".into(), &9.into()));
}

#[test]
fn where_something_stands_in_the_way_nothing_is_written() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0];
    fs::write(here.path().join("bad.json"), document.replace("schemas/Order\"", "schemas/Odrer\""))
        .expect("written");
    fs::write(here.path().join("shop.json"), document).expect("written");
    let untitled = document.replace("\"title\": \"Shop\", ", "");
    fs::write(here.path().join("untitled.json"), untitled).expect("written");
    fs::write(here.path().join("kind.json"), document.replace("\"Shop\"", "\"Webhooks API\""))
        .expect("written");
    fs::create_dir(here.path().join("empty")).expect("a directory");
    for (arguments, status, message) in [
        ("bad.json --name shop", 3, "bad.json:9:66: error: `#/components/schemas/Odrer` leads nowhere"),
        ("untitled.json", 2, "expected --name: the documents have no title to name crates after"),
        ("shop.json --name Shop", 2, "crates cannot be named after `Shop`"),
        ("none.json --name shop", 2, "none.json: there is no such file"),
        ("shop.json --name shop --name-from nowhere", 2, "--name-from: expected `key`"),
        ("shop.json --name shop --rename a", 2, "--rename a: expected `NAME=OTHER`"),
        ("shop.json --name shop --rename a=b", 2, "error: no event is named `a`\n"),
        (
            "shop.json --name shop --skip oder.created",
            2,
            "error: no event is named `oder.created`: did you mean `order.created`?\n",
        ),
        ("empty", 2, "error: empty: expected files in JSON or YAML, found no files\n"),
        ("empty --name shop", 2, "error: empty: expected files in JSON or YAML, found no files\n"),
        (
            "kind.json",
            2,
            "expected --name: the documents' title has no words but those for its kind, such as API, to name crates after",
        ),
        (
            "shop.json --name shop --skip order.created",
            2,
            "error: --skip leaves no event: remove one of its names\n",
        ),
        (
            "shop.json --name shop --name-in body:/nope",
            2,
            "error: --name-in body:/nope: no event's schema has `/nope`: name a property of the events, or add this one to their \
             schemas\n",
        ),
        (
            "shop.json --name shop --time-field numbr --id-field key --bodies kept",
            2,
            "error: --time-field numbr: no body has a field `numbr`: did you mean `number`? Bodies have `number`, `total`\n\
             --id-field key: no body has a field `key`: bodies have `number`, `total`\n",
        ),
        (
            "shop.json --name shop --bodies kept",
            3,
            "this body has no `type`, `data`, `created_at`, `id` next to its payload",
        ),
    ] {
        let output = run(here.path(), &format!("hookwright import {arguments} --root out"));
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments}: {err}");
        assert!(err.contains(message), "{arguments}: {err}");
        assert!(!here.path().join("out").exists(), "{arguments}");
    }
}

/// Of an envelope that somebody named, and that some bodies lack, each of these is told.
#[test]
fn bodies_without_a_field_that_was_asked_for_are_told() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    let import = "hookwright import shop.json --name shop --id-field number --root out";
    let output = run(here.path(), import);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    let told = "shop.json:9:56: warning: this body has no `type`, `data`, `created_at` next to its payload: so all bodies became";
    assert!(err.starts_with(told), "{err}");
    // Where an envelope is to be made, its fields are named.
    let output = run(
        here.path(),
        "hookwright import shop.json --name shop --id-field key --bodies wrapped --root new",
    );
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && err.is_empty(), "{err}");
}

#[test]
fn what_cannot_be_an_event_is_left_out_by_its_name() {
    let here = tempfile::tempdir().expect("a directory");
    let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
    document["webhooks"]["order.printed"] =
        serde_json::json!({ "post": { "requestBody": { "content": { "text/plain": {} } } } });
    fs::write(here.path().join("shop.json"), format!("{document:#}")).expect("written");
    let import = "hookwright import shop.json --name shop --root out";
    let output = run(here.path(), import);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("found `text/plain`") && err.contains("`--skip order.printed`"), "{err}");
    let output = run(here.path(), &format!("{import} --skip order.printed"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn bodies_without_the_name_are_told_where_they_are_described() {
    let here = tempfile::tempdir().expect("a directory");
    let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
    let mut closed = document["webhooks"]["order.created"].clone();
    closed["post"]["requestBody"]["content"]["application/json"]["schema"] = serde_json::json!({
        "description": "An order.",
        "type": "object",
        "properties": { "kind": { "type": "string", "description": "What happened." } },
    });
    document["webhooks"]["order.closed"] = closed;
    fs::write(here.path().join("shop.json"), format!("{document:#}")).expect("written");
    let import = "hookwright import shop.json --name shop --name-in body:/kind --root out";
    let output = run(here.path(), import);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.starts_with("shop.json:"), "{err}");
    let told = "error: this body has no `/kind`, where deliveries have the name of an event\n";
    assert!(err.contains(told) && err.contains("\n1 mistake in 1 file\n"), "{err}");
    // A name that may be left out is there in what is delivered.
    let output = run(here.path(), &format!("{import} --skip order.created"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let example = fs::read(here.path().join("out/schemas/webhooks/order.closed.example.json"));
    let example: Value = serde_json::from_slice(&example.expect("there")).expect("JSON");
    assert_eq!(example["kind"], "order.closed");
}
