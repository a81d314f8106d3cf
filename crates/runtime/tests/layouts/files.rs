//! The example deliveries of the packs: they read as their files say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::value::RawValue;
use serde_json::{Value, json};
use webhook_runtime::contract::{Layout, Pack, SignatureRule};
use webhook_runtime::{
    Outgoing, RawEvent, Reader, ReceiveError, Received, Reply, RequestParts, Secret, Signing, Verifier,
    VerifyError,
};

/// What stands for a payload with half a character in it.
const HALF: &str = "half a character";

/// When deliveries are signed, in Unix seconds.
const NOW: u64 = 1_760_000_000;

/// A delivery of a file, as a request.
pub struct Delivery {
    pub method: String,
    pub url: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// JSON without white space, in the order and with the digits that it is written in.
fn compact(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let is_kept = |c: &char| {
        let kept = in_string || !c.is_ascii_whitespace();
        in_string ^= *c == '"' && !escaped;
        escaped = in_string && *c == '\\' && !escaped;
        kept
    };
    json.chars().filter(is_kept).collect()
}

impl Delivery {
    pub fn of(raw: &RawValue) -> Self {
        let entry: Value = serde_json::from_str(raw.get()).expect("JSON");
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get()).expect("an object");
        let text = |field: &str| entry[field].as_str().map(str::to_owned);
        let pair = |pair: &Value| [0, 1].map(|at| pair[at].as_str().expect("a text").to_owned()).into();
        let body = match fields.get("json") {
            Some(json) => compact(json.get()),
            None => text("body").unwrap_or_default(),
        };
        Delivery {
            method: text("method").unwrap_or_else(|| "POST".to_owned()),
            url: text("url"),
            headers: entry["headers"].as_array().expect("headers").iter().map(pair).collect(),
            body: body.into_bytes(),
        }
    }

    pub fn request(&self) -> RequestParts<'_, Vec<(String, String)>> {
        RequestParts {
            method: &self.method,
            url: self.url.as_deref(),
            headers: &self.headers,
            body: &self.body,
        }
    }
}

/// An event as the files have it: what is absent is left out, and so is a payload that the layout does not name.
pub fn written(layout: &Layout, event: &RawEvent<'_>) -> Value {
    let mut fields = json!({});
    for (field, value) in [
        ("name", &event.name),
        ("delivery", &event.delivery),
        ("version", &event.version),
        ("resource", &event.resource),
    ] {
        if let Some(value) = value {
            fields[field] = json!(value);
        }
    }
    if !event.id.is_empty() {
        fields["id"] = json!(event.id);
    }
    if let Some(time) = &event.time {
        fields["time"] = json!(time.as_str());
    }
    let payload = event.payload.as_ref().filter(|_| layout.data.is_some());
    if let Some(payload) = payload {
        // A tree of Rust's cannot have half a character.
        fields["data"] = serde_json::from_str(payload).unwrap_or_else(|_| json!(HALF));
    }
    with_canonical_time(fields)
}

/// A point in time as one text; any other text as it is.
fn canonical(seconds: Option<i64>, nanos: Option<u32>, text: &str) -> String {
    match (seconds, nanos) {
        (Some(seconds), Some(nanos)) => format!("{seconds}.{nanos:09}"),
        _ => text.to_owned(),
    }
}

/// Times of an expected event, in the form of `written`.
pub fn with_canonical_time(mut event: Value) -> Value {
    if let Some(text) = event["time"].as_str() {
        let time: Result<webhook_runtime::Timestamp, _> = text.parse();
        let text = match time {
            Ok(time) => canonical(time.unix_seconds(), time.subsec_nanos(), text),
            Err(_) => text.to_owned(),
        };
        event["time"] = json!(text);
    }
    event
}

/// A reply as the files have it, with those of its headers that they name.
pub fn written_reply(reply: &Reply, expected: &Value) -> Value {
    let mut answer = json!({ "status": reply.status });
    if let Some(headers) = expected["headers"].as_array() {
        let named = |name: &str| headers.iter().any(|pair| pair[0].as_str() == Some(name));
        answer["headers"] =
            reply.headers.iter().filter(|(name, _)| named(name)).map(|pair| json!(pair)).collect();
    }
    match expected.get("json") {
        Some(_) => answer["json"] = serde_json::from_str(&reply.body).expect("JSON"),
        None if reply.body.is_empty() => {}
        None => answer["body"] = json!(reply.body),
    }
    answer
}

