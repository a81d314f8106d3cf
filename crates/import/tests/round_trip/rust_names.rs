//! Names in Rust over several imports.

use serde_json::Value;
use webhook_catalog::layout::INDEX;
use webhook_catalog::{Catalog, load};
use webhook_schema::{Diagnostics, Limits, Tree};

use super::{empty, imported, with};

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
