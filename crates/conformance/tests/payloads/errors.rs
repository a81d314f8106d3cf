//! What a type cannot do without is an error that says where.

use mnemom_events::{Delivery, EventType, Stage};
use serde_json::{Value, json};
use webhook_conformance::catalog;
use webhook_conformance::places::{Kind, Place, places};

fn check(body: &Value, place: &Place, path: &str) {
    let text = serde_json::to_string_pretty(body).expect("JSON");
    let error = Delivery::decode(text.as_bytes()).expect_err("the body lacks what the type needs");
    assert_eq!(error.stage(), Stage::Payload, "{error}");
    assert_eq!(error.event_type(), body["type"].as_str());
    assert_eq!(error.event_id(), body["id"].as_str());
    if place.in_union && error.path() != path {
        // Inside a union the path ends at the union, and the message goes on from there.
        assert!(
            path.starts_with(error.path()) && error.message().contains("in it"),
            "{error} should be at {path}"
        );
    } else {
        assert_eq!(error.path(), path, "{error}");
    }
}

/// The body as it is, and with the payload in front of the name.
fn both_orders(body: &Value) -> [Value; 2] {
    let mut data_first = json!({ "data": body["data"] });
    for (key, value) in body.as_object().expect("an object") {
        data_first[key] = value.clone();
    }
    [body.clone(), data_first]
}

#[test]
fn a_missing_field_names_its_object() {
    let catalog = catalog();
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example").value();
        for place in
            places(&catalog, event, example).iter().filter(|place| place.required && place.path != "data")
        {
            let (object, key) = place.pointer.rsplit_once('/').expect("a pointer");
            for mut changed in both_orders(example) {
                changed
                    .pointer_mut(object)
                    .and_then(Value::as_object_mut)
                    .expect("an object")
                    .shift_remove(key);
                check(&changed, place, place.path.rsplit_once('.').expect("a path").0);
            }
        }
    }
}

#[test]
fn a_wrong_type_names_its_place() {
    let catalog = catalog();
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example").value();
        for place in places(&catalog, event, example) {
            let wrong = match place.kind {
                Kind::Any => continue,
                Kind::Object | Kind::Map | Kind::Union | Kind::Boolean => {
                    [json!("text"), json!(7), json!([])]
                }
                Kind::Array => [json!("text"), json!({}), json!(true)],
                Kind::Enum | Kind::String => [json!(7.5), json!({ "a": 1 }), json!([1])],
                Kind::Timestamp => [json!({}), json!(1778328000), json!(true)],
                Kind::Integer { unsigned: true } => [json!("7"), json!(-1), json!(1.5)],
                Kind::Integer { unsigned: false } => [json!("7"), json!([7]), json!(1.5)],
                Kind::Number => [json!("7"), json!({}), json!(false)],
            };
            for value in wrong {
                for mut changed in both_orders(example) {
                    *changed.pointer_mut(&place.pointer).expect("the place is in the body") = value.clone();
                    check(&changed, &place, &place.path);
                }
            }
        }
    }
}

#[test]
fn the_envelope_is_needed_too() {
    let catalog = catalog();
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example").value();
        for key in example.as_object().expect("an object").keys() {
            let mut changed = example.clone();
            changed.as_object_mut().expect("an object").shift_remove(key);
            let error = Delivery::decode(changed.to_string().as_bytes()).expect_err("a field is missing");
            assert_eq!(error.stage(), Stage::Envelope);
            assert_eq!(error.message(), format!("missing field `{key}`"));
            assert_eq!(error.path(), "");
            changed[key] = json!(7);
            let error = Delivery::decode(changed.to_string().as_bytes()).expect_err("a field is no text");
            assert_eq!(error.path(), key);
        }
    }
}

#[test]
fn errors_read_well() {
    let body = r#"{"id":"evt-1","type":"quota.warning","created_at":"2026-05-09T12:00:00Z","account_id":"ba-1","data":{}}"#;
    let error = Delivery::decode(body.as_bytes()).expect_err("fields are missing");
    assert_eq!(
        error.to_string(),
        "event \"quota.warning\" with id \"evt-1\": at `data`: missing field `usage_percent`"
    );
    let error = Delivery::decode(br#"{"type":"quota.warning","id":"#).expect_err("the body ends");
    assert_eq!(
        error.to_string(),
        "event \"quota.warning\" without id: EOF while parsing a value at line 1 column 29"
    );
}

#[test]
fn a_number_beyond_every_type_has_a_place() {
    let body = EventType::QuotaWarning.example().replacen(
        "\"usage_percent\": ",
        "\"usage_percent\": 1E400, \"x\": ",
        1,
    );
    let error = Delivery::decode(body.as_bytes()).expect_err("no type holds it");
    assert_eq!((error.stage(), error.path()), (Stage::Payload, "data.usage_percent"), "{error}");
    assert_eq!(error.message(), "number out of range");
}

#[test]
fn a_long_value_makes_no_long_error() {
    let body = EventType::QuotaWarning.example().replacen(
        "\"usage_percent\": ",
        &format!("\"usage_percent\": \"{}\", \"x\": ", "é".repeat(100_000)),
        1,
    );
    let error = Delivery::decode(body.as_bytes()).expect_err("a string is not a number");
    assert!(error.to_string().len() < 600, "{}", error.to_string().len());
}

#[test]
fn the_tag_of_a_union_stands_once() {
    let body =
        EventType::SidebandFleetFired.example().replacen("\"kind\": ", "\"kind\": \"new\", \"kind\": ", 1);
    let error = Delivery::decode(body.as_bytes()).expect_err("a key stands twice");
    assert!(error.message().contains("duplicate field `kind`"), "{error}");
}
