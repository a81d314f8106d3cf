//! Functions that the macros of this crate call: one instance for all types, instead of one per type.
//!
//! This is not a public interface, and all of it may change.

#[cfg(feature = "mixed")]
mod apart;
#[cfg(feature = "mixed")]
mod branch;
#[cfg(feature = "sender")]
mod build;
#[cfg(feature = "mixed")]
mod items;
#[cfg(feature = "mixed")]
mod scalar;
mod tagged;
mod text;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::{DeserializeSeed, Error, MapAccess};

use crate::json::located::in_field;
use crate::json::read::{ItemSeed, OptionalSeed};

pub use crate::json::mend::lenient;
pub use crate::json::read::{Read, Seed};
#[cfg(any(feature = "mixed", feature = "sender"))]
pub use crate::json::value::{as_bool, as_f64, as_i64, as_str, same_value, types};
#[cfg(feature = "mixed")]
pub use apart::{arm, decode, decoded, read_arm, read_open_arm, write_json};
#[cfg(feature = "mixed")]
pub use branch::{Branch, Key, presence, read_branch};
#[cfg(feature = "sender")]
pub use build::{Faults, Fixed, Step, built, fixed};
#[cfg(feature = "mixed")]
pub use items::{
    Items, next_item, optional_item, required_item, rest_of_items, skip_items, written_positions,
};
#[cfg(feature = "mixed")]
pub use scalar::{AsBool, AsF64, AsI64};
pub use serde::de::IgnoredAny;
pub use serde::{self, de, ser};
pub use tagged::tagged;
pub use text::{AsText, Text};

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
    read_by(map, field, key, Seed::NEW)
}

/// How the value of a field is read, by the words of [`object!`](crate::object).
pub mod field {
    use super::{MapAccess, OptionalSeed, Read, read_by};

    pub use super::{read as required, read as optional_nullable};

    /// Reads a value that may be absent, as null is.
    #[inline]
    pub fn optional<'de, A: MapAccess<'de>, T: Read<'de>>(
        map: &mut A,
        field: &mut Option<Option<T>>,
        key: &'static str,
    ) -> Result<(), A::Error> {
        read_by(map, field, key, OptionalSeed::NEW)
    }
}

#[inline]
fn read_by<'de, A: MapAccess<'de>, S: DeserializeSeed<'de>>(
    map: &mut A,
    field: &mut Option<S::Value>,
    key: &'static str,
    seed: S,
) -> Result<(), A::Error> {
    if field.is_some() {
        return Err(duplicate(key));
    }
    // Not with `next_value` and `?`, which would cost more to build, once for each type of field.
    match map.next_value_seed(seed) {
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
