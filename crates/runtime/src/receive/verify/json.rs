//! Values of a JSON body as they were written: what a rule points to, without a tree of the rest.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;
use webhook_contract::{Pointer, Text};

use crate::VerifyError;

/// The text of the value at a pointer: strings decoded, numbers with their digits. `None` where there is none, or null.
///
/// # Errors
///
/// When the body is not JSON, has a key on the way twice, or the value is an object or an array.
pub(super) fn value<'b>(body: &'b str, pointer: &Pointer) -> Result<Option<Cow<'b, str>>, VerifyError> {
    let Some(raw) = find(body, pointer.tokens())? else { return Ok(None) };
    match raw.as_bytes().first() {
        Some(b'"') => {
            let text: Cow<'b, str> = match raw.contains('\\') {
                true => Cow::Owned(serde_json::from_str(raw).map_err(|_| VerifyError::MalformedBody)?),
                false => Cow::Borrowed(&raw[1..raw.len() - 1]),
            };
            Ok(Some(text))
        }
        Some(b'{' | b'[') => Err(VerifyError::MalformedBody),
        Some(b'n') => Ok(None),
        _ => Ok(Some(Cow::Borrowed(raw))),
    }
}

/// The values at a pointer in which `*` stands for each item of an array, in their order.
///
/// # Errors
///
/// When the body is not JSON, has a key on the way twice, or an item lacks what follows.
pub(super) fn events<'b>(body: &'b str, pointer: &Pointer) -> Result<Vec<&'b str>, VerifyError> {
    let mut found = vec![body];
    let mut way = pointer.tokens();
    while !way.is_empty() {
        let star = way.iter().position(|token| token == "*");
        let (before, after) = way.split_at(star.unwrap_or(way.len()));
        let lists = found.iter().map(|body| find(body, before)?.ok_or(VerifyError::MissingValue));
        found = lists.collect::<Result<_, _>>()?;
        way = after;
        if let [_, rest @ ..] = way {
            let mut items = Vec::new();
            for list in found {
                let list: Vec<&'b RawValue> =
                    serde_json::from_str(list).map_err(|_| VerifyError::MalformedBody)?;
                items.extend(list.iter().map(|item| item.get()));
            }
            (found, way) = (items, rest);
        }
    }
    Ok(found)
}

fn find<'b>(body: &'b str, tokens: &[Text]) -> Result<Option<&'b str>, VerifyError> {
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let found = Way(tokens).deserialize(&mut deserializer);
    let found = found.and_then(|found| deserializer.end().map(|()| found));
    found.map(|raw| raw.map(RawValue::get)).map_err(|_| VerifyError::MalformedBody)
}

/// The rest of the way to a value.
struct Way<'t>(&'t [Text]);

impl<'de> DeserializeSeed<'de> for Way<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.0 {
            [] => <&RawValue>::deserialize(deserializer).map(Some),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Way<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(None) };
        let mut found: Option<Self::Value> = None;
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if key.0 != *first {
                map.next_value::<IgnoredAny>()?;
            } else if found.is_some() {
                // One reader would take the first, and another the last: then the signature is over something else than
                // what is acted by.
                return Err(A::Error::custom("a key comes twice"));
            } else {
                found = Some(map.next_value_seed(Way(rest))?);
            }
        }
        Ok(found.flatten())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(None) };
        let wanted = first.parse().ok().filter(|number: &usize| number.to_string() == **first);
        let mut found = None;
        for number in 0.. {
            if wanted == Some(number) {
                match items.next_element_seed(Way(rest))? {
                    Some(value) => found = value,
                    None => break,
                }
            } else if items.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(found)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'k>(Cow<'k, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(body: &'static str, pointer: &str) -> Result<Option<String>, VerifyError> {
        let pointer = pointer.parse().expect("a pointer");
        value(body, &pointer).map(|found| found.map(Cow::into_owned))
    }

    #[test]
    fn values_keep_their_digits() {
        let body = r#"{"a": {"b": [1.50, "x\u00e9\"", true, null, {}]}, "é": 1e2}"#;
        for (pointer, text) in [("/a/b/0", "1.50"), ("/a/b/1", "xé\""), ("/a/b/2", "true"), ("/é", "1e2")] {
            assert_eq!(at(body, pointer), Ok(Some(text.to_owned())), "{pointer}");
        }
        for absent in ["/a/b/3", "/a/b/5", "/a/b/00", "/a/b/x", "/a/c", "/c/d", "/a/b/0/c", "/é/1"] {
            assert_eq!(at(body, absent), Ok(None), "{absent}");
        }
        for pointer in ["/a", "/a/b", "/a/b/4"] {
            assert_eq!(at(body, pointer), Err(VerifyError::MalformedBody), "{pointer}");
        }
    }

    #[test]
    fn a_key_that_comes_twice_is_refused() {
        assert_eq!(at(r#"{"a": 1, "a": 2}"#, "/a"), Err(VerifyError::MalformedBody));
        assert_eq!(at(r#"{"a": 1, "\u0061": 2}"#, "/a"), Err(VerifyError::MalformedBody));
        assert_eq!(at(r#"{"a": {"b": 1}, "a": {}}"#, "/a/b"), Err(VerifyError::MalformedBody));
        for bad in ["", "{", "{\"a\": 1} x", "{\"a\": 01}", "{\"a\": \"\\ud800\"}"] {
            assert_eq!(at(bad, "/a"), Err(VerifyError::MalformedBody), "{bad}");
        }
    }

    #[test]
    fn events_are_the_root_its_items_or_further_in() {
        let events = |body, pointer: &str| events(body, &pointer.parse().expect("a pointer"));
        assert_eq!(events("{}", "/"), Ok(vec!["{}"]));
        assert_eq!(events("[1, [2]]", "/*"), Ok(vec!["1", "[2]"]));
        assert_eq!(events(r#"{"l": [{"e": 1}, {"e": 2}]}"#, "/l/*/e"), Ok(vec!["1", "2"]));
        assert_eq!(events(r#"{"l": []}"#, "/l/*/e"), Ok(vec![]));
        assert_eq!(events(r#"{"l": [{"e": 1}, {}]}"#, "/l/*/e"), Err(VerifyError::MissingValue));
        assert_eq!(events(r#"{"l": {}}"#, "/l/*/e"), Err(VerifyError::MalformedBody));
    }
}
