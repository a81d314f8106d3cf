//! The envelope of a delivered body: the fields for id, event type and payload, whatever the provider calls them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::DecodeError;
use crate::json::body::utf8;
use crate::json::mend::{whole_characters, without_mark};
use crate::json::support::{Text, duplicate, next_key, skip_value};

/// The envelope of a delivered body: enough to route, deduplicate or store it without reading the payload.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Envelope<'a> {
    /// The event's id.
    pub id: Cow<'a, str>,
    /// The event's name.
    pub event_type: Cow<'a, str>,
    /// The payload as it was sent. Its nesting has not been checked: `serde_json` refuses a payload that is nested too
    /// deeply, and a reader of your own should too.
    pub data: &'a RawValue,
}

impl<'a> Envelope<'a> {
    #[doc(hidden)]
    pub fn __read(body: &'a [u8], fields: EnvelopeFields) -> Result<Envelope<'a>, DecodeError> {
        let text = utf8(without_mark(body))?;
        let read = Envelope::read(text, fields);
        let Err(error) = read else { return read };
        // Mending moves nothing, so the payload's position in the original text is the same.
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

/// What was found in a body before it ended or could not be read any further.
#[derive(Default)]
pub(crate) struct Found<'a> {
    pub event_type: Option<Cow<'a, str>>,
    pub id: Option<Cow<'a, str>>,
    data: Option<&'a RawValue>,
}

impl<'a> Found<'a> {
    pub fn in_text(text: &'a str, fields: EnvelopeFields) -> Found<'a> {
        let mut found = Found::default();
        // Whatever comes before the mistake can be used.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(Find { found: &mut found, fields });
        found
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
