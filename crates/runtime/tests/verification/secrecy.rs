//! Nothing that has seen a secret shows it: no `Debug`, no error, no panic.

// On WebAssembly, a panic ends the program.
#[cfg(panic = "unwind")]
mod panics;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Debug;

use webhook_runtime::testing::Attempt;
use webhook_runtime::{Catalog as _, InvalidSecret, Receiver, Secret, Signer, Signing, VerifyError};

use crate::acme::{Acme, EventType};
use crate::delivery::{Delivery, MAC, NOW, OTHER_SECRET, SECRET, TIMESTAMP, hex, receiver, time, unhex};

/// Whether a text contains the secret or the expected signature, as text, digits or bytes, or a part of them that is
/// too long for a coincidence.
fn reveals(text: &str) -> bool {
    const PART: usize = 16;
    let hidden = [SECRET, OTHER_SECRET, MAC].into_iter().flat_map(|hidden| [hidden.into(), unhex(hidden)]);
    let text = text.to_lowercase();
    hidden.flat_map(|hidden| writings(&hidden)).any(|hidden| {
        hidden
            .to_lowercase()
            .as_bytes()
            .windows(PART)
            .any(|part| text.as_bytes().windows(PART).any(|own| own == part))
    })
}

/// The ways in which bytes may be printed.
fn writings(bytes: &[u8]) -> [String; 4] {
    let escaped = bytes.escape_ascii().to_string();
    [format!("{bytes:?}"), escaped, String::from_utf8_lossy(bytes).into_owned(), hex(bytes)]
}

#[track_caller]
fn is_silent(name: &str, texts: &[String]) {
    for text in texts {
        assert!(!text.is_empty(), "{name} says something");
        assert!(!reveals(text), "{name} reveals the secret");
    }
}

fn debug(value: impl Debug) -> Vec<String> {
    vec![format!("{value:?}"), format!("{value:#?}")]
}

fn error(error: impl Error) -> Vec<String> {
    let source = error.source().map(ToString::to_string);
    debug(&error).into_iter().chain([error.to_string()]).chain(source).collect()
}

#[test]
fn the_search_finds_what_is_there() {
    let hidden = [
        format!("Secret({SECRET})"),
        SECRET.to_uppercase(),
        format!("{:?}", SECRET.as_bytes()),
        format!("{:?}", unhex(SECRET)),
        hex(SECRET.as_bytes()),
        SECRET[20..40].to_owned(),
        String::from_utf8_lossy(&unhex(SECRET)).into_owned(),
        unhex(SECRET).escape_ascii().to_string(),
        format!("expected v1={MAC}"),
        format!("{:?}", unhex(MAC)),
    ];
    for text in hidden {
        assert!(reveals(&text), "{text}");
    }
    assert!(!reveals("Receiver { secrets: 2, tolerance: 300s, max_body_bytes: 65536, .. }"));
}

#[test]
fn values_do_not_show_it() {
    let secret = Secret::new(SECRET).expect("a secret");
    let receiver = receiver().and_accept(OTHER_SECRET).expect("a secret");
    let delivery = Delivery::genuine();
    is_silent("Secret", &debug(&secret));
    is_silent("Secret within", &debug(Some(vec![&secret])));
    is_silent("Receiver", &debug(&receiver));
    is_silent("Receiver's clone", &debug(receiver.clone()));
    let signer = Signer::<Acme>::new(&secret).expect("an HMAC");
    is_silent("Signer", &debug(&signer));
    is_silent("Signer's clone", &debug(signer.clone()));
    let signing = Signing::of_contract(Acme::CONTRACT, &secret).expect("an HMAC");
    is_silent("Signing", &debug(&signing));
    is_silent("Verified", &debug(receiver.verify(&delivery.headers, &delivery.body).expect("genuine")));
    // What is sent is not secret, but it is derived from a secret.
    let attempt = Attempt::<Acme>::example(EventType::OrderPaid).at(time(NOW));
    let request = attempt.clone().sign_with(&Secret::new("another").expect("a secret"));
    is_silent("Attempt", &debug(&attempt));
    is_silent("Request", &debug(&request));
}

#[test]
fn refused_secrets_are_not_shown() {
    let refused = [format!("{SECRET}\n"), format!("{SECRET} {OTHER_SECRET}"), format!("\u{feff}{SECRET}\t")];
    for text in refused {
        is_silent("Secret::new", &error(Secret::new(&*text).expect_err("white space")));
        is_silent("Receiver::new", &error(Receiver::<Acme>::new(&text).expect_err("white space")));
        is_silent("Receiver::and_accept", &error(receiver().and_accept(&text).expect_err("white space")));
    }
    for reason in [InvalidSecret::Empty, InvalidSecret::WhiteSpace, InvalidSecret::TooMany] {
        is_silent("InvalidSecret", &error(reason));
    }
}

#[test]
fn refused_deliveries_do_not_show_it() {
    use VerifyError::*;
    let errors = [
        MissingHeader,
        DuplicateHeader,
        MalformedTimestamp,
        MalformedSignature,
        UnsupportedScheme,
        NoMatch,
        Stale,
        Future,
        IdMismatch,
        BodyTooLarge,
        Configuration,
    ];
    for reason in errors {
        is_silent("VerifyError", &error(reason));
    }
    // A sender that sends its secret instead of a signature, and one whose body contains it.
    for (timestamp, signature, body) in [
        (TIMESTAMP, format!("v1={SECRET}"), "{}"),
        (TIMESTAMP, SECRET.to_owned(), "{}"),
        (SECRET, format!("v1={MAC}"), "{}"),
        (TIMESTAMP, format!("v1={}", "0".repeat(64)), SECRET),
    ] {
        let delivery = Delivery::new(timestamp, signature, body);
        is_silent("verify", &error(delivery.verdict().expect_err("forged")));
    }
}

/// Configuration with something else in the place of a secret: serde's errors quote what they found.
#[test]
fn configuration_that_cannot_be_read_does_not_show_it() {
    let digits = "1234567890123456789";
    for json in [
        format!(r#"{{"secret": "{SECRET}\n"}}"#),
        format!(r#"{{"secret": ["{SECRET}"]}}"#),
        format!(r#"{{"secret": {{"{SECRET}": 1}}}}"#),
        format!(r#"{{"secret": "{SECRET}"#),
        format!(r#"{{"secret": {digits}}}"#),
        format!(r#"{{"secret": -{digits}}}"#),
        format!(r#"{{"secret": {digits}.5}}"#),
    ] {
        let error = error(serde_json::from_str::<BTreeMap<String, Secret>>(&json).expect_err("no secret"));
        is_silent("serde_json", &error);
        assert!(error.iter().all(|text| !text.contains(&digits[..8])), "{error:?}");
    }
}
