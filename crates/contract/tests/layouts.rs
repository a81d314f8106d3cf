//! Layouts as they are written, and their faults.

#![cfg(feature = "serde")]

use serde_json::{Value, json};
use webhook_contract::{AnswerBody, BodyForm, Condition, Expected, Layout, Location, Pack, WeaknessKind};

fn layout(fields: Value) -> Layout {
    serde_json::from_value(fields).expect("a layout")
}

fn pack(algorithm: &str, envelope: Value) -> Pack {
    let mut pack = json!({
        "provider": { "name": "made" },
        "signature": { "algorithm": algorithm, "in": "header:X-Sig" },
        "envelope": envelope,
    });
    if algorithm != "equality" {
        pack["signature"]["encoding"] = json!("hex");
        pack["signature"]["message"] = json!("{body}");
    }
    serde_json::from_value(pack).expect("a pack")
}

#[test]
fn a_layout_is_parsed_at_once() {
    let layout = layout(json!({
        "body": "form:payload",
        "name": "body:/type",
        "handshake": [{
            "when": { "method": "POST", "body:/type": 0, "query:x": { "exists": true }, "body:/b": false },
            "signed": true,
            "answer": { "status": 200, "headers": [["x-a", "{header:x-b}"]], "json": { "c": "{body:/c}" } },
        }],
        "answer": { "ok": { "status": 200, "body": "[accepted]" } },
    }));
    assert_eq!(layout.body, BodyForm::JsonInForm("payload".into()));
    assert_eq!(layout.name.len(), 1);
    let handshake = &layout.handshakes[0];
    assert!(handshake.signed && handshake.when.contains(&Condition::Method("POST".into())));
    let at = Location::Body("/type".parse().expect("a pointer"));
    assert!(handshake.when.contains(&Condition::Value { at, is: Expected::Integer(0) }));
    let Some(AnswerBody::Json(text)) = &handshake.answer.body else { panic!("{handshake:?}") };
    assert_eq!(text.to_string(), r#"{"c":"{body:/c}"}"#);
    assert_eq!(layout.faults(None, None), []);
    assert_eq!(serde_json::from_value::<Layout>(json!({})).expect("a layout"), Layout::new());
}

#[test]
fn what_cannot_be_read_is_refused() {
    let handshake = |when: Value, answer: Value| json!({ "handshake": [{ "when": when, "answer": answer }] });
    let when = |when: Value| handshake(when, json!({ "status": 200 }));
    let answer = |answer: Value| handshake(json!({ "method": "GET" }), answer);
    for bad in [
        json!({ "nmae": "body:/type" }),
        json!({ "body": "xml" }),
        json!({ "events": "*" }),
        json!({ "time": { "in": "body:/t" } }),
        when(json!({ "body:/a": null })),
        when(json!({ "body:/a": 0.5 })),
        when(json!({ "body:/a": { "exists": false } })),
        when(json!({ "body:/a": { "exists": true, "x": true } })),
        when(json!({ "method": 1 })),
        when(json!({ "url": "x" })),
        answer(json!({ "body": "" })),
        answer(json!({ "status": 200, "body": "a", "json": 1 })),
        answer(json!({ "status": 200, "body": "{challenge}" })),
        answer(json!({ "status": 200, "json": ["{x}"] })),
    ] {
        assert!(serde_json::from_value::<Layout>(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn a_fault_is_found_where_it_is() {
    let handshake = |when: Value, signed: bool, answer: Value| json!({ "handshake": [{ "when": when, "signed": signed, "answer": answer }] });
    let get = || json!({ "method": "GET" });
    let hmac = || json!({ "status": 200, "json": { "a": "{hmac:body:/a}" } });
    let handshakes = |whens: &[Value]| {
        let of = |when: &Value| json!({ "when": when, "answer": { "status": 200 } });
        json!({ "handshake": whens.iter().map(of).collect::<Vec<_>>() })
    };
    let numbered = "header:X-{n}";
    for (fields, pointers) in [
        (json!({}), &[][..]),
        (json!({ "name": [numbered, "body:/a"] }), &["/envelope/name/0"]),
        (json!({ "id": ["body:/a", numbered] }), &["/envelope/id/1"]),
        (json!({ "id": ["body:/a", "body:/b", "body:/c", "body:/d"] }), &["/envelope/id"]),
        (json!({ "delivery": numbered }), &["/envelope/delivery"]),
        (json!({ "version": numbered }), &["/envelope/version"]),
        (json!({ "time": { "in": numbered, "unit": "s" } }), &["/envelope/time/in"]),
        (json!({ "data": "header:X-Data" }), &["/envelope/data"]),
        (json!({ "data": "body:/a", "resource": "/b" }), &["/envelope/resource"]),
        (json!({ "body": "form", "events": "/*" }), &["/envelope/events"]),
        (handshake(json!({}), false, json!({ "status": 200 })), &["/envelope/handshake/0/when"]),
        (
            handshake(json!({ "header:x": 1 }), false, json!({ "status": 200 })),
            &["/envelope/handshake/0/when/header:x"],
        ),
        (handshake(get(), true, hmac()), &[]),
        // A signing oracle: anybody could have any text signed.
        (handshake(get(), false, hmac()), &["/envelope/handshake/0/answer/json"]),
        (handshake(get(), false, json!({ "status": 199 })), &["/envelope/handshake/0/answer/status"]),
        (handshake(get(), false, json!({ "status": 302 })), &["/envelope/handshake/0/answer/status"]),
        (
            handshake(get(), false, json!({ "status": 204, "body": "a" })),
            &["/envelope/handshake/0/answer/body"],
        ),
        (
            handshake(get(), false, json!({ "status": 200, "headers": [["a b", "c"]] })),
            &["/envelope/handshake/0/answer/headers/0"],
        ),
        (
            handshake(get(), false, json!({ "status": 200, "headers": [["a", "b\r\nc: d"]] })),
            &["/envelope/handshake/0/answer/headers/0"],
        ),
        (handshakes(&[json!({ "body:/a": "b", "body:/c": 1 }), json!({ "body:/a": "b" }), get()]), &[]),
        (
            handshakes(&[get(), json!({ "method": "POST" }), json!({ "method": "GET", "body:/a": "b" })]),
            &["/envelope/handshake/2/when"],
        ),
        (
            handshakes(&[
                json!({ "body:/a": { "exists": true } }),
                json!({ "body:/a": 1 }),
                json!({ "body:/b": 1 }),
            ]),
            &["/envelope/handshake/1/when"],
        ),
        (json!({ "answer": { "ok": { "status": 400 } } }), &["/envelope/answer/ok/status"]),
        (
            json!({ "answer": { "ok": { "status": 200, "body": "{query:a}" } } }),
            &["/envelope/answer/ok/body"],
        ),
    ] {
        let found: Vec<_> =
            pack("hmac-sha256", fields.clone()).faults().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(found, pointers, "{fields}");
    }
    let found = pack("equality", handshake(get(), true, hmac())).faults();
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].to_string(),
        "/envelope/handshake/0/answer/json: an HMAC, though deliveries are signed by none: an HMAC is made by the algorithm of \
         the signature: write what the provider expects"
    );
}

/// Else whoever sends a long list of events has the whole body hashed as often.
#[test]
fn the_whole_body_is_not_signed_once_for_each_event() {
    let faults = |message: &str, also: Value| {
        let mut pack = pack("hmac-sha256", json!({ "events": "/*", "id": "body:/id" }));
        let rule = |message: &str| json!({ "algorithm": "hmac-sha256", "in": "header:X-Sig", "encoding": "hex", "message": message });
        let mut signature = rule(message);
        signature["also"] =
            also.as_array().into_iter().flatten().filter_map(Value::as_str).map(rule).collect();
        pack.signature = serde_json::from_value(signature).expect("a rule");
        pack.faults().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
    };
    assert_eq!(faults("{body}", json!([])), [""; 0]);
    assert_eq!(faults("{body:/id}", json!(["{body}"])), [""; 0]);
    assert_eq!(faults("{body:/id}.{body}", json!([])), ["/envelope/events"]);
    assert_eq!(faults("{id}.{body}", json!([])), ["/envelope/events"]);
    assert_eq!(faults("{body}", json!(["{sha256:body}.{body:/id}"])), ["/envelope/events"]);
}

#[test]
fn what_is_outside_of_the_signature_is_found_where_it_is() {
    let of = |message: Value, timestamp: Value, envelope: Value| -> Vec<String> {
        let mut pack = json!({
            "provider": { "name": "made" },
            "signature": { "algorithm": "hmac-sha256", "in": "header:X-Sig", "encoding": "hex", "message": message },
            "envelope": envelope,
        });
        if !timestamp.is_null() {
            pack["signature"]["timestamp"] = json!({ "in": timestamp, "unit": "s" });
        }
        let pack: Pack = serde_json::from_value(pack).expect("a pack");
        let found = pack.weaknesses().into_iter();
        let found = found.filter(|found| found.kind == WeaknessKind::OutsideSignature);
        found.map(|found| found.pointer).collect()
    };
    let header = || json!({ "name": ["header:X-Name", "body:/a"], "id": "header:X-Id", "time": { "in": "header:X-Time", "unit": "s" } });
    let body = || json!({ "name": "body:/a", "id": ["body:/b", "body:/a"], "time": { "in": "body:/t", "unit": "s" } });
    let fields = json!({ "fields": ["/a"], "join": ":" });
    for (message, timestamp, envelope, pointers) in [
        (json!("{body}"), json!(null), body(), &[][..]),
        (
            json!("{body}"),
            json!(null),
            header(),
            &["/envelope/name/0", "/envelope/id/0", "/envelope/time/in"],
        ),
        (
            json!("{timestamp}.{body}"),
            json!("header:x-time"),
            header(),
            &["/envelope/name/0", "/envelope/id/0"],
        ),
        (json!("{header:x-time}.{body}"), json!(null), header(), &["/envelope/name/0", "/envelope/id/0"]),
        (json!("{id}.{header:x-name}.{body}"), json!(null), header(), &["/envelope/time/in"]),
        (fields.clone(), json!(null), body(), &["/envelope/id/0", "/envelope/time/in"]),
        // That of the whole body is told already.
        (json!("{header:x-id}"), json!(null), body(), &[]),
        (json!("{body}"), json!(null), json!({ "id": "query:id" }), &["/envelope/id/0"]),
        (json!("{url}.{body}"), json!(null), json!({ "id": "query:id" }), &[]),
        (
            json!("{body}"),
            json!(null),
            json!({ "name": "header:a", "id": "header:a" }),
            &["/envelope/name/0"],
        ),
        (json!("{body}"), json!(null), json!({ "delivery": "header:a", "version": "header:b" }), &[]),
    ] {
        assert_eq!(of(message.clone(), timestamp, envelope.clone()), pointers, "{message}: {envelope}");
    }
}
