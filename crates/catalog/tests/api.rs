//! What later stages may rely on: where references lead, and which files are handed out when something is wrong.

use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;
use webhook_schema::Location;
use webhook_test_support::case::Case;

fn load(case: &Case) -> Catalog {
    let (catalog, diagnostics) = case.load();
    catalog.unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

/// The names of the events whose schema, and whose example, is handed out.
fn handed_out(catalog: &Catalog) -> (Vec<&str>, Vec<&str>) {
    let names = |is_there: &dyn Fn(&Event) -> bool| {
        catalog.index.events.iter().filter(|event| is_there(event)).map(|event| event.name.as_str()).collect()
    };
    (names(&|event| catalog.schema(event).is_some()), names(&|event| catalog.example(event).is_some()))
}

#[test]
fn references_lead_to_files_by_name_and_url_and_into_them_by_pointer() {
    let catalog = load(&Case::base());
    let place = |reference| {
        let schema = catalog.resolve("webhooks/invoice.paid.schema.json", reference);
        schema.map(|schema| schema.location.clone())
    };
    let money = Location::new("webhooks/common.schema.json", "/$defs/money");
    for reference in [
        "common.schema.json#/$defs/money",
        "./common.schema.json#/%24defs/money",
        "https://acme.example/schemas/common.schema.json#/$defs/money",
    ] {
        assert_eq!(place(reference), Some(money.clone()), "{reference}");
    }
    assert_eq!(
        place("#/properties/data"),
        Some(Location::new("webhooks/invoice.paid.schema.json", "/properties/data"))
    );
    assert_eq!(place(""), Some(Location::new("webhooks/invoice.paid.schema.json", "")));
    assert_eq!(place("common.schema.json"), Some(Location::new("webhooks/common.schema.json", "")));
    let nowhere = [
        "#/properties",
        "#money",
        "#/$defs/money",
        "x.json",
        "./",
        "..",
        "../common.schema.json",
        "index.json",
        "https://acme.example/schemas/",
        "https://acme.example/common.schema.json",
        "file:common.schema.json",
        "invoice.paid.example.json",
        "common.schema.json#/$defs/money/",
        "#/%ff",
    ];
    for reference in nowhere {
        assert_eq!(place(reference), None, "{reference}");
    }
    let envelope = catalog
        .resolve("webhooks/index.json", catalog.index.contract.envelope.schema.as_ref().unwrap())
        .unwrap();
    assert_eq!(catalog.value(&envelope.location).unwrap()["type"], "object");
}

#[test]
fn what_is_sound_is_handed_out_with_its_text() {
    let catalog = load(&Case::base());
    let all = vec!["invoice.paid", "invoice.failed", "team.member_added"];
    assert_eq!(handed_out(&catalog), (all.clone(), all));
    let names: Vec<&str> = catalog.shared_schemas().map(|(name, _)| name).collect();
    assert_eq!(names, ["webhooks/common.schema.json"]);
    let document = catalog.document("webhooks/index.json").unwrap();
    assert_eq!(document.value()["provider"]["name"], "acme");
    assert!(document.text.starts_with("{\n  \"$schema\""));
}

#[test]
fn an_invalid_schema_takes_what_reaches_it_along() {
    let case = Case::base();
    case.edit("invoice.paid.schema.json", "\"type\": \"object\"", "\"type\": \"thing\"");
    case.edit(
        "team.member_added.schema.json",
        "\"type\": \"string\", \"pattern\": \"^user-\"",
        "\"$ref\": \"invoice.paid.schema.json\"",
    );
    let (schemas, examples) =
        (vec!["invoice.failed"], vec!["invoice.paid", "invoice.failed", "team.member_added"]);
    assert_eq!(handed_out(&load(&case)), (schemas, examples));
}

#[test]
fn an_entry_that_was_reported_hands_out_nothing() {
    for (old, new) in [
        ("\"name\": \"team.member_added\"", "\"name\": \"Team\""),
        ("\"family\": \"team\",", "\"family\": \"tea\","),
        ("\"schema\": \"team.member_added.schema.json\"", "\"schema\": \"invoice.paid.schema.json\""),
    ] {
        let case = Case::base();
        case.edit("index.json", old, new);
        let sound = vec!["invoice.paid", "invoice.failed"];
        assert_eq!(handed_out(&load(&case)), (sound.clone(), sound), "{new}");
    }
}

#[test]
fn an_invalid_example_is_not_handed_out_and_its_schema_is() {
    let case = Case::base();
    case.edit("invoice.paid.example.json", "1200", "-1");
    let (schemas, examples) = (
        vec!["invoice.paid", "invoice.failed", "team.member_added"],
        vec!["invoice.failed", "team.member_added"],
    );
    assert_eq!(handed_out(&load(&case)), (schemas, examples));
}

#[test]
fn an_index_that_does_not_have_the_shape_is_checked_and_not_handed_out() {
    let case = Case::base();
    case.edit("index.json", "\"name\": \"acme\"", "\"name\": \"Acme Inc.\"");
    case.edit("index.json", "\"since\": \"2026-01-01\"", "\"since\": \"2027-01-01\"");
    let (catalog, diagnostics) = case.load();
    assert!(catalog.is_none());
    assert_eq!(diagnostics.len(), 2, "{}", diagnostics.to_text());
}

#[test]
fn the_list_of_events_is_the_index_and_not_a_file() {
    let case = Case::with_api();
    case.write("../meta/event-types.schema.json", r#"{ "enum": ["old.list"] }"#);
    let catalog = load(&case);
    let names: Vec<&str> = catalog.index.events.iter().map(|event| event.name.as_str()).collect();
    let list = catalog.event_types().expect("a list").value()["enum"].clone();
    assert_eq!(list, serde_json::json!(names));
    let reference = "../meta/event-types.schema.json";
    let schema = catalog.resolve("api/create.schema.json", reference).expect("the list");
    assert_eq!(schema.location, Location::new("meta/event-types.schema.json", ""));
    assert_eq!(schema.values.as_ref(), list.as_array());
    assert!(catalog.resolve("webhooks/invoice.paid.schema.json", reference).is_none());

    case.write(
        "../api/create.example.json",
        r#"{ "url": "https://a.example", "event_types": ["old.list"] }"#,
    );
    assert!(case.told().contains("expected `invoice.paid`, "), "{}", case.told());
}

#[test]
fn a_catalog_without_an_api_has_none() {
    assert!(load(&Case::base()).api.is_none());
    let catalog = load(&Case::with_api());
    let api = catalog.api.as_ref().expect("an API");
    let schema = catalog.api_schema(&api.error.schema).expect("a schema");
    assert_eq!(schema.location, Location::new("api/error.schema.json", ""));
    assert!(catalog.api_example(&api.error.example).is_some());
}

#[test]
fn a_schema_of_the_api_that_is_wrong_is_not_handed_out() {
    let case = Case::with_api();
    case.edit("../api/common.schema.json", "\"string\"", "\"text\"");
    let catalog = load(&case);
    let handed_out = |schema| catalog.api_schema(schema).is_some();
    assert_eq!(["error.schema.json", "endpoint.schema.json"].map(handed_out), [true, false]);
}

#[test]
fn an_api_has_the_operations_that_the_contract_has_paths_of() {
    let case = Case::with_api();
    let text = std::fs::read_to_string(case.path("../api/index.json")).unwrap();
    let start = text.find(",\n    \"replay\": {").unwrap();
    let end = text.find("\n  },\n  \"error\"").unwrap();
    case.write("../api/index.json", [&text[..start], &text[end..]].concat());
    for file in ["replay.schema.json", "replay.example.json", "answer.schema.json", "answer.example.json"] {
        std::fs::remove_file(case.path(&format!("../api/{file}"))).unwrap();
    }
    let told = case.told();
    for name in ["replay", "redeliver"] {
        let expected = format!(
            "api/index.json:14:3: error: missing the operation `{name}`, whose path the contract states\n"
        );
        assert!(told.contains(&expected), "{told}");
    }
    assert!(told.ends_with("\n2 mistakes in 1 file\n"), "{told}");

    // Without the contract's paths, it is whole, but for parameters that no path has any more.
    let index = std::fs::read_to_string(case.path("index.json")).unwrap();
    let (start, end) = (index.find("    \"replay\": {").unwrap(), index.find("    \"limits\": {").unwrap());
    case.write("index.json", [&index[..start], &index[end..]].concat());
    case.edit("../api/index.json", ",\n    \"event_id\": { \"schema\": \"../webhooks/common.schema.json#/$defs/envelope/properties/id\", \"description\": \"The event.\" }", "");
    case.edit("../api/index.json", ",\n    \"delivery_id\": { \"schema\": \"common.schema.json#/$defs/id\", \"description\": \"The delivery.\" }", "");
    assert_eq!(case.told(), "");
    let api = load(&case).api.expect("an API");
    assert_eq!(api.operations.all().count(), 2);
}
