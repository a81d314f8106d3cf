//! Envelopes in the wild for which there is no pack: nobody says how they are signed, or the key has to be fetched.

use serde_json::json;
use webhook_runtime::contract::Layout;
use webhook_runtime::{Reader, RequestParts};

/// What is read of the events of a delivery: name, id, time, version and payload.
fn read(layout: &serde_json::Value, headers: &[(&str, &str)], body: &str) -> Vec<String> {
    let layout: Layout = serde_json::from_value(layout.clone()).expect("a layout");
    let reader = Reader::new(&layout).expect("a layout");
    let events = reader.events(&RequestParts::new(headers, body.as_bytes())).expect(body);
    let told = events.iter().map(|event| {
        let time = event.time.as_ref().map_or("-", |time| time.as_str());
        let parts = [event.name.as_deref(), Some(time), event.version.as_deref(), event.payload.as_deref()];
        let parts: Vec<&str> = parts.into_iter().map(|part| part.unwrap_or("-")).collect();
        format!("{} [{}]", parts.join(" "), event.id.join("+"))
    });
    told.collect()
}

#[test]
fn plaid_has_a_name_of_two_parts_and_no_id() {
    let layout = json!({ "name": ["body:/webhook_type", "body:/webhook_code"], "join": "." });
    let body = r#"{"webhook_type":"ITEM","webhook_code":"ERROR","item_id":"i"}"#;
    let events = read(&layout, &[], body);
    assert!(events[0].starts_with(&format!("ITEM.ERROR - - {body} [sha256:")), "{events:?}");
}

#[test]
fn oxide_has_the_version_in_the_body_and_in_a_header() {
    let body = r#"{"alert_class":"test.foo","id":"a-1","version":2,"data":{"x":1}}"#;
    let headers = [("X-Alert-Version", "2")];
    for version in ["body:/version", "header:x-alert-version"] {
        let layout = json!({ "name": "body:/alert_class", "id": "body:/id", "version": version, "data": "body:/data" });
        assert_eq!(read(&layout, &headers, body), [r#"test.foo - 2 {"x":1} [a-1]"#]);
    }
}

#[test]
fn cloudevents_come_whole_in_headers_and_as_batches() {
    let one = |id: u8| {
        format!(
            r#"{{"specversion":"1.0","type":"com.example.paid","source":"/shop","id":"{id}","time":"2025-10-09T08:53:20Z","data":{{"n":{id}}}}}"#
        )
    };
    let time = |place: &str| json!({ "in": place, "unit": "rfc3339" });
    let structured = json!({
        "name": "body:/type", "id": ["body:/source", "body:/id"], "time": time("body:/time"),
        "version": "body:/specversion", "data": "body:/data"
    });
    let told = |id: u8| format!(r#"com.example.paid 2025-10-09T08:53:20Z 1.0 {{"n":{id}}} [/shop+{id}]"#);
    assert_eq!(read(&structured, &[], &one(1)), [told(1)]);

    let mut batched = structured;
    batched["events"] = json!("/*");
    assert_eq!(read(&batched, &[], &format!("[{}, {}]", one(1), one(2))), [told(1), told(2)]);
    assert_eq!(read(&batched, &[], "[]"), [""; 0]);

    let binary = json!({
        "name": "header:ce-type", "id": ["header:ce-source", "header:ce-id"], "time": time("header:ce-time"),
        "version": "header:ce-specversion"
    });
    let headers = [
        ("Ce-Type", "com.example.paid"),
        ("ce-source", "/shop"),
        ("ce-id", "1"),
        ("ce-time", "2025-10-09T08:53:20Z"),
        ("ce-specversion", "1.0"),
    ];
    assert_eq!(read(&binary, &headers, r#"{"n":1}"#), [told(1)]);
}
