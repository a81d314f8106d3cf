//! Creates signatures, reads them from a header, and compares them in constant time.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use webhook_contract::template::{Part, Template};

use crate::{Secret, SignatureRule, VerifyError};

/// The largest number of signatures of the scheme in one request.
pub const MAX_CANDIDATES: usize = 16;

impl Secret {
    /// The value of the signature header for a body and a time in Unix seconds, for a sender whose rule is known only
    /// at run time. Otherwise, use [`Signer`](crate::Signer).
    pub fn sign(&self, rule: &SignatureRule, timestamp: u64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        write_digest(&rule.scheme, Key::new(self).digest(&rule.message, timestamp.as_bytes(), body))
    }
}

/// Whether a value of a signature header has the signature of this message, made with any bytes as the key. It says nothing
/// of the time and the id, and is for tools that look for the reason why a request does not verify; a receiver uses
/// [`Receiver`](crate::Receiver).
pub fn is_signed_with<'h>(
    rule: &SignatureRule,
    key: &[u8],
    timestamp: &[u8],
    body: &[u8],
    values: impl Iterator<Item = &'h [u8]>,
) -> bool {
    let Ok(signatures) = parse_signatures(values, &rule.scheme) else { return false };
    let digest = Key::of_bytes(key).digest(&rule.message, timestamp, body);
    signatures.digests.contains(&digest)
}

/// The keyed state of a secret, created once and cloned for every body.
#[derive(Clone)]
pub(crate) struct Key(Hmac<Sha256>);

/// A keyed hash, whose `==` takes constant time.
pub(crate) type Digest = hmac::digest::CtOutput<Hmac<Sha256>>;

impl Key {
    pub fn new(secret: &Secret) -> Key {
        // The key is the text of the secret. It looks like hexadecimal digits, but is not decoded.
        Key(Hmac::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes a key of any length"))
    }

    fn of_bytes(bytes: &[u8]) -> Key {
        Key(Hmac::new_from_slice(bytes).expect("HMAC takes a key of any length"))
    }

    /// The digest of the message, from a body and a timestamp as it is in the header.
    #[inline]
    pub fn digest(&self, message: &Template, timestamp: &[u8], body: &[u8]) -> Digest {
        let mut mac = self.0.clone();
        for part in message.parts() {
            mac.update(match part {
                Part::Text(text) => text.as_bytes(),
                Part::Field(name) if name == "timestamp" => timestamp,
                // A catalog whose message has another field is refused when it is loaded.
                Part::Field(_) => body,
            });
        }
        mac.finalize()
    }
}

/// The time in a timestamp header, in Unix seconds: a digit other than 0, and up to eleven more digits.
///
/// # Errors
///
/// When there is anything else: a sign, a leading zero, white space, a fraction, digits of another script.
#[inline]
pub(crate) fn parse_timestamp(text: &[u8]) -> Result<u64, VerifyError> {
    match text {
        [b'1'..=b'9', rest @ ..] if rest.len() < 12 && rest.iter().all(u8::is_ascii_digit) => {
            Ok(text.iter().fold(0, |seconds, digit| seconds * 10 + u64::from(digit - b'0')))
        }
        _ => Err(VerifyError::MalformedTimestamp),
    }
}

/// The entries of a signature header.
pub(crate) struct Signatures {
    /// The signatures of the scheme.
    pub digests: Vec<Digest>,
    /// How many entries could not be read.
    pub unreadable: usize,
}

/// Reads the lines of a signature header: each is a comma-separated list of `<scheme>=<signature>`. Entries of other
/// schemes and entries that cannot be read are skipped: whatever else a sender or an intermediary adds, a valid
/// signature counts.
///
/// # Errors
///
/// When there is no line, no readable signature of this scheme, or more than [`MAX_CANDIDATES`] of them.
pub(crate) fn parse_signatures<'h>(
    lines: impl Iterator<Item = &'h [u8]>,
    scheme: &str,
) -> Result<Signatures, VerifyError> {
    let mut is_there = false;
    let mut signatures = Signatures { digests: Vec::with_capacity(1), unreadable: 0 };
    for line in lines {
        is_there = true;
        match lone_signature(line, scheme) {
            Some(digest) => signatures.add(digest)?,
            None => signatures.add_line(line, scheme)?,
        }
    }
    match (is_there, signatures.digests.is_empty(), signatures.unreadable) {
        (false, ..) => Err(VerifyError::MissingHeader),
        (true, true, 0) => Err(VerifyError::UnsupportedScheme),
        (true, true, _) => Err(VerifyError::MalformedSignature),
        (true, false, _) => Ok(signatures),
    }
}

impl Signatures {
    fn add_line(&mut self, line: &[u8], scheme: &str) -> Result<(), VerifyError> {
        for entry in line.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            match entry.iter().position(|byte| *byte == b'=') {
                None | Some(0) => self.unreadable += 1,
                Some(end) if entry[..end] == *scheme.as_bytes() => match parse_digest(&entry[end + 1..]) {
                    Some(digest) => self.add(digest)?,
                    None => self.unreadable += 1,
                },
                Some(_) => {}
            }
        }
        Ok(())
    }

    #[inline]
    fn add(&mut self, digest: Digest) -> Result<(), VerifyError> {
        if self.digests.len() == MAX_CANDIDATES {
            return Err(VerifyError::TooManySignatures);
        }
        self.digests.push(digest);
        Ok(())
    }
}

/// The signature of a line that has nothing else in it, as nearly every line does: there is no need to look for commas.
#[inline]
fn lone_signature(line: &[u8], scheme: &str) -> Option<Digest> {
    parse_digest(line.strip_prefix(scheme.as_bytes())?.strip_prefix(b"=")?)
}

#[inline]
fn parse_digest(text: &[u8]) -> Option<Digest> {
    let digits: &[u8; 64] = text.try_into().ok()?;
    // Convert all digits first, and only then check whether any was invalid: without branches, the compiler can
    // vectorize it.
    let values = digits.map(digit_value);
    if values.iter().fold(0, |all, value| all | value) > 15 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(values.as_chunks().0) {
        *byte = high << 4 | low;
    }
    Some(Digest::new(bytes.into()))
}

/// The value of a hexadecimal digit in either case; more than 15 for any other byte.
fn digit_value(digit: u8) -> u8 {
    let (decimal, letter) = (digit.wrapping_sub(b'0'), (digit | 0x20).wrapping_sub(b'a'));
    match (decimal < 10, letter < 6) {
        (true, _) => decimal,
        (_, true) => letter + 10,
        _ => u8::MAX,
    }
}

/// A digest as it is in the header.
pub(crate) fn write_digest(scheme: &str, digest: Digest) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let bytes = digest.into_bytes();
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.map(|digit| char::from(DIGITS[usize::from(digit)]));
    scheme.chars().chain(['=']).chain(digits).collect()
}
