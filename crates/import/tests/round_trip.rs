//! What our own export loses, and what importing again keeps.

use std::path::Path;

use serde_json::Value;
use webhook_catalog::layout::INDEX;
use webhook_catalog::{Catalog, load, tree};
use webhook_evolution::compare;
use webhook_import::{Import, Options, import};
use webhook_schema::{Diagnostics, Limits, Tree};

const EXPORTED: &str = include_str!("../../../docs/src/reference/openapi.json");

fn empty() -> Tree {
    Tree::memory("schemas", <[(&str, &str); 0]>::default()).within(Limits::default())
}

fn imported(document: &str, repository: &Tree, existing: Option<&Catalog>) -> Import {
    let documents = Tree::memory("", [("openapi.json", document)]).within(Limits::default());
    let options = Options { index: include_str!("base.json").to_owned(), ..Options::default() };
    let mut diagnostics = Diagnostics::new();
    let made = import(&documents, &options, repository, existing, &mut diagnostics);
    made.unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

fn with(repository: &Tree, made: &Import) -> (Tree, Catalog) {
    let tree = made
        .files
        .iter()
        .fold(repository.clone(), |tree, (name, text)| tree.with(name.as_str(), text.as_str()));
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree, &mut diagnostics).expect("a catalog");
    assert_eq!(diagnostics.to_text(), "");
    (tree, catalog)
}

fn exported(catalog: &Catalog) -> Value {
    let output =
        webhook_codegen::generate(catalog, webhook_codegen::History::default(), &mut Diagnostics::new());
    let files = output.expect("no mistakes").files;
    let text =
        files.iter().find(|(path, _)| path.ends_with("openapi.json")).map(|(_, text)| text.to_string());
    serde_json::from_str(&text.expect("it is generated")).expect("JSON")
}

