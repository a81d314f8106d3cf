//! The example deliveries of a pack: those of its file, or the first that its signature has a vector of.

use std::collections::HashMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use webhook_runtime::contract::Pack;
use webhook_runtime::{Outgoing, Reader};

/// An example delivery, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The names of the events in it; none of a handshake.
    pub events: Vec<String>,
    /// What is sent.
    pub request: Outgoing,
}

/// The examples of a pack, by the text of its file of deliveries where it has one. An entry says in `events` what is in it,
/// or in `answer` how it is answered, as a handshake; one that says neither is read by the pack's envelope.
///
/// # Errors
///
/// When that file is not one, or a delivery that is to be read cannot be.
pub fn examples(pack: &Pack, deliveries: Option<&str>) -> Result<Vec<Example>, String> {
    let Some(text) = deliveries else { return Ok(of_vectors(pack).into_iter().collect()) };
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let entries = document["deliveries"].as_array().ok_or("expected a list `deliveries`")?;
    let written = written(text).unwrap_or_default();
    let read = |(at, entry): (usize, &Value)| {
        let fields = entry.as_object();
        let json = written.get(at).and_then(|entry| entry.get("json")).map(|json| compact(json.get()));
        let mut example = fields.and_then(|fields| example(fields, json)).ok_or_else(|| {
            format!("/deliveries/{at}: expected a delivery with `name`, `headers`, and `json` or `body`")
        })?;
        if fields.is_some_and(|entry| !entry.contains_key("events") && !entry.contains_key("answer")) {
            example.events = names(pack, &example.request).map_err(|error| {
                format!(
                    "/deliveries/{at}: its events cannot be read by the envelope: {error}; if it is a handshake, give it an `answer`"
                )
            })?;
        }
        Ok(example)
    };
    entries.iter().enumerate().map(read).collect()
}

/// The entries of a file of deliveries, with their members as they are written there.
fn written(text: &str) -> Option<Vec<HashMap<String, &RawValue>>> {
    let document: HashMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    serde_json::from_str(document.get("deliveries")?.get()).ok()
}

/// JSON without the spaces between its parts: numbers keep their digits, of which a value would have no more than a double.
fn compact(json: &str) -> String {
    let (mut in_string, mut is_escaped) = (false, false);
    let is_kept = |letter: &char| {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if in_string => is_escaped = true,
            '"' => in_string = !in_string,
            _ => return in_string || !letter.is_ascii_whitespace(),
        }
        true
    };
    json.chars().filter(is_kept).collect()
}

/// A delivery, with its body as it is written where that is JSON.
fn example(entry: &Map<String, Value>, json: Option<String>) -> Option<Example> {
    let text = |field: &str| entry.get(field).and_then(Value::as_str).map(str::to_owned);
    let pair = |pair: &Value| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned()));
    let body = match entry.get("json") {
        Some(value) => json.unwrap_or_else(|| value.to_string()),
        None => text("body").unwrap_or_default(),
    };
    let events = entry.get("events").and_then(Value::as_array).into_iter().flatten();
    Some(Example {
        name: text("name")?,
        events: events.filter_map(|event| event.get("name")?.as_str().map(str::to_owned)).collect(),
        request: Outgoing {
            method: text("method").unwrap_or_else(|| "POST".to_owned()),
            url: text("url"),
            headers: entry.get("headers")?.as_array()?.iter().map(pair).collect::<Option<_>>()?,
            body: body.into_bytes(),
        },
    })
}

/// The names of the events in a request, by the envelope of a pack.
fn names(pack: &Pack, request: &Outgoing) -> Result<Vec<String>, String> {
    let reader = Reader::of_pack(pack).map_err(|fault| fault.to_string())?;
    let parts = request.parts();
    let events = reader.events(&parts).map_err(|error| error.to_string())?;
    Ok(events.into_iter().filter_map(|event| event.name.map(Into::into)).collect())
}

/// What a vector shows of a pack that nobody has written a delivery for.
fn of_vectors(pack: &Pack) -> Option<Example> {
    let vector = pack.signature.vectors.iter().find(|vector| vector.accept)?;
    let headers = vector.headers.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Some(Example {
        name: vector.name.as_deref().unwrap_or("a delivery").to_owned(),
        events: Vec::new(),
        request: Outgoing {
            method: vector.method.to_string(),
            url: vector.url.as_deref().map(str::to_owned),
            headers: headers.collect(),
            body: vector.body.as_bytes().to_vec(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_as_they_are_written() {
        let pack: Pack = serde_json::from_str(
            r#"{
                "provider": { "name": "Acme", "evidence": {} },
                "signature": { "algorithm": "hmac-sha256", "in": "header:X-Sig", "encoding": "hex", "message": "{body}",
                    "key": { "encoding": "text" }, "vectors": [] },
                "envelope": { "name": "body:/action" }
            }"#,
        )
        .expect("a pack");
        let deliveries = r#"{ "deliveries": [{ "name": "an order", "headers": [], "json": {
            "action": "paid  \" {", "big": 12345678901234567890123, "rate": 0.1000
        } }] }"#;
        let examples = examples(&pack, Some(deliveries)).expect("examples");
        let body = String::from_utf8(examples[0].request.body.clone()).expect("text");
        assert_eq!(body, r#"{"action":"paid  \" {","big":12345678901234567890123,"rate":0.1000}"#);
        assert_eq!(examples[0].events, [r#"paid  " {"#]);
    }
}
