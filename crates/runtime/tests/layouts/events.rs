//! What is read of deliveries that are not as they should be, and that batches of any shape read as another reader reads them.

use proptest::prelude::*;
use serde_json::{Value, json};
use webhook_runtime::contract::Layout;
use webhook_runtime::{MAX_EVENTS, RawEvent, ReadError, Reader, RequestParts};

const HEADERS: &[(&str, &str)] =
    &[("X-Name", "n"), ("X-Two", "1"), ("x-two", "2"), ("X-Same", "s"), ("X-Same", " s ")];

fn layout(fields: Value) -> Layout {
    serde_json::from_value(fields).expect("a layout")
}

fn read(fields: Value, body: &[u8]) -> Result<Vec<RawEvent<'static>>, ReadError> {
    let reader = Reader::new(&layout(fields)).expect("a layout");
    let request = RequestParts::new(HEADERS, body).url("/hooks?q=1&q=1&r=1&r=2&s=%C3%A9");
    reader.events(&request).map(|events| events.into_iter().map(RawEvent::into_owned).collect())
}

fn one(fields: Value, body: &str) -> RawEvent<'static> {
    let events = read(fields, body.as_bytes()).expect(body);
    <[_; 1]>::try_from(events).expect("one event").into_iter().next().expect("one")
}

