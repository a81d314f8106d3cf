//! Pages of events that a layout finds, with payloads that are changed for one test each.

use std::path::Path;

use serde_json::{Value, json};
use webhook_catalog::{load, tree};
use webhook_codegen::{History, generate};
use webhook_schema::Diagnostics;

use super::DIRECTORY;

/// The page of an event of a golden catalog, whose body has another schema and is another one.
fn page(catalog: &str, event: &str, change: impl FnOnce(&mut Value), example: &Value) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(catalog);
    let (schema_file, example_file) =
        (format!("webhooks/{event}.schema.json"), format!("webhooks/{event}.example.json"));
    let tree = tree(&root);
    let mut schema = serde_json::from_slice(&tree.read(&schema_file).expect("a schema")).expect("JSON");
    change(&mut schema);
    let tree = tree.with(schema_file, schema.to_string()).with(example_file, example.to_string());
    let mut diagnostics = Diagnostics::new();
    let output = load(&tree, &mut diagnostics)
        .and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    let files = output.unwrap_or_else(|| panic!("{}", diagnostics.to_text())).files;
    let path = format!("{DIRECTORY}/events/{event}.md");
    let (_, page) = files.iter().find(|(own, _)| *own == path).expect("a page");
    page.to_owned()
}

/// A page's section of fields.
fn fields(page: &str) -> &str {
    let start = page.split_once("## Fields\n\n").expect("fields").1;
    start.split_once("\n\n## ").expect("it ends").0
}

fn mail(payload: Value, example: Value) -> String {
    let change = |schema: &mut Value| schema["properties"]["data"] = payload;
    let body = json!({
        "kind": "mail.bounced",
        "id": 2,
        "mailbox": "in",
        "at": "2031-07-04T10:00:01Z",
        "data": example,
    });
    page("batch", "mail.bounced", change, &body)
}

#[test]
fn a_payload_without_fields_is_said_to_be_what_it_is() {
    let opening = "The payload, in `data` of [the event](../webhook-events.md#section.the-envelope):";
    for (payload, example, what) in [
        (json!({ "type": "array" }), json!([1, "a"]), "A list; each item is any value."),
        (json!({ "type": "string" }), json!("text"), "A string."),
        (json!({ "type": "object" }), json!({ "a": 1 }), "A map; each value is any value."),
        (json!({}), json!(1), "Any value."),
    ] {
        let expected = format!("{what}\n\n{opening}\n\nNo fields of its own.");
        let told = |payload: Value| {
            let page = mail(payload, example.clone());
            let (payload, around) =
                fields(&page).split_once("\n\nAround the payload").expect("the rest of the event");
            assert!(around.contains("`mailbox`: string, **required**"), "{around}");
            payload.to_owned()
        };
        assert_eq!(told(payload.clone()), expected);
        // What its author says of it is not what it is.
        let mut described = payload;
        described["description"] = json!("What came back.");
        assert_eq!(told(described), format!("What came back.\n\n{expected}"));
    }
}

#[test]
fn a_list_of_objects_is_said_to_be_one() {
    let item = json!({ "type": "object", "properties": { "to": { "type": "string" } } });
    let payload = json!({ "type": "array", "description": "What came back.", "items": item });
    let page = mail(payload, json!([{ "to": "bob" }]));
    assert!(fields(&page).starts_with("What came back.\n\nA list; each item is "), "{page}");
    assert!(fields(&page).contains("`[].to`"), "{page}");
}

#[test]
fn handlers_do_not_print_the_name_that_they_have_asked_for() {
    let only_action = |schema: &mut Value| schema["required"] = json!(["action"]);
    let page = page("header", "issues.opened", only_action, &json!({ "action": "opened" }));
    for printed in ["println!(\"{:?}\", delivery.event);", "  console.log(event);", "        print(event)\n"]
    {
        assert!(page.contains(printed), "{printed}\n{page}");
    }
}

#[test]
fn handlers_in_python_find_headers_however_a_server_writes_them() {
    let page = page(
        "header",
        "issues.opened",
        |_| (),
        &json!({
            "action": "opened",
            "issue": { "number": 7, "title": "It leaks" },
            "repository": { "name": "boat" },
        }),
    );
    let handler = "    headers = {name.lower(): value for name, value in headers.items()}\n    \
        event = json.loads(body)\n    parts = [headers.get(\"x-forge-event\"), event.get(\"action\")]\n";
    assert!(page.contains(handler), "{page}");
}
