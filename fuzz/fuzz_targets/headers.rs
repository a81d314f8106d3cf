//! Verifies a genuine body with any headers: nothing panics, and they are accepted exactly if the grammar accepts them.
//!
//! A line of the input is a header: its first byte says which, `t` for the timestamp, `s` for the signature and `i` for
//! the id, and the rest is the value.

#![no_main]

use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use libfuzzer_sys::fuzz_target;
use mnemom_events::testing::{Attempt, Request};
use mnemom_events::{CONTRACT, InvalidSecret, Receiver, Secret};

/// With these the genuine signature is in `seeds/headers`: nothing would find it by chance.
const SECRET: &str = "9f86d081884c7d65";
const BODY: &str = r#"{"id":"evt-1"}"#;
const SECONDS: u64 = 1_750_000_000;

static RECEIVER: LazyLock<Receiver> = LazyLock::new(|| receiver().expect("a secret"));
static GENUINE: LazyLock<Request> = LazyLock::new(|| genuine().expect("a secret"));

fuzz_target!(|lines: &[u8]| check(lines));

fn check(lines: &[u8]) {
    let header = |line: &[u8]| {
        let (which, value) = line.split_first()?;
        Some((name(*which)?, value.to_vec()))
    };
    let headers: Vec<(&str, Vec<u8>)> = lines.split(|byte| *byte == b'\n').filter_map(header).collect();
    let verdict = RECEIVER.verify(&headers, &GENUINE.body).map(drop);
    assert_eq!(verdict.is_ok(), is_genuine(&headers), "{verdict:?}");
}

fn name(which: u8) -> Option<&'static str> {
    match which {
        b't' => CONTRACT.signature.timestamp_header(),
        b's' => CONTRACT.signature.signature_header(),
        b'i' => CONTRACT.idempotency_key.header.as_deref(),
        _ => None,
    }
}

/// A second implementation of the grammar.
fn is_genuine(headers: &[(&str, Vec<u8>)]) -> bool {
    let of = |which| {
        let name = name(which);
        headers.iter().filter(move |(own, _)| Some(*own) == name).map(|(_, value)| value.as_slice())
    };
    let right = |which| {
        let (_, value) =
            GENUINE.headers.iter().find(|(own, _)| Some(own.as_str()) == name(which)).expect("is there");
        value.as_bytes()
    };
    let readable = || {
        let candidates = of(b's').flat_map(candidates);
        candidates.filter(|digits| digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit))
    };
    // A value, a list of equal values that a proxy has joined, or equal lines of either.
    let is_one = |which, is_required: bool| {
        let lines: Vec<_> = of(which).map(<[u8]>::trim_ascii).collect();
        let same = lines.windows(2).all(|pair| pair[0] == pair[1]);
        let parts = lines.iter().flat_map(|line| line.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii);
        same && parts.clone().all(|part| part == right(which)) && (!is_required || parts.count() > 0)
    };
    is_one(b't', true)
        && is_one(b'i', false)
        && readable().count() <= 16
        && readable().any(|digits| digits.eq_ignore_ascii_case(&right(b's')[3..]))
}

/// What may be signatures in one value of the header.
fn candidates(line: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    // An item without a label has that of the item before.
    let mut is_ours = false;
    for item in line.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
        match item.iter().position(|byte| *byte == b'=') {
            None if is_ours => found.push(item),
            None | Some(0) => {}
            Some(end) => {
                is_ours = item[..end] == *b"v1";
                found.extend(is_ours.then(|| &item[end + 1..]));
            }
        }
    }
    found
}

fn receiver() -> Result<Receiver, InvalidSecret> {
    Ok(Receiver::new(SECRET)?.clock(|| UNIX_EPOCH + Duration::from_secs(SECONDS)))
}

fn genuine() -> Result<Request, InvalidSecret> {
    Ok(Attempt::of(BODY).at(UNIX_EPOCH + Duration::from_secs(SECONDS)).sign_with(&Secret::new(SECRET)?))
}
