//! The key: each secret as the contract has it, and as it may have been used.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use webhook_runtime::contract::KeyEncoding;
use webhook_runtime::{InvalidSecret, Secret, SignatureRule};

use super::Variant;
use crate::NamedSecret;
use crate::causes::{self, Finding};

/// The shortest text that is decoded: anything at all of a few characters is hexadecimal and base64.
const SHORTEST: usize = 8;

/// The keys that may have been used.
pub(crate) fn keys(rule: &SignatureRule, secrets: &[NamedSecret]) -> Vec<Variant<Vec<u8>>> {
    let mut keys = Vec::new();
    for (number, secret) in secrets.iter().enumerate() {
        let before = (number > 0).then(|| Finding::with(causes::OTHER_SECRET, format!("`{}`", secret.name)));
        let mut add = |key: Vec<u8>, found: &[Finding]| {
            let findings = before.iter().chain(found).cloned().collect();
            keys.push(Variant { value: key, findings });
        };
        let mut here = Vec::new();
        let core = core(&secret.bytes, &mut here);
        if core != secret.bytes {
            // Both sides may have it with what is around it.
            add(by_contract(rule, &secret.bytes), &[]);
        }
        add(by_contract(rule, core), &here);
        // Nobody uses a public key or what is sent itself in another way.
        let is_shared = rule.algorithm.signs() && !rule.algorithm.is_asymmetric();
        for (key, finding) in is_shared.then(|| used_otherwise(rule, core)).into_iter().flatten() {
            here.push(finding);
            add(key, &here);
            here.pop();
        }
    }
    keys
}

/// The key that a contract makes of a secret.
fn by_contract(rule: &SignatureRule, secret: &[u8]) -> Vec<u8> {
    let text = without_prefix(rule, secret);
    let decoded = match rule.key.encoding {
        KeyEncoding::Text => None,
        KeyEncoding::Hex => hex(text),
        KeyEncoding::Base64 | KeyEncoding::Spki => base64(text),
    };
    decoded.unwrap_or_else(|| text.to_vec())
}

/// A secret without the prefix that the contract has it stripped of.
fn without_prefix<'s>(rule: &SignatureRule, secret: &'s [u8]) -> &'s [u8] {
    let prefix = rule.key.strip.as_ref().map_or(&b""[..], |prefix| prefix.as_bytes());
    secret.strip_prefix(prefix).unwrap_or(secret)
}

/// A secret without what came with it when it was copied or read.
fn core<'s>(secret: &'s [u8], found: &mut Vec<Finding>) -> &'s [u8] {
    let mut core = secret;
    if let Some(rest) = core.strip_prefix("\u{feff}".as_bytes()) {
        found.push(Finding::of(causes::SECRET_BOM));
        core = rest;
    }
    let trimmed = trim(core);
    if trimmed != core {
        let what = match core {
            [.., b'\n'] => "a line feed",
            _ if trimmed != core.trim_ascii() => "invisible characters",
            _ => "white space",
        };
        found.push(Finding::with(causes::SECRET_SPACE_HERE, what));
        core = trimmed;
    }
    if let Some(at) = core.iter().position(|byte| *byte == b'=').filter(|at| is_assignment(core, *at)) {
        found.push(Finding::of(causes::SECRET_ASSIGNMENT));
        core = &core[at + 1..];
    }
    if let Some(inner) = unquoted(core) {
        found.push(Finding::of(causes::SECRET_QUOTED));
        core = inner;
    }
    core
}

/// A secret without what cannot be in one: white space, and what is invisible.
fn trim(secret: &[u8]) -> &[u8] {
    let is_noise = |letter: char| {
        let alone = Secret::new(letter.to_string());
        matches!(alone, Err(InvalidSecret::WhiteSpace | InvalidSecret::Invisible))
    };
    match std::str::from_utf8(secret) {
        Ok(text) => text.trim_matches(is_noise).as_bytes(),
        Err(_) => secret.trim_ascii(),
    }
}

/// Whether what is before this `=` is the name of a variable. Base64 may end in one or two of them.
fn is_assignment(secret: &[u8], at: usize) -> bool {
    let (name, rest) = (&secret[..at], &secret[at..]);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let starts = name.first().is_some_and(|first| !first.is_ascii_digit());
    starts && name.iter().all(is_name) && rest.iter().any(|byte| *byte != b'=')
}

/// What is in quotes, straight or typographic.
fn unquoted(secret: &[u8]) -> Option<&[u8]> {
    let mut inner = std::str::from_utf8(secret).ok()?.chars();
    let around: String = [inner.next()?, inner.next_back()?].into_iter().collect();
    let is_quoted = Secret::new(around).err() == Some(InvalidSecret::Quoted);
    Some(inner.as_str().as_bytes()).filter(|inner| is_quoted && !inner.is_empty())
}

/// What a sender may have made of a secret.
fn used_otherwise(rule: &SignatureRule, secret: &[u8]) -> Vec<(Vec<u8>, Finding)> {
    let mut keys = Vec::new();
    let described = rule.key.to_string();
    let otherwise = |cause| Finding::with(cause, described.clone());
    let is_text = rule.key.encoding == KeyEncoding::Text;
    if is_text {
        for (end, what) in
            [("\n", "a line feed"), ("\r\n", "a carriage return and a line feed"), (" ", "a space")]
        {
            let finding = Finding::with(causes::SECRET_SPACE_SENDER, what);
            keys.push((by_contract(rule, &[secret, end.as_bytes()].concat()), finding));
        }
    }
    let bare = without_prefix(rule, secret);
    for text in [secret, bare] {
        keys.push((text.to_vec(), otherwise(causes::KEY_AS_TEXT)));
    }
    let mut decoded = |text: &[u8]| {
        if rule.key.encoding != KeyEncoding::Hex {
            keys.extend(hex(text).map(|key| (key, otherwise(causes::KEY_HEX_DECODED))));
        }
        if rule.key.encoding != KeyEncoding::Base64 {
            keys.extend(base64(text).map(|key| (key, otherwise(causes::KEY_BASE64_DECODED))));
        }
    };
    decoded(bare);
    // A prefix that the contract does not strip is part of the key.
    if rule.key.strip.is_none()
        && let Some(at) = secret.iter().position(|byte| *byte == b'_')
        && at + 1 < secret.len()
    {
        let rest = &secret[at + 1..];
        decoded(rest);
        keys.push((by_contract(rule, rest), Finding::of(causes::KEY_WITHOUT_PREFIX)));
    }
    for (key, what) in
        [(secret.to_ascii_lowercase(), "lower case"), (secret.to_ascii_uppercase(), "upper case")]
    {
        if key != secret {
            keys.push((by_contract(rule, &key), Finding::with(causes::SECRET_CASE, what)));
        }
    }
    let own = by_contract(rule, secret);
    keys.retain(|(key, _)| *key != own);
    keys
}

pub(crate) fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8; 2]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    match text.as_chunks() {
        (pairs, []) if text.len() >= SHORTEST => pairs.iter().map(pair).collect(),
        _ => None,
    }
}

pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() < SHORTEST {
        return None;
    }
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let alphabets = [STANDARD, URL_SAFE];
    alphabets.iter().find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}
