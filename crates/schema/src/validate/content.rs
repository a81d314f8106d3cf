//! What strings contain: encodings of RFC 4648, and JSON.

use serde::de::IgnoredAny;

/// Whether a text is encoded as an encoding says; it is as any that is not known.
pub(super) fn is_encoded(text: &str, encoding: &str) -> bool {
    Encoding::of(encoding).is_none_or(|encoding| encoding.decoded(text).is_some())
}

/// Whether what a text decodes to is of a media type; it is of any that is not known, and so is what is in an encoding that
/// is not. A text that does not decode is wrong already.
pub(super) fn is_media_type(text: &str, media_type: &str, encoding: Option<&str>) -> bool {
    if media_type != "application/json" {
        return true;
    }
    let is_json = |bytes: &[u8]| serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    match encoding.map(Encoding::of) {
        Some(Some(encoding)) => encoding.decoded(text).is_none_or(|bytes| is_json(&bytes)),
        Some(None) => true,
        None => is_json(text.as_bytes()),
    }
}

/// Bytes as characters that stand for a few bits each.
struct Encoding {
    alphabet: &'static [u8],
    bits: usize,
    /// Characters that there is a multiple of, with `=` in place of those that are missing.
    group: usize,
    ignores_case: bool,
}

const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE32_HEX: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";
const BASE16: &[u8] = b"0123456789ABCDEF";

impl Encoding {
    fn of(name: &str) -> Option<Self> {
        let (alphabet, bits, group) = match name {
            "base64" => (BASE64, 6, 4),
            "base64url" => (BASE64_URL, 6, 4),
            "base32" => (BASE32, 5, 8),
            "base32hex" => (BASE32_HEX, 5, 8),
            "base16" => (BASE16, 4, 2),
            _ => return None,
        };
        Some(Self { alphabet, bits, group, ignores_case: bits == 4 })
    }

    /// The bytes that a text stands for; `None` where it stands for none.
    fn decoded(&self, text: &str) -> Option<Vec<u8>> {
        let digits = text.trim_end_matches('=');
        let padding = text.len() - digits.len();
        let left = digits.len() * self.bits % 8;
        // No more padding than it takes, and no characters without a byte.
        let is_complete = text.len().is_multiple_of(self.group) && padding < self.group && left < self.bits;
        let mut bytes = Vec::with_capacity(digits.len() * self.bits / 8);
        let (mut held, mut count) = (0_u32, 0);
        for byte in digits.bytes().filter(|_| is_complete) {
            let byte = if self.ignores_case { byte.to_ascii_uppercase() } else { byte };
            let digit = self.alphabet.iter().position(|one| *one == byte)?;
            held = held << self.bits | u32::try_from(digit).ok()?;
            count += self.bits;
            if count >= 8 {
                count -= 8;
                bytes.push((held >> count) as u8);
                held &= (1 << count) - 1;
            }
        }
        // What is left over is 0.
        (is_complete && held == 0).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        for (encoding, text, decoded) in [
            ("base64", "", ""),
            ("base64", "Zg==", "f"),
            ("base64", "Zm8=", "fo"),
            ("base64", "Zm9v", "foo"),
            ("base64url", "Zj8_", "f??"),
            ("base32", "MZXW6===", "foo"),
            ("base32hex", "CPNMU===", "foo"),
            ("base16", "666f6F", "foo"),
        ] {
            let bytes = Encoding::of(encoding).and_then(|encoding| encoding.decoded(text));
            assert_eq!(bytes.as_deref(), Some(decoded.as_bytes()), "{encoding} {text}");
        }
        for (encoding, text) in [
            ("base64", "Zg"),
            ("base64", "Zg="),
            ("base64", "Zh=="),
            ("base64", "===="),
            ("base64", "Z==="),
            ("base64", "Zj8_"),
            ("base64", "é==="),
            ("base32", "mzxw6==="),
            ("base16", "6"),
        ] {
            assert!(!is_encoded(text, encoding), "{encoding} {text}");
        }
        assert!(is_encoded("é", "quoted-printable"));
    }

    #[test]
    fn media_types() {
        assert!(
            is_media_type("{}", "application/json", None)
                && is_media_type("e30=", "application/json", Some("base64"))
        );
        assert!(
            !is_media_type("{", "application/json", None)
                && !is_media_type("ew==", "application/json", Some("base64"))
        );
        assert!(is_media_type("{", "text/html", None));
        assert!(is_media_type("=7B=7D", "application/json", Some("quoted-printable")));
    }
}
