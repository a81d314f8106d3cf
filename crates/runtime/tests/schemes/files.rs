//! Vectors in files: those of the packs, and those for what the model leaves open or, by `SCHEME_VECTORS`, of another file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use serde_json::{Map, Value};
use webhook_runtime::contract::{Pack, Piece, Vector};
use webhook_runtime::{RequestParts, Secret, Verifier, VerifyError};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a verifier says of a vector.
pub fn judged(pack: &Pack, vector: &Vector, body: &[u8]) -> Result<(), String> {
    let secret = Secret::verbatim(&*vector.secret).map_err(|error| error.to_string())?;
    let verifier = Verifier::of_pack(pack, &secret).map_err(|error| error.to_string())?;
    let headers: Vec<(&str, &str)> = vector.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let mut request = RequestParts::new(&headers, body).method(&vector.method);
    request.url = vector.url.as_deref();
    let now = UNIX_EPOCH + Duration::from_secs(vector.now);
    verifier.verify_at(&request, now).map_err(|error| error.to_string())
}

fn wrong(name: &str, pack: &Pack, vector: &Vector, body: &[u8]) -> Option<String> {
    let verdict = judged(pack, vector, body);
    (verdict.is_ok() != vector.accept)
        .then(|| format!("{name}: expected {}, found {verdict:?}", vector.accept))
}

#[test]
fn every_vector_of_every_pack_is_judged_right() {
    let directories = fs::read_dir(repository().join("packs")).expect("packs");
    let mut found = Vec::new();
    let mut count = 0;
    for directory in directories {
        let path = directory.expect("an entry").path().join("contract.json");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let pack: Pack = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert_eq!(pack.signature.faults(pack.id().is_some()), [], "{path:?}");
        for vector in pack.signature.vectors.iter() {
            count += 1;
            let name = format!("{}: {}", pack.provider.name, vector.name.as_deref().unwrap_or_default());
            let body = vector.body.as_bytes();
            found.extend(wrong(&name, &pack, vector, body));
            found.extend(bits_of_the_body(&name, &pack, vector, body));
        }
    }
    assert_eq!(found, Vec::<String>::new());
    assert!(count > 100, "{count} vectors");
}

#[test]
fn every_vector_of_a_file_is_judged_right() {
    let edges = repository().join("crates/conformance/packs/edges.json");
    let file = std::env::var_os("SCHEME_VECTORS").map_or(edges, Into::into);
    let text = fs::read_to_string(file).expect("a file");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let vectors = document["vectors"].as_array().expect("vectors");
    let by_name: BTreeMap<&str, &Value> =
        vectors.iter().map(|vector| (vector["name"].as_str().expect("a name"), vector)).collect();
    let mut found = Vec::new();
    for entry in vectors {
        let mut whole: Map<String, Value> = match entry["twin_of"].as_str() {
            Some(name) => by_name[name].as_object().expect("an object").clone(),
            None => Map::new(),
        };
        let own = entry.as_object().expect("an object");
        for (one, other) in [("body", "body_base64"), ("body_base64", "body")] {
            if own.contains_key(one) {
                whole.remove(other);
            }
        }
        whole.extend(own.clone());
        let (name, pack, vector) = read(&whole);
        // A body that is not UTF-8.
        let body = match whole.get("body_base64").and_then(Value::as_str) {
            Some(text) => base64::prelude::BASE64_STANDARD.decode(text).expect("base64"),
            None => vector.body.as_bytes().to_vec(),
        };
        found.extend(wrong(&name, &pack, &vector, &body));
        found.extend(bits_of_the_body(&name, &pack, &vector, &body));
    }
    println!("{} vectors", vectors.len());
    assert_eq!(found, Vec::<String>::new());
}

fn read(entry: &Map<String, Value>) -> (String, Pack, Vector) {
    let name = entry["name"].as_str().expect("a name").to_owned();
    let mut pack = serde_json::json!({ "provider": { "name": name }, "signature": entry["scheme"] });
    for field in ["events", "id"] {
        if let Some(value) = entry.get(field) {
            pack["envelope"][field] = value.clone();
        }
    }
    let pack = serde_json::from_value(pack).unwrap_or_else(|error| panic!("{name}: {error}"));
    let known = ["secret", "public_key", "method", "url", "headers", "body", "now", "accept"];
    let kept = known.into_iter().filter_map(|key| Some((key.to_owned(), entry.get(key)?.clone())));
    let vector = serde_json::from_value(Value::Object(kept.collect()));
    (name.clone(), pack, vector.unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// Every changed bit of a body that is signed as a whole is refused.
fn bits_of_the_body(name: &str, pack: &Pack, vector: &Vector, body: &[u8]) -> Vec<String> {
    let signs_body = pack.signature.message.as_ref().is_some_and(|message| message.has(&Piece::Body));
    if !vector.accept || !signs_body {
        return Vec::new();
    }
    let mut body = body.to_vec();
    // All of them take half a minute, those of public keys much longer; every eighth part of a byte comes up.
    let step = match std::env::var_os("SCHEME_VECTORS") {
        Some(_) if !pack.signature.algorithm.is_asymmetric() && body.len() < 10_000 => 1,
        _ => (body.len() / 8).max(36) | 1,
    };
    let mut found = Vec::new();
    for bit in (0..body.len() * 8).step_by(step) {
        body[bit / 8] ^= 1 << (bit % 8);
        if judged(pack, vector, &body).is_ok() {
            found.push(format!("{name}: bit {bit} of the body does not count"));
        }
        body[bit / 8] ^= 1 << (bit % 8);
    }
    found
}

#[test]
fn what_is_no_rule_is_refused() {
    let rule = serde_json::json!({ "algorithm": "hmac-sha256", "in": "header:x", "encoding": "hex", "message": "{timestamp}" });
    let rule = serde_json::from_value(rule).expect("has the shape");
    let secret = Secret::new("s").expect("a secret");
    assert_eq!(Verifier::new(&rule, &secret).err(), Some(webhook_runtime::InvalidSecret::Contract));
    let _ = VerifyError::Configuration;
}
