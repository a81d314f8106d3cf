//! Each mistake is made, and found. Signatures come from `hmac`, not from the code under test.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use webhook_contract::Contract;
use webhook_diagnose::{CAUSES, Case, Diagnosis, NamedRequest, NamedSecret, Request, Terms, diagnose};
use webhook_runtime::MAX_CANDIDATES;

const SECRET: &str = "5f0c1e77a95f0c1e77a95f0c1e77a9aa";
const NOW: u64 = 1_790_000_000;
const BODY: &str =
    r#"{"id":"evt-1","type":"invoice.paid","data":{"who":"Zoë","path":"a/b","html":"<b>","n":1.0,"a":[]}}"#;

/// Those that a contract with an HMAC in headers cannot have; tests/schemes.rs finds them.
const OF_SCHEMES: [&str; 11] = [
    "body-unreadable",
    "event-differs",
    "further-signature-differs",
    "key-as-text",
    "message-body-alone",
    "no-rule",
    "secret-differs",
    "secret-form",
    "url-changed",
    "url-missing",
    "value-missing",
];

/// One mistake: what it is called, and what is signed, sent and known.
struct Mistake {
    id: &'static str,
    key: Vec<u8>,
    message: Vec<u8>,
    sent: Request,
    secrets: Vec<NamedSecret>,
    earlier: Vec<NamedRequest>,
    received: u64,
}

impl Mistake {
    fn new(id: &'static str) -> Self {
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
    fn key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.key = key.into();
        self
    }

    /// The receiver has another secret.
    fn here(mut self, secret: &str) -> Self {
        self.secrets = vec![NamedSecret::new("HERE", secret)];
        self
    }

    /// Another body is signed than is sent.
    fn signed(self, body: impl AsRef<[u8]>) -> Self {
        self.message([format!("{NOW}.").as_bytes(), body.as_ref()].concat())
    }

    fn message(mut self, message: impl Into<Vec<u8>>) -> Self {
        self.message = message.into();
        self
    }

    /// Another body arrives.
    fn arrives(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.sent.body = body.into();
        self
    }

    /// Another timestamp arrives.
    fn time(mut self, time: &str) -> Self {
        set(&mut self.sent, "X-Acme-Timestamp", time.as_bytes());
        self
    }

    fn received(mut self, received: u64) -> Self {
        self.received = received;
        self
    }

    fn earlier(mut self, request: Request) -> Self {
        self.earlier.push(NamedRequest { name: "earlier.http".to_owned(), request });
        self
    }

    /// Signs, changes what is sent, and asks.
    fn diagnosis(mut self, change: impl FnOnce(&mut Request)) -> Diagnosis {
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

    fn finds(self) -> &'static str {
        self.finds_in(|_| ())
    }

