//! Signs any body, and then changes it in one place or not at all: it verifies only if it is unchanged.
//!
//! The input is four bytes for the time, one for what is changed and how, two for where, one for the new value, and the
//! body.

#![no_main]

use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use libfuzzer_sys::fuzz_target;
use mnemom_events::testing::Attempt;
use mnemom_events::{CONTRACT, Receiver, Secret};

const SECRET: &str = "9f86d081884c7d65";

/// Freshness is not tested here: only the signature refuses anything.
static RECEIVER: LazyLock<Receiver> =
    LazyLock::new(|| Receiver::new(SECRET).expect("a secret").tolerance(Duration::MAX));
static KEY: LazyLock<Secret> = LazyLock::new(|| Secret::new(SECRET).expect("a secret"));

fuzz_target!(|input: &[u8]| {
    if let Some((&[t0, t1, t2, t3, change, p0, p1, byte], body)) = input.split_first_chunk() {
        let seconds = 1 + u64::from(u32::from_be_bytes([t0, t1, t2, t3]));
        check(seconds, body, change, usize::from(u16::from_be_bytes([p0, p1])), byte);
    }
});

fn check(seconds: u64, body: &[u8], change: u8, place: usize, byte: u8) {
    let attempt = Attempt::of(body).at(UNIX_EPOCH + Duration::from_secs(seconds));
    let request = attempt.sign_with(&KEY);
    assert!(RECEIVER.verify(&request.headers, &request.body).is_ok(), "what is signed verifies");
    let untouched: Vec<(String, Vec<u8>)> =
        request.headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
    let (mut headers, mut changed) = (untouched.clone(), body.to_vec());
    let part = match change % 3 {
        0 => &mut changed,
        1 => value(&mut headers, CONTRACT.signature.timestamp_header().expect("a header")),
        _ => value(&mut headers, CONTRACT.signature.signature_header().expect("a header")),
    };
    let place = place % (part.len() + 1);
    match change / 3 % 4 {
        0 => part.iter_mut().skip(place).take(1).for_each(|own| *own ^= byte),
        1 => part.insert(place, byte),
        2 => part.truncate(place),
        _ => drop(part.drain(place..(place + 1).min(part.len()))),
    }
    // White space around a value does not count, digits may be in either case, and unreadable entries do no harm.
    let of = |headers: &[(String, Vec<u8>)], name: &str| {
        headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim_ascii().to_ascii_lowercase())
    };
    let same_time = {
        let name = CONTRACT.signature.timestamp_header().expect("a header");
        of(&headers, name) == of(&untouched, name)
    };
    let name = CONTRACT.signature.signature_header().expect("a header");
    let (own, sent) = (of(&headers, name).unwrap_or_default(), of(&untouched, name).unwrap_or_default());
    // An item without a label has that of the item before.
    let own = match own.strip_prefix(b"v1=,") {
        Some(digits) => [b"v1=", digits].concat(),
        None => own,
    };
    // The scheme's name is case-sensitive, and `v` is its only letter.
    let is_there = own.split(|byte| *byte == b',').any(|entry| entry.trim_ascii() == sent)
        && !value(&mut headers, name).contains(&b'V');
    let is_untouched = same_time && is_there && changed == body;
    assert_eq!(RECEIVER.verify(&headers, &changed).is_ok(), is_untouched);
}

fn value<'h>(headers: &'h mut [(String, Vec<u8>)], name: &str) -> &'h mut Vec<u8> {
    let (_, value) = headers.iter_mut().find(|(own, _)| own == name).expect("a signed delivery has it");
    value
}