/// What is lost, as the page has it: the endpoint API. Definitions go by the names that they have in the export.
#[test]
fn an_exported_catalog_comes_back() {
    let mut made = imported(EXPORTED, &empty(), None);
    made.settle(None, &Diagnostics::new());
    let (_, catalog) = with(&empty(), &made);
    let own =
        load(&tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")), &mut Diagnostics::new()).unwrap();

    for (family, own) in catalog.index.families.iter().zip(&own.index.families) {
        assert_eq!(family, own);
    }
    assert_eq!(catalog.index.families.len(), own.index.families.len());
    assert_eq!(catalog.index.contract, own.index.contract);
    assert_eq!(catalog.index.events.len(), own.index.events.len());
    for (event, own_event) in catalog.index.events.iter().zip(&own.index.events) {
        // The files may have other names.
        let expected = webhook_catalog::index::entries::Event {
            schema: event.schema.clone(),
            example: event.example.clone(),
            description: own_event.description.trim().to_owned(),
            ..own_event.clone()
        };
        assert_eq!(*event, expected);
        assert_eq!(
            catalog.example(event).map(|document| document.value()),
            own.example(own_event).map(|document| document.value())
        );
    }
    let changes = compare(&own, &catalog, None).findings;
    // Definitions have the names that the export gives them, which no receiver sees.
    let named = |finding: &&webhook_evolution::Finding| finding.rule.id != "definition-renamed";
    let others = changes.iter().filter(|finding| finding.after.as_ref().is_none_or(|at| *at.file != *INDEX));
    let others = others.filter(named);
    // What the envelope says of name and payload is not in an export: every event says it itself.
    assert_eq!(others.map(|finding| finding.rule.id).collect::<Vec<_>>(), ["description-changed"]);

    // Schemas are equal as values: exported again, they are the same to the last property.
    let (before, again): (Value, Value) = (serde_json::from_str(EXPORTED).unwrap(), exported(&catalog));
    let schemas = |document: &Value| document["components"]["schemas"].as_object().unwrap().clone();
    let before_schemas = schemas(&before);
    assert!(schemas(&again).len() > 100);
    for (name, schema) in schemas(&again) {
        assert_eq!(Some(&schema), before_schemas.get(&name), "{name}");
    }
    for (name, webhook) in again["webhooks"].as_object().unwrap() {
        for key in
            ["description", "requestBody", "tags", "x-status", "x-published", "x-since", "x-classification"]
        {
            assert_eq!(webhook["post"][key], before["webhooks"][name]["post"][key], "{name} {key}");
        }
    }
}

/// Without a `mapping`, branches go by the names of their schemas, and an export has other names.
#[test]
fn what_tells_branches_apart_comes_back() {
    let branch = |key: &str| {
        let text = serde_json::json!({ "type": "string" });
        serde_json::json!({ "type": "object", "required": ["kind", key], "properties": { "kind": text, key: text } })
    };
    let choice = |discriminator: Value| {
        let reference = |name: &str| serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
        let branches = ["credit_card", "bank_source"].map(reference);
        serde_json::json!({ "oneOf": branches, "discriminator": discriminator })
    };
    let by = |mapping: Value| choice(serde_json::json!({ "propertyName": "kind", "mapping": mapping }));
    let sources = serde_json::json!({
        "by_name": choice(serde_json::json!({ "propertyName": "kind" })),
        "by_mapping": by(serde_json::json!({
            "card": "#/components/schemas/credit_card", "bank": "#/components/schemas/bank_source",
        })),
        "by_both": by(serde_json::json!({ "card": "#/components/schemas/credit_card" })),
    });
    let schema = serde_json::json!({ "type": "object", "properties": sources });
    let body = serde_json::json!({ "content": { "application/json": { "schema": schema } } });
    let document = serde_json::json!({
        "openapi": "3.1.0",
        "info": { "title": "A", "version": "1" },
        "webhooks": { "paid": { "post": { "description": "Paid.", "requestBody": body } } },
        "components": { "schemas": { "credit_card": branch("number"), "bank_source": branch("iban") } },
    });
    let catalog_of = |document: &str| {
        let mut made = imported(document, &empty(), None);
        made.settle(None, &Diagnostics::new());
        with(&empty(), &made).1
    };
    let first = catalog_of(&document.to_string());
    let export = exported(&first);
    let (card, bank) = ("#/components/schemas/CreditCard", "#/components/schemas/BankSource");
    let mut mappings = Vec::new();
    find_mappings(&export["components"]["schemas"]["PaidEvent"], &mut mappings);
    let expected = [
        serde_json::json!({ "credit_card": card, "bank_source": bank }),
        serde_json::json!({ "card": card, "bank": bank }),
        serde_json::json!({ "card": card, "bank_source": bank }),
    ];
    assert_eq!(mappings, expected.iter().collect::<Vec<_>>());

    let again = catalog_of(&export.to_string());
    let changes = compare(&first, &again, None).findings;
    let tags: Vec<_> =
        changes.iter().map(|finding| finding.rule.id).filter(|rule| rule.contains("discriminator")).collect();
    assert_eq!(tags, [""; 0]);
    assert_eq!(
        exported(&again)["components"]["schemas"]["PaidEvent"],
        export["components"]["schemas"]["PaidEvent"]
    );
}

/// The mappings of all discriminators in a value.
fn find_mappings<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    found.extend(value.pointer("/discriminator/mapping"));
    let parts: Vec<&Value> = match value {
        Value::Object(entries) => entries.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    parts.into_iter().for_each(|part| find_mappings(part, found));
}

#[test]
fn importing_again_changes_nothing_and_keeps_what_was_written_by_hand() {
    let mut made = imported(EXPORTED, &empty(), None);
    made.settle(None, &Diagnostics::new());
    let (first, catalog) = with(&empty(), &made);
    let again = imported(EXPORTED, &first, Some(&catalog));
    assert_eq!((again.files.as_slice(), again.kept), (&[][..], 0));

    let file = "webhooks/team.created.schema.json";
    let edit = |name: &str, old: &str, new: &str, tree: Tree| {
        let text = String::from_utf8(tree.read(name).unwrap()).unwrap();
        assert!(text.contains(old), "{old} in {name}");
        tree.with(name, text.replacen(old, new, 1))
    };
    let by_hand = edit(
        file,
        "\"description\": \"The new team.\"",
        "\"description\": \"By hand.\", \"x-rust-name\": \"Mine\"",
        first,
    );
    let by_hand = edit(INDEX, "\"title\": \"Team\"", "\"title\": \"Teams\"", by_hand);
    let by_hand = edit("webhooks/team.created.example.json", "team-58c0f1b3", "team-by-hand", by_hand);
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&by_hand, &mut diagnostics).expect("a catalog");
    assert_eq!(diagnostics.to_text(), "");
    let mut document: Value = serde_json::from_str(EXPORTED).unwrap();
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    let data = schemas.values_mut().find_map(|schema| {
        (schema.pointer("/properties/type/const") == Some(&"team.created".into()))
            .then(|| &mut schema["properties"]["data"])
    });
    data.unwrap()["properties"]["motto"] = serde_json::json!({ "description": "New.", "type": "string" });
    let webhooks = document["webhooks"].as_object_mut().unwrap();
    webhooks.shift_remove("team.archived");
    let renewed = imported(&document.to_string(), &by_hand, Some(&catalog));
    let names: Vec<&str> = renewed.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [file]);
    // The description, and the family's title.
    assert_eq!((renewed.kept, renewed.not_in_documents.as_slice()), (2, &["team.archived".to_owned()][..]));
    let (_, text) = &renewed.files[0];
    for part in ["By hand.", "\"x-rust-name\": \"Mine\"", "\"motto\""] {
        assert!(text.contains(part), "{part} in {text}");
    }
    with(&by_hand, &renewed);
}

