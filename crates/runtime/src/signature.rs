//! Signatures: making them, reading them from a header, comparing them.
//!
//! Knows the keyed hash, the grammar of both headers, and that comparing takes the same time whatever is compared.
//! Does not know the clock, the secrets in use, or what follows from a match.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Secret, SignatureRule, VerifyError};

/// Signatures in one request, at most.
pub const MAX_CANDIDATES: usize = 16;

impl SignatureRule {
    /// The value of the signature header for a body that is sent at a time in Unix seconds: for a sender whose rule is
    /// known at run time only. [`Signer`](crate::Signer) is for the others.
    pub fn sign(&self, secret: &Secret, timestamp: u64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        write_digest(self.scheme, Key::new(secret).digest(timestamp.as_bytes(), self.separator, body))
    }
}

/// The keyed state of a secret, made once and cloned for every body.
#[derive(Clone)]
pub(crate) struct Key(Hmac<Sha256>);

/// A keyed hash, whose `==` takes the same time for all values.
pub(crate) type Digest = hmac::digest::CtOutput<Hmac<Sha256>>;

impl Key {
    pub fn new(secret: &Secret) -> Key {
        // The key is the text that was handed out. It looks like hexadecimal digits, and is not decoded.
        Key(Hmac::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// The digest of a body, and of a timestamp as the header has it.
    #[inline]
    pub fn digest(&self, timestamp: &[u8], separator: &str, body: &[u8]) -> Digest {
        let mut mac = self.0.clone();
        mac.update(timestamp);
        mac.update(separator.as_bytes());
        mac.update(body);
        mac.finalize()
    }
}

/// The time in a timestamp header, in Unix seconds: a digit other than 0, and up to eleven digits more.
///
/// # Errors
///
/// When it is anything else: a sign, a leading zero, white space, a fraction, digits of another script.
#[inline]
pub(crate) fn parse_timestamp(text: &[u8]) -> Result<u64, VerifyError> {
    match text {
        [b'1'..=b'9', rest @ ..] if rest.len() < 12 && rest.iter().all(u8::is_ascii_digit) => {
            Ok(text.iter().fold(0, |seconds, digit| seconds * 10 + u64::from(digit - b'0')))
        }
        _ => Err(VerifyError::MalformedTimestamp),
    }
}

/// The signatures of a scheme in the lines of a signature header: each line is a list of `<scheme>=<signature>` with
/// commas between them. Those of other schemes are passed over.
///
/// # Errors
///
/// When there is no line, one is not UTF-8, an entry is not of that form, one of this scheme is not 64 lower-case
/// hexadecimal digits, there are more than [`MAX_CANDIDATES`], or none is of this scheme.
pub(crate) fn parse_signatures<'h>(
    lines: impl Iterator<Item = &'h [u8]>,
    scheme: &str,
) -> Result<Vec<Digest>, VerifyError> {
    let mut is_there = false;
    let mut digests = Vec::with_capacity(1);
    for line in lines {
        is_there = true;
        match lone_signature(line, scheme) {
            Some(digest) => add(&mut digests, digest)?,
            None => parse_line(line, scheme, &mut digests)?,
        }
    }
    match (is_there, digests.is_empty()) {
        (false, _) => Err(VerifyError::MissingHeader),
        (true, true) => Err(VerifyError::UnsupportedScheme),
        (true, false) => Ok(digests),
    }
}

/// The signature of a line that is nothing else, as nearly every line is: nobody has to look for commas in it.
#[inline]
fn lone_signature(line: &[u8], scheme: &str) -> Option<Digest> {
    let signature = line.strip_prefix(scheme.as_bytes())?.strip_prefix(b"=")?;
    parse_digest(signature).ok()
}

fn parse_line(line: &[u8], scheme: &str, digests: &mut Vec<Digest>) -> Result<(), VerifyError> {
    let line = std::str::from_utf8(line).map_err(|_| VerifyError::MalformedSignature)?;
    for entry in line.split(',').map(str::trim_ascii) {
        let (name, signature) = entry.split_once('=').ok_or(VerifyError::MalformedSignature)?;
        if name.is_empty() {
            return Err(VerifyError::MalformedSignature);
        }
        if name == scheme {
            add(digests, parse_digest(signature.as_bytes())?)?;
        }
    }
    Ok(())
}

#[inline]
fn add(digests: &mut Vec<Digest>, digest: Digest) -> Result<(), VerifyError> {
    if digests.len() == MAX_CANDIDATES {
        return Err(VerifyError::MalformedSignature);
    }
    digests.push(digest);
    Ok(())
}

#[inline]
fn parse_digest(text: &[u8]) -> Result<Digest, VerifyError> {
    let digits: &[u8; 64] = text.try_into().map_err(|_| VerifyError::MalformedSignature)?;
    // All of them, and only then whether one was none: without branches the compiler makes vector instructions of it.
    let values = digits.map(digit_value);
    if values.iter().fold(0, |all, value| all | value) > 15 {
        return Err(VerifyError::MalformedSignature);
    }
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(values.as_chunks().0) {
        *byte = high << 4 | low;
    }
    Ok(Digest::new(bytes.into()))
}

/// The value of a lower-case hexadecimal digit; more than 15 for any other byte.
fn digit_value(digit: u8) -> u8 {
    let (decimal, letter) = (digit.wrapping_sub(b'0'), digit.wrapping_sub(b'a'));
    match (decimal < 10, letter < 6) {
        (true, _) => decimal,
        (_, true) => letter + 10,
        _ => u8::MAX,
    }
}

/// A digest as the header has it.
pub(crate) fn write_digest(scheme: &str, digest: Digest) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let bytes = digest.into_bytes();
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.map(|digit| char::from(DIGITS[usize::from(digit)]));
    scheme.chars().chain(['=']).chain(digits).collect()
}