#[test]
fn the_deliveries_of_every_pack_read_as_their_files_say() {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let (mut deliveries, mut answers) = (0, 0);
    for directory in fs::read_dir(packs).expect("packs") {
        let path = directory.expect("an entry").path();
        let Ok(text) = fs::read_to_string(path.join("contract.json")) else { continue };
        let pack: Pack = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert_eq!(pack.faults(), [], "{path:?}");
        let Ok(text) = fs::read_to_string(path.join("deliveries.json")) else { continue };
        let document: BTreeMap<String, Vec<Box<RawValue>>> = serde_json::from_str(&text).expect("JSON");
        let reader = Reader::of_pack(&pack).expect("a layout");
        for raw in &document["deliveries"] {
            let (entry, delivery): (Value, _) =
                (serde_json::from_str(raw.get()).expect("JSON"), Delivery::of(raw));
            let mut headers = delivery.headers.clone();
            headers.extend(time_of_sending(&pack.signature));
            let request = RequestParts { headers: &headers, ..delivery.request() };
            match (entry.get("events"), entry.get("answer")) {
                (Some(expected), None) => {
                    let layout = pack.envelope.as_ref().expect("a layout");
                    let found = reader.events(&request).unwrap_or_else(|error| panic!("{path:?}: {error}"));
                    let found: Vec<_> = found.iter().map(|event| written(layout, event)).collect();
                    let expected = expected.as_array().expect("events").iter().cloned();
                    let expected: Vec<_> = expected.map(with_canonical_time).collect();
                    assert_eq!(found, expected, "{path:?}: {}", entry["name"]);
                    assert_eq!(signed(&pack, &delivery, &entry), Ok(()), "{path:?}: {}", entry["name"]);
                    deliveries += 1;
                }
                (None, Some(expected)) => {
                    let reply = handshake(&pack, &reader, &delivery, &entry);
                    assert_eq!(written_reply(&reply, expected), *expected, "{path:?}: {}", entry["name"]);
                    answers += 1;
                }
                _ => panic!("{path:?}: {}: expected events or an answer", entry["name"]),
            }
        }
    }
    assert!(deliveries >= 33 && answers >= 6, "{deliveries} deliveries, {answers} answers");
}

/// What a verifier says of a delivery that is signed here.
fn signed(pack: &Pack, delivery: &Delivery, entry: &Value) -> Result<(), VerifyError> {
    let secret = entry["secret"].as_str().expect("a secret");
    let key = entry["signing_key"].as_str().unwrap_or(secret);
    let Delivery { method, url, headers, body } = delivery;
    let (method, url, headers, body) = (method.clone(), url.clone(), headers.clone(), body.clone());
    let mut request = Outgoing { method, url, headers, body };
    let signing = Signing::of_pack(pack, &Secret::new(key).expect("a key")).expect("a key");
    signing.sign(&mut request, NOW).unwrap_or_else(|error| panic!("{}: {error}", pack.provider.name));
    let verifier = Verifier::of_pack(pack, &Secret::new(secret).expect("a secret")).expect("a pack");
    verifier.verify_at(&request.parts(), UNIX_EPOCH + Duration::from_secs(NOW))
}

/// The reply to a handshake, which is signed where it has to be; then, it must not be answered unsigned.
fn handshake(pack: &Pack, reader: &Reader, delivery: &Delivery, entry: &Value) -> Reply {
    let secret = entry["secret"].as_str().expect("a secret");
    let verifier = Verifier::of_pack(pack, &Secret::new(secret).expect("a secret")).expect("a pack");
    let receive = |headers: &Vec<(String, String)>| {
        let request = RequestParts { headers, ..delivery.request() };
        let received = reader.receive_at(&request, &verifier, UNIX_EPOCH + Duration::from_secs(NOW));
        received.map(|received| match received {
            Received::Handshake(reply) => Some(reply),
            Received::Events(_) => None,
        })
    };
    let unsigned = receive(&delivery.headers);
    let received =
        match pack.envelope.iter().flat_map(|layout| layout.handshakes.iter()).any(|own| own.signed) {
            false => unsigned,
            true => {
                assert!(matches!(unsigned, Err(ReceiveError::Verify(_))), "{unsigned:?}");
                let key = entry["signing_key"].as_str().unwrap_or(secret);
                let mut request = Outgoing::post(delivery.body.clone());
                request.headers.clone_from(&delivery.headers);
                let signing = Signing::of_pack(pack, &Secret::new(key).expect("a key")).expect("a key");
                signing.sign(&mut request, NOW).expect("a header");
                receive(&request.headers)
            }
        };
    match received {
        Ok(Some(reply)) => reply,
        other => panic!("{}: {other:?}", entry["name"]),
    }
}

/// The header that signing adds with the time, where it does.
fn time_of_sending(rule: &SignatureRule) -> Option<(String, String)> {
    let unit = rule.timestamp.as_ref()?.unit;
    Some((rule.timestamp_header()?.to_owned(), webhook_runtime::written(NOW, unit)))
}

/// The deliveries of the file that `LAYOUT_DELIVERIES` names, as another implementation reads them.
#[test]
fn deliveries_of_a_file_read_as_it_says() {
    let Some(file) = std::env::var_os("LAYOUT_DELIVERIES") else { return };
    let text = fs::read_to_string(file).expect("a file");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let mut differences = Vec::new();
    let entries = document["deliveries"].as_array().expect("deliveries");
    for entry in entries {
        let raw = RawValue::from_string(entry.to_string()).expect("JSON");
        let layout: Layout = serde_json::from_value(entry["layout"].clone()).expect("a layout");
        let (reader, delivery) = (Reader::new(&layout).expect("a layout"), Delivery::of(&raw));
        let found = reader.events(&delivery.request()).ok();
        let found: Option<Vec<_>> =
            found.map(|events| events.iter().map(|event| written(&layout, event)).collect());
        let mut expected: Option<Vec<_>> = entry["events"]
            .as_array()
            .map(|events| events.iter().cloned().map(with_canonical_time).collect());
        // It may be in a member that another one of the same name hides.
        for (found, expected) in found.iter().flatten().zip(expected.iter_mut().flatten()) {
            if found["data"] == HALF && expected.get("data").is_some() {
                expected["data"] = json!(HALF);
            }
        }
        if found != expected {
            differences.push(format!("{entry}\n  found    {found:?}\n  expected {expected:?}"));
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {} differ:\n{}",
        differences.len(),
        entries.len(),
        differences.join("\n")
    );
}
