//! The timestamp, and the message that it is part of.

use std::borrow::Cow;

use serde_json::Value;
use webhook_runtime::contract::{Message, Piece, TimeLocation, TimeUnit, TimestampRule, text};
use webhook_runtime::{SignatureRule, Timestamp};

use super::{Variant, is_renamed, signature};
use crate::causes::{self, Finding};
use crate::terms::Terms;
use crate::{NamedRequest, Request};

/// A timestamp as it is signed, and the message that it is put into.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Time {
    pub text: Vec<u8>,
    /// `None` where a secret is sent itself, which signs nothing.
    pub message: Option<Message>,
}

/// The units that a number of so many digits is in.
const UNITS: [(usize, &str); 3] = [(13, "milliseconds"), (16, "microseconds"), (19, "nanoseconds")];
/// Digits of a time in seconds.
const SECONDS: usize = 10;

/// The times that may have been signed.
pub(crate) fn times(terms: Terms<'_>, request: &Request, earlier: &[NamedRequest]) -> Vec<Variant<Time>> {
    let rule = terms.rule();
    let time = |text: &[u8]| Time { text: text.to_vec(), message: rule.message.clone() };
    let Some(timed) = &rule.timestamp else {
        let mut times = vec![Variant::as_it_came(time(b""))];
        times.extend(messages(terms, request, None));
        return times;
    };
    let mut times = Vec::new();
    let own = values(rule, timed, request);
    let name = place(timed);
    match own.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => {
            as_written(first, timed, &name, &mut times, &time)
        }
        all => {
            for value in all {
                times.push(Variant::of(time(value), Finding::with(causes::HEADER_REPEATED, name.clone())));
            }
        }
    }
    if let TimeLocation::Header(name) = &timed.location {
        for (other, value) in &request.headers {
            if is_renamed(other, name) {
                let finding = Finding::with(causes::HEADER_RENAMED, format!("`{other}` for `{name}`"));
                times.push(Variant::of(time(value.trim_ascii()), finding));
            }
        }
    }
    for NamedRequest { name: other, request } in earlier {
        let finding = || Finding::with(causes::TIME_OF_EARLIER, format!("`{other}`"));
        let values = values(rule, timed, request);
        times.extend(values.iter().map(|value| Variant::of(time(value), finding())));
    }
    times.extend(messages(terms, request, own.first().map(Vec::as_slice)));
    times
}

/// Where a time is, as a person would say it.
pub(crate) fn place(timed: &TimestampRule) -> String {
    match &timed.location {
        TimeLocation::Header(name) => name.to_string(),
        other => other.to_string(),
    }
}

