//! Catalogs of every layout: what their exports come back as, and what is told of documents that do not fit.

use std::path::Path;

use serde_json::{Value, json};
use webhook_catalog::{Catalog, load, tree};
use webhook_import::{Import, Options, import};
use webhook_schema::{Diagnostics, Limits, Tree};

/// Catalogs with layouts that differ in where the events are, and in where their names, ids and payloads are.
const LAYOUTS: [&str; 5] = ["batch", "desk", "header", "nested", "thin"];

fn golden(name: &str) -> (Tree, Catalog) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/golden").join(name);
    loaded(tree(&root))
}

fn empty() -> Tree {
    Tree::memory("schemas", <[(&str, &str); 0]>::default()).within(Limits::default())
}

fn loaded(tree: Tree) -> (Tree, Catalog) {
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree, &mut diagnostics);
    let catalog = catalog.unwrap_or_else(|| panic!("{}", diagnostics.to_text()));
    assert!(diagnostics.has_no_error(), "{}", diagnostics.to_text());
    (tree, catalog)
}

fn exported(catalog: &Catalog) -> Value {
    let history = webhook_codegen::History::default();
    let output = webhook_codegen::generate(catalog, history, &mut Diagnostics::new()).expect("no mistakes");
    let document = output.files.iter().find(|(path, _)| path.ends_with("openapi.json"));
    serde_json::from_str(document.expect("it is generated").1).expect("JSON")
}

fn imported(document: &Value, repository: &Tree, existing: Option<&Catalog>) -> Result<Import, String> {
    let documents = Tree::memory("", [("openapi.json", document.to_string())]).within(Limits::default());
    let options = Options { index: include_str!("base.json").to_owned(), ..Options::default() };
    let mut diagnostics = Diagnostics::new();
    let made = import(&documents, &options, repository, existing, &mut diagnostics);
    let mut made = made.filter(|_| diagnostics.has_no_error()).ok_or_else(|| diagnostics.to_text())?;
    made.settle(None, &Diagnostics::new());
    Ok(made)
}

fn with(repository: &Tree, made: &Import) -> (Tree, Catalog) {
    let files = made.files.iter();
    loaded(files.fold(repository.clone(), |tree, (name, text)| tree.with(name.as_str(), text.as_str())))
}

/// What stands in an export of the provider, which no document knows: the test gives another one.
fn without_provider(mut export: Value) -> Value {
    for key in ["info", "servers"] {
        export.as_object_mut().expect("an object").shift_remove(key);
    }
    export
}

#[test]
fn an_export_comes_back_whatever_the_layout() {
    for name in LAYOUTS {
        let (_, own) = golden(name);
        let export = exported(&own);
        let made = imported(&export, &empty(), None).unwrap_or_else(|said| panic!("{name}: {said}"));
        let (tree, catalog) = with(&empty(), &made);
        let again = exported(&catalog);
        for (key, value) in without_provider(export.clone()).as_object().expect("an object") {
            assert_eq!(&again[key], value, "{name}: {key}");
        }
        assert_eq!(without_provider(again), without_provider(export.clone()), "{name}");
        for (event, own_event) in catalog.index.events.iter().zip(&own.index.events) {
            assert_eq!((&event.name, &event.family), (&own_event.name, &own_event.family), "{name}");
            let value = |catalog: &Catalog, event| catalog.example(event).map(|document| document.to_value());
            assert_eq!(value(&catalog, event), value(&own, own_event), "{name}: {}", event.name);
        }
        let layout = |catalog: &Catalog| webhook_contract::Layout {
            schema: None,
            ..catalog.index.contract.envelope.clone()
        };
        assert_eq!(layout(&catalog), layout(&own), "{name}");
        // And nothing is left to do then.
        let files = imported(&export, &tree, Some(&catalog)).expect("no mistakes").files;
        assert_eq!(files, [], "{name}");
    }
}