#[test]
fn an_event_that_is_new_goes_into_the_index_as_it_is() {
    let mut made = imported(EXPORTED, &empty(), None);
    made.settle(None, &Diagnostics::new());
    let (first, catalog) = with(&empty(), &made);
    let mut document: Value = serde_json::from_str(EXPORTED).unwrap();
    document["webhooks"] = serde_json::json!({
        "pet.fed": { "post": { "requestBody": { "content": { "application/json": { "schema": {
            "type": "object", "description": "A meal.", "required": ["food"],
            "properties": { "food": { "type": "string", "description": "What it was." } },
        } } } }, "description": "A pet was fed." } },
    });
    let renewed = imported(&document.to_string(), &first, Some(&catalog));
    let names: Vec<&str> = renewed.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [INDEX, "webhooks/pet.fed.example.json", "webhooks/pet.fed.schema.json"]);
    let before = catalog.index.events.len();
    let (_, catalog) = with(&first, &renewed);
    let last = catalog.index.events.last().expect("an event");
    assert_eq!((last.name.as_str(), last.family.as_str()), ("pet.fed", "pet"));
    assert_eq!(catalog.index.events.len(), before + 1);
    assert_eq!(catalog.example(last).map(|example| example.value()["account_id"].is_string()), Some(true));
}

#[test]
fn texts_that_cannot_stay_are_counted_by_file() {
    let document = |first: &str, second: &str| {
        let value = serde_json::json!({ "oneOf": [
            { "type": first, "description": "The first." }, { "type": second, "description": "The second." },
        ] });
        let schema = serde_json::json!({
            "type": "object", "description": "A meal.", "properties": { "food": value },
        });
        let post = serde_json::json!({
            "description": "A pet was fed.",
            "requestBody": { "content": { "application/json": { "schema": schema } } },
        });
        serde_json::json!({ "openapi": "3.1.0", "webhooks": { "pet.fed": { "post": post } } }).to_string()
    };
    let mut made = imported(&document("string", "null"), &empty(), None);
    made.settle(None, &Diagnostics::new());
    let (tree, catalog) = with(&empty(), &made);
    // The order says nothing, and neither does one branch that has changed.
    for (first, second) in [("null", "string"), ("null", "integer")] {
        assert!(imported(&document(first, second), &tree, Some(&catalog)).lost.is_empty());
    }
    let lost = imported(&document("boolean", "integer"), &tree, Some(&catalog)).lost;
    assert_eq!(lost.into_iter().collect::<Vec<_>>(), [("webhooks/pet.fed.schema.json".to_owned(), 2)]);
}

