//! Importing into a catalog that is there, and importing what was exported.

use std::fs;

use serde_json::Value;

use crate::support::{blocks, run};

/// The command that `init --from` prints for the next import leads upward.
#[test]
fn schemas_that_refer_to_each_other_are_imported_again_from_within_the_repository() {
    let here = tempfile::tempdir().expect("a directory");
    let schemas = here.path().join("schemas");
    fs::create_dir_all(schemas.join("order")).expect("made");
    let order = r#"{ "description": "An order.", "type": "object", "properties": { "total": { "$ref": "../money.json" } } }"#;
    fs::write(schemas.join("order/created.schema.json"), order).expect("written");
    let money = r#"{ "description": "Money.", "type": "integer" }"#;
    fs::write(schemas.join("money.json"), money).expect("written");
    let init = "hookwright init --from . --name shop --runtime-git https://a.example/b ../out";
    let output = run(&schemas, init);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again = said.lines().find(|line| line.contains("hookwright import")).expect("it is printed");
    let again = again.split("  #").next().expect("a command").trim();
    assert_eq!(again, "hookwright import ../schemas");
    let output = run(&here.path().join("out"), again);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "imported: 1 event\n");
    fs::write(schemas.join("money.json"), "{").expect("written");
    let output = run(&here.path().join("out"), again);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("../schemas/money.json:1:"), "{err}");
}

#[test]
fn a_change_that_needs_a_newer_version_is_a_warning_for_the_files_are_written() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0];
    let import = |document: &str| {
        fs::write(here.path().join("shop.json"), document).expect("written");
        run(here.path(), "hookwright import shop.json --name shop --root out")
    };
    assert!(import(document).status.success());
    let output = import(&document.replace("\"type\": \"integer\", \"minimum\": 0", "\"type\": \"string\""));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    assert!(said.starts_with("update schemas/webhooks/common.schema.json\n"), "{said}");
    assert!(said.contains("\nwarning: 1 change needs a catalog version after "), "{said}");
    assert!(!said.contains("\nerror: "), "{said}");
}

#[test]
fn a_description_of_an_event_that_differs_from_the_documents_is_counted() {
    let here = tempfile::tempdir().expect("a directory");
    let import = |document: &str| {
        fs::write(here.path().join("shop.json"), document).expect("written");
        let output = run(here.path(), "hookwright import shop.json --name shop --root out");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let document = blocks("json")[0];
    import(document);
    assert_eq!(import(document), "imported: 1 event\n");
    let counted = "imported: 1 event\n  - kept 1 text of the catalog that differs from the documents\n";
    assert_eq!(import(&document.replace("Somebody placed an order.", "An order was placed.")), counted);
    // What the documents do not say is no other text.
    let silent = document.replace("\"description\": \"Somebody placed an order.\",", "");
    assert_eq!(import(&silent), "imported: 1 event\n");
}

#[test]
fn where_an_index_says_another_layout_each_event_is_the_whole_body_from_then_on() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    assert!(run(here.path(), "hookwright import shop.json --name shop --root out").status.success());
    let path = here.path().join("out/schemas/webhooks/index.json");
    let say = |envelope: &str| {
        let mut index: Value = serde_json::from_slice(&fs::read(&path).expect("an index")).expect("JSON");
        index["contract"]["envelope"] = serde_json::from_str(envelope).expect("JSON");
        fs::write(&path, format!("{index:#}\n")).expect("written");
    };
    say(r#"{ "name": "header:X-Shop-Event", "id": "header:X-Shop-Id" }"#);
    let output = run(here.path(), "hookwright import shop.json --root out");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let webhooks = here.path().join("out/schemas/webhooks");
    let example = fs::read(webhooks.join("order.created.example.json")).expect("an example");
    let example: Value = serde_json::from_slice(&example).expect("JSON");
    assert!(example.get("number").is_some() && example.get("data").is_none(), "{example}");
    let output = run(here.path(), "hookwright codegen --root out");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for option in ["--bodies wrapped", "--type-field kind"] {
        let output = run(here.path(), &format!("hookwright import shop.json {option} --root out"));
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("bodies are events as they are"));
    }
    let output = run(here.path(), "hookwright import shop.json --name other --root out");
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("--name other: the catalog is there already, and its name is `shop`"), "{err}");
    let output = run(here.path(), "hookwright import shop.json --name-in query:event --root out");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the catalog is there already"));
    say(r#"{ "name": "header:X-Shop-Event", "events": "/*" }"#);
    let output = run(here.path(), "hookwright import shop.json --root out");
    assert_eq!(output.status.code(), Some(3));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("shop.json:") && err.contains("expected an array of events"), "{err}");
}

