//! A delivery with ids and times of its own, wherever its layout has them.

use serde_json::Value;
use webhook_runtime::contract::{BodyForm, Layout, Location, Pointer, TimeUnit};
use webhook_runtime::{Outgoing, Reader, written};

use crate::fresh;

/// Gives the events of a delivery ids of their own and the time, in the form that it has them. What tells one kind of event from
/// another stays as it is.
pub fn freshen(layout: &Layout, request: &mut Outgoing) {
    freshen_outside(layout, request);
    freshen_body(layout, request);
}

/// The same of what a delivery has outside of its body: ids and times in headers and in the query.
pub fn freshen_outside(layout: &Layout, request: &mut Outgoing) {
    for place in ids(layout).chain(&layout.delivery) {
        if let Some(value) = request.value_at(place) {
            request.set_at(place, &fresh::like(&value));
        }
    }
    if let Some(time) = &layout.time
        && request.value_at(&time.location).is_some()
    {
        request.set_at(&time.location, &written(fresh::unix_seconds(), time.unit));
    }
}

fn freshen_body(layout: &Layout, request: &mut Outgoing) {
    if layout.body != BodyForm::Json {
        return freshen_form(layout, request);
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&request.body) else { return };
    let before = body.clone();
    let tokens: Vec<&str> =
        layout.events().map_or(&[][..], Pointer::tokens).iter().map(|token| &**token).collect();
    each(&mut body, &tokens, &mut |event| freshen_event(layout, event));
    // Bytes that nothing is changed of stay as they came.
    if body != before {
        request.body = body.to_string().into_bytes();
    }
}

/// The same where the body is a form, as which the event is written again; one that holds several stays as it came.
fn freshen_form(layout: &Layout, request: &mut Outgoing) {
    let Ok(reader) = Reader::new(layout) else { return };
    let parts = request.parts();
    let Ok(events) = reader.events(&parts) else { return };
    let [event] = &*events else { return };
    let Ok(before) = serde_json::from_str::<Value>(&event.text) else { return };
    let mut value = before.clone();
    freshen_event(layout, &mut value);
    if value != before {
        let body = Outgoing::delivery(layout, None, &value.to_string()).body;
        request.body = body;
    }
}

/// The same of one event.
pub fn freshen_event(layout: &Layout, event: &mut Value) {
    for place in ids(layout) {
        let Some(value) = place.within_body().and_then(|way| event.pointer_mut(&way)) else { continue };
        match value {
            Value::String(id) => *id = fresh::like(id),
            Value::Number(id) => *value = fresh::number(id.to_string().len()).into(),
            _ => {}
        }
    }
    let Some(time) = &layout.time else { return };
    let Some(value) = time.location.within_body().and_then(|way| event.pointer_mut(&way)) else { return };
    // Where a hash is the id, the time is what tells events apart.
    let now = if layout.id.is_empty() { fresh::distinct_millis(time.unit) } else { fresh::unix_millis() };
    match (value, time.unit) {
        (Value::String(text), TimeUnit::Rfc3339) => *text = fresh::rfc3339(now),
        (Value::String(text), TimeUnit::Seconds) => *text = (now / 1000).to_string(),
        (Value::String(text), TimeUnit::Milliseconds) => *text = now.to_string(),
        (Value::Number(number), TimeUnit::Milliseconds) => *number = now.into(),
        (Value::Number(number), _) => *number = (now / 1000).into(),
        _ => {}
    }
}

/// Where ids are that say nothing of what an event is.
fn ids(layout: &Layout) -> impl Iterator<Item = &Location> {
    layout.id.iter().filter(|place| !layout.name.contains(place))
}