/// Names in Rust are of values and branches, wherever in their lists these are.
#[test]
fn names_in_rust_follow_what_they_are_for() {
    let document = |reasons: &[&str], branches: Value| {
        let data = serde_json::json!({
            "type": "object",
            "required": ["reason"],
            "description": "What it is about.",
            "properties": {
                "reason": { "type": "string", "enum": reasons },
                "by": { "oneOf": branches },
            },
        });
        let body = serde_json::json!({
            "type": "object",
            "required": ["id", "type", "timestamp", "data"],
            "properties": {
                "id": { "type": "string" },
                "type": { "const": "a.b" },
                "timestamp": { "type": "string", "format": "date-time" },
                "data": data,
            },
        });
        let post = serde_json::json!({ "description": "Fired.", "requestBody": { "content": { "application/json": { "schema": body } } } });
        let info = serde_json::json!({ "title": "A", "version": "1" });
        serde_json::json!({ "openapi": "3.1.0", "info": info, "webhooks": { "a.b": { "post": post } } })
            .to_string()
    };
    let branch = |key: &str| serde_json::json!({ "type": "object", "required": [key], "properties": { key: { "type": "string" } } });
    let mut made = imported(
        &document(&["unknown", "Unknown"], serde_json::json!([branch("a"), branch("b")])),
        &empty(),
        None,
    );
    let tree = Tree::memory("schemas", made.files.clone()).within(Limits::default());
    let catalog = load(&tree, &mut Diagnostics::new()).expect("a catalog");
    let mut found = Diagnostics::new();
    webhook_codegen::generate(&catalog, webhook_codegen::History::default(), &mut found);
    made.settle(None, &found);
    let (first, catalog) = with(&empty(), &made);
    let reason = "a.b.schema.json#/properties/data/properties/reason/enum/1";
    let names = |catalog: &Catalog| {
        let names = catalog.index.rust_names.iter();
        names.map(|(place, name)| (place.clone(), name.clone())).collect::<Vec<_>>()
    };
    assert_eq!(names(&catalog), [(reason.to_owned(), "Unknown2".to_owned())]);

    let by = "a.b.schema.json#/properties/data/properties/by/oneOf/1";
    let text = String::from_utf8(first.read(INDEX).unwrap()).unwrap();
    let text = text.replace(&format!("\"{reason}\""), &format!("\"{by}\": \"ByB\", \"{reason}\""));
    let named = first.with(INDEX, text);
    let catalog = load(&named, &mut Diagnostics::new()).expect("a catalog");
    let branches = serde_json::json!([branch("b"), branch("a"), branch("c")]);
    let made = imported(&document(&["zero", "unknown", "Unknown"], branches.clone()), &named, Some(&catalog));
    let (again, catalog) = with(&named, &made);
    let moved =
        [(by.replace("/1", "/0"), "ByB".to_owned()), (reason.replace("/1", "/2"), "Unknown2".to_owned())];
    assert_eq!(names(&catalog), moved);

    // What is gone has no name.
    let made = imported(&document(&["zero", "unknown"], branches), &again, Some(&catalog));
    let (_, catalog) = with(&again, &made);
    assert_eq!(names(&catalog), moved[..1]);
}

