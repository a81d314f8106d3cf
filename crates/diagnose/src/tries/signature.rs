//! The signature: as it came, under another name, and written in another way.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use webhook_runtime::contract::{Encoding, Location};
use webhook_runtime::{MAX_CANDIDATES, SignatureRule};

use super::{Variant, is_renamed, key};
use crate::Request;
use crate::causes::{self, Finding};

/// The values that a signature is in; `None` for those of the request.
pub(crate) type Values = Option<Vec<Vec<u8>>>;

/// Whether a request has a signature under a name of its own.
pub(crate) fn is_there(names: &[String], request: &Request) -> bool {
    names.iter().any(|name| request.values(name).next().is_some())
}

/// The values that the signature may have been in.
pub(crate) fn signatures(rule: &SignatureRule, request: &Request) -> Vec<Variant<Values>> {
    let mut found = vec![Variant::as_it_came(None)];
    let names = headers(rule);
    let is_there = is_there(&names, request);
    for name in names {
        let own: Vec<&[u8]> = request.values(&name).collect();
        if !own.is_empty() {
            let separator = rule.items.as_deref().unwrap_or(",").as_bytes();
            written_otherwise(rule, &name, &own.join(separator), &[], &mut found);
        }
        // One that is there under another name too, or that only looks like a signature of the scheme.
        let label = rule.label();
        for (other, value) in &request.headers {
            let begins = |label: &String| value.trim_ascii().starts_with(label.as_bytes());
            let looks_alike = label.as_ref().is_some_and(begins);
            let may_be = is_renamed(other, &name) || looks_alike && !other.eq_ignore_ascii_case(&name);
            // Where there is none, a value that verifies is the signature, whatever its name.
            if may_be || !is_there {
                let renamed = [Finding::with(causes::HEADER_RENAMED, format!("`{other}` for `{name}`"))];
                found.push(Variant { value: Some(vec![value.clone()]), findings: renamed.to_vec() });
                if may_be {
                    written_otherwise(rule, &name, value, &renamed, &mut found);
                }
            }
        }
    }
    found
}

/// The headers that the signature may be in; the first of those with numbers in their names.
pub(crate) fn headers(rule: &SignatureRule) -> Vec<String> {
    let name = |location: &Location| match location {
        Location::Header(name) => Some(name.to_string()),
        Location::NumberedHeader { before, after } => Some(format!("{before}1{after}")),
        Location::Body(_) | Location::Query(_) => None,
    };
    rule.locations.iter().filter_map(name).collect()
}

/// Adds what a value may have been before something was put into it, or another sender wrote it.
fn written_otherwise(
    rule: &SignatureRule,
    name: &str,
    value: &[u8],
    before: &[Finding],
    found: &mut Vec<Variant<Values>>,
) {
    let mut also = |value: String, findings: &[Finding]| {
        let findings = [before, findings].concat();
        found.push(Variant { value: Some(vec![value.into_bytes()]), findings });
    };
    let text = String::from_utf8_lossy(value).into_owned();
    let is_separator = |letter: char| rule.items.as_ref().is_some_and(|items| items.contains(letter));
    let is_noise =
        |letter: char| !is_separator(letter) && (letter.is_whitespace() || matches!(letter, '"' | '\''));
    let bare = text.replace(is_noise, "");
    if bare != text {
        also(bare.clone(), &[Finding::with(causes::HEADER_FOLDED, name)]);
    }
    let Some(encoding) = rule.encoding.filter(|_| rule.algorithm.signs()) else { return };
    let label = rule.label().unwrap_or_default();
    let (items, pair) = (rule.items.as_deref().unwrap_or(","), rule.pair.as_deref().unwrap_or("="));
    for entry in bare.split(items).take(MAX_CANDIDATES) {
        // Base64 may end in `=`, so that an entry without a label looks like one with it.
        let labeled = entry
            .split_once(pair)
            .filter(|(scheme, digest)| !scheme.is_empty() && !digest.trim_matches('=').is_empty());
        for (scheme, digest) in labeled.into_iter().chain([("", entry)]) {
            for (bytes, written) in bytes_of(digest, rule.algorithm.signature_bytes()) {
                let mut findings = Vec::new();
                if !(scheme.is_empty() && label.is_empty() || rule.take.iter().any(|taken| taken == scheme)) {
                    let scheme = if scheme.is_empty() { "without a label" } else { "under another label" };
                    findings.push(Finding::with(causes::SCHEME, format!("{scheme}, and not as `{label}…`")));
                }
                if written != encoding {
                    findings.push(Finding::with(causes::DIGEST_ENCODING, written.to_string()));
                }
                if !findings.is_empty() {
                    also(format!("{label}{}", encoded(&bytes, encoding)), &findings);
                }
            }
        }
    }
}

