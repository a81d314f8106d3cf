//! A request with one mistake in it, and what is found of it.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use webhook_contract::Contract;
use webhook_diagnose::{Case, Diagnosis, NamedRequest, NamedSecret, Request, Terms, diagnose};

pub const SECRET: &str = "5f0c1e77a95f0c1e77a95f0c1e77a9aa";
pub const NOW: u64 = 1_790_000_000;
pub const BODY: &str =
    r#"{"id":"evt-1","type":"invoice.paid","data":{"who":"Zoë","path":"a/b","html":"<b>","n":1.0,"a":[]}}"#;

/// One mistake: what it is called, and what is signed, sent and known.
pub struct Mistake {
    pub id: &'static str,
    pub key: Vec<u8>,
    pub message: Vec<u8>,
    pub sent: Request,
    pub secrets: Vec<NamedSecret>,
    pub earlier: Vec<NamedRequest>,
    pub received: u64,
}

impl Mistake {
    pub fn new(id: &'static str) -> Self {
        Self {
            id,
            key: SECRET.into(),
            message: format!("{NOW}.{BODY}").into(),
            sent: request(&NOW.to_string(), BODY),
            secrets: vec![NamedSecret::new("HERE", SECRET)],
            earlier: Vec::new(),
            received: NOW + 1,
        }
    }

    /// The sender signs with another key.
    pub fn key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.key = key.into();
        self
    }

    /// The receiver has another secret.
    pub fn here(mut self, secret: &str) -> Self {
        self.secrets = vec![NamedSecret::new("HERE", secret)];
        self
    }

    /// Another body is signed than is sent.
    pub fn signed(self, body: impl AsRef<[u8]>) -> Self {
        self.message([format!("{NOW}.").as_bytes(), body.as_ref()].concat())
    }

    pub fn message(mut self, message: impl Into<Vec<u8>>) -> Self {
        self.message = message.into();
        self
    }

    /// Another body arrives.
    pub fn arrives(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.sent.body = body.into();
        self
    }

    /// Another timestamp arrives.
    pub fn time(mut self, time: &str) -> Self {
        set(&mut self.sent, "X-Acme-Timestamp", time.as_bytes());
        self
    }

    pub fn received(mut self, received: u64) -> Self {
        self.received = received;
        self
    }

    pub fn earlier(mut self, request: Request) -> Self {
        self.earlier.push(NamedRequest { name: "earlier.http".to_owned(), request });
        self
    }

    /// Signs, changes what is sent, and asks.
    pub fn diagnosis(mut self, change: impl FnOnce(&mut Request)) -> Diagnosis {
        let digest = hmac(&self.key, &self.message);
        set(&mut self.sent, "X-Acme-Signature", format!("v1={}", hex(&digest)).as_bytes());
        change(&mut self.sent);
        let case = Case {
            terms: Terms::Contract(&contract()),
            request: &self.sent,
            received: UNIX_EPOCH + Duration::from_secs(self.received),
            secrets: &self.secrets,
            earlier: &self.earlier,
        };
        let diagnosis = diagnose(&case);
        let told = format!("{diagnosis:?}");
        assert!(!told.contains(SECRET), "{told}");
        let right = hex(&hmac(SECRET.as_bytes(), &[format!("{NOW}.").as_bytes(), &self.sent.body].concat()));
        let is_in_request = self.sent.headers.iter().any(|(_, value)| value.ends_with(right.as_bytes()));
        assert!(is_in_request || !told.contains(&right), "{told}");
        diagnosis
    }

    pub fn finds(self) -> &'static str {
        self.finds_in(|_| ())
    }

    /// This mistake is found, and nothing else.
    pub fn finds_in(self, change: impl FnOnce(&mut Request)) -> &'static str {
        let id = self.id;
        let diagnosis = self.diagnosis(change);
        assert!(!diagnosis.is_verified(), "{id}");
        let found: Vec<_> = diagnosis.findings.iter().map(|finding| finding.cause.id).collect();
        assert_eq!(found, [id], "{diagnosis:#?}");
        for finding in &diagnosis.findings {
            assert!(
                !finding.sentence().contains("{}") && finding.sentence().ends_with('.'),
                "{}",
                finding.sentence()
            );
        }
        id
    }
}

fn contract() -> Contract {
    let index = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/tests/base/index.json");
    let index: Value = serde_json::from_str(&std::fs::read_to_string(index).expect("a file")).expect("JSON");
    serde_json::from_value(index["contract"].clone()).expect("a contract")
}

pub fn value() -> Value {
    serde_json::from_str(BODY).expect("JSON")
}

pub fn request(time: &str, body: &str) -> Request {
    let headers = [("Content-Type", "application/json"), ("X-Acme-Id", "evt-1"), ("X-Acme-Timestamp", time)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()));
    Request { headers: headers.into(), body: body.into(), ..Request::default() }
}

pub fn set(request: &mut Request, name: &str, value: &[u8]) {
    request.headers.retain(|(own, _)| own != name);
    request.headers.push((name.to_owned(), value.to_vec()));
}

pub fn rename(request: &mut Request, from: &str, to: &str) {
    request.headers.iter_mut().filter(|(name, _)| name == from).for_each(|(name, _)| *name = to.to_owned());
}

pub fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