/// What was there keeps its name, though the new one may come before it, or be spelled like the name.
#[test]
fn what_is_new_gets_another_name_than_what_is_there() {
    let document = |events: &[&str], keys: &[&str], reasons: &[&str]| {
        let text = serde_json::json!({ "type": "string" });
        let post = |name: &&str| {
            let mut data: serde_json::Map<String, Value> =
                keys.iter().map(|key| ((*key).to_owned(), text.clone())).collect();
            data.insert("reason".to_owned(), serde_json::json!({ "type": "string", "enum": reasons }));
            let schema = serde_json::json!({ "type": "object", "properties": data });
            let body = serde_json::json!({ "content": { "application/json": { "schema": schema } } });
            let post = serde_json::json!({ "description": "Fired.", "requestBody": body });
            ((*name).to_owned(), serde_json::json!({ "post": post }))
        };
        let webhooks: serde_json::Map<String, Value> = events.iter().map(post).collect();
        let info = serde_json::json!({ "title": "A", "version": "1" });
        serde_json::json!({ "openapi": "3.1.0", "info": info, "webhooks": webhooks }).to_string()
    };
    let settled = |document: &str, repository: &Tree, existing: Option<&Catalog>| {
        let mut made = imported(document, repository, existing);
        for _ in 0..4 {
            let files = made.files.iter();
            let tree = files.fold(repository.clone(), |tree, (name, text)| tree.with(&**name, &**text));
            let (mut found, history) = (Diagnostics::new(), webhook_codegen::History::default());
            let catalog = load(&tree, &mut found).expect("a catalog");
            webhook_codegen::generate(&catalog, history, &mut found);
            if !made.settle(existing, &found) {
                assert!(found.has_no_error(), "{}", found.to_text());
                return (tree, catalog, made.named);
            }
        }
        panic!("it does not come to an end");
    };
    let (tree, catalog, named) = settled(&document(&["a_b"], &["userId"], &["b"]), &empty(), None);
    assert_eq!(named, []);
    let more = document(&["a.b", "a_b"], &["user_id", "userId"], &["B", "b"]);
    let (tree, catalog, named) = settled(&more, &tree, Some(&catalog));
    let of_known = |(place, _): &(&String, &String)| place.starts_with("a_b.");
    let names: Vec<_> = catalog.index.rust_names.iter().filter(of_known).collect();
    let place = |at: &str| format!("a_b.schema.json#/properties/data/properties/{at}");
    let expected =
        [(&place("reason/enum/0"), &"B2".to_owned()), (&place("user_id"), &"user_id_2".to_owned())];
    assert_eq!(names, expected);
    let events: Vec<_> =
        catalog.index.events.iter().map(|event| (&*event.name, event.rust_name.as_deref())).collect();
    assert_eq!(events, [("a_b", None), ("a.b", Some("Ab3"))]);
    let named: Vec<(&str, &str)> = named.iter().map(|made| (&*made.place.pointer, &*made.name)).collect();
    assert_eq!((named.len(), named.last()), (6, Some(&("/events/1/rust_name", "Ab3"))));
    let (again, _, named) = settled(&more, &tree, Some(&catalog));
    assert_eq!((again.read(INDEX).ok(), named), (tree.read(INDEX).ok(), Vec::new()));
}

#[test]
fn the_place_where_each_body_has_a_name_of_its_own_is_found() {
    let document = |kinds: [&str; 2]| {
        let post = |(at, kind): (usize, &str)| {
            let inner = serde_json::json!({ "type": "object", "properties": { "kind": { "const": kind } } });
            let version = serde_json::json!({ "const": "1" });
            let all = serde_json::json!({ "version": version, "about": inner });
            let schema = serde_json::json!({ "type": "object", "properties": all });
            let body = serde_json::json!({ "content": { "application/json": { "schema": schema } } });
            (format!("e{at}"), serde_json::json!({ "post": { "requestBody": body } }))
        };
        let webhooks: serde_json::Map<String, Value> = kinds.into_iter().enumerate().map(post).collect();
        let info = serde_json::json!({ "title": "A", "version": "1" });
        serde_json::json!({ "openapi": "3.1.0", "info": info, "webhooks": webhooks }).to_string()
    };
    let at = |kinds| imported(&document(kinds), &empty(), None).name_at;
    assert_eq!(at(["made", "gone"]).as_deref(), Some("/about/kind"));
    assert_eq!(at(["made", "made"]), None);
}

#[test]
fn the_place_that_tells_the_bodies_of_a_choice_apart_is_found() {
    let document = |children: &[&str]| {
        let parent = serde_json::json!({ "$ref": "#/components/schemas/Event" });
        let mut schemas = serde_json::Map::new();
        let kind = serde_json::json!({ "kind": { "type": "string" } });
        let tag = serde_json::json!({ "propertyName": "kind" });
        let event = serde_json::json!({ "type": "object", "properties": kind, "discriminator": tag });
        schemas.insert("Event".to_owned(), event);
        for child in children {
            let own = serde_json::json!({ "properties": { "at": { "type": "string" } } });
            schemas.insert((*child).to_owned(), serde_json::json!({ "allOf": [&parent, own] }));
        }
        let body = serde_json::json!({ "content": { "application/json": { "schema": parent } } });
        let webhooks = serde_json::json!({ "event": { "post": { "requestBody": body } } });
        let info = serde_json::json!({ "title": "A", "version": "1" });
        let components = serde_json::json!({ "schemas": schemas });
        serde_json::json!({ "openapi": "3.1.0", "info": info, "webhooks": webhooks, "components": components })
            .to_string()
    };
    let at = |children| imported(&document(children), &empty(), None).name_at;
    assert_eq!(at(&["made", "gone"]).as_deref(), Some("/kind"));
    assert_eq!(at(&["made"]), None);
}
