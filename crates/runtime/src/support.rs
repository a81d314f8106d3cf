//! What the macros of this crate call: one instance of each for all types, instead of one a type.
//!
//! Knows serde. Is no interface: nothing in here is for people, and all of it may change.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::RawJson;
use crate::decode_error::locate;

pub use serde::de::IgnoredAny;
pub use serde::{self, de, ser};

/// A string that is borrowed from the input where it holds no escape.
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

/// Reads over a value that nothing asks for.
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

/// The error for a key that an object has twice.
#[cold]
#[inline(never)]
pub fn duplicate<E: Error>(name: &'static str) -> E {
    E::duplicate_field(name)
}

/// The tag of an object, and the object as it came.
///
/// The tag may stand anywhere in the object, so the object is read twice: once for the tag, once as its variant.
pub fn tagged<'de, D: Deserializer<'de>>(
    deserializer: D,
    key: &'static str,
) -> Result<(Box<str>, RawJson), D::Error> {
    let raw = RawJson::deserialize(deserializer)?;
    let tag = TagOf(key).deserialize(&mut serde_json::Deserializer::from_str(raw.get())).map_err(|error| inner(&raw, error))?;
    Ok((tag, raw))
}

/// Reads an object as the variant that its tag names.
pub fn variant<T: DeserializeOwned, E: Error>(raw: &RawJson) -> Result<T, E> {
    raw.decode().map_err(|error| inner(raw, error))
}

/// An error inside a value that was read apart from its body: its position counts from that value's start, and is
/// told as a path, because the body's own error can only point at the whole value.
#[cold]
fn inner<E: Error>(raw: &RawJson, error: serde_json::Error) -> E {
    let (path, message) = locate(raw.get(), &error);
    match path.as_str() {
        "" => E::custom(message),
        path => E::custom(format_args!("in it at `{path}`: {message}")),
    }
}

struct TagOf(&'static str);

impl<'de> DeserializeSeed<'de> for TagOf {
    type Value = Box<str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Box<str>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TagOf {
    type Value = Box<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Box<str>, A::Error> {
        let mut tag = None;
        while let Some(key) = next_key(&mut map)? {
            if key != self.0 {
                skip_value(&mut map)?;
            } else if tag.is_some() {
                return Err(duplicate(self.0));
            } else {
                tag = Some(map.next_value::<Text<'de>>()?.0.into());
            }
        }
        required(tag, self.0)
    }
}
