//! Values that are read in two steps: first as text, then as the type that the text asks for.

use serde::de::{Deserialize, Error};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::Read;
use crate::RawJson;
use crate::json::located::{Located, path_and_message};
use crate::json::mend::mended;
use crate::json::strict::strictly;
use crate::json::value::{types, types_of};

/// Which of `arms` reads a value; 0 if none does.
pub fn arm(raw: &RawJson, arms: u8) -> u8 {
    match types_of(raw.get()) & arms {
        found if found & types::integer != 0 => types::integer,
        found => found,
    }
}

/// Reads a value with an arm of a [`type_union!`](crate::type_union). A scalar that does not fit is kept; an object or
/// array that does not fit is an error.
pub fn read_arm<T: for<'a> Read<'a>, U, E: Error>(
    raw: RawJson,
    variant: fn(T) -> U,
    other: fn(RawJson) -> U,
) -> Result<U, E> {
    match decode(raw.get()) {
        Ok(value) => Ok(variant(value)),
        Err(error) if raw.get().starts_with(['{', '[']) => Err(error_in(raw.get(), &error)),
        // `lenient` would do this if reading the body failed, but a scalar never makes it fail.
        Err(_) => Ok(match mended(raw.get()).and_then(|text| decode(&text).ok()) {
            Some(value) => variant(value),
            None => other(raw),
        }),
    }
}

/// The same of a `type_union!` that is `open`: whatever does not fit is kept, and so is what has a null that does not.
pub fn read_open_arm<T: for<'a> Read<'a>, U, E>(
    raw: RawJson,
    variant: fn(T) -> U,
    other: fn(RawJson) -> U,
) -> Result<U, E> {
    Ok(match strictly(|| decoded(&raw)) {
        Some(value) => variant(value),
        None => other(raw),
    })
}

/// The value as a `T`, if it fits; mended if need be.
pub fn decoded<T: for<'a> Read<'a>>(raw: &RawJson) -> Option<T> {
    decode(raw.get()).ok().or_else(|| decode(&mended(raw.get())?).ok())
}

/// Reads a text as it is read in a body.
pub fn decode<'a, T: Read<'a>>(text: &'a str) -> serde_json::Result<T> {
    T::read(&mut serde_json::Deserializer::from_str(text))
}

/// Writes a JSON text as it is.
pub fn write_json<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let raw = <&RawValue>::deserialize(&mut serde_json::Deserializer::from_str(json));
    raw.map_err(serde::ser::Error::custom)?.serialize(serializer)
}

/// An error in `text`, a value that was read apart from its body.
#[cold]
#[inline(never)]
pub(super) fn error_in<E: Error>(text: &str, error: &serde_json::Error) -> E {
    let (path, message) = path_and_message(text, error);
    E::custom(Located { path: &path, message: &message })
}
