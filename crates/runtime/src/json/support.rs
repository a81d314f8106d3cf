//! Functions that the macros of this crate call: one instance for all types, instead of one per type.
//!
//! This is not a public interface, and all of it may change.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::RawJson;
use crate::json::decode_error::{locate, message};

pub use crate::json::mend::lenient;
pub use crate::json::read::{Read, Seed};
pub use serde::de::IgnoredAny;
pub use serde::{self, de, ser};

/// A string that is borrowed from the input if it has no escapes.
pub struct Text<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.into())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text)))
    }
}

/// The next key of an object.
#[inline]
pub fn next_key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    Ok(map.next_key::<Text<'de>>()?.map(|text| text.0))
}

/// Reads the value of a field. One instance serves all fields of a type, in any object.
#[inline]
pub fn read<'de, A: MapAccess<'de>, T: Read<'de>>(
    map: &mut A,
    field: &mut Option<T>,
    key: &'static str,
) -> Result<(), A::Error> {
    if field.is_some() {
        return Err(duplicate(key));
    }
    *field = Some(map.next_value_seed(Seed::NEW)?);
    Ok(())
}

/// Skips a value that nobody needs.
#[inline(never)]
pub fn skip_value<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Takes what was read for a required field.
#[inline]
pub fn required<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    match value {
        Some(value) => Ok(value),
        None => Err(missing(name)),
    }
}

#[cold]
#[inline(never)]
fn missing<E: Error>(name: &'static str) -> E {
    E::missing_field(name)
}

/// The error for a duplicate key in an object.
#[cold]
#[inline(never)]
pub fn duplicate<E: Error>(name: &'static str) -> E {
    E::duplicate_field(name)
}

/// Reads an object that is tagged by the string at `key`; `variant` builds the value from the tag and the object.
///
/// The tag may be anywhere, so the object's entries are kept as text until it is found. An error in a variant is raised
/// inside the object, so that the reader reports that position.
pub fn tagged<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    key: &'static str,
    variant: fn(&str, &RawJson) -> serde_json::Result<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(Tagged { key, variant })
}

struct Tagged<T> {
    key: &'static str,
    variant: fn(&str, &RawJson) -> serde_json::Result<T>,
}

impl<'de, T> Visitor<'de> for Tagged<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let (object, tag) = entries(&mut map, self.key)?;
        let object = RawJson::from(RawValue::from_string(object).map_err(A::Error::custom)?);
        (self.variant)(&tag, &object).map_err(|error| inner(object.get(), &error))
    }
}

/// The entries of an object as text, and the string at `key`.
fn entries<'de, A: MapAccess<'de>>(map: &mut A, key: &'static str) -> Result<(String, String), A::Error> {
    let (mut object, mut tag) = (String::from("{"), None);
    while let Some(name) = next_key(map)? {
        let value: Box<RawValue> = map.next_value()?;
        if name == key {
            if tag.is_some() {
                return Err(duplicate(key));
            }
            tag = Some(serde_json::from_str(value.get()).map_err(|error| in_it(key, &message(&error)))?);
        }
        let comma = if object.len() > 1 { "," } else { "" };
        let name = serde_json::to_string(&name).map_err(A::Error::custom)?;
        // Writing to a `String` does not fail.
        let _ = write!(object, "{comma}{name}:{}", value.get());
    }
    object.push('}');
    Ok((object, required(tag, key)?))
}

/// An error inside an object that was read separately from its body, so its position is relative to that object.
#[cold]
fn inner<E: Error>(object: &str, error: &serde_json::Error) -> E {
    match (locate(object, error), message(error)) {
        (path, message) if path.is_empty() => E::custom(message),
        (path, message) => in_it(&path, &message),
    }
}

fn in_it<E: Error>(path: &str, message: &str) -> E {
    E::custom(format_args!("in it at `{path}`: {message}"))
}
