//! The body: as it came, and as it may have been when it was signed. A variant is a recipe until it is tried: there are over
//! two hundred, some of them several times as large as the body, and only one is in memory at a time.

use std::borrow::Cow;

use serde_json::Value;
use webhook_runtime::SignatureRule;

use super::json::Style;
use super::{Variant, key};
use crate::causes::{self, Finding};
use crate::terms::reads_body;
use crate::{NamedRequest, Request};

const BOM: &[u8] = "\u{feff}".as_bytes();
/// The largest body that is serialized again.
const LARGEST: usize = 1 << 18;
/// How many times as large a body may become when it is serialized again, beyond what is always allowed.
const GROWTH: usize = 4;
/// Bytes that a body may always become.
const ALWAYS: usize = 1 << 16;

/// The bodies that may have been signed.
pub(crate) struct Bodies<'r> {
    body: &'r [u8],
    /// The body as JSON, where it is serialized again.
    value: Option<Value>,
    /// Each way, the likely ones first.
    pub variants: Vec<Variant<Recipe<'r>>>,
    /// Bytes that a body may have when it is serialized again.
    pub limit: usize,
    /// Whether the body is too large to be serialized again.
    pub is_too_large: bool,
}

/// How a body that may have been signed is made.
#[derive(Clone, Copy)]
pub(crate) enum Recipe<'r> {
    AsIs,
    /// Without so many bytes at the start and at the end.
    Part(usize, usize),
    /// With bytes before and after it.
    Around(&'static [u8], &'static [u8]),
    UnixLines,
    WindowsLines,
    /// Read as Latin-1 and written as UTF-8.
    FromLatin,
    /// Read as UTF-8 and written as Latin-1.
    ToLatin,
    FromBase64,
    /// The text of a JSON string.
    Text,
    /// Written by another serializer, and with this after it.
    Written(Style, &'static str),
    Other(&'r [u8]),
}

impl<'r> Bodies<'r> {
    pub fn of(rule: &SignatureRule, request: &'r Request, earlier: &'r [NamedRequest]) -> Self {
        let body = request.body.as_slice();
        if !reads_body(rule) {
            let variants = vec![Variant::as_it_came(Recipe::AsIs)];
            return Self { body, value: None, variants, limit: ALWAYS, is_too_large: false };
        }
        let is_too_large = body.len() > LARGEST;
        let json = || serde_json::from_slice(body.strip_prefix(BOM).unwrap_or(body)).ok();
        let value: Option<Value> = (!is_too_large).then(json).flatten();
        let mut ways = Vec::new();
        ends(body, &mut ways);
        encodings(body, &mut ways);
        if let Some(Value::String(_)) = value {
            ways.push((Recipe::Text, Finding::of(causes::BODY_STRING)));
        }
        if !body.is_empty() {
            ways.push((Recipe::Other(b""), Finding::of(causes::BODY_EMPTY_SIGNED)));
        }
        for NamedRequest { name, request } in earlier {
            let finding = Finding::with(causes::EARLIER_BODY, format!("`{name}`"));
            ways.push((Recipe::Other(&request.body), finding));
        }
        let mut variants = vec![Variant::as_it_came(Recipe::AsIs)];
        variants.extend(ways.into_iter().map(|(recipe, finding)| Variant::of(recipe, finding)));
        variants.extend(value.iter().flat_map(|value| serialized_again(body, value)));
        // Where two ways lead to the same body, the one with fewer mistakes counts.
        variants.sort_by_key(|variant| variant.findings.len());
        let limit = (GROWTH * body.len()).max(ALWAYS);
        Self { body, value, variants, limit, is_too_large }
    }

    /// A body that may have been signed; `None` where this way does not lead to one, or leads to one that is far larger.
    pub fn make(&self, recipe: Recipe<'r>) -> Option<Cow<'_, [u8]>> {
        let body = self.body;
        let text = || std::str::from_utf8(body).ok();
        Some(match recipe {
            Recipe::AsIs => body.into(),
            Recipe::Part(start, end) => Cow::Borrowed(&body[start..body.len() - end]),
            Recipe::Around(before, after) => [before, body, after].concat().into(),
            Recipe::UnixLines => text()?.replace("\r\n", "\n").into_bytes().into(),
            Recipe::WindowsLines => text()?.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes().into(),
            Recipe::FromLatin => body.iter().copied().map(char::from).collect::<String>().into_bytes().into(),
            Recipe::ToLatin => {
                let latin: Option<Vec<u8>> =
                    text()?.chars().map(|letter| u8::try_from(letter).ok()).collect();
                latin?.into()
            }
            Recipe::FromBase64 => key::base64(body.trim_ascii())?.into(),
            Recipe::Text => self.value.as_ref()?.as_str()?.as_bytes().into(),
            Recipe::Written(style, end) => {
                let mut text = style.write(self.value.as_ref()?, self.limit)?;
                text.push_str(end);
                text.into_bytes().into()
            }
            Recipe::Other(body) => body.into(),
        })
    }
}

type Ways<'r> = Vec<(Recipe<'r>, Finding)>;

/// Line feeds and white space at the end, and line ends within.
fn ends(body: &[u8], ways: &mut Ways<'_>) {
    for (end, what) in [("\n", "line feed"), ("\r\n", "carriage return and line feed")] {
        if body.ends_with(end.as_bytes()) {
            ways.push((Recipe::Part(0, end.len()), Finding::with(causes::NEWLINE_ADDED, what)));
        }
        let removed = Finding::with(causes::NEWLINE_REMOVED, format!("a {what}"));
        ways.push((Recipe::Around(b"", end.as_bytes()), removed));
    }
    let start = body.len() - body.trim_ascii_start().len();
    let end = body.trim_ascii_start().len() - body.trim_ascii().len();
    ways.push((Recipe::Part(start, end), Finding::with(causes::NEWLINE_ADDED, "white space")));
    let told = |what| Finding::with(causes::BODY_CRLF, what);
    ways.push((Recipe::UnixLines, told("line feeds, and not carriage returns and line feeds")));
    ways.push((Recipe::WindowsLines, told("carriage returns and line feeds, and not line feeds")));
}

/// Byte order mark, Latin-1 and base64.
fn encodings(body: &[u8], ways: &mut Ways<'_>) {
    ways.push(match body.starts_with(BOM) {
        true => (Recipe::Part(BOM.len(), 0), Finding::with(causes::BODY_BOM, "added")),
        false => (Recipe::Around(BOM, b""), Finding::with(causes::BODY_BOM, "removed")),
    });
    ways.push((Recipe::FromLatin, Finding::of(causes::BODY_ENCODING)));
    ways.push((Recipe::ToLatin, Finding::of(causes::BODY_ENCODING)));
    ways.push((Recipe::FromBase64, Finding::of(causes::BODY_BASE64)));
}

/// The same JSON as serializers would write it. What differs from the style that it came in, where it came in one, is what
/// was changed.
fn serialized_again<'r>(body: &[u8], value: &Value) -> Vec<Variant<Recipe<'r>>> {
    let trimmed = body.trim_ascii();
    let is_own =
        |style: &Style| style.write(value, trimmed.len()).is_some_and(|text| text.as_bytes() == trimmed);
    let own = Style::all().find(is_own);
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
        let mut with_end = findings.clone();
        with_end.push(Finding::with(causes::NEWLINE_REMOVED, "a line feed"));
        found.push(Variant { value: Recipe::Written(style, "\n"), findings: with_end });
        found.push(Variant { value: Recipe::Written(style, ""), findings });
    }
    found.retain(|variant| !variant.findings.is_empty());
    found
}
