//! The body: as it came, and as it may have been when it was signed.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::json::Style;
use super::{Variant, key};
use crate::Request;
use crate::causes::{self, Finding};

const BOM: &[u8] = "\u{feff}".as_bytes();
/// The largest body that is written anew: there are over two hundred ways to write it, and all are in memory.
const LARGEST: usize = 1 << 18;

/// The bodies that may have been signed.
pub(crate) fn bodies<'r>(
    request: &'r Request,
    earlier: &'r [(String, Request)],
) -> Vec<Variant<Cow<'r, [u8]>>> {
    let body = request.body.as_slice();
    let mut bodies = Bodies { seen: HashSet::new(), found: Vec::new() };
    bodies.found.push(Variant::as_it_came(Cow::Borrowed(body)));
    bodies.seen.insert(body.to_vec());
    for (signed, finding) in ends(body).into_iter().chain(line_ends(body)).chain(encodings(body)) {
        bodies.add(signed, vec![finding]);
    }
    if body.len() <= LARGEST
        && let Ok(value) = serde_json::from_slice::<Value>(body.strip_prefix(BOM).unwrap_or(body))
    {
        if let Value::String(text) = &value {
            bodies.add(text.clone().into_bytes(), vec![Finding::of(causes::BODY_STRING)]);
        }
        for (signed, findings) in written_anew(body, &value) {
            bodies.add(signed, findings);
        }
    }
    if !body.is_empty() {
        bodies.add(Vec::new(), vec![Finding::of(causes::BODY_EMPTY_SIGNED)]);
    }
    for (name, other) in earlier {
        let finding = Finding::with(causes::EARLIER_BODY, format!("`{name}`"));
        bodies.add(other.body.clone(), vec![finding]);
    }
    bodies.found
}

/// Each body once, by the fewest mistakes that lead to it.
struct Bodies<'r> {
    seen: HashSet<Vec<u8>>,
    found: Vec<Variant<Cow<'r, [u8]>>>,
}

impl Bodies<'_> {
    fn add(&mut self, signed: Vec<u8>, findings: Vec<Finding>) {
        if self.seen.insert(signed.clone()) {
            self.found.push(Variant { value: Cow::Owned(signed), findings });
        }
    }
}

/// Line feeds and white space at the end.
fn ends(body: &[u8]) -> Vec<(Vec<u8>, Finding)> {
    let mut found = Vec::new();
    for (end, what) in [("\n", "line feed"), ("\r\n", "carriage return and line feed")] {
        if let Some(rest) = body.strip_suffix(end.as_bytes()) {
            found.push((rest.to_vec(), Finding::with(causes::NEWLINE_ADDED, what)));
        }
        let longer = [body, end.as_bytes()].concat();
        found.push((longer, Finding::with(causes::NEWLINE_REMOVED, format!("a {what}"))));
    }
    found.push((body.trim_ascii().to_vec(), Finding::with(causes::NEWLINE_ADDED, "white space")));
    found
}

/// Line ends within.
fn line_ends(body: &[u8]) -> Vec<(Vec<u8>, Finding)> {
    let Ok(text) = std::str::from_utf8(body) else { return Vec::new() };
    let unix = text.replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    let told = |what| Finding::with(causes::BODY_CRLF, what);
    vec![
        (unix.into_bytes(), told("line feeds, and not carriage returns and line feeds")),
        (windows.into_bytes(), told("carriage returns and line feeds, and not line feeds")),
    ]
}

/// Byte order mark, Latin-1 and base64.
fn encodings(body: &[u8]) -> Vec<(Vec<u8>, Finding)> {
    let mut found = Vec::new();
    match body.strip_prefix(BOM) {
        Some(rest) => found.push((rest.to_vec(), Finding::with(causes::BODY_BOM, "added"))),
        None => found.push(([BOM, body].concat(), Finding::with(causes::BODY_BOM, "removed"))),
    }
    let encoding = || Finding::of(causes::BODY_ENCODING);
    let as_latin: String = body.iter().copied().map(char::from).collect();
    found.push((as_latin.into_bytes(), encoding()));
    if let Ok(text) = std::str::from_utf8(body) {
        let latin: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(letter).ok()).collect();
        found.extend(latin.map(|signed| (signed, encoding())));
    }
    if let Some(decoded) = key::base64(body.trim_ascii()) {
        found.push((decoded, Finding::of(causes::BODY_BASE64)));
    }
    found
}

/// The same JSON as serializers would write it. What differs from the style that it came in, where it came in one, is what
/// was changed.
fn written_anew(body: &[u8], value: &Value) -> Vec<(Vec<u8>, Vec<Finding>)> {
    let own = Style::all().find(|style| style.write(value).as_bytes() == body.trim_ascii());
    let mut found = Vec::new();
    for style in Style::all() {
        let mut findings = Vec::new();
        let differs = |is_other: bool, plain: bool| own.map_or(!plain, |_| is_other);
        let plain = Style::all().next().unwrap_or(style);
        let from = own.unwrap_or(plain);
        if own.is_none() || style.layout != from.layout {
            findings.push(Finding::with(causes::BODY_RESERIALIZED, style.layout.told()));
        }
        if differs(style.sorted != from.sorted, !style.sorted) && style.sorted {
            findings.push(Finding::of(causes::BODY_KEY_ORDER));
        }
        if differs(style.escapes != from.escapes, style.escapes == plain.escapes) {
            findings.push(Finding::with(causes::BODY_ESCAPES, style.escapes.told()));
        }
        if differs(style.numbers != from.numbers, style.numbers == plain.numbers) {
            findings.push(Finding::with(causes::BODY_NUMBERS, style.numbers.told()));
        }
        let text = style.write(value);
        let mut with_end = findings.clone();
        with_end.push(Finding::with(causes::NEWLINE_REMOVED, "a line feed"));
        found.push((format!("{text}\n").into_bytes(), with_end));
        found.push((text.into_bytes(), findings));
    }
    found.retain(|(_, findings)| !findings.is_empty());
    found.sort_by_key(|(_, findings)| findings.len());
    found
}