    /// This mistake is found, and nothing else.
    fn finds_in(self, change: impl FnOnce(&mut Request)) -> &'static str {
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

#[test]
fn a_sound_request_verifies() {
    // The secret may be a sentence.
    for mistake in [Mistake::new(""), Mistake::new("").here("two words").key("two words")] {
        let diagnosis = mistake.diagnosis(|_| ());
        assert!(diagnosis.is_verified() && diagnosis.findings.is_empty(), "{diagnosis:#?}");
    }
}

#[test]
fn every_cause_finds() {
    let pretty = serde_json::to_string_pretty(&value()).expect("JSON");
    let hidden: Vec<u8> = (0..SECRET.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&SECRET[at..at + 2], 16).expect("hex"))
        .collect();
    let in_base64 = STANDARD.encode(&hidden);
    let latin: Vec<u8> =
        BODY.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin-1")).collect();
    let twice: String = BODY.bytes().map(char::from).collect();
    let other = r#"{"id":"evt-0","type":"invoice.failed"}"#;
    let digest = |request: &Request| -> Vec<u8> {
        let value = &request.headers.iter().find(|(name, _)| name == "X-Acme-Signature").expect("signed").1;
        value["v1=".len()..].to_vec()
    };
    let found = [
        // The secret.
        {
            let mut mistake = Mistake::new("other-secret").key("another");
            mistake.secrets.push(NamedSecret::new("STAGING", "another"));
            mistake.finds()
        },
        Mistake::new("secret-space-here").here(&format!("{SECRET}\n")).finds(),
        Mistake::new("secret-space-here").here(&format!(" {SECRET}\r\n")).finds(),
        Mistake::new("secret-space-sender").key(format!("{SECRET}\n")).finds(),
        Mistake::new("secret-space-sender").key(format!("{SECRET}\r\n")).finds(),
        Mistake::new("secret-quoted").here(&format!("\"{SECRET}\"")).finds(),
        Mistake::new("secret-bom").here(&format!("\u{feff}{SECRET}")).finds(),
        Mistake::new("secret-space-here").here(&format!("\u{a0}{SECRET}\u{200b}")).finds(),
        Mistake::new("secret-quoted").here(&format!("“{SECRET}”")).finds(),
        Mistake::new("secret-assignment").here(&format!("WEBHOOK_SECRET={SECRET}")).finds(),
        Mistake::new("secret-assignment").here(&format!("secret_2={SECRET}")).finds(),
        Mistake::new("key-hex-decoded").key(hidden.clone()).finds(),
        Mistake::new("key-base64-decoded").here(&in_base64).key(hidden.clone()).finds(),
        Mistake::new("key-base64-decoded").here(&format!("whsec_{in_base64}")).key(hidden).finds(),
        Mistake::new("key-without-prefix").here(&format!("whsec_{SECRET}")).key(SECRET).finds(),
        Mistake::new("secret-case").key(SECRET.to_uppercase()).finds(),
        // The body.
        Mistake::new("body-missing").arrives("").finds(),
        Mistake::new("newline-added").arrives(format!("{BODY}\n")).finds(),
        Mistake::new("newline-added").arrives(format!("{BODY}\r\n")).finds(),
        Mistake::new("newline-removed").signed(format!("{BODY}\n")).finds(),
        Mistake::new("body-crlf").signed(&pretty).arrives(pretty.replace('\n', "\r\n")).finds(),
        Mistake::new("body-crlf").arrives(pretty.clone()).signed(pretty.replace('\n', "\r\n")).finds(),
        Mistake::new("body-bom").arrives(format!("\u{feff}{BODY}")).finds(),
        Mistake::new("body-bom").signed(format!("\u{feff}{BODY}")).finds(),
        Mistake::new("body-reserialized").arrives(pretty.clone()).finds(),
        Mistake::new("body-reserialized").signed(&pretty).finds(),
        Mistake::new("body-reserialized")
            .signed(r#"{"a": [1, 2], "b": "c"}"#)
            .arrives(r#"{"a":[1,2],"b":"c"}"#)
            .finds(),
        Mistake::new("body-key-order")
            .signed(r#"{"a":1,"b":{"c":2,"d":3}}"#)
            .arrives(r#"{"b":{"d":3,"c":2},"a":1}"#)
            .finds(),
        Mistake::new("body-escapes").signed(BODY.replace('ë', "\\u00eb")).finds(),
        Mistake::new("body-escapes").arrives(BODY.replace('ë', "\\u00eb")).finds(),
        Mistake::new("body-escapes").signed(BODY.replace('/', "\\/")).finds(),
        Mistake::new("body-escapes").signed(BODY.replace('<', "\\u003c").replace('>', "\\u003e")).finds(),
        Mistake::new("body-numbers").signed(BODY.replace("1.0", "1")).finds(),
        Mistake::new("body-encoding").arrives(latin).finds(),
        Mistake::new("body-encoding").arrives(twice).finds(),
        Mistake::new("body-base64").arrives(STANDARD.encode(BODY)).finds(),
        Mistake::new("body-string").arrives(serde_json::to_string(BODY).expect("JSON")).finds(),
        Mistake::new("body-empty-signed").signed("").finds(),
        Mistake::new("earlier-body").signed(other).earlier(request("1", other)).finds(),
        // The time and the message.
        Mistake::new("time-unit").time(&format!("{NOW}123")).message(format!("{NOW}123.{BODY}")).finds(),
        Mistake::new("time-unit").time(&format!("{NOW}123")).finds(),
        Mistake::new("time-unit").message(format!("{NOW}000.{BODY}")).finds(),
        Mistake::new("time-format")
            .time("2026-09-21T14:13:20Z")
            .message(format!("2026-09-21T14:13:20Z.{BODY}"))
            .finds(),
        // Whatever is signed: the time is what has to be said of it.
        Mistake::new("time-format").time("2026-09-21T14:13:20Z").finds(),
        Mistake::new("time-format").time("2026-09-21T14:13:20Z").key("quite another").finds(),
        Mistake::new("time-format").time("soon").key("quite another").finds(),
        Mistake::new("time-of-earlier")
            .time(&(NOW + 30).to_string())
            .earlier(request(&NOW.to_string(), BODY))
            .finds(),
        Mistake::new("message-without-time").message(BODY).finds(),
        Mistake::new("message-without-separator").message(format!("{NOW}{BODY}")).finds(),
        Mistake::new("message-with-id").message(format!("evt-1.{NOW}.{BODY}")).finds(),
        Mistake::new("timestamp-too-old").received(NOW + 2_000).finds(),
        Mistake::new("timestamp-in-future").received(NOW - 2_000).finds(),
        Mistake::new("time-zone").received(NOW - 7_200 + 1).finds(),
        // The headers.
        Mistake::new("header-missing")
            .finds_in(|request| request.headers.retain(|(name, _)| name != "X-Acme-Signature")),
        Mistake::new("signature-elsewhere")
            .key("quite another")
            .finds_in(|request| rename(request, "X-Acme-Signature", "X-Proof")),
        Mistake::new("header-renamed")
            .finds_in(|request| rename(request, "X-Acme-Signature", "HTTP_X_ACME_SIGNATURE")),
        Mistake::new("header-renamed")
            .finds_in(|request| rename(request, "X-Acme-Timestamp", "x-forwarded-acme-timestamp")),
        Mistake::new("header-renamed")
            .finds_in(|request| rename(request, "X-Acme-Signature", "x_acme_signature")),
        Mistake::new("header-renamed")
            .finds_in(|request| rename(request, "X-Acme-Timestamp", "X_Acme_Timestamp")),
        Mistake::new("header-renamed")
            .finds_in(|request| rename(request, "X-Acme-Signature", "X-Acme-Signature-V1")),
        Mistake::new("header-folded").finds_in(|request| {
            let digest = digest(request);
            set(request, "X-Acme-Signature", &[b"v1=", &digest[..20], b"\r\n ", &digest[20..]].concat());
        }),
        Mistake::new("header-repeated").finds_in(|request| {
            request.headers.push(("X-Acme-Timestamp".to_owned(), b"1".to_vec()));
        }),
        Mistake::new("header-repeated").time(&format!("7, {NOW}")).finds(),
        Mistake::new("header-duplicated").finds_in(|request| {
            request.headers.push(("X-Acme-Id".to_owned(), b"evt-2".to_vec()));
        }),
        Mistake::new("too-many-signatures").finds_in(|request| {
            let digest = digest(request);
            let all = vec![[b"v1=", digest.as_slice()].concat(); MAX_CANDIDATES + 1];
            set(request, "X-Acme-Signature", &all.join(&b','));
        }),
        // Both sides have a secret that a receiver does not take.
        Mistake::new("other-rule").here("line\n").key("line\n").finds(),
        Mistake::new("scheme").finds_in(|request| {
            let digest = digest(request);
            set(request, "X-Acme-Signature", &[b"sha256=", digest.as_slice()].concat());
        }),
        Mistake::new("scheme").finds_in(|request| {
            let digest = digest(request);
            set(request, "X-Acme-Signature", &digest);
        }),
        Mistake::new("digest-encoding").finds_in(|request| {
            let digest = STANDARD.encode(hmac(SECRET.as_bytes(), format!("{NOW}.{BODY}").as_bytes()));
            set(request, "X-Acme-Signature", format!("v1={digest}").as_bytes());
        }),
        Mistake::new("signature-shape").finds_in(|request| {
            let digest = digest(request);
            set(request, "X-Acme-Signature", &[b"v1=", &digest[..40]].concat());
        }),
        Mistake::new("id-swapped").finds_in(|request| set(request, "X-Acme-Id", b"evt-2")),
        {
            let large = format!("{{\"a\":\"{}\"}}", "x".repeat(70_000));
            Mistake::new("body-too-large").signed(&large).arrives(large).finds()
        },
        Mistake::new("unknown").key("quite another").finds(),
    ];
    let found: BTreeSet<&str> = found.into_iter().chain(OF_SCHEMES).collect();
    let known: BTreeSet<&str> = CAUSES.iter().map(|cause| cause.id).collect();
    assert_eq!(found, known);
    assert_eq!(known.len(), CAUSES.len(), "ids are used once");
}

#[test]
fn several_mistakes_at_once_are_told_apart() {
    let mut mistake = Mistake::new("").signed(format!("{BODY}\n")).received(NOW + 900 + 40);
    mistake.secrets =
        vec![NamedSecret::new("HERE", "another"), NamedSecret::new("OLD", format!("{SECRET}\n"))];
    let diagnosis = mistake.diagnosis(|_| ());
    let found: Vec<_> = diagnosis.findings.iter().map(|finding| finding.cause.id).collect();
    assert_eq!(
        found,
        ["other-secret", "secret-space-here", "newline-removed", "timestamp-too-old"],
        "{diagnosis:#?}"
    );
    assert!(diagnosis.findings[0].sentence().contains("`OLD`"));
    let diagnosis = Mistake::new("").diagnosis(|request| {
        for name in ["Signature", "Timestamp", "Id"] {
            rename(request, &format!("X-Acme-{name}"), &format!("HTTP_X_ACME_{}", name.to_uppercase()));
        }
    });
    let found: Vec<_> = diagnosis.findings.iter().map(|finding| finding.cause.id).collect();
    assert_eq!(found, ["header-renamed", "header-renamed"]);
}

#[test]
fn a_request_that_is_only_old_is_said_to_be_signed() {
    let only = "the signature fits the secret, and only its age is against it";
    let old = Mistake::new("").received(NOW + 2_000).diagnosis(|_| ());
    assert!(old.findings[0].sentence().contains(only), "{old:?}");
    assert!(old.findings[0].remedy.contains("`verify --at`"));
    let changed = Mistake::new("").signed(format!("{BODY}\n")).received(NOW + 2_000).diagnosis(|_| ());
    assert_eq!(changed.findings.len(), 2);
    assert!(!changed.findings[1].sentence().contains(only), "{changed:?}");
}

#[test]
fn a_request_of_whole_hours_ago_may_be_old_or_of_another_time_zone() {
    let old = Mistake::new("").received(NOW + 7_200 + 1).diagnosis(|_| ());
    let found: Vec<_> = old.findings.iter().map(|finding| finding.cause.id).collect();
    assert_eq!(found, ["timestamp-too-old", "time-zone"]);
}

#[test]
fn who_verifies_by_a_pack_is_not_told_to_change_the_provider() {
    for cause in CAUSES {
        let remedy = cause.provider_remedy.unwrap_or(cause.remedy);
        // Of the id and the size, only a contract says something.
        let is_of_contracts = ["id-swapped", "body-too-large"].contains(&cause.id);
        assert!(is_of_contracts || !remedy.contains("ave the sender"), "{cause:?}");
    }
}

#[test]
fn whatever_comes_is_refused_for_a_reason() {
    for body in [&b""[..], b"\xff\xfe\0", b"\"", b"[[[[[[", b"\xef\xbb\xbf", b"null"] {
        for value in [&b""[..], b",", b"=", b"v1=", b"\xff", b"v1=,v1"] {
            let diagnosis = Mistake::new("").arrives(body).diagnosis(|request| {
                set(request, "X-Acme-Signature", value);
                set(request, "X-Acme-Timestamp", value);
            });
            assert!(!diagnosis.is_verified() && !diagnosis.findings.is_empty());
        }
    }
}

#[test]
fn a_search_that_is_cut_off_says_so() {
    let diagnosis = Mistake::new("unknown").key("quite another").diagnosis(|_| ());
    assert!(!diagnosis.is_cut_off);
    let large = format!("[\"{}\"]", "x".repeat(300_000));
    let diagnosis = Mistake::new("").key("quite another").arrives(large).diagnosis(|_| ());
    assert!(diagnosis.is_cut_off);
    let told = diagnosis.findings[0].sentence();
    assert!(told.contains(": the search was cut off after "), "{told}");
}

fn contract() -> Contract {
    let index = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/tests/base/index.json");
    let index: Value = serde_json::from_str(&std::fs::read_to_string(index).expect("a file")).expect("JSON");
    serde_json::from_value(index["contract"].clone()).expect("a contract")
}

fn value() -> Value {
    serde_json::from_str(BODY).expect("JSON")
}

fn request(time: &str, body: &str) -> Request {
    let headers = [("Content-Type", "application/json"), ("X-Acme-Id", "evt-1"), ("X-Acme-Timestamp", time)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()));
    Request { headers: headers.into(), body: body.into(), ..Request::default() }
}

fn set(request: &mut Request, name: &str, value: &[u8]) {
    request.headers.retain(|(own, _)| own != name);
    request.headers.push((name.to_owned(), value.to_vec()));
}

fn rename(request: &mut Request, from: &str, to: &str) {
    request.headers.iter_mut().filter(|(name, _)| name == from).for_each(|(name, _)| *name = to.to_owned());
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