/// What only the index says: names in Rust, and the notes of families.
#[test]
fn an_export_has_what_only_the_index_says() {
    let catalogs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/golden");
    let catalogs = std::fs::read_dir(catalogs).unwrap().map(|entry| entry.unwrap().path());
    let (mut compared, mut named) = (0, 0);
    for path in catalogs.filter(|path| path.is_dir()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (_, own) = golden(&name);
        let made = imported(&exported(&own), &empty(), None).unwrap_or_else(|said| panic!("{name}: {said}"));
        let (_, catalog) = with(&empty(), &made);
        assert_eq!(catalog.index.families, own.index.families, "{name}");
        let of_events = |catalog: &Catalog| {
            let events = catalog.index.events.iter();
            events.map(|event| (event.name.clone(), event.rust_name.clone())).collect::<Vec<_>>()
        };
        assert_eq!(of_events(&catalog), of_events(&own), "{name}");
        let of_places = |catalog: &Catalog| {
            let mut names: Vec<String> = catalog.index.rust_names.values().cloned().collect();
            names.sort();
            names
        };
        assert_eq!(of_places(&catalog), of_places(&own), "{name}");
        let own = own.index.events.iter().filter(|event| event.rust_name.is_some()).count();
        named += own + catalog.index.rust_names.len();
        // The crates have them: what they name is where they say.
        let items = webhook_codegen::surface(&catalog, &mut Diagnostics::new()).expect("no mistakes");
        for given in catalog.index.rust_names.values() {
            let has_name = |path: &str| path.ends_with(&format!("::{given}"));
            assert!(items.iter().any(|item| has_name(&item.path)), "{name}: {given}");
        }
        assert_eq!(made.named, [], "{name}: nothing had to be made up");
        compared += 1;
    }
    assert!(compared >= 9 && named >= 2, "{compared} catalogs with {named} names");
}

/// Definitions go into the file of shared shapes, and all that is said of events stays the same.
#[test]
fn an_export_updates_the_catalog_that_it_was_made_of() {
    for name in LAYOUTS {
        let (tree, own) = golden(name);
        let mut export = exported(&own);
        let made = imported(&export, &tree, Some(&own)).unwrap_or_else(|said| panic!("{name}: {said}"));
        let changed: Vec<&str> = made.files.iter().map(|(file, _)| file.as_str()).collect();
        assert!(changed.iter().all(|file| file.ends_with(".schema.json")), "{name}: {changed:?}");
        let (_, catalog) = with(&tree, &made);
        let again = exported(&catalog);
        for key in ["webhooks", "x-contract", "tags"] {
            assert_eq!(again[key], export[key].take(), "{name}: {key}");
        }
    }
}

#[test]
fn an_event_that_is_new_is_laid_out_by_the_catalog() {
    let (tree, own) = golden("batch");
    let event = json!({
        "type": "object", "description": "A message was read.", "required": ["kind", "id", "mailbox", "at", "data"],
        "properties": {
            "kind": { "type": "string", "description": "What happened.", "enum": ["mail.read"] },
            "id": { "type": "integer", "description": "The number." },
            "mailbox": { "type": "string", "description": "The mailbox." },
            "at": { "type": "string", "description": "When.", "format": "date-time" },
            "data": { "type": "object", "description": "A message.", "required": ["to"],
                      "properties": { "to": { "type": "string", "description": "Who read it." } } },
        },
    });
    let delivery = |items: Value| {
        json!({ "openapi": "3.1.0", "webhooks": { "read": { "post": { "description": "Read.", "requestBody": {
            "content": { "application/json": { "schema": { "type": "object", "properties": { "batch": {
                "type": "array", "items": { "type": "object", "properties": { "event": items } } } } } } },
        } } } } })
    };
    let made = imported(&delivery(event.clone()), &tree, Some(&own)).unwrap();
    let (_, catalog) = with(&tree, &made);
    let new = catalog.index.events.last().expect("an event");
    assert_eq!((new.name.as_str(), new.family.as_str()), ("mail.read", "mail"));
    assert_eq!(catalog.example(new).map(|example| &example.value()["kind"]), Some(&json!("mail.read")));

    // One that is a choice of several, told apart by what has their names.
    let mut other = event.clone();
    other["properties"]["kind"]["enum"] = json!(["mail.deleted"]);
    let made = imported(&delivery(json!({ "oneOf": [event, other] })), &tree, Some(&own)).unwrap();
    let (_, catalog) = with(&tree, &made);
    let names: Vec<&str> = catalog.index.events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["mail.delivered", "mail.bounced", "mail.read", "mail.deleted"]);
}

