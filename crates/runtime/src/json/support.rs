//! Functions that the macros of this crate call: one instance for all types, instead of one per type.
//!
//! This is not a public interface, and all of it may change.

mod apart;
mod branch;
#[cfg(feature = "sender")]
mod build;
mod items;
mod scalar;
mod tagged;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::json::located::in_field;
use crate::json::read::ItemSeed;

pub use crate::json::mend::lenient;
pub use crate::json::read::{Read, Seed};
pub use crate::json::value::{as_bool, as_f64, as_i64, as_str, same_value, types};
pub use apart::{arm, decode, decoded, read_arm, read_open_arm, write_json};
pub use branch::{Branch, Key, presence, read_branch};
#[cfg(feature = "sender")]
pub use build::{Faults, Fixed, Step, built, fixed};
pub use items::{Items, next_item, required_item, rest_of_items, skip_items, written_positions};
pub use scalar::{AsBool, AsF64, AsI64, AsText};
pub use serde::de::IgnoredAny;
pub use serde::{self, de, ser};
pub use tagged::tagged;

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
    // Not with `next_value` and `?`, which would cost more to build, once for each type of field.
    match map.next_value_seed(Seed::NEW) {
        Ok(value) => {
            *field = Some(value);
            Ok(())
        }
        Err(error) => Err(in_field(map, key, error)),
    }
}

/// Reads the value at a key, so that an error in it has its path.
#[inline]
pub fn next_value<'de, A: MapAccess<'de>, S: DeserializeSeed<'de>>(
    map: &mut A,
    key: &str,
    seed: S,
) -> Result<S::Value, A::Error> {
    map.next_value_seed(seed).map_err(|error| in_field(map, key, error))
}

/// Reads a value that no field has into the map of the others.
pub fn read_other<'de, A: MapAccess<'de>, T: Read<'de>>(
    map: &mut A,
    others: &mut BTreeMap<String, T>,
    key: Cow<'de, str>,
) -> Result<(), A::Error> {
    if let Some(value) = next_value(map, &key, ItemSeed::NEW)? {
        others.insert(key.into_owned(), value);
    }
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
        None => Err(missing(&[(true, name)])),
    }
}

/// The error for an object that lacks a field: each comes with whether it is missing, and the first that is counts.
#[cold]
#[inline(never)]
pub fn missing<E: Error>(fields: &[(bool, &'static str)]) -> E {
    let first = fields.iter().find(|(is_missing, _)| *is_missing);
    E::missing_field(first.map_or("", |(_, name)| name))
}

/// The error for a duplicate key in an object.
#[cold]
#[inline(never)]
pub fn duplicate<E: Error>(name: &'static str) -> E {
    E::duplicate_field(name)
}
