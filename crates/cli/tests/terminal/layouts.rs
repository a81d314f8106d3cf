//! A catalog whose deliveries are laid out in a way of its own, from `init --pack` to `replay`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Listening, SECRET, anywhere, said};

/// Starts a catalog of a contract: with the signature at a place, the name of an event and its id in headers, and no time.
fn init(temp: &TempDir, signature: &str, deliveries: &Value) -> (i32, String, String) {
    init_of(temp, signature, json!({ "name": ["header:X-Event"], "id": ["header:X-Delivery"] }), deliveries)
}

/// Starts a catalog of a contract with a layout.
fn init_of(temp: &TempDir, signature: &str, layout: Value, deliveries: &Value) -> (i32, String, String) {
    let contract = json!({
        "provider": { "name": "Acme", "evidence": {} },
        "signature": { "algorithm": "hmac-sha256", "in": signature, "encoding": "hex", "message": "{body}",
            "key": { "encoding": "text" }, "vectors": [] },
        "envelope": layout,
    });
    let pack = temp.path().join("contract.json");
    fs::write(&pack, contract.to_string()).expect("written");
    fs::write(temp.path().join("deliveries.json"), json!({ "deliveries": deliveries }).to_string())
        .expect("written");
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = anywhere(&["init", "--name", "acme", "--pack"]);
    command.arg(&pack).arg("--runtime-path").arg(checkout).arg(root(temp));
    said(command.output().expect("it runs"))
}

fn root(temp: &TempDir) -> PathBuf {
    temp.path().join("acme")
}

fn hookwright(temp: &TempDir, args: &[&str]) -> Command {
    let mut command = anywhere(&args[..1]);
    command.arg("--root").arg(root(temp)).args(&args[1..]).env("WEBHOOK_SECRET", SECRET);
    command
}

fn run(temp: &TempDir, args: &[&str]) -> (i32, String, String) {
    said(hookwright(temp, args).output().expect("it runs"))
}

/// An event that says nothing about itself but what the provider sends, and a handshake.
fn deliveries() -> Value {
    json!([
        { "name": "hello", "headers": [], "json": { "hello": 1 }, "answer": { "status": 200 } },
        { "name": "an order", "headers": [["X-Event", "order.paid"], ["X-Delivery", "d-1"]],
            "json": { "type": "a", "Type": "b", "total": 3 } },
    ])
}

#[test]
fn what_was_recorded_is_replayed_and_verified_by_the_layout() {
    for signature in ["header:X-Sig", "query:sig"] {
        let temp = tempfile::tempdir().expect("a directory");
        let (code, _, err) = init(&temp, signature, &deliveries());
        assert_eq!((code, err.as_str()), (0, ""), "{signature}");
        // The contract has no vector: a receiver has to be given a secret all the same.
        let receiver = fs::read_to_string(root(&temp).join("receiver/src/main.rs")).expect("a receiver");
        assert!(receiver.contains("const SECRET: &str = \"9f86d0"), "{receiver}");
        let index = fs::read_to_string(root(&temp).join("schemas/webhooks/index.json")).expect("an index");
        for assumed in ["from one example of it", "names keep their meaning"] {
            assert!(index.contains(assumed), "{index}");
        }
        let records = temp.path().join("records").display().to_string();
        let listening = Listening::started(hookwright(&temp, &["listen"]), &["--record", &records, "--json"]);
        let (code, out, err) = run(&temp, &["trigger", "order.paid", "--to", &listening.url]);
        assert_eq!((code, err.as_str()), (0, ""), "{signature}: {out}");
        let (_, out, _) = listening.stop();
        let told: Value = serde_json::from_str(out.trim()).expect("one delivery");
        assert_eq!((&told["verdict"], &told["event"]), (&"fine".into(), &"order.paid".into()), "{out}");
        let named = format!("order.paid {}\n", told["id"].as_str().expect("an id"));

        for more in [&[][..], &["--as-recorded"]] {
            let again = Listening::started(hookwright(&temp, &["listen"]), &[]);
            let args = [&["replay", &records, "--to", &again.url][..], more].concat();
            let (code, out, err) = run(&temp, &args);
            assert_eq!((code, err.as_str()), (0, ""), "{signature} {more:?}: {out}");
            assert!(
                out.starts_with("200 delivered ") && out.ends_with(&named),
                "{signature} {more:?}: {out}"
            );
            let (code, out, _) = again.stop();
            assert!(code == 0 && out.ends_with("1 delivery: 1 fine\n"), "{signature} {more:?}: {out}");
        }

        let (code, out, err) = run(&temp, &["verify", told["record"].as_str().expect("a path")]);
        assert_eq!((code, err.as_str()), (0, ""), "{signature}: {out}");
        let expected = format!(
            "verified: the signature is as the contract says\n  event order.paid, id {}\n  But no time is signed",
            told["id"].as_str().expect("an id")
        );
        assert!(out.starts_with(&expected), "{signature}: {out}");
    }
}