/// Keys have hyphens where deliveries have something else, as the parts of names show that bodies have.
#[test]
fn what_documents_call_events_is_spelled_as_deliveries_spell_it() {
    let hook = |action: Option<&str>| {
        let action = action.map(|action| ("action", json!({ "type": "string", "enum": [action] })));
        let properties: serde_json::Map<String, Value> =
            action.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
        let required: Vec<&String> = properties.keys().collect();
        let schema = json!({ "type": "object", "required": required, "properties": properties });
        json!({ "post": { "description": "Sent.", "requestBody": {
            "content": { "application/json": { "schema": schema } } } } })
    };
    let names = |hooks: Value| {
        let (tree, own) = golden("header");
        let document = json!({ "openapi": "3.1.0", "webhooks": hooks });
        let made = imported(&document, &tree, Some(&own)).unwrap_or_else(|said| panic!("{said}"));
        let files = made.files.iter();
        let tree = files.fold(tree, |tree, (name, text)| tree.with(name.as_str(), text.as_str()));
        // That nothing is described is told.
        let catalog = load(&tree, &mut Diagnostics::new()).expect("a catalog");
        let known = own.index.events.len();
        let mut names: Vec<String> = catalog.index.events.iter().map(|event| event.name.clone()).collect();
        names.retain(|name| own.index.events.iter().all(|event| event.name != *name));
        assert_eq!(names.len() + known, catalog.index.events.len());
        names.sort();
        names
    };
    let hooks = json!({
        "check-run-requested-action": hook(Some("requested_action")),
        "check-run-done": hook(Some("done")),
        "page-build": hook(None),
    });
    assert_eq!(names(hooks), ["check_run.done", "check_run.requested_action", "page_build"]);
    // Two that contradict each other show nothing.
    let hooks = json!({
        "check-run-requested-action": hook(Some("requested_action")),
        "check-run-not-done": hook(Some("not.done")),
    });
    assert_eq!(names(hooks), ["check-run.not.done", "check-run.requested_action"]);
}

#[test]
fn what_does_not_fit_the_layout_is_told_with_what_was_expected() {
    let body = |media: &str, schema: Value| {
        json!({ "openapi": "3.1.0", "webhooks": { "read": { "post": { "description": "Read.", "requestBody": {
            "content": { media: { "schema": schema } },
        } } } } })
    };
    let object = |properties: Value| json!({ "type": "object", "properties": properties });
    let form = "application/x-www-form-urlencoded";
    for (catalog, document, expected) in [
        (
            "batch",
            body("application/json", object(json!({ "data": {} }))),
            "expected a property `batch` on the way to events",
        ),
        (
            "batch",
            body("application/json", object(json!({ "batch": { "type": "object" } }))),
            "expected an array of events",
        ),
        ("batch", body(form, object(json!({ "batch": {} }))), "expected a body of JSON, found a form"),
        (
            "desk",
            body(form, object(json!({ "ticket": {} }))),
            "expected a body of a form with JSON in `payload`, found a form",
        ),
        (
            "thin",
            body(
                "application/json",
                json!({ "type": "array", "items": object(json!({
            "entity": { "const": "crate" }, "operation": { "const": "moved" }, "sequence": { "type": "integer" },
         })) }),
            ),
            "no property `link`, which says what to fetch",
        ),
    ] {
        let (tree, own) = golden(catalog);
        let said = match imported(&document, &tree, Some(&own)) {
            Err(said) => said,
            Ok(_) => panic!("{catalog}: {document}"),
        };
        assert!(said.contains(expected), "{catalog}: {said}");
        assert!(said.starts_with("openapi.json:1:"), "{catalog}: {said}");
    }
}