/// The values that a request has for the time.
pub(crate) fn values(rule: &SignatureRule, timed: &TimestampRule, request: &Request) -> Vec<Vec<u8>> {
    match &timed.location {
        TimeLocation::Header(name) => request.values(name).map(|value| value.trim_ascii().to_vec()).collect(),
        TimeLocation::Item(label) => items(rule, label, request),
        TimeLocation::Body(pointer) => {
            let body: Option<Value> = serde_json::from_slice(&request.body).ok();
            let value = body.as_ref().and_then(|body| body.pointer(&pointer.to_string()));
            let text = value.and_then(|value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            text.into_iter().map(String::into_bytes).collect()
        }
    }
}

/// The values of the items next to the signature that have a label.
pub(crate) fn items(rule: &SignatureRule, label: &str, request: &Request) -> Vec<Vec<u8>> {
    let Some(pair) = rule.pair.as_deref() else { return Vec::new() };
    let names = signature::headers(rule);
    let is_there = signature::is_there(&names, request);
    let mut found = Vec::new();
    for (other, value) in &request.headers {
        // Where the signature came under another name, so did what is next to it.
        let is_meant = |name: &String| match is_there {
            true => other.eq_ignore_ascii_case(name),
            false => is_renamed(other, name) || signature::has_form(rule, value),
        };
        if names.iter().any(is_meant) {
            let value = String::from_utf8_lossy(value);
            let entries = value.split(rule.items.as_deref().unwrap_or("\n"));
            let labeled = entries.filter_map(|entry| entry.trim().split_once(pair));
            let own = labeled.filter(|(own, _)| *own == label);
            found.extend(own.map(|(_, value)| value.as_bytes().to_vec()));
        }
    }
    found
}

/// A single value: as it is, in another unit, and without what a proxy has put into it.
fn as_written(
    value: &[u8],
    timed: &TimestampRule,
    name: &str,
    times: &mut Vec<Variant<Time>>,
    time: &impl Fn(&[u8]) -> Time,
) {
    let is_number = !value.is_empty() && value.iter().all(u8::is_ascii_digit) && !value.starts_with(b"0");
    let in_unit = |found: &str| format!("{found}, and the contract has {}", timed.unit);
    let mut add = |text: &[u8], cause, detail: String| {
        times.push(Variant::of(time(text), Finding::with(cause, detail)));
    };
    let seconds = std::str::from_utf8(value).ok().and_then(in_rfc3339);
    match timed.unit {
        TimeUnit::Seconds | TimeUnit::Milliseconds if is_number => {
            let own = if timed.unit == TimeUnit::Seconds { SECONDS } else { UNITS[0].0 };
            let unit = UNITS.iter().find(|(digits, _)| value.len() == *digits);
            let unit = unit.map(|(_, unit)| *unit).or((value.len() == SECONDS).then_some("seconds"));
            match unit.filter(|_| value.len() != own) {
                Some(unit) => {
                    let other =
                        if value.len() > own { value[..own].to_vec() } else { [value, b"000"].concat() };
                    add(value, causes::TIME_UNIT, in_unit(unit));
                    add(&other, causes::TIME_UNIT, in_unit(unit));
                }
                None => {
                    let (other, signed) = match timed.unit {
                        TimeUnit::Seconds => ([value, b"000"].concat(), "milliseconds"),
                        _ => (value[..value.len().saturating_sub(3)].to_vec(), "seconds"),
                    };
                    add(&other, causes::TIME_UNIT, in_unit(&format!("{signed} where it is signed")));
                    times.push(Variant::as_it_came(time(value)));
                }
            }
            return;
        }
        TimeUnit::Rfc3339 if seconds.is_some() => {
            times.push(Variant::as_it_came(time(value)));
            let signed = seconds.unwrap_or_default().to_string();
            let unit = in_unit("Unix seconds where it is signed");
            times.push(Variant::of(time(signed.as_bytes()), Finding::with(causes::TIME_UNIT, unit)));
            return;
        }
        _ => {}
    }
    let parts: Vec<&[u8]> = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).collect();
    if parts.len() > 1 {
        for part in parts {
            add(part, causes::HEADER_REPEATED, name.to_owned());
        }
    }
    let is_noise = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
    let bare: Vec<u8> = value.iter().copied().filter(|byte| !is_noise(byte)).collect();
    if bare != value {
        add(&bare, causes::HEADER_FOLDED, name.to_owned());
    }
    let format = not_in_unit(timed, value);
    add(value, causes::TIME_FORMAT, format.clone());
    if let Some(seconds) = seconds {
        let signed = if timed.unit == TimeUnit::Milliseconds { seconds * 1000 } else { seconds };
        add(signed.to_string().as_bytes(), causes::TIME_FORMAT, format);
    }
}

/// That a time is not in the contract's unit.
pub(crate) fn not_in_unit(timed: &TimestampRule, value: &[u8]) -> String {
    format!("{}: `{}`", timed.unit, String::from_utf8_lossy(value))
}

fn in_rfc3339(text: &str) -> Option<u64> {
    let time: Timestamp = text.parse().ok()?;
    u64::try_from(time.unix_seconds()?).ok()
}

/// The Unix seconds of a time in whatever unit it is.
pub(crate) fn seconds(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?;
    match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true if UNITS.iter().any(|(digits, _)| *digits == text.len()) => text[..SECONDS].parse().ok(),
        true => text.parse().ok(),
        false => in_rfc3339(text),
    }
}

/// Other messages than the contract's.
fn messages(terms: Terms<'_>, request: &Request, timestamp: Option<&[u8]>) -> Vec<Variant<Time>> {
    let rule = terms.rule();
    // Fields of the body have no other order that people would take them in.
    let Some(own @ Message::Template(_)) = &rule.message else { return Vec::new() };
    let by_contract = own.to_string();
    let text_of = timestamp.unwrap_or_default().to_vec();
    let mut others = Vec::new();
    let mut add = |pieces: Vec<Piece>, cause| {
        let message = Message::Template(Cow::Owned(pieces));
        if message != *own {
            let time = Time { text: text_of.clone(), message: Some(message) };
            others.push(Variant::of(time, Finding::with(cause, by_contract.clone())));
        }
    };
    let is_timed = own.has(&Piece::Timestamp);
    // With the secret in it, a digest of the body alone would be no proof.
    if !own.has(&Piece::Secret) {
        let cause = if is_timed { causes::MESSAGE_WITHOUT_TIME } else { causes::MESSAGE_BODY_ALONE };
        add(vec![Piece::Body], cause);
    }
    if timestamp.is_none() && is_timed {
        return others;
    }
    let values: Vec<Piece> =
        own.pieces().iter().filter(|piece| !matches!(piece, Piece::Text(_))).cloned().collect();
    if values.len() > 1 {
        add(values, causes::MESSAGE_WITHOUT_SEPARATOR);
    }
    if is_timed
        && let Some(name) = terms.id_header()
        && let Some(id) = request.values(name).next()
    {
        let id = Piece::Text(format!("{}.", String::from_utf8_lossy(id.trim_ascii())).into());
        let standard = [Piece::Timestamp, Piece::Text(text(".")), Piece::Body];
        add([id].into_iter().chain(standard).collect(), causes::MESSAGE_WITH_ID);
    }
    others
}
