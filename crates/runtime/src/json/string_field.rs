//! Finds one string in a delivered body without reading the rest: the receiver needs it before it decodes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::mend::{whole_characters, without_mark};
use crate::json::support::{next_key, skip_value};

/// A string as it is written in a body.
#[derive(Clone, Copy)]
pub(crate) enum RawString<'a> {
    /// A string without escapes, without its quotes: its text as it is.
    Plain(&'a str),
    /// A string with escapes, in its quotes.
    Escaped(&'a str),
}

impl<'a> RawString<'a> {
    /// The text. `None` if there is half of a surrogate pair in it: strings that differ only in those would become equal.
    #[inline]
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self {
            RawString::Plain(text) => Some(Cow::Borrowed(text)),
            RawString::Escaped(json) => serde_json::from_str(json).ok().map(Cow::Owned),
        }
    }

    /// A JSON value, if it is a string.
    fn new(json: &'a str) -> Option<RawString<'a>> {
        let text = json.strip_prefix('"')?.strip_suffix('"')?;
        Some(if text.contains('\\') { RawString::Escaped(json) } else { RawString::Plain(text) })
    }
}

/// Finds the string in one field of a body; reads no further than that.
#[inline]
pub(crate) fn string_field<'a>(body: &'a [u8], field: &str) -> Option<RawString<'a>> {
    let body = without_mark(body);
    leading_string(body, field)
        .map(RawString::Plain)
        .or_else(|| RawString::new(read_value(body, field).or_else(|| mended_value(body, field))?))
}

/// The string in the first field, if it has no escapes. It is usually the one that is needed, and setting up a reader takes
/// longer than this.
#[inline]
fn leading_string<'a>(body: &'a [u8], field: &str) -> Option<&'a str> {
    let key = after(after(body, b"{")?, b"\"")?.strip_prefix(field.as_bytes())?.strip_prefix(b"\"")?;
    let value = after(after(key, b":")?, b"\"")?;
    let end = value.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..=0x1f))?;
    std::str::from_utf8(&value[..end]).ok().filter(|_| value[end] == b'"')
}

/// What comes after `this`, which may follow white space.
#[inline]
fn after<'a>(text: &'a [u8], this: &[u8]) -> Option<&'a [u8]> {
    let start = text.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))?;
    text[start..].strip_prefix(this)
}

/// The value of a field, as it is written in the body.
fn read_value<'a>(body: &'a [u8], field: &str) -> Option<&'a str> {
    let mut value = None;
    // The reader reports an error because the object continues after the field; that does not matter here.
    let _ =
        serde_json::Deserializer::from_slice(body).deserialize_map(FindValue { value: &mut value, field });
    value
}

/// The value of a field, for a body with half of a surrogate pair in a key before it.
#[cold]
fn mended_value<'a>(body: &'a [u8], field: &str) -> Option<&'a str> {
    let mended = whole_characters(body)?;
    let value = read_value(&mended, field)?;
    // Mending moves nothing.
    let start = value.as_ptr() as usize - mended.as_ptr() as usize;
    std::str::from_utf8(&body[start..start + value.len()]).ok()
}

struct FindValue<'f, 'a> {
    value: &'f mut Option<&'a str>,
    field: &'f str,
}

impl<'de> Visitor<'de> for FindValue<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a delivery")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = next_key(&mut map)? {
            if key == self.field {
                *self.value = Some(map.next_value::<&RawValue>()?.get());
                return Ok(());
            }
            skip_value(&mut map)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is found without a reader is what a reader finds.
        #[test]
        fn a_leading_string_is_what_is_read(
            white_space in prop::collection::vec("[ \n\r\t\u{b}\u{c}]{0,2}", 5),
            key in "id|i|id2|i\\\\u0064",
            value in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\\'), Just(b'"'), Just(b'n')], 0..6),
            rest in "[\",:{}\\[\\]a ]{0,6}",
        ) {
            let [a, b, c, d, e] = white_space.try_into().expect("five");
            let body = [
                format!("{a}{{{b}\"{key}\"{c}:{d}\"").as_bytes(), &value, format!("\"{e}{rest}").as_bytes(),
            ].concat();
            let leading = leading_string(&body, "id");
            let read = read_value(&body, "id").and_then(RawString::new).and_then(RawString::text);
            prop_assert!(leading.is_none() || leading == read.as_deref());
        }
    }

    #[test]
    fn a_leading_string_is_found() {
        for body in [r#"{"id":"evt-1"}"#, " {\r\n\t\"id\" : \"evt-1\" , ", r#"{"id":"evt-1""#] {
            assert_eq!(leading_string(body.as_bytes(), "id"), Some("evt-1"), "{body}");
        }
        for body in [
            "",
            "{",
            r#"{"id""#,
            r#"{"id":"#,
            r#"{"id":"evt-1"#,
            r#"{"id":"\u0065vt-1"}"#,
            r#"{"a":1,"id":"evt-1"}"#,
        ] {
            assert_eq!(leading_string(body.as_bytes(), "id"), None, "{body}");
        }
    }

    #[test]
    fn a_string_is_found_wherever_it_is() {
        for (body, text) in [
            (r#"{"id":"\u0065vt-1"}"#, Some("evt-1")),
            (r#"{"a":1,"id":"evt-1""#, Some("evt-1")),
            ("\u{feff}{\"a\":\"\\ud83d\",\"id\":\"evt-1\"}", Some("evt-1")),
            (r#"{"\ud83d":1,"id":"evt-1"}"#, Some("evt-1")),
            (r#"{"\ud83d":1,"id":"\u0065vt-1"}"#, Some("evt-1")),
            ("{\"id\":\"evt-\u{fffd}\"}", Some("evt-\u{fffd}")),
            (r#"{"id":"evt-\ud83d"}"#, None),
            (r#"{"\ud83d":1,"id":"evt-\ud83d"}"#, None),
            (r#"{"id":"\q"}"#, None),
            (r#"{"id":1}"#, None),
        ] {
            let found = string_field(body.as_bytes(), "id").and_then(RawString::text);
            assert_eq!(found.as_deref(), text, "{body}");
        }
    }
}
