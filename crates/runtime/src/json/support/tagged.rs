//! What [`tagged_union!`](crate::tagged_union) calls.

use std::fmt::{self, Write};

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{duplicate, next_key, required};
use crate::RawJson;
use crate::json::decode_error::message;
use crate::json::located::{Located, path_and_message};
use crate::json::path::key_path;

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
            tag = Some(serde_json::from_str(value.get()));
        }
        let comma = if object.len() > 1 { "," } else { "" };
        let name = serde_json::to_string(&name).map_err(A::Error::custom)?;
        // Writing to a `String` does not fail.
        let _ = write!(object, "{comma}{name}:{}", value.get());
    }
    object.push('}');
    // Raised at the object's end, where the reader reports the object's position.
    let tag = required(tag, key)?;
    Ok((object, tag.map_err(|error| at(&key_path(key), &message(&error)))?))
}

/// An error in the object, which was read separately from its body, so its position is relative to that object.
#[cold]
fn inner<E: Error>(object: &str, error: &serde_json::Error) -> E {
    match path_and_message(object, error) {
        (path, message) if path.is_empty() => E::custom(message),
        (path, message) => at(&path, &message),
    }
}

fn at<E: Error>(path: &str, message: &str) -> E {
    E::custom(Located { path, message })
}
