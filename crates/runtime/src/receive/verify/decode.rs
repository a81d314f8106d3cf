//! Signatures and keys out of their texts, each in one canonical form: hexadecimal digits in either case, base64 with padding
//! and without surplus bits.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const CANONICAL: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CANONICAL);
const BASE64_OF_KEYS: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const BASE64_FOR_URLS: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

/// Decodes hexadecimal digits, two per byte; whether that fills the bytes exactly.
#[inline]
pub(super) fn hex_into(digits: &[u8], bytes: &mut [u8]) -> bool {
    if digits.len() != 2 * bytes.len() {
        return false;
    }
    // Convert all digits first, and only then check whether any was invalid: without branches, the compiler can
    // vectorize it.
    let mut all = 0;
    for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_chunks().0) {
        let (high, low) = (digit_value(*high), digit_value(*low));
        all |= high | low;
        *byte = high << 4 | low;
    }
    all <= 15
}

/// The value of a hexadecimal digit in either case; more than 15 for any other byte.
#[inline]
fn digit_value(digit: u8) -> u8 {
    let (decimal, letter) = (digit.wrapping_sub(b'0'), (digit | 0x20).wrapping_sub(b'a'));
    match (decimal < 10, letter < 6) {
        (true, _) => decimal,
        (_, true) => letter + 10,
        _ => u8::MAX,
    }
}

pub(super) fn hex(digits: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = vec![0; digits.len() / 2];
    hex_into(digits, &mut bytes).then_some(bytes)
}

pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// The same with or without padding, in the alphabet for URLs.
pub(super) fn base64_for_urls(text: &[u8]) -> Option<Vec<u8>> {
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    // Padding is there in full or not at all.
    (padding == 0 || text.len().is_multiple_of(4)).then(|| BASE64_FOR_URLS.decode(text).ok())?
}

/// A key in base64, from whose end people lose the padding.
pub(super) fn base64_of_key(text: &[u8]) -> Option<Vec<u8>> {
    BASE64_OF_KEYS.decode(text).ok()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

pub(super) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

pub(super) fn to_base64_for_urls(bytes: &[u8]) -> String {
    BASE64_FOR_URLS.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_of_base64_is_one_value() {
        assert_eq!(base64(b"AQI="), Some(vec![1, 2]));
        for bad in ["AQI", "AQI==", "AQJ=", "AQI=\n", " AQI=", "AQ-_", "A"] {
            assert_eq!(base64(bad.as_bytes()), None, "{bad}");
        }
        for good in ["-_8=", "-_8"] {
            assert_eq!(base64_for_urls(good.as_bytes()), Some(vec![0xfb, 0xff]), "{good}");
        }
        for bad in ["+/8=", "-_8==", "-_9=", "-_9"] {
            assert_eq!(base64_for_urls(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn hexadecimal_digits_in_either_case() {
        assert_eq!(hex(b"0aFf"), Some(vec![0x0a, 0xff]));
        for bad in ["0", "0g", "0x", "é", "G0"] {
            assert_eq!(hex(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(to_hex(&[0x0a, 0xff]), "0aff");
    }
}
