//! The outside of a delivered body, whatever the provider's names for its fields.
//!
//! Three of its fields matter, by their roles: id, event type and payload.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::DecodeError;
use crate::json::body::utf8;
use crate::json::mend::{whole_characters, without_mark};
use crate::json::support::{Text, duplicate, next_key, skip_value};

/// The outside of a delivered body: enough to route, deduplicate or store it without reading the payload.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Envelope<'a> {
    /// What identifies the event.
    pub id: Cow<'a, str>,
    /// The event's name.
    pub event_type: Cow<'a, str>,
    /// The payload as it came. How deep it is nested has not been looked at: `serde_json` refuses to read what is too
    /// deep, and a reader of your own should.
    pub data: &'a RawValue,
}

impl<'a> Envelope<'a> {
    #[doc(hidden)]
    pub fn __read(body: &'a [u8], fields: EnvelopeFields) -> Result<Envelope<'a>, DecodeError> {
        let text = utf8(without_mark(body))?;
        let read = Envelope::read(text, fields);
        let Err(error) = read else { return read };
        // Every position in the mended text is the same, so that the payload is found there as it came.
        let Some(mended) = whole_characters(text.as_bytes()) else { return Err(error) };
        let mended = utf8(&mended)?;
        let envelope = Envelope::read(mended, fields)?;
        let data = envelope.data.get();
        let start = data.as_ptr() as usize - mended.as_ptr() as usize;
        let data = text.get(start..start + data.len()).map(serde_json::from_str);
        let Some(Ok(data)) = data else { return Err(error) };
        let (id, event_type) = (envelope.id.into_owned().into(), envelope.event_type.into_owned().into());
        Ok(Envelope { id, event_type, data })
    }

    fn read(text: &'a str, fields: EnvelopeFields) -> Result<Envelope<'a>, DecodeError> {
        let mut found = Found::default();
        let mut reader = serde_json::Deserializer::from_str(text);
        let result = reader.deserialize_map(Find { found: &mut found, fields }).and_then(|()| reader.end());
        let missing = |name| <serde_json::Error as Error>::missing_field(name);
        let complete = result.and_then(|()| {
            Ok(Envelope {
                id: found.id.ok_or_else(|| missing(fields.id))?,
                event_type: found.event_type.ok_or_else(|| missing(fields.event_type))?,
                data: found.data.ok_or_else(|| missing(fields.data))?,
            })
        });
        complete.map_err(|error| DecodeError::__new(text, text, &error, fields))
    }
}

/// What a provider calls the fields.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct EnvelopeFields {
    pub event_type: &'static str,
    pub id: &'static str,
    pub data: &'static str,
}

/// What was found of a body until it ended or could not be read on.
#[derive(Default)]
pub(crate) struct Found<'a> {
    pub event_type: Option<Cow<'a, str>>,
    pub id: Option<Cow<'a, str>>,
    data: Option<&'a RawValue>,
}

impl<'a> Found<'a> {
    pub fn in_text(text: &'a str, fields: EnvelopeFields) -> Found<'a> {
        let mut found = Found::default();
        // What came before the mistake is as good as any.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(Find { found: &mut found, fields });
        found
    }
}

/// The text of one field; reads no further than there.
#[cfg(feature = "receiver")]
#[inline]
pub(crate) fn text_at<'a>(body: &'a [u8], field: &str) -> Option<Cow<'a, str>> {
    let body = without_mark(body);
    leading_text(body, field)
        .map(Cow::Borrowed)
        .or_else(|| read_text(body, field))
        .or_else(|| mended_text(body, field))
}

/// The text of one field of a body that has half characters in it. Two texts that only such halves tell apart would be one
/// when they are mended, so that one which has any itself is none.
#[cfg(feature = "receiver")]
#[cold]
fn mended_text(body: &[u8], field: &str) -> Option<Cow<'static, str>> {
    let mended = whole_characters(body)?;
    let text = read_text(&mended, field).filter(|text| !text.contains('\u{fffd}'))?;
    Some(text.into_owned().into())
}

