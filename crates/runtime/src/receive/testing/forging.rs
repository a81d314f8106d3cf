//! What a forger would change of a signed request.

use webhook_contract::{Encoding, Location, Pointer, SignatureRule, TimeLocation};

use super::Part;
use crate::Outgoing;
use crate::receive::verify::put;

/// Flips one bit of the last byte of a body, changes a digit of the time, or a character of the signature; of the last event,
/// where each is signed by itself. `events` says where these are. See [`Request::flip_bit`](super::Request::flip_bit).
pub fn flip_bit(rule: &SignatureRule, events: Option<&Pointer>, part: Part, request: &mut Outgoing) {
    let signature = rule.locations.first();
    match part {
        Part::Body => request.body.last_mut().into_iter().for_each(|byte| *byte ^= 1),
        Part::Timestamp => match rule.timestamp.as_ref().map(|time| &time.location) {
            None => {}
            Some(TimeLocation::Header(name)) => {
                put::change(request, &Location::Header(name.clone()), events, other_digit);
            }
            Some(TimeLocation::Body(pointer)) => {
                put::change(request, &Location::Body(pointer.clone()), events, other_digit);
            }
            Some(TimeLocation::Item(label)) => {
                let start = format!("{label}{}", rule.pair.as_deref().unwrap_or_default());
                let change = |value: &str| changed_item(value, &start, rule.items.as_deref());
                signature.into_iter().for_each(|place| put::change(request, place, events, change));
            }
        },
        Part::Signature => {
            let change = |value: &str| other_signature(value, rule);
            signature.into_iter().for_each(|place| put::change(request, place, events, change));
        }
    }
}

/// A value in which the item with a label has another digit.
fn changed_item(value: &str, start: &str, separator: Option<&str>) -> String {
    let Some(at) = value.find(start) else { return value.to_owned() };
    let (before, rest) = value.split_at(at + start.len());
    let end = separator.and_then(|separator| rest.find(separator)).unwrap_or(rest.len());
    format!("{before}{}{}", other_digit(&rest[..end]), &rest[end..])
}

/// A text in which the last decimal digit is another: 8 and 9 differ in the last bit.
fn other_digit(text: &str) -> String {
    match text.rfind(|character: char| character.is_ascii_digit()) {
        Some(at) => with_other(text, at, b"0123456789"),
        None => text.to_owned(),
    }
}

/// A value in which the last signature is another one.
fn other_signature(value: &str, rule: &SignatureRule) -> String {
    let start = rule.items.as_deref().and_then(|separator| Some(value.rfind(separator)? + separator.len()));
    let start = start.unwrap_or_default();
    let label = rule.label().unwrap_or_default();
    let start = start + value[start..].find(&*label).map_or(0, |at| at + label.len());
    match rule.encoding {
        Some(Encoding::Hex) => with_other(value, value.len().saturating_sub(1), b"0123456789abcdef"),
        // Not at the end, where bits may not count, and not at the beginning, where a structure would be broken.
        _ => with_other(value, start + (value.len() - start) * 3 / 4, BASE64),
    }
}

const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A text in which one character of an alphabet is its neighbor; another character is the first of it.
fn with_other(text: &str, at: usize, alphabet: &[u8]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if let Some(byte) = bytes.get_mut(at) {
        let own = alphabet.iter().position(|own| own == byte);
        *byte = own.and_then(|own| alphabet.get(own ^ 1)).or(alphabet.first()).copied().unwrap_or(*byte);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_stays_well_formed() {
        assert_eq!(other_digit("1760000009"), "1760000008");
        assert_eq!(other_digit("2025-10-09T08:53:20Z"), "2025-10-09T08:53:21Z");
        assert_eq!(changed_item("t=12,v1=ab", "t=", Some(",")), "t=13,v1=ab");
        assert_eq!(with_other("+", 0, BASE64), "A");
        assert_eq!(with_other("9", 0, BASE64), "8");
    }
}
