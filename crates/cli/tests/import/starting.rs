//! `init --from`: a repository that starts with documents, and what the provider is called in it.

use std::fs;

use serde_json::Value;

use crate::support::{blocks, run};

#[test]
fn a_provider_is_called_as_its_documents_say() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0].replace("\"Shop\"", "\"Shop & Cö. Webhooks API v2\"");
    fs::write(here.path().join("shop.json"), document).expect("written");
    for (arguments, name, title) in [
        ("", "shop-co", "Shop & Cö."),
        ("--name shop", "shop", "Shop & Cö."),
        ("--title Mine", "shop-co", "Mine"),
        ("--name shop --title Mine", "shop", "Mine"),
    ] {
        for (number, command) in [
            format!("hookwright import shop.json {arguments} --root import"),
            format!("hookwright init --from shop.json {arguments} --runtime-git https://a.example/b init"),
        ]
        .iter()
        .enumerate()
        {
            let output = run(here.path(), command);
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
            let out = here.path().join(["import", "init"][number]);
            let index = fs::read(out.join("schemas/webhooks/index.json")).expect("read");
            let index: serde_json::Value = serde_json::from_slice(&index).expect("JSON");
            assert_eq!(
                (&index["provider"]["name"], &index["provider"]["title"]),
                (&name.into(), &title.into()),
                "{command}"
            );
            fs::remove_dir_all(out).expect("removed");
        }
    }
}

#[test]
fn a_repository_starts_from_documents_or_nothing_is_written() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0];
    let write = |name: &str, text: &str| fs::write(here.path().join(name), text).expect("written");
    write("shop.json", document);
    write("bad.json", &document.replace("schemas/Order\"", "schemas/Odrer\""));
    write("untitled.json", &document.replace("\"title\": \"Shop\", ", ""));
    write("broken.yaml", "openapi: 3.1.0\ninfo:\n  title: Shop\n version: '1'\n");
    write("numbers.json", &document.replace("\"Shop\"", "\"365 days\""));
    for (arguments, status, message) in [
        ("--from bad.json", 3, "bad.json:9:66: error: `#/components/schemas/Odrer` leads nowhere"),
        ("--from bad.json --json", 3, ""),
        ("--from none.json --name shop", 2, "none.json: there is no such file"),
        ("--from none.json", 2, "none.json: there is no such file"),
        ("--from broken.yaml", 3, "broken.yaml:4:"),
        ("--from untitled.json", 2, "expected --name: the documents have no title to name crates after"),
        ("--from numbers.json", 2, "expected --name: crates cannot be named after the title \"365 days\""),
        ("--from shop.json --name Shop", 2, "crates cannot be named after `Shop`"),
        (
            &format!("--from shop.json --name {}", "a".repeat(100_000)),
            2,
            "crates cannot be named after a name of 100000 characters: registries take 64 at most",
        ),
    ] {
        let output =
            run(here.path(), &format!("hookwright init {arguments} --runtime-git https://a.example/b out"));
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments}: {err}");
        assert!(err.contains(message), "{arguments}: {err}");
        assert!(!here.path().join("out").exists(), "{arguments}");
    }
    let titled = document.replace("\"Shop\"", "\"Shop & Cö. Webhooks API v2\"");
    write("titled.json", &titled.replace("\"minimum\": 0", "\"minimum\": 0, \"nullable\": \"no\""));
    let init = "hookwright init --from titled.json --runtime-git https://a.example/b out --json";
    let output = run(here.path(), init);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let created: Vec<&str> =
        said["created"].as_array().expect("files").iter().filter_map(|file| file.as_str()).collect();
    assert!(created.contains(&"schemas/webhooks/order.created.schema.json"), "{created:?}");
    assert!(said["notes"].as_str().is_some_and(|notes| notes.starts_with("imported: 1 event")), "{said}");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("warning: `nullable` is not `true` or `false`, and is left out"), "{err}");
    let read = |path: &str| fs::read_to_string(here.path().join("out").join(path)).expect("read");
    assert!(read("receiver/src/main.rs").contains("use shop_co_events::{Event, EventType"));
    let readme = read("README.md");
    assert!(readme.starts_with("# The webhook events of Shop & Cö.\n"), "{readme}");
    assert!(readme.contains("\nhookwright import ../titled.json  # takes over"), "{readme}");
    assert!(read("schemas/webhooks/index.json").contains(r#""title": "Shop & Cö.""#));
    assert!(read("schemas/webhooks/index.json").contains(r#""git": "https://a.example/b""#));
    assert_eq!(run(here.path(), init).status.code(), Some(1), "a second one is in the way");
}

/// Two fields that would be one in Rust, an event that contradicts itself, and one whose schema is not there.
const ODD: &str = r##"{
  "openapi": "3.1.0",
  "info": { "title": "Odd", "version": "1" },
  "webhooks": {
    "user.made": { "post": { "description": "A user was made.", "requestBody": { "content": { "application/json": { "schema": {
      "description": "A user.", "type": "object", "required": ["userId", "user_id"],
      "properties": { "userId": { "type": "string", "description": "Its id." }, "user_id": { "type": "string", "description": "The same." } }
    } } } } } },
    "user.gone": { "post": { "requestBody": { "content": { "application/json": { "schema": {
      "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "pattern": "^a$", "minLength": 5 } }
    } } } } } },
    "user.lost": { "post": { "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/lost" } } } } } }
  }
}
"##;