/// Shows each value at a way in which `*` stands for every item of an array.
fn each(value: &mut Value, way: &[&str], see: &mut impl FnMut(&mut Value)) {
    match way {
        [] => see(value),
        ["*", rest @ ..] => {
            value.as_array_mut().into_iter().flatten().for_each(|item| each(item, rest, see));
        }
        [key, rest @ ..] => {
            value.get_mut(*key).into_iter().for_each(|value| each(value, rest, see));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_an_id_and_a_time_of_its_own() {
        let layout = Layout {
            events: Some("/items/*".parse().expect("a pointer")),
            name: vec!["body:/type".parse().expect("a place")].into(),
            id: ["header:x-batch", "body:/id", "body:/number", "body:/type"]
                .map(|place| place.parse().expect("a place"))
                .to_vec()
                .into(),
            time: Some(webhook_runtime::contract::TimeRule {
                location: "body:/at".parse().expect("a place"),
                unit: TimeUnit::Milliseconds,
            }),
            ..Layout::new()
        };
        let body = r#"{"items":[{"id":"evt_1","number":12345678,"type":"a","at":1},{"id":"evt_1","number":1,"type":"b"}]}"#;
        let mut request = Outgoing::post(body).header("X-Batch", "b-1");
        freshen(&layout, &mut request);
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let ids: Vec<_> = body["items"].as_array().expect("items").iter().map(|item| &item["id"]).collect();
        assert_ne!(ids[0], ids[1]);
        assert!(ids.iter().all(|id| id.as_str().is_some_and(|id| id.starts_with("evt_"))), "{ids:?}");
        assert_ne!(body["items"][0]["number"], 12_345_678);
        assert_eq!((&body["items"][0]["type"], &body["items"][1]["type"]), (&"a".into(), &"b".into()));
        assert!(body["items"][0]["at"].as_u64().is_some_and(|at| at > 1_700_000_000_000));
        assert!(request.value("x-batch").is_some_and(|id| id.starts_with("b-") && id != "b-1"));
    }

    #[test]
    fn ids_and_times_in_the_query_and_in_headers_are_its_own_and_names_stay() {
        let place = |text: &str| text.parse::<Location>().expect("a place");
        let layout = Layout {
            name: vec![place("query:type")].into(),
            id: vec![place("query:type"), place("query:id")].into(),
            time: Some(webhook_runtime::contract::TimeRule {
                location: place("header:X-At"),
                unit: TimeUnit::Seconds,
            }),
            ..Layout::new()
        };
        let mut request = Outgoing::post("{}").url("https://a.example/?type=a_1&id=b_1").header("x-at", "1");
        freshen(&layout, &mut request);
        let url = request.url.as_deref().expect("a URL");
        assert!(url.starts_with("https://a.example/?type=a_1&id=b_") && !url.ends_with("=b_1"), "{url}");
        assert!(request.value("x-at").is_some_and(|at| at.len() == 10), "{request:?}");
    }

    #[test]
    fn events_whose_id_is_a_hash_differ_in_their_time() {
        for (unit, at) in
            [(TimeUnit::Seconds, "1"), (TimeUnit::Milliseconds, "\"1\""), (TimeUnit::Rfc3339, "\"1\"")]
        {
            let location = "body:/at".parse().expect("a place");
            let layout = Layout {
                time: Some(webhook_runtime::contract::TimeRule { location, unit }),
                ..Layout::new()
            };
            let bodies: std::collections::BTreeSet<Vec<u8>> = (0..5)
                .map(|_| {
                    let mut request = Outgoing::post(format!("{{\"at\":{at}}}"));
                    freshen(&layout, &mut request);
                    request.body
                })
                .collect();
            assert_eq!(bodies.len(), 5, "{unit}");
        }
    }

    #[test]
    fn the_event_of_a_form_has_an_id_and_a_time_of_its_own() {
        let place = |text: &str| text.parse::<Location>().expect("a place");
        let layout = |body| Layout {
            body,
            id: vec![place("body:/sid")].into(),
            time: Some(webhook_runtime::contract::TimeRule {
                location: place("body:/at"),
                unit: TimeUnit::Seconds,
            }),
            ..Layout::new()
        };
        for (form, body) in [
            (BodyForm::Form, "sid=evt_1&text=a+b%26c&at=1"),
            (
                BodyForm::JsonInForm("p".into()),
                "p=%7B%22sid%22%3A%22evt_1%22%2C%22text%22%3A%22a+b%26c%22%2C%22at%22%3A1%7D",
            ),
        ] {
            let layout = layout(form);
            let mut request = Outgoing::post(body);
            freshen(&layout, &mut request);
            let reader = Reader::new(&layout).expect("a layout");
            let parts = request.parts();
            let event = reader.events(&parts).expect("an event").remove(0);
            let value: Value = serde_json::from_str(&event.text).expect("JSON");
            assert!(event.id[0].starts_with("evt_") && event.id[0] != "evt_1", "{:?}", event.id);
            assert!(event.time.and_then(|time| time.unix_seconds()).is_some_and(|at| at > 1_700_000_000));
            assert_eq!(value["text"], "a b&c");
        }
    }
}
