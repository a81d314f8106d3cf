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

/// Decodes 64 hexadecimal digits.
#[inline]
pub(super) fn hex_of_32_bytes(digits: &[u8]) -> Option<[u8; 32]> {
    let digits: &[u8; 64] = digits.try_into().ok()?;
    // All digits first, then whether any is invalid, then pairs: without branches, the compiler vectorizes each step.
    let values = digits.map(digit_value);
    let is_valid = values.iter().fold(0, |all, value| all | value) <= 15;
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(values.as_chunks().0) {
        *byte = high << 4 | low;
    }
    is_valid.then_some(bytes)
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
    let (pairs, []) = digits.as_chunks() else { return None };
    pairs.iter().map(|pair| hex_pair(*pair)).collect()
}

/// The byte of two hexadecimal digits.
pub(super) fn hex_pair(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(digit_value);
    (high <= 15 && low <= 15).then_some(high << 4 | low)
}

pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// The same with or without padding, in the alphabet for URLs.
pub(crate) fn base64_for_urls(text: &[u8]) -> Option<Vec<u8>> {
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
        for bad in ["+/8=", "-_8==", "-_9=", "-_9", "AQ="] {
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

    #[test]
    fn digits_of_the_usual_length_are_read_alike() {
        let digits = "0123456789abcdefABCDEFfedcba98765432100aF0123456789abcdef0123456";
        let bytes = hex_of_32_bytes(digits.as_bytes()).expect("64 digits");
        assert_eq!(hex(digits.as_bytes()), Some(bytes.to_vec()));
        assert_eq!(to_hex(&bytes), digits.to_lowercase());
        assert_eq!(hex_of_32_bytes(&digits.as_bytes()[1..]), None);
        for place in 0..64 {
            for byte in 0..=u8::MAX {
                let mut digits = digits.as_bytes().to_vec();
                digits[place] = byte;
                let read = hex_of_32_bytes(&digits);
                assert_eq!(read.is_some(), byte.is_ascii_hexdigit(), "{byte} at {place}");
                assert_eq!(hex(&digits), read.map(|bytes| bytes.to_vec()), "{byte} at {place}");
            }
        }
    }
}