#[test]
fn a_repository_starts_from_what_is_left_of_a_document() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("odd.json"), ODD).expect("written");
    let init = "hookwright init --from odd.json --runtime-git https://a.example/b out";
    let output = run(here.path(), init);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3));
    for told in ["found no example of `user.gone`", "`#/lost` leads nowhere", "2 mistakes in 1 file"] {
        assert!(err.contains(told), "{told} in {err}");
    }
    let output = run(here.path(), &format!("{init} --skip user.gone --skip user.lost"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("  - made up 1 Rust name, because"), "{said}");
    assert!(said.contains("schemas/webhooks/index.json\n    - schemas/webhooks/"), "{said}");
    assert!(
        said.contains("  hookwright import ../odd.json --skip=user.gone --skip=user.lost  # takes over"),
        "{said}"
    );
    let read = |path: &str| fs::read_to_string(here.path().join("out").join(path)).expect("read");
    assert!(read("schemas/webhooks/index.json").contains("/properties/userId\": \"user_id_2\""));
    assert!(run(here.path(), "hookwright codegen --root out").status.success());
    let page = read("docs/src/reference/webhook-events.md");
    assert!(page.contains("Placeholder: the documents do not say how deliveries are signed."), "{page}");
    let output = run(here.path(), "hookwright init --name odd --skip a --runtime-git https://a.example/b b");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--skip=a: expected --from"));
}

#[test]
fn init_takes_the_layout_from_a_pack_or_the_place_of_the_name_from_an_option() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    for (options, envelope, signature) in [
        ("--pack shopify", "header:x-shopify-topic", "header:x-shopify-hmac-sha256"),
        ("--name-in header:X-Shop-Event", "header:X-Shop-Event", "header:X-Shop-Signature"),
    ] {
        let init = format!(
            "hookwright init --from shop.json {options} --name shop --runtime-git https://a.example/b"
        );
        let output = run(here.path(), &format!("{init} out"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let index =
            fs::read_to_string(here.path().join("out/schemas/webhooks/index.json")).expect("an index");
        let index: Value = serde_json::from_str(&index).expect("JSON");
        let contract = &index["contract"];
        let named = contract["envelope"]["name"].to_string().to_lowercase();
        assert!(named.contains(&envelope.to_lowercase()), "{named}");
        assert!(
            contract["signature"]["in"].to_string().eq_ignore_ascii_case(&format!("{signature:?}")),
            "{contract}"
        );
        assert_eq!(index["events"][0]["name"], "order.created");
        // The pack says how deliveries are signed, and neither it nor the document what becomes of events.
        let assumptions = contract["assumptions"].to_string();
        assert!(
            assumptions.contains("names keep their meaning, and payloads evolve by additions"),
            "{assumptions}"
        );
        assert_eq!(
            assumptions.contains("signed as the example says"),
            !options.contains("--pack"),
            "{assumptions}"
        );
        let receiver = fs::read_to_string(here.path().join("out/receiver/src/main.rs")).expect("a receiver");
        assert!(receiver.contains("Delivery::read"), "{receiver}");
        // The command that is printed for the next import takes over what has changed.
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let again = printed
            .lines()
            .find_map(|line| line.trim().strip_prefix("hookwright import "))
            .expect("a command");
        let again = again.split("  #").next().unwrap_or_default();
        let output = run(&here.path().join("out"), &format!("hookwright import {again}"));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "imported: 1 event\n");
        fs::remove_dir_all(here.path().join("out")).expect("removed");
    }
    let output = run(
        here.path(),
        "hookwright init --pack shopify --from shop.json --name-in header:X --runtime-git https://a.example/b out",
    );
    assert_eq!(output.status.code(), Some(2));
}
