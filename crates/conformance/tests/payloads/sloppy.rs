//! What senders write without thinking does not cost the event.

use mnemom_events::{Delivery, EventType, Timestamp};
use serde_json::{Value, json};
use webhook_conformance::catalog;
use webhook_conformance::places::{Kind, Place, places};

use crate::{decode, to_json};

/// Stands for half a character until the body is text: no JSON value can hold one.
const HALF: char = '\u{e000}';

/// The body with half a character for every [`HALF`], and what is to be read of it.
fn halved(body: &Value) -> (String, Value) {
    let text = body.to_string();
    let read = text.replace(HALF, "\u{fffd}");
    (text.replace(HALF, "\\ud83d"), serde_json::from_str(&read).expect("JSON"))
}

/// The pointers to every string in a body.
fn strings(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(pointer),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| strings(item, format!("{pointer}/{index}"), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            strings(value, format!("{pointer}/{key}"), found);
        }),
        _ => {}
    }
}

#[test]
fn half_a_character_is_read_wherever_it_is() {
    let catalog = catalog();
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example").value();
        let mut pointers = Vec::new();
        strings(example, String::new(), &mut pointers);
        assert!(pointers.len() >= 4, "{}: the envelope has four", event.name);
        for pointer in pointers {
            let mut body = example.clone();
            let text = body.pointer_mut(&pointer).expect("a string");
            *text = format!("{}{HALF}", text.as_str().expect("a string")).into();
            let (body, read) = halved(&body);
            let delivery =
                Delivery::decode(body.as_bytes()).unwrap_or_else(|error| panic!("{pointer}: {error}"));
            assert_eq!(to_json(&delivery), read, "{pointer}");
            assert_eq!(delivery.raw(), Some(body.as_str()), "the bytes as they came");

            let envelope =
                Delivery::peek(body.as_bytes()).unwrap_or_else(|error| panic!("{pointer}: {error}"));
            assert_eq!(
                (&*envelope.id, &*envelope.event_type),
                (read["id"].as_str().unwrap(), read["type"].as_str().unwrap())
            );
            assert!(body.contains(envelope.data.get()), "the payload as it came");
        }
    }
}

#[test]
fn half_a_character_is_read_in_keys() {
    let catalog = catalog();
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example").value();
        let objects = places(&catalog, event, example).into_iter().filter(|place| {
            matches!(place.kind, Kind::Object | Kind::Union | Kind::Map)
                && example.pointer(&place.pointer).is_some_and(Value::is_object)
        });
        for Place { pointer, .. } in objects {
            let mut body = example.clone();
            body.pointer_mut(&pointer).expect("an object")[HALF.to_string()] = "x".into();
            let (body, _) = halved(&body);
            assert_eq!(decode(&body).event, decode(&example.to_string()).event, "{pointer}");
        }
    }
}

/// A field that this build does not know is nobody's, and costs nothing.
#[test]
fn half_a_character_that_nobody_reads_stays() {
    let (body, _) = halved(&{
        let mut body: Value = serde_json::from_str(EventType::QuotaWarning.example()).expect("JSON");
        body["data"]["x-new"] = json!({ "text": HALF.to_string() });
        body
    });
    assert!(decode(&body).raw().is_some_and(|raw| raw.contains("\\ud83d")));
}

fn sloppy(field: &str, value: &str) -> String {
    let example: Value = serde_json::from_str(EventType::QuotaWarning.example()).expect("JSON");
    let old = format!("\"{field}\":{}", example["data"][field]);
    let body = example.to_string();
    assert!(body.contains(&old), "{body}");
    body.replace(&old, &format!("\"{field}\":{value}"))
}

#[test]
fn an_integer_is_read_however_it_is_spelled() {
    for (text, value) in [
        ("40020.0", 40020),
        ("4.002e4", 40020),
        ("-0", 0),
        ("0E0", 0),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("1844674407370955161.5e1", u64::MAX),
    ] {
        let body = sloppy("checks_used", text);
        for body in [body.clone(), body.replace("\"type\"", "\"x\":1,\"type\"")] {
            let read = to_json(&decode(&body));
            assert_eq!(read["data"]["checks_used"], json!(value), "{text}");
        }
    }
    for text in ["40020.5", "-1", "1e20", "1e999999999", "18446744073709551616"] {
        let error = Delivery::decode(sloppy("checks_used", text).as_bytes()).expect_err(text);
        assert_eq!(error.path(), "data.checks_used", "{error}");
    }
}

#[test]
fn any_text_is_a_timestamp_until_it_is_converted() {
    for text in ["2026-05-01T00:00:00+0000", "2026-05-01T00:00:00", "2026-05-01", "", "soon"] {
        let body = sloppy("period_start", &json!(text).to_string());
        assert_eq!(to_json(&decode(&body))["data"]["period_start"], text);
        let timestamp: Timestamp = serde_json::from_value(text.into()).expect("a text");
        assert_eq!(timestamp.unix_seconds(), None);
    }
}

#[test]
fn a_null_in_a_list_is_skipped() {
    let catalog = catalog();
    let mut lists = 0;
    for event in &catalog.index.events {
        let example = catalog.example(event).expect("a sound example").value();
        for place in places(&catalog, event, example).iter().filter(|place| place.kind == Kind::Array) {
            let mut body = example.clone();
            let Some(Value::Array(items)) = body.pointer_mut(&place.pointer) else { continue };
            items.insert(0, Value::Null);
            items.push(Value::Null);
            assert_eq!(to_json(&decode(&body.to_string())), *example, "{}", place.path);
            lists += 1;
        }
    }
    assert!(lists > 10, "only {lists} lists");
}

#[test]
fn a_byte_order_mark_is_skipped() {
    for event_type in EventType::ALL {
        let body = format!("\u{feff}{}", event_type.example());
        let delivery = decode(&body);
        assert_eq!(delivery.event, decode(event_type.example()).event);
        assert_eq!(delivery.raw(), Some(body.as_str()), "the bytes as they came");
        assert_eq!(Delivery::peek(body.as_bytes()).expect("an example").event_type, event_type.as_str());
    }
}
