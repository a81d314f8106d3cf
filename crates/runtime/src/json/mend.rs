//! Mends bodies that could not be read, for a second attempt: senders write half characters, which no JSON reader
//! accepts, and long integers, which readers accept with losses.
//!
//! Nothing here runs until reading has failed, so that other bodies cost nothing.

use crate::DecodeError;

/// A byte order mark, as UTF-8.
const MARK: &str = "\u{feff}";

/// Reads a text; if that fails, mends what it can and reads it again.
///
/// A leading byte order mark is skipped.
pub fn lenient<T>(text: &str, read: impl Fn(&str) -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    let text = text.strip_prefix(MARK).unwrap_or(text);
    read(text).or_else(|error| second(text, &read).unwrap_or(Err(error)))
}

#[cold]
#[inline(never)]
fn second<T>(text: &str, read: &dyn Fn(&str) -> Result<T, DecodeError>) -> Option<Result<T, DecodeError>> {
    mended(text).map(|text| read(&text))
}

/// The same JSON with everything mended; `None` if there is nothing to mend.
#[cold]
#[inline(never)]
pub(crate) fn mended(text: &str) -> Option<String> {
    let whole = whole_characters(text.as_bytes()).map(text_of);
    let plain = plain_integers(whole.as_deref().unwrap_or(text));
    plain.or(whole)
}

/// Bytes of a text in which ASCII was replaced with ASCII.
fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(MARK.as_bytes()).unwrap_or(body)
}

/// The same JSON with `\ufffd` for every escape of half of a surrogate pair, as a string has when it was cut inside an emoji;
/// `None` if there is none. The length stays the same, and so does every position.
pub(crate) fn whole_characters(json: &[u8]) -> Option<Vec<u8>> {
    let mut mended: Option<Vec<u8>> = None;
    let mut at = 0;
    // In JSON, only strings have backslashes.
    while let Some(offset) = json[at..].iter().position(|byte| *byte == b'\\') {
        at += offset;
        at += match unit(json, at) {
            None => 2,
            Some(0xd800..=0xdbff) if matches!(unit(json, at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                mended.get_or_insert_with(|| json.to_vec())[at..at + 6].copy_from_slice(b"\\ufffd");
                6
            }
            Some(_) => 6,
        };
        if at > json.len() {
            break;
        }
    }
    mended
}

/// The number in an escape `\uXXXX`.
fn unit(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u16::from_str_radix(digits, 16).ok()
}

/// The same JSON with plain digits for integers that are written with a fraction or an exponent and have too many
/// digits for a float: a reader would take them for floats and lose digits. `None` if there are none.
fn plain_integers(json: &str) -> Option<String> {
    let (mut plain, mut copied, mut at) = (String::new(), 0, 0);
    let bytes = json.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'-' | b'0'..=b'9' => {
                let is_of_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                let end = at + bytes[at..].iter().take_while(|byte| is_of_number(byte)).count();
                if let Some(integer) = long_integer(&json[at..end]) {
                    plain += &json[copied..at];
                    plain += &integer;
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    (copied > 0).then(|| plain + &json[copied..])
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// The digits of a whole number that is written with a fraction or an exponent, if a 64-bit integer can hold it and a
/// float may not.
fn long_integer(number: &str) -> Option<String> {
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if mantissa.len() == number.len() && fraction.is_empty() {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let exponent =
        exponent.parse::<i64>().ok()?.checked_add(zeros as i64)?.checked_sub(fraction.len() as i64)?;
    // 2⁶⁴ has twenty digits.
    let exponent = usize::try_from(exponent).ok().filter(|exponent| significant.len() + exponent <= 20)?;
    let value: u128 = format!("{significant}{}", "0".repeat(exponent)).parse().ok()?;
    let most = if sign.is_empty() { u64::MAX.into() } else { i64::MIN.unsigned_abs().into() };
    (value >= 1 << 53 && value <= most).then(|| format!("{sign}{value}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(text: &str) -> Option<String> {
        whole_characters(text.as_bytes()).map(text_of)
    }

    #[test]
    fn half_characters_are_replaced() {
        for (text, mended) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""a\uDE00b""#, r#""a\ufffdb""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\u0041""#, r#""\ufffd\u0041""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#"{"\ud83d":1}"#, r#"{"\ufffd":1}"#),
        ] {
            assert_eq!(whole(text).as_deref(), Some(mended), "{text}");
        }
        for text in
            [r#""\ud83d\ude00""#, r#""\\ud83d""#, r#""\u0041""#, r#""ü""#, r#""\ud8"#, "\\", r#""\u+d83""#]
        {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn long_integers_are_written_plainly() {
        for (text, plain) in [
            ("9007199254740993.0", "9007199254740993"),
            ("1844674407370955161.5e1", "18446744073709551615"),
            ("-9223372036854775808.000", "-9223372036854775808"),
            ("1e19", "10000000000000000000"),
            ("100e17", "10000000000000000000"),
            (r#"{"a":"1e19","b":[1e19,1.5]}"#, r#"{"a":"1e19","b":[10000000000000000000,1.5]}"#),
        ] {
            assert_eq!(plain_integers(text).as_deref(), Some(plain), "{text}");
        }
        let huge = format!("1e{}", "9".repeat(30));
        for text in [
            "1.0",
            "1e3",
            "9007199254740993",
            "1e20",
            "1e999999999",
            "1e-5",
            "9007199254740993.5",
            "-1e19",
            &huge,
        ] {
            assert_eq!(plain_integers(text), None, "{text}");
        }
    }

    proptest! {
        /// The result is that of decoding UTF-16 with replacement characters.
        #[test]
        fn mended_texts_are_what_utf_16_says(units in prop::collection::vec(prop_oneof![0xd7f0_u16..0xe010, 0x20_u16..0x7f], 0..12)) {
            let json: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = format!("\"{json}\"");
            let read: String = serde_json::from_str(&whole(&json).unwrap_or(json)).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }

        #[test]
        fn nothing_panics(json in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\\u\"d8fe+-.019".as_slice())], 0..60)) {
            let _ = whole_characters(&json);
            let _ = plain_integers(&String::from_utf8_lossy(&json));
        }
    }
}