/// What an exported catalog says of its provider comes back, though the title of the export says more.
#[test]
fn an_export_is_imported_and_exported_again_the_same() {
    let here = tempfile::tempdir().expect("a directory");
    let exported = |root: &str| {
        let codegen = format!("hookwright codegen --root {root}");
        assert!(run(here.path(), &codegen).status.success(), "{codegen}");
        fs::read_to_string(here.path().join(root).join("docs/src/reference/openapi.json")).expect("read")
    };
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    let import = |arguments: &str| {
        let output = run(here.path(), &format!("hookwright import {arguments}"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    import("shop.json --name shop-gmbh --title Events --root first");
    let first = exported("first");
    import("first/docs/src/reference/openapi.json --root second");
    import("first/docs/src/reference/openapi.json --name shop-gmbh --root third");
    assert_eq!(exported("second"), first);
    assert_eq!(exported("third"), first);
}

/// What is probably a slip is left out every time. What is about taste is for the authors of the catalog to allow.
#[test]
fn a_catalog_that_is_there_is_asked_no_more_than_a_new_one_and_keeps_its_lints() {
    let here = tempfile::tempdir().expect("a directory");
    let import = |document: &str| {
        fs::write(here.path().join("shop.json"), document).expect("written");
        let output = run(here.path(), "hookwright import shop.json --name shop --root out");
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
        (output.status.code(), said)
    };
    let requires = |keys: &str| blocks("json")[0].replace(r#"["number", "total"]"#, keys);
    let slip = requires(r#"["number", "totl"]"#);
    let (code, [_, first]) = import(&slip);
    assert_eq!(code, Some(0), "{first}");
    assert!(first.contains("`totl` is not described, and is left out"), "{first}");
    assert_eq!(import(&slip), (Some(0), ["imported: 1 event\n".to_owned(), first]));

    let other = requires(r#"["number", "other"]"#);
    let (code, [said, err]) = import(&other);
    assert_eq!((code, &*err), (Some(0), ""));
    assert!(said.contains("replaced examples that are no longer valid: order.created"), "{said}");

    let schema = r##""schema": { "$ref": "#/components/schemas/Order" }"##;
    let example = r#""example": { "number": "1", "another": "2", "size": 3 }"#;
    let shown = requires(r#"["number", "another"]"#).replace(schema, &format!("{schema}, {example}"));
    let (code, [_, err]) = import(&shown);
    assert_eq!(code, Some(3));
    let way = r#"or allow it with `"undescribed-key": "allow"` in `lints` of schemas/webhooks/index.json"#;
    assert!(err.contains("no property describes `size`") && err.contains(way), "{err}");
}

/// An event that comes first in newer documents takes the id of no other example, and those that are there keep theirs.
#[test]
fn examples_have_ids_of_their_own_after_another_import() {
    let here = tempfile::tempdir().expect("a directory");
    let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
    let import = |document: &Value| {
        fs::write(here.path().join("shop.json"), format!("{document:#}")).expect("written");
        let output = run(here.path(), "hookwright import shop.json --name shop --root out");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    import(&document);
    let event = document["webhooks"]["order.created"].clone();
    document["webhooks"] =
        serde_json::json!({ "order.asked": event, "order.created": event, "order.sent": event });
    // The example that is there is not valid any more.
    document["components"]["schemas"]["Order"]["required"] = serde_json::json!(["number", "total", "shop"]);
    document["components"]["schemas"]["Order"]["properties"]["shop"] = serde_json::json!({ "const": "A" });
    import(&document);
    let id = |name: &str| {
        let example = here.path().join(format!("out/schemas/webhooks/{name}.example.json"));
        let example: Value = serde_json::from_slice(&fs::read(example).expect("there")).expect("JSON");
        assert_eq!(example["data"]["shop"], "A");
        example["id"].as_str().expect("an id").to_owned()
    };
    assert_eq!(["order.created", "order.asked", "order.sent"].map(id), ["evt-1", "evt-2", "evt-4"]);
}

/// The envelope of bodies that are kept follows the documents as any other definition does, in the words of the catalog.
#[test]
fn an_envelope_that_is_kept_follows_the_documents() {
    let here = tempfile::tempdir().expect("a directory");
    let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
    let event = |name: &str, id: Value| {
        let mut event = document["webhooks"]["order.created"].clone();
        event["post"]["requestBody"]["content"]["application/json"]["schema"] = serde_json::json!({
            "type": "object",
            "required": ["id", "type", "created_at", "data"],
            "properties": {
                "id": id,
                "type": { "const": name },
                "created_at": { "type": "string", "format": "date-time", "description": "When it happened." },
                "data": { "$ref": "#/components/schemas/Order" },
            },
        });
        event
    };
    let narrow = event("order.created", serde_json::json!({ "type": "string", "format": "uuid" }));
    let wide = event("order.sent", serde_json::json!({ "type": "string" }));
    let mut versioned = narrow.clone();
    let schema = &mut versioned["post"]["requestBody"]["content"]["application/json"]["schema"];
    schema["properties"]["version"] = serde_json::json!({ "type": "string", "description": "The version." });
    schema["required"].as_array_mut().expect("a list").push("version".into());
    document["webhooks"] = serde_json::json!({ "order.created": versioned });
    let import = |document: &Value| {
        fs::write(here.path().join("shop.json"), format!("{document:#}")).expect("written");
        let output = run(here.path(), "hookwright import shop.json --name shop --root out");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let webhooks = here.path().join("out/schemas/webhooks");
    let read = |file: &str| -> Value {
        serde_json::from_slice(&fs::read(webhooks.join(file)).expect("there")).expect("JSON")
    };
    import(&document);
    let mut common = read("common.schema.json");
    assert_eq!(common["$defs"]["envelope"]["properties"]["id"]["format"], "uuid");
    common["$defs"]["envelope"]["properties"]["id"]["description"] = "By hand.".into();
    fs::write(webhooks.join("common.schema.json"), format!("{common:#}\n")).expect("written");
    document["webhooks"] = serde_json::json!({ "order.created": narrow, "order.sent": wide });
    import(&document);
    let id = serde_json::json!({ "description": "By hand.", "type": "string" });
    let envelope = &read("common.schema.json")["$defs"]["envelope"];
    assert_eq!(envelope["properties"]["id"], id);
    // Examples that are there may show it.
    assert!(envelope["properties"].get("version").is_some(), "{envelope}");
    assert_eq!(envelope["required"], serde_json::json!(["id", "type", "created_at", "data"]));
    let narrowed = &read("order.created.schema.json")["properties"]["id"];
    assert_eq!(narrowed["format"], "uuid");
}

/// Two files have definitions with one key; which of them comes first depends on all files.
#[test]
fn definitions_keep_the_names_that_the_catalog_has_for_them() {
    let here = tempfile::tempdir().expect("a directory");
    let write = |event: &str, inner: &str| {
        let schema = serde_json::json!({
            "description": "Something happened.",
            "type": "object",
            "properties": { "what": { "$ref": "#/$defs/__schema0" } },
            "$defs": { "__schema0": {
                "type": "object",
                "properties": { inner: { "type": "string" }, "again": { "$ref": "#/$defs/__schema0" } },
            } },
        });
        fs::create_dir_all(here.path().join("given")).expect("made");
        fs::write(here.path().join(format!("given/{event}.json")), schema.to_string()).expect("written");
    };
    let import = || {
        let output = run(here.path(), "hookwright import given --name shop --root out");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let read = |file: &str| fs::read_to_string(here.path().join("out/schemas/webhooks").join(file));
    write("order.created", "order");
    write("subscription.ended", "subscription");
    import();
    let files = ["order.created.schema.json", "subscription.ended.schema.json"];
    let before = files.map(|file| read(file).expect("there"));
    let keys = |inner: &str| {
        let common: Value = serde_json::from_str(&read("common.schema.json").expect("there")).expect("JSON");
        let all = common["$defs"].as_object().expect("definitions").clone();
        let own = all.iter().find(|(_, schema)| schema["properties"].get(inner).is_some());
        own.map(|(name, schema)| (name.clone(), schema["properties"]["again"]["$ref"].clone()))
    };
    let own = |name: &str| Some((name.to_owned(), Value::from(format!("#/$defs/{name}"))));
    assert_eq!([keys("order"), keys("subscription")], [own("__schema0"), own("subscription___schema0")]);

    write("account.closed", "account");
    // What it says may change, too.
    write("subscription.ended", "subscription");
    let changed = fs::read_to_string(here.path().join("given/order.created.json")).expect("there");
    let changed = changed.replace("{\"order\":{", "{\"more\":{},\"order\":{");
    fs::write(here.path().join("given/order.created.json"), changed).expect("written");
    let said = import();
    assert_eq!(files.map(|file| read(file).expect("there")), before, "{said}");
    assert_eq!([keys("order"), keys("subscription")], [own("__schema0"), own("subscription___schema0")]);
    assert_eq!(keys("account"), own("account___schema0"));
    assert_eq!(import(), "imported: 3 events\n");
}

/// What is written in the catalog goes along with what it is about, and where it cannot, that is told.
#[test]
fn names_of_values_and_of_tagged_branches_follow_the_documents() {
    let here = tempfile::tempdir().expect("a directory");
    let import = |plan: Value, pay: Value| {
        let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
        let order = &mut document["components"]["schemas"]["Order"]["properties"];
        order["plan"] = plan;
        order["pay"] = pay;
        fs::write(here.path().join("shop.json"), document.to_string()).expect("written");
        let output = run(here.path(), "hookwright import shop.json --name shop --root out");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let common = here.path().join("out/schemas/webhooks/common.schema.json");
    let read = || -> Value { serde_json::from_slice(&fs::read(&common).expect("there")).expect("JSON") };
    let plan =
        serde_json::json!({ "anyOf": [{ "type": "string", "enum": ["free", "pro"] }, { "type": "null" }] });
    let pay = |at: Value| {
        let branch = |kind: &str| serde_json::json!({ "type": "object", "properties": { "kind": { "const": kind }, "at": at } });
        serde_json::json!({ "oneOf": [branch("card"), branch("iban")] })
    };
    import(plan.clone(), pay(serde_json::json!({ "type": "string" })));
    let mut written = read();
    let order = &mut written["$defs"]["Order"]["properties"];
    order["plan"]["anyOf"][0]["x-rust-name"] = serde_json::json!({ "pro": "Professional" });
    order["pay"]["oneOf"][0]["x-rust-name"] = "ByCard".into();
    fs::write(&common, format!("{written:#}\n")).expect("written");

    let flat = serde_json::json!({ "type": ["string", "null"], "enum": ["free", "pro", null] });
    let said = import(flat.clone(), pay(serde_json::json!({ "type": "integer" })));
    assert!(!said.contains("lost"), "{said}");
    let order = &read()["$defs"]["Order"]["properties"];
    assert_eq!(order["plan"]["x-rust-name"], serde_json::json!({ "pro": "Professional" }));
    assert_eq!(order["pay"]["oneOf"][0]["x-rust-name"], "ByCard");

    let said = import(flat, serde_json::json!({ "type": "string" }));
    let lost = "lost 1 text of schemas/webhooks/common.schema.json, because several branches changed at once or are written as something else";
    assert!(said.contains(lost), "{said}");
}
