//! The timestamp, and the message that it is part of.

use std::borrow::Cow;

use webhook_runtime::Contract;
use webhook_runtime::contract::{Message, Piece, text};

use super::{Variant, is_renamed};
use crate::causes::{self, Finding};
use crate::{NamedRequest, Request};

/// A timestamp as it is signed, and the message that it is put into.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Time {
    pub text: Vec<u8>,
    pub message: Message,
}

/// The units that a number of so many digits is in.
const UNITS: [(usize, &str); 3] = [(13, "milliseconds"), (16, "microseconds"), (19, "nanoseconds")];
/// Digits of a time in seconds.
const SECONDS: usize = 10;

/// The times that may have been signed.
pub(crate) fn times(contract: &Contract, request: &Request, earlier: &[NamedRequest]) -> Vec<Variant<Time>> {
    let rule = &contract.signature;
    // A secret that is sent itself signs nothing.
    let Some(message) = &rule.message else { return Vec::new() };
    let time = |text: &[u8]| Time { text: text.to_vec(), message: message.clone() };
    let Some(name) = rule.timestamp_header() else { return vec![Variant::as_it_came(time(b""))] };
    let mut times = Vec::new();
    let own: Vec<&[u8]> = request.values(name).map(<[u8]>::trim_ascii).collect();
    match own.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => {
            as_written(first, name, &mut times, &time)
        }
        all => {
            for value in all {
                times.push(Variant::of(time(value), Finding::with(causes::HEADER_REPEATED, name)));
            }
        }
    }
    for (other, value) in &request.headers {
        if !other.eq_ignore_ascii_case(name) && is_renamed(other, name) {
            let finding = Finding::with(causes::HEADER_RENAMED, format!("`{other}` for `{name}`"));
            times.push(Variant::of(time(value.trim_ascii()), finding));
        }
    }
    for NamedRequest { name: other, request } in earlier {
        let finding = || Finding::with(causes::TIME_OF_EARLIER, format!("`{other}`"));
        times.extend(request.values(name).map(|value| Variant::of(time(value.trim_ascii()), finding())));
    }
    times.extend(messages(contract, message, request, own.first().copied()));
    times
}

/// A single value: as it is, in another unit, and without what a proxy has put into it.
fn as_written(value: &[u8], name: &str, times: &mut Vec<Variant<Time>>, time: &impl Fn(&[u8]) -> Time) {
    let is_number = value.iter().all(u8::is_ascii_digit);
    let unit = UNITS.iter().find(|(digits, _)| is_number && value.len() == *digits);
    let is_seconds = is_number && !value.starts_with(b"0") && value.len() <= SECONDS;
    if let Some((_, unit)) = unit {
        let finding = || Finding::with(causes::TIME_UNIT, *unit);
        times.push(Variant::of(time(value), finding()));
        times.push(Variant::of(time(&value[..SECONDS]), finding()));
        return;
    }
    if is_seconds {
        times.push(Variant::as_it_came(time(value)));
        let finding =
            Finding::with(causes::TIME_UNIT, "milliseconds where it is signed, and in seconds in the header");
        times.push(Variant::of(time(&[value, b"000"].concat()), finding));
        return;
    }
    let shown = String::from_utf8_lossy(value).into_owned();
    let parts: Vec<&[u8]> = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).collect();
    if parts.len() > 1 {
        for part in parts {
            times.push(Variant::of(time(part), Finding::with(causes::HEADER_REPEATED, name)));
        }
    }
    let is_noise = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
    let bare: Vec<u8> = value.iter().copied().filter(|byte| !is_noise(byte)).collect();
    if bare != value {
        times.push(Variant::of(time(&bare), Finding::with(causes::HEADER_FOLDED, name)));
    }
    times.push(Variant::of(time(value), Finding::with(causes::TIME_FORMAT, format!("`{shown}`"))));
}

/// Other messages than the contract's.
fn messages(
    contract: &Contract,
    own: &Message,
    request: &Request,
    timestamp: Option<&[u8]>,
) -> Vec<Variant<Time>> {
    let by_contract = own.to_string();
    let text_of = timestamp.unwrap_or_default().to_vec();
    let mut others = Vec::new();
    let mut add = |pieces: Vec<Piece>, cause| {
        let message = Message::Template(Cow::Owned(pieces));
        if message != *own {
            let time = Time { text: text_of.clone(), message };
            others.push(Variant::of(time, Finding::with(cause, by_contract.clone())));
        }
    };
    add(vec![Piece::Body], causes::MESSAGE_WITHOUT_TIME);
    if timestamp.is_some() {
        let values = own.pieces().iter().filter(|piece| !matches!(piece, Piece::Text(_)));
        add(values.cloned().collect(), causes::MESSAGE_WITHOUT_SEPARATOR);
        let header = contract.idempotency_key.header.as_deref();
        if let Some(id) = header.and_then(|header| request.values(header).next()) {
            let id = Piece::Text(format!("{}.", String::from_utf8_lossy(id.trim_ascii())).into());
            let standard = [Piece::Timestamp, Piece::Text(text(".")), Piece::Body];
            add([id].into_iter().chain(standard).collect(), causes::MESSAGE_WITH_ID);
        }
    }
    others
}
