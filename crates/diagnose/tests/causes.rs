//! Each mistake is made, and found. Signatures come from `hmac`, not from the code under test.

#[path = "causes/mistake.rs"]
mod mistake;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use webhook_diagnose::{CAUSES, NamedSecret, Request};
use webhook_runtime::MAX_CANDIDATES;

use self::mistake::{BODY, Mistake, NOW, SECRET, hmac, rename, request, set, value};

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
