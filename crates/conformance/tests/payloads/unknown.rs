//! What this build has no type for is kept, with the reason.

use mnemom_events::{Delivery, Event, EventType, Family, UnknownReason};
use serde_json::{Value, json};

fn body(event_type: &str) -> Value {
    json!({
        "id": "evt-1", "type": event_type, "created_at": "2026-05-09T12:00:00Z", "account_id": "ba-1",
        "data": { "n": 1.50, "list": [null, {}] },
    })
}

fn unknown(body: &str) -> (String, UnknownReason, String) {
    let delivery = Delivery::decode(body.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let Event::Unknown(event) = &delivery.event else { panic!("a type for {body}") };
    let data: Value = event.data().decode().expect("the payload is JSON");
    assert_eq!(serde_json::to_value(&delivery).expect("JSON")["data"], data);
    (event.event_type().to_owned(), event.reason(), event.data().get().to_owned())
}

#[test]
fn newer_events() {
    for name in ["agent.promoted", "AGENT.PAUSED", "agent.paused ", "", "🦀", "agent\\paused\n"] {
        let (found, reason, _) = unknown(&body(name).to_string());
        assert_eq!((found.as_str(), reason), (name, UnknownReason::NotInCatalog));
        assert!(name.parse::<EventType>().is_err());
    }
}

#[test]
fn test_deliveries() {
    let (_, reason, data) = unknown(&body("webhook.test").to_string());
    assert_eq!((reason, data.as_str()), (UnknownReason::Synthetic, r#"{"n":1.5,"list":[null,{}]}"#));
}

#[test]
fn any_payload_is_kept() {
    for data in ["null", "[1, 2]", "\"text\"", "{ \"a\" :1 }", "1e999"] {
        let text = format!(
            r#"{{"id":"e","created_at":"2026-05-09T12:00:00Z","account_id":"b","type":"x.y","data":{data}}}"#
        );
        let delivery = Delivery::decode(text.as_bytes()).expect("any payload is read");
        let Event::Unknown(event) = delivery.event else { panic!("a type for x.y") };
        assert_eq!(event.data().get(), data);
    }
}

#[test]
fn names_are_names() {
    for event_type in EventType::ALL {
        assert_eq!(event_type.as_str().parse(), Ok(*event_type));
        assert_eq!(event_type.to_string(), event_type.as_str());
        assert!(Family::ALL.contains(&event_type.family()));
        assert!(event_type.family().is_enabled());
    }
    assert!(EventType::ALL.is_sorted());
}