#[test]
fn what_is_in_the_query_and_in_headers_is_sent_there() {
    let layout = json!({
        "name": ["header:X-A", "query:b", "body:/action"], "join": ".", "id": ["query:id", "body:/number"],
        "time": { "in": "header:X-At", "unit": "s" },
    });
    let deliveries = json!([{
        "name": "an order", "url": "https://shop.example/hooks?b=order&id=i_1",
        "headers": [["X-A", "shop"], ["X-At", "1760000000"]], "json": { "action": "paid", "number": 7 },
    }]);
    let temp = tempfile::tempdir().expect("a directory");
    let (code, out, err) = init_of(&temp, "header:X-Sig", layout, &deliveries);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let records = temp.path().join("records").display().to_string();
    let listening = Listening::started(hookwright(&temp, &["listen"]), &["--record", &records, "--json"]);
    let to = format!("{}?tenant=1", listening.url);
    let args = ["trigger", "shop.order.paid", "--to", &to, "--times", "2", "--set", "number=12"];
    let (code, out, err) = run(&temp, &args);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (_, out, _) = listening.stop();
    let mut ids = Vec::new();
    for line in out.lines() {
        let told: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((&told["verdict"], &told["event"]), (&"fine".into(), &"shop.order.paid".into()), "{out}");
        let record = fs::read_to_string(told["record"].as_str().expect("a path")).expect("a record");
        assert!(record.contains(" /hooks?tenant=1&b=order&id="), "{record}");
        let at =
            record.lines().find_map(|line| line.to_lowercase().strip_prefix("x-at: ").map(str::to_owned));
        assert!(at.and_then(|at| at.parse::<u64>().ok()).is_some_and(|at| at > 1_760_000_000), "{record}");
        ids.push(told["id"].as_str().expect("an id").to_owned());
    }
    assert!(ids.len() == 2 && ids[0] != ids[1] && ids.iter().all(|id| id.ends_with("+12")), "{ids:?}");
}

#[test]
fn nothing_is_too_old_where_no_time_is_signed() {
    let temp = tempfile::tempdir().expect("a directory");
    assert_eq!(init(&temp, "header:X-Sig", &deliveries()).0, 0);
    let nowhere = ["--to", "http://127.0.0.1:1/", "--aged", "400"];
    let (code, out, err) = run(&temp, &[&["trigger", "order.paid"][..], &nowhere].concat());
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("error: --aged: no time is signed by this contract"), "{err}");
    let args = [&["trigger", "--pack", "github", "--secret", "s3cret"][..], &nowhere].concat();
    let (code, out, err) = said(anywhere(&args).output().expect("it runs"));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("error: --aged: no time is signed by this pack"), "{err}");
}

#[test]
fn a_catalog_of_examples_generates_whatever_their_keys_are() {
    let temp = tempfile::tempdir().expect("a directory");
    let order = |name: &str, json: Value| json!({ "name": name, "headers": [["X-Event", name], ["X-Delivery", "d-1"]], "json": json });
    let deliveries = json!([
        order(
            "order.paid",
            json!({ "type": "a", "Type": "b", "TYPE": { "Id": 1, "id": 2 }, "String": { "a": 1 } })
        ),
        order("OrderPaid", json!({ "a": { "b": { "c": 1 } }, "a_b": { "c": "1" }, "aB": { "d": 1 } })),
    ]);
    let (code, out, err) = init(&temp, "header:X-Sig", &deliveries);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("made up "), "{out}");
    let index = fs::read_to_string(root(&temp).join("schemas/webhooks/index.json")).expect("a file");
    let index: Value = serde_json::from_str(&index).expect("JSON");
    let names = &index["rust_names"];
    assert_eq!(names["order.paid.schema.json#/properties/Type"], "type_2", "{index:#}");
    assert_eq!(names["order.paid.schema.json#/properties/TYPE"], "type_3", "{index:#}");
    assert_eq!(index["events"][1]["rust_name"], "OrderPaid2", "{index:#}");
    let (code, out, err) = run(&temp, &["codegen"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(run(&temp, &["fmt", "--check"]).0, 0);
    // The examples have the names that the envelope finds, for whoever sends them, too.
    let pack = temp.path().join("contract.json").display().to_string();
    let args = ["trigger", "--pack", &pack, "--secret", SECRET, "OrderPaid", "--to", "http://127.0.0.1:1/"];
    let (code, out, _) = said(anywhere(&args).output().expect("it runs"));
    assert!(code == 1 && out.contains("OrderPaid d-") && out.contains("nothing listens"), "{out}");
}

#[test]
fn what_is_no_example_of_an_event_is_told_before_anything_is_written() {
    for (deliveries, told) in [
        (
            json!([{ "name": "a form", "headers": [["X-Event", "order.paid"]], "body": "a=1" }]),
            "/deliveries/0: its events cannot be read by the envelope: body: ",
        ),
        (
            json!([{ "name": "an order", "headers": [], "json": { "a": 1 } }]),
            "write one to `deliveries.json` next to the contract",
        ),
    ] {
        let temp = tempfile::tempdir().expect("a directory");
        let (code, out, err) = init(&temp, "header:X-Sig", &deliveries);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(told), "{err}");
        assert!(!root(&temp).exists());
    }
}

#[test]
fn an_event_that_nothing_identifies_is_not_fine() {
    let temp = tempfile::tempdir().expect("a directory");
    let order = json!({ "type": "order.paid", "id": "o-1", "total": 3 });
    let deliveries = json!([{ "name": "an order", "headers": [], "json": order }]);
    let layout = json!({ "name": ["body:/type"], "id": ["body:/id"] });
    let (code, _, err) = init_of(&temp, "header:X-Sig", layout, &deliveries);
    assert_eq!((code, err.as_str()), (0, ""));
    let listening = Listening::started(hookwright(&temp, &["listen"]), &[]);
    let (code, out, err) =
        run(&temp, &["trigger", "order.paid", "--to", &listening.url, "--set", "id=", "--set", "total=4"]);
    assert_eq!(code, 0, "{out}{err}");
    let (_, out, _) = listening.stop();
    let told = "nothing identifies the event: a receiver cannot tell whether it came before, and handles it each time";
    assert!(out.contains("wrong") && out.contains(told), "{out}");
}
