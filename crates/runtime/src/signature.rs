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
/// When there is no line, an entry is not of that form, one of this scheme is not 64 lower-case hexadecimal digits, there are more
/// than [`MAX_CANDIDATES`], or none is of this scheme.
pub(crate) fn parse_signatures<'h>(
    lines: impl Iterator<Item = &'h [u8]>,
    scheme: &str,
) -> Result<Vec<Digest>, VerifyError> {
    let mut is_there = false;
    let mut digests = Vec::with_capacity(1);
    for line in lines {
        is_there = true;
        for entry in line.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            let equals =
                entry.iter().position(|byte| *byte == b'=').ok_or(VerifyError::MalformedSignature)?;
            let (name, signature) = (&entry[..equals], &entry[equals + 1..]);
            if name.is_empty() {
                return Err(VerifyError::MalformedSignature);
            }
            if name == scheme.as_bytes() {
                if digests.len() == MAX_CANDIDATES {
                    return Err(VerifyError::MalformedSignature);
                }
                digests.push(parse_digest(signature)?);
            }
        }
    }
    match (is_there, digests.is_empty()) {
        (false, _) => Err(VerifyError::MissingHeader),
        (true, true) => Err(VerifyError::UnsupportedScheme),
        (true, false) => Ok(digests),
    }
}

fn parse_digest(text: &[u8]) -> Result<Digest, VerifyError> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() {
        return Err(VerifyError::MalformedSignature);
    }
    for (byte, digits) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = parse_digit(digits[0])? << 4 | parse_digit(digits[1])?;
    }
    Ok(Digest::new(bytes.into()))
}

fn parse_digit(digit: u8) -> Result<u8, VerifyError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(VerifyError::MalformedSignature),
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
