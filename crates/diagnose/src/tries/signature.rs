//! The signature header: as it came, under another name, and written in another way.

use std::fmt::Write as _;

use webhook_runtime::contract::Encoding;
use webhook_runtime::{MAX_CANDIDATES, SignatureRule};

use super::{Variant, is_renamed, key};
use crate::Request;
use crate::causes::{self, Finding};

/// The values that the signature header may have had.
pub(crate) fn signatures(rule: &SignatureRule, request: &Request) -> Vec<Variant<Vec<Vec<u8>>>> {
    let Some(name) = rule.signature_header() else { return Vec::new() };
    let own: Vec<Vec<u8>> = request.values(name).map(<[u8]>::to_vec).collect();
    let mut found = Vec::new();
    if !own.is_empty() {
        add(rule, Variant::as_it_came(own), &mut found);
    }
    // One that is there under another name too, or that only looks like a signature of the scheme.
    let label = rule.label();
    for (other, value) in &request.headers {
        let begins = |label: &String| value.trim_ascii().starts_with(label.as_bytes());
        let looks_alike = label.as_ref().is_some_and(begins);
        if !other.eq_ignore_ascii_case(name) && (is_renamed(other, name) || looks_alike) {
            let finding = Finding::with(causes::HEADER_RENAMED, format!("`{other}` for `{name}`"));
            add(rule, Variant::of(vec![value.clone()], finding), &mut found);
        }
    }
    found
}

/// Adds values as they are, and as a receiver could read them.
fn add(rule: &SignatureRule, as_is: Variant<Vec<Vec<u8>>>, found: &mut Vec<Variant<Vec<Vec<u8>>>>) {
    let joined = as_is.value.join(&b',');
    let before = as_is.findings.clone();
    found.push(as_is);
    let mut also = |value: String, finding: Finding| {
        let findings = before.iter().cloned().chain([finding]).collect();
        found.push(Variant { value: vec![value.into_bytes()], findings });
    };
    let text = String::from_utf8_lossy(&joined).into_owned();
    let is_noise = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'');
    let bare = text.replace(is_noise, "");
    if bare != text {
        also(bare.clone(), Finding::with(causes::HEADER_FOLDED, rule.signature_header().unwrap_or_default()));
    }
    // How others write a signature is known of those with a label and hexadecimal digits.
    let Some(label) = rule.label().filter(|_| rule.encoding == Some(Encoding::Hex)) else { return };
    for entry in bare.split(',').take(MAX_CANDIDATES) {
        let (scheme, digest) = match entry.split_once('=') {
            Some((scheme, digest)) if !scheme.is_empty() && !digest.trim_matches('=').is_empty() => {
                (scheme, digest)
            }
            _ => ("", entry),
        };
        let written = if scheme.is_empty() { "without a scheme" } else { "under another scheme" };
        let other = (!rule.take.iter().any(|taken| taken == scheme))
            .then(|| Finding::with(causes::SCHEME, format!("{written}, and not as `{label}…`")));
        if let Some(finding) = &other {
            also(format!("{label}{digest}"), finding.clone());
        }
        // Base64 may end in `=`, so that an entry without a scheme looks like one with it.
        for (text, other) in [(digest, other), (entry, None)] {
            if let Some(bytes) = key::base64(text.as_bytes()) {
                let digest = bytes.iter().fold(label.clone(), |mut digest, byte| {
                    // Writing to a String cannot fail.
                    let _ = write!(digest, "{byte:02x}");
                    digest
                });
                let finding = other.unwrap_or_else(|| Finding::with(causes::DIGEST_ENCODING, "base64"));
                also(digest, finding);
            }
        }
    }
}

/// Why a signature header that could not be read has no signature in it.
pub(crate) fn shape(rule: &SignatureRule, request: &Request) -> Option<String> {
    let value = request.values(rule.signature_header()?).next()?;
    let label = rule.label().unwrap_or_default();
    let expected = format!("expected `{label}` and {}", rule.digest_pattern());
    Some(match value.strip_prefix(label.as_bytes()) {
        Some(digest) => format!("{expected}, found {} characters after the `{label}`", digest.len()),
        None => format!("{expected}, found another beginning"),
    })
}
