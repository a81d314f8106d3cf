//! What importing again keeps.

use serde_json::Value;
use webhook_catalog::layout::INDEX;
use webhook_catalog::load;
use webhook_schema::{Diagnostics, Tree};

use super::{EXPORTED, empty, imported, with};

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
