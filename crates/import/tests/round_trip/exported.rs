//! What our own export loses.

use std::path::Path;

use serde_json::Value;
use webhook_catalog::layout::INDEX;
use webhook_catalog::{Catalog, load, tree};
use webhook_evolution::compare;
use webhook_schema::Diagnostics;

use super::{EXPORTED, empty, imported, with};

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