/// The signature that a text may be, and how it is written then.
fn bytes_of(text: &str, length: Option<usize>) -> Vec<(Vec<u8>, Encoding)> {
    let hex = key::hex(text.as_bytes()).map(|bytes| (bytes, Encoding::Hex));
    let base64 = key::base64(text.as_bytes()).map(|bytes| {
        let is_for_urls = text.contains(['-', '_']);
        (bytes, if is_for_urls { Encoding::Base64Url } else { Encoding::Base64 })
    });
    let fits = |bytes: &[u8]| length.is_none_or(|length| bytes.len() == length);
    hex.into_iter().chain(base64).filter(|(bytes, _)| fits(bytes)).collect()
}

fn encoded(bytes: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Hex => bytes.iter().fold(String::new(), |mut digest, byte| {
            // Writing to a String cannot fail.
            let _ = write!(digest, "{byte:02x}");
            digest
        }),
        Encoding::Base64 => STANDARD.encode(bytes),
        Encoding::Base64Url => URL_SAFE.encode(bytes),
    }
}

/// Whether a value has a signature as the scheme writes it, of its length, whoever made it.
pub(crate) fn has_form(rule: &SignatureRule, value: &[u8]) -> bool {
    let (Some(encoding), Some(length)) = (rule.encoding, rule.algorithm.signature_bytes()) else {
        return false;
    };
    let label = rule.label().unwrap_or_default();
    let value = String::from_utf8_lossy(value);
    let mut digests = entries(rule, &value).filter_map(|entry| entry.strip_prefix(label.as_str()));
    digests.any(|digest| {
        let mut read = bytes_of(digest, Some(length)).into_iter();
        read.any(|(_, written)| (written == Encoding::Hex) == (encoding == Encoding::Hex))
    })
}

/// The items of a value: one, where the scheme has no more.
fn entries<'v>(rule: &SignatureRule, value: &'v str) -> impl Iterator<Item = &'v str> {
    value.split(rule.items.as_deref().unwrap_or("\n")).map(str::trim)
}

/// What a signature looks like, without what may stand around it.
fn digest(rule: &SignatureRule) -> String {
    match (rule.encoding, rule.algorithm.signature_bytes()) {
        (Some(Encoding::Hex), Some(bytes)) => format!("{} hexadecimal digits", 2 * bytes),
        (Some(Encoding::Hex), None) => "hexadecimal digits".to_owned(),
        (Some(Encoding::Base64), Some(bytes)) => format!("{} characters of base64", bytes.div_ceil(3) * 4),
        (Some(encoding), _) => encoding.to_string(),
        (None, _) => "a signature".to_owned(),
    }
}

/// Why there is no signature in a value that could not be read.
pub(crate) fn shape(rule: &SignatureRule, request: &Request) -> Option<String> {
    let names = headers(rule);
    let (name, value) = names.iter().find_map(|name| Some((name, request.values(name).next()?)))?;
    let label = rule.label().unwrap_or_default();
    let expected = match (rule.algorithm.signs(), label.is_empty()) {
        (false, _) => "`Basic ` and `user:password` in base64".to_owned(),
        (true, true) => digest(rule),
        (true, false) => format!("`{label}` and {}", digest(rule)),
    };
    let value = String::from_utf8_lossy(value);
    let found = match entries(rule, &value).find_map(|entry| entry.strip_prefix(label.as_str())) {
        Some(digest) if label.is_empty() => format!("{} characters", digest.chars().count()),
        Some(digest) => format!("{} characters after the `{label}`", digest.chars().count()),
        None => "another beginning".to_owned(),
    };
    Some(format!("expected {expected} in `{name}`, found {found}"))
}