/// The text of the first field, where it has no escape: it usually is the one that is asked for, and a reader takes
/// longer to set up than to come this far.
#[cfg(feature = "receiver")]
#[inline]
fn leading_text<'a>(body: &'a [u8], field: &str) -> Option<&'a str> {
    let key = behind(behind(body, b"{")?, b"\"")?.strip_prefix(field.as_bytes())?.strip_prefix(b"\"")?;
    let value = behind(behind(key, b":")?, b"\"")?;
    let end = value.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..=0x1f))?;
    std::str::from_utf8(&value[..end]).ok().filter(|_| value[end] == b'"')
}

/// What follows this, and white space before it.
#[cfg(feature = "receiver")]
#[inline]
fn behind<'a>(text: &'a [u8], this: &[u8]) -> Option<&'a [u8]> {
    let start = text.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))?;
    text[start..].strip_prefix(this)
}

#[cfg(feature = "receiver")]
fn read_text<'a>(body: &'a [u8], field: &str) -> Option<Cow<'a, str>> {
    let mut text = None;
    // That the object goes on behind the field is an error to the reader, and none to us.
    let _ = serde_json::Deserializer::from_slice(body).deserialize_map(FindText { text: &mut text, field });
    text
}

#[cfg(feature = "receiver")]
struct FindText<'f, 'a> {
    text: &'f mut Option<Cow<'a, str>>,
    field: &'f str,
}

#[cfg(feature = "receiver")]
impl<'de> Visitor<'de> for FindText<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a delivery")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = next_key(&mut map)? {
            if key == self.field {
                *self.text = Some(map.next_value::<Text<'de>>()?.0);
                return Ok(());
            }
            skip_value(&mut map)?;
        }
        Ok(())
    }
}

struct Find<'f, 'a> {
    found: &'f mut Found<'a>,
    fields: EnvelopeFields,
}

impl<'de> Visitor<'de> for Find<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a delivery")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Find { found, fields } = self;
        while let Some(key) = next_key(&mut map)? {
            if key == fields.event_type {
                set(&mut found.event_type, map.next_value::<Text<'de>>()?.0, fields.event_type)?;
            } else if key == fields.id {
                set(&mut found.id, map.next_value::<Text<'de>>()?.0, fields.id)?;
            } else if key == fields.data {
                set(&mut found.data, map.next_value()?, fields.data)?;
            } else {
                skip_value(&mut map)?;
            }
        }
        Ok(())
    }
}

fn set<T, E: Error>(field: &mut Option<T>, value: T, name: &'static str) -> Result<(), E> {
    if field.is_some() {
        return Err(duplicate(name));
    }
    *field = Some(value);
    Ok(())
}

#[cfg(all(test, feature = "receiver"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is found without a reader is what the reader finds.
        #[test]
        fn a_leading_text_is_what_is_read(
            white_space in prop::collection::vec("[ \n\r\t\u{b}\u{c}]{0,2}", 5),
            key in "id|i|id2|i\\\\u0064",
            value in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\\'), Just(b'"'), Just(b'n')], 0..6),
            rest in "[\",:{}\\[\\]a ]{0,6}",
        ) {
            let [a, b, c, d, e] = white_space.try_into().expect("five");
            let body = [
                format!("{a}{{{b}\"{key}\"{c}:{d}\"").as_bytes(), &value, format!("\"{e}{rest}").as_bytes(),
            ].concat();
            let leading = leading_text(&body, "id");
            prop_assert!(leading.is_none() || leading == read_text(&body, "id").as_deref());
        }
    }

    #[test]
    fn a_leading_text_is_found() {
        for body in [r#"{"id":"evt-1"}"#, " {\r\n\t\"id\" : \"evt-1\" , ", r#"{"id":"evt-1""#] {
            assert_eq!(leading_text(body.as_bytes(), "id"), Some("evt-1"), "{body}");
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
            assert_eq!(leading_text(body.as_bytes(), "id"), None, "{body}");
        }
    }
}