#[test]
fn a_name_has_the_parts_that_are_there() {
    let name = |parts: Value, body: &str| one(json!({ "name": parts, "join": "." }), body).name;
    for (parts, body, expected) in [
        (json!(["header:x-name", "body:/a"]), r#"{"a": "b"}"#, Some("n.b")),
        (json!(["header:x-name", "body:/a"]), "{}", Some("n")),
        (json!(["header:x-none", "body:/a"]), r#"{"a": "b"}"#, Some("b")),
        (json!(["header:x-none", "body:/a"]), r#"{"a": null}"#, None),
        (
            json!(["body:/a", "body:/b", "body:/c"]),
            r#"{"a": 1.50, "b": true, "c": "\u00e9\n"}"#,
            Some("1.50.true.é\n"),
        ),
        // Nothing that could be read in two ways is read at all.
        (json!("body:/a"), r#"{"a": {"x": 1}}"#, None),
        (json!("body:/a"), r#"{"a": "b", "\u0061": "c"}"#, None),
        (json!("body:/a/b"), r#"{"a": {"b": 1}, "a": {}}"#, None),
        (json!("body:/a"), r#"{"a": "\ud800"}"#, None),
        (json!(["body:/a/0", "body:/b"]), r#"{"a": "\ud800", "b": "c"}"#, Some("c")),
        (json!("header:x-two"), "{}", None),
        (json!("header:x-same"), "{}", Some("s")),
        (json!("query:q"), "{}", Some("1")),
        (json!("query:r"), "{}", None),
        (json!("query:s"), "{}", Some("é")),
        (json!("body:/a"), "[1]", None),
        (json!("body:/1"), r#"["a", "b"]"#, Some("b")),
        (json!("body:/01"), r#"["a", "b"]"#, None),
        (json!("body:/"), r#" "a" "#, Some("a")),
    ] {
        assert_eq!(name(parts.clone(), body).as_deref(), expected, "{parts} of {body}");
    }
}

#[test]
fn an_event_without_a_part_of_its_id_has_no_key() {
    let key =
        |parts: Value, body: &str| one(json!({ "id": parts }), body).key().map(|key| key.as_str().to_owned());
    assert_eq!(key(json!("body:/a"), r#"{"a": 7}"#).as_deref(), Some(":7"));
    assert_eq!(key(json!(["body:/a", "body:/b"]), r#"{"a": "x:", "b": "y"}"#).as_deref(), Some("2:x::y"));
    let three = |body: &str| key(json!(["body:/a", "body:/b", "body:/c"]), body).expect("a key");
    assert_ne!(
        three(r#"{"a": "x:y", "b": "z", "c": "w"}"#),
        three(r#"{"a": "x", "b": "y:z", "c": "w"}"#),
        "parts do not run together"
    );
    for body in [
        "{}",
        r#"{"a": "x"}"#,
        r#"{"a": "x", "b": ""}"#,
        r#"{"a": "x", "b": " \u200b\n"}"#,
        r#"{"a": "x", "b": null}"#,
        r#"{"a": "x", "b": [1]}"#,
    ] {
        assert_eq!(key(json!(["body:/a", "body:/b"]), body), None, "{body}");
    }
    // Without any part, it is told by its bytes, to the last of them.
    let [a, b] = ["{}", "{} "].map(|body| one(json!({}), body));
    assert_eq!(a.id, ["sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"]);
    assert_ne!(a.key(), b.key());
    assert_eq!(a.text, b.text);
    // In a batch, by its own: the same event in another batch is the same.
    let batch = |body: &str| read(json!({ "events": "/*" }), body.as_bytes()).expect(body);
    let (first, second) = (batch("[{}, 1]"), batch("[ 1 ]"));
    assert_eq!(first[0].key(), a.key());
    assert_ne!(first[0].key(), first[1].key());
    assert_eq!(first[1].key(), second[0].key());
}

#[test]
fn payloads_are_shown_as_they_came() {
    let body = " {\"d\": { \"a\" : 1.0, \"a\":\"\\u00e9\"} , \"n\": null}\r\n";
    let payload = |fields: Value| one(fields, body).payload.map(|text| text.into_owned());
    assert_eq!(payload(json!({ "data": "body:/d" })).as_deref(), Some("{ \"a\" : 1.0, \"a\":\"\\u00e9\"}"));
    assert_eq!(payload(json!({ "data": "body:/n" })).as_deref(), Some("null"));
    assert_eq!(payload(json!({ "data": "body:/x" })), None);
    assert_eq!(payload(json!({ "data": "body:/" })).as_deref(), Some(body.trim()));
    assert_eq!(payload(json!({})).as_deref(), Some(body.trim()));
    assert_eq!(payload(json!({ "resource": "/n" })), None);
}

#[test]
fn what_is_no_delivery_is_refused() {
    let malformed = |fields: Value, body: &[u8]| matches!(read(fields, body), Err(ReadError::Body(_)));
    let deep = "[".repeat(200_000);
    for bad in ["", "{", "{\"a\": 1} x", "[1,]", "{'a': 1}", "\u{feff}{}", &deep] {
        assert!(malformed(json!({}), bad.as_bytes()), "{bad:.20}");
        assert!(malformed(json!({ "name": "body:/a" }), bad.as_bytes()), "{bad:.20}");
        assert!(malformed(json!({ "events": "/*" }), bad.as_bytes()), "{bad:.20}");
    }
    assert!(malformed(json!({}), b"\"\xff\""));
    let no_events = |events: &str, body: &str| {
        matches!(read(json!({ "events": events }), body.as_bytes()), Err(ReadError::NoEvents))
    };
    assert!(no_events("/*", "{}") && no_events("/a/*", "{}") && no_events("/a/*", r#"{"a": {}}"#));
    assert!(no_events("/*/e", r#"[{"e": 1}, {}]"#) && no_events("/a/*", r#"{"a": [1], "a": [2]}"#));
    assert_eq!(read(json!({ "events": "/*" }), b"[]"), Ok(vec![]));
    assert_eq!(read(json!({ "events": "/*" }), b"[null]").expect("one").len(), 1);
}

/// A million items are refused at once, and as many as are allowed take a moment: neither takes time that grows with their
/// square.
#[test]
fn large_batches_are_bounded() {
    let batch = |count: usize| {
        let items: Vec<String> = (0..count).map(|id| format!("{{\"id\":{id},\"data\":[{id}]}}")).collect();
        format!("{{\"l\":[{}]}}", items.join(","))
    };
    let fields = json!({ "events": "/l/*", "id": "body:/id", "data": "body:/data" });
    let most = read(fields.clone(), batch(MAX_EVENTS).as_bytes()).expect("fit");
    assert_eq!(most.len(), MAX_EVENTS);
    assert_eq!(most[MAX_EVENTS - 1].payload.as_deref(), Some(&*format!("[{}]", MAX_EVENTS - 1)));
    let million = format!("{{\"l\":[{}0]}}", "0,".repeat(999_999));
    assert_eq!(read(fields, million.as_bytes()), Err(ReadError::TooManyEvents));
    let told = [ReadError::NoEvents, ReadError::Form("no form")].map(|error| error.to_string());
    assert_eq!(told, ["body: no events where the layout says that they are", "body: no form"]);
}

#[test]
fn forms_are_read_as_json() {
    let field = json!({ "body": "form:payload", "name": "body:/type", "data": "body:/d" });
    let event = &read(field.clone(), b"a=1&payload=%7B%22type%22%3A%22t+1%22%2C%22d%22%3A%5B%5D%7D")
        .expect("a form")[0];
    assert_eq!((event.name.as_deref(), event.payload.as_deref()), (Some("t 1"), Some("[]")));
    for bad in ["", "payload=1&payload=1", "a=1"] {
        assert!(matches!(read(field.clone(), bad.as_bytes()), Err(ReadError::Form(_))), "{bad}");
    }
    let event = one(json!({ "body": "form", "name": "body:/Type" }), "Type=a%22b&x=");
    assert_eq!(
        (event.name.as_deref(), event.payload.as_deref()),
        (Some("a\"b"), Some(r#"{"Type":"a\"b","x":""}"#))
    );
}

/// JSON values whose keys are few, so that pointers lead somewhere.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-c\"\\\\\u{e9}\n]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[abc01]", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn pointer() -> impl Strategy<Value = String> {
    prop::collection::vec("[abc01]", 1..4).prop_map(|tokens| format!("/{}", tokens.join("/")))
}

/// The text at a pointer, by a reader that builds a tree.
fn text_at(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        scalar @ (Value::Bool(_) | Value::Number(_)) => Some(scalar.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The events at a pointer with stars, by a reader that builds a tree.
fn events_at(value: &Value, tokens: &[&str]) -> Option<Vec<Value>> {
    match tokens {
        [] => Some(vec![value.clone()]),
        ["*", rest @ ..] => {
            let events = value.as_array()?.iter().map(|item| events_at(item, rest));
            Some(events.collect::<Option<Vec<_>>>()?.concat())
        }
        [first, rest @ ..] => events_at(value.pointer(&format!("/{first}"))?, rest),
    }
}

proptest! {
    #[test]
    fn events_are_those_of_another_reader(
        items in prop::collection::vec(value(), 0..6),
        shape in 0_usize..4,
        places in prop::collection::vec(pointer(), 7),
        pretty in any::<bool>(),
    ) {
        let (events, body) = match shape {
            0 => ("/*", json!(items)),
            1 => ("/a/*", json!({ "a": items, "b": 1 })),
            2 => ("/a/*/e", json!({ "a": items.iter().map(|item| json!({ "e": item })).collect::<Vec<_>>() })),
            _ => ("/*/*", json!([items, [], items])),
        };
        let place = |at: usize| format!("body:{}", places[at]);
        let fields = json!({
            "events": events, "name": [place(0), place(1)], "join": "/", "id": [place(2), place(3)],
            "delivery": place(4), "version": place(5), "data": place(6),
        });
        let text = if pretty { serde_json::to_string_pretty(&body) } else { serde_json::to_string(&body) };
        let found = read(fields, text.expect("JSON").as_bytes()).expect("events");
        let tokens: Vec<&str> = events.split('/').skip(1).collect();
        let expected = events_at(&body, &tokens).expect("events");
        prop_assert_eq!(found.len(), expected.len());
        for (found, event) in found.iter().zip(&expected) {
            let at = |number: usize| text_at(event, &places[number]);
            let name: Vec<String> = [at(0), at(1)].into_iter().flatten().collect();
            let name = (!name.is_empty()).then(|| name.join("/"));
            let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
            prop_assert_eq!(owned(&found.name), name);
            let id: Option<Vec<String>> = [at(2), at(3)].into_iter().collect();
            let id = id.filter(|id| id.iter().all(|part| !part.trim().is_empty()));
            prop_assert_eq!(&found.id, &id.unwrap_or_default());
            prop_assert_eq!(owned(&found.delivery), at(4));
            prop_assert_eq!(owned(&found.version), at(5));
            let payload = found.payload.as_ref().map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
            prop_assert_eq!(payload.as_ref(), event.pointer(&places[6]));
            prop_assert_eq!(&serde_json::from_str::<Value>(&found.text).expect("JSON"), event);
        }
    }

    #[test]
    fn different_ids_have_different_keys(
        a in prop::collection::vec("[:/0-3a]{0,5}", 1..4),
        b in prop::collection::vec("[:/0-3a]{0,5}", 1..4),
    ) {
        use webhook_runtime::dedupe::EventKey;
        prop_assert_eq!(EventKey::of_parts(&a) == EventKey::of_parts(&b), a == b);
    }
}
