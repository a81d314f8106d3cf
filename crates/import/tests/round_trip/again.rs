//! What importing again keeps.

use serde_json::Value;
use webhook_catalog::layout::INDEX;
use webhook_catalog::load;
use webhook_import::{Options, import};
use webhook_schema::{Diagnostics, Limits, Tree};

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

/// An OpenAPI document with an event whose payload has a schema of a name.
fn document_of(event: &str, key: &str, schema: Value) -> String {
    let reference = serde_json::json!({ "$ref": format!("#/components/schemas/{key}") });
    let payload =
        serde_json::json!({ "type": "object", "description": "It.", "properties": { "of": reference } });
    let body = serde_json::json!({ "content": { "application/json": { "schema": payload } } });
    let post = serde_json::json!({ "description": "It happened.", "requestBody": body });
    let schemas = serde_json::json!({ key: schema });
    serde_json::json!({
        "openapi": "3.1.0",
        "webhooks": { event: { "post": post } },
        "components": { "schemas": schemas },
    })
    .to_string()
}

/// Another document may have other definitions under the same keys. Equal ones are one.
#[test]
fn a_definition_of_another_document_does_not_take_the_place_of_one() {
    let object = |key: &str| serde_json::json!({ "type": "object", "required": [key], "properties": { key: { "type": "string" } } });
    let made = imported(&document_of("a.b", "Money", object("cents")), &empty(), None);
    let (tree, catalog) = with(&empty(), &made);
    let common = |tree: &Tree| -> Value {
        serde_json::from_slice(&tree.read("webhooks/common.schema.json").unwrap()).unwrap()
    };
    let own = common(&tree)["$defs"]["Money"].clone();

    let equal = imported(&document_of("c.d", "Money", object("cents")), &tree, Some(&catalog));
    assert!(equal.files.iter().all(|(name, _)| name != "webhooks/common.schema.json"));

    let other = document_of("c.d", "Money", object("amount"));
    let made = imported(&other, &tree, Some(&catalog));
    let (tree, catalog) = with(&tree, &made);
    let defs = common(&tree)["$defs"].clone();
    assert_eq!(defs["Money"], own);
    assert_eq!(defs["openapi_Money"]["required"], serde_json::json!(["amount"]));
    assert_eq!(imported(&other, &tree, Some(&catalog)).files, []);
    // One that the document itself has changed is the same one.
    let changed = imported(&document_of("a.b", "Money", object("units")), &tree, Some(&catalog));
    let (tree, _) = with(&tree, &changed);
    let defs = common(&tree)["$defs"].clone();
    assert_eq!(defs["Money"]["required"], serde_json::json!(["units"]));
    assert_eq!(defs["openapi_Money"]["required"], serde_json::json!(["amount"]));
}

/// What shows a field by hand loses it with the document; what is wrong in it anyway is its authors' to correct.
#[test]
fn a_field_that_the_document_drops_is_gone_from_examples() {
    let both = serde_json::json!({ "a": { "type": "string" }, "b": { "type": "string" } });
    let whole = serde_json::json!({ "type": "object", "properties": both });
    let mut made = imported(&document_of("a.b", "Thing", whole), &empty(), None);
    made.settle(None, &Diagnostics::new());
    let (tree, catalog) = with(&empty(), &made);
    let less = serde_json::json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let less = document_of("a.b", "Thing", less);

    let generated = |tree: &Tree| {
        let mut found = Diagnostics::new();
        let catalog = load(tree, &mut found).expect("a catalog");
        webhook_codegen::generate(&catalog, webhook_codegen::History::default(), &mut found);
        found
    };
    let documents = Tree::memory("", [("openapi.json", less)]).within(Limits::default());
    let mut options = Options { index: include_str!("../base.json").to_owned(), ..Options::default() };
    let again = |options: &Options| {
        import(&documents, options, &tree, Some(&catalog), &mut Diagnostics::new()).expect("an import")
    };
    let first = again(&options);
    let after = first.files.iter().fold(tree.clone(), |tree, (name, text)| tree.with(&**name, &**text));
    let found = generated(&after);
    assert!(!first.teach(&mut options, &found, &|| generated(&after)));
    assert!(first.teach(&mut options, &found, &|| generated(&tree)));
    let second = again(&options);
    assert_eq!(second.shortened_examples, [("a.b".to_owned(), "/data/of/b".to_owned())]);
    let (after, _) = with(&tree, &second);
    let example: Value = serde_json::from_slice(&after.read("webhooks/a.b.example.json").unwrap()).unwrap();
    assert_eq!(example["data"]["of"], serde_json::json!({ "a": "a" }));
    assert!(!second.teach(&mut options, &generated(&after), &|| generated(&tree)));
}

/// What no document says is told of the catalog, where it is to be corrected.
#[test]
fn what_was_written_by_hand_and_does_not_fit_any_more_is_told_as_that() {
    let old = serde_json::json!({ "type": "string", "deprecated": true });
    let thing = |properties: Value| serde_json::json!({ "type": "object", "properties": properties });
    let both = thing(serde_json::json!({ "a": old, "b": { "type": "string" } }));
    let made = imported(&document_of("a.b", "Thing", both), &empty(), None);
    let (tree, _) = with(&empty(), &made);
    let common = String::from_utf8(tree.read("webhooks/common.schema.json").unwrap()).unwrap();
    let by_hand = "\"deprecated\": true, \"x-replaced-by\": \"b\"";
    let tree = tree.with("webhooks/common.schema.json", common.replace("\"deprecated\": true", by_hand));
    let catalog = load(&tree, &mut Diagnostics::new()).expect("a catalog");

    let less = document_of("a.b", "Thing", thing(serde_json::json!({ "a": old })));
    let documents = Tree::memory("", [("openapi.json", less)]).within(Limits::default());
    let options = Options { index: include_str!("../base.json").to_owned(), ..Options::default() };
    let mut diagnostics = Diagnostics::new();
    assert!(import(&documents, &options, &tree, Some(&catalog), &mut diagnostics).is_none());
    let told = diagnostics.to_text();
    let expected =
        ["schemas/webhooks/common.schema.json:", "there is no property `b`", "it was written by hand"];
    assert!(expected.iter().all(|expected| told.contains(expected)), "{told}");
    assert!(!told.contains("openapi.json"), "{told}");
}
