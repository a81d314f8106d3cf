//! Values of a JSON body as they were written: what a rule points to, without a tree of the rest.

mod edit;
mod walk;

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::RawValue;
use webhook_contract::{Pointer, Text};

use crate::VerifyError;
pub(crate) use edit::{place, put};
pub(crate) use walk::{Found, find_all};

/// The most events that one delivery may hold. A delivery with more of them is refused before they take much memory.
pub const MAX_EVENTS: usize = 10_000;

/// Why a value cannot be found.
#[derive(Debug)]
pub(crate) enum JsonError {
    /// The body is not JSON.
    Malformed(serde_json::Error),
    /// A key on the way to a value comes twice, or it is an object or an array where a text is asked for.
    Ambiguous,
    /// What should be a list of events is none.
    NoList,
    /// An item of a list lacks the event.
    NoEvent,
    /// There are more than [`MAX_EVENTS`].
    TooMany,
}

impl From<JsonError> for VerifyError {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::NoEvent => VerifyError::MissingValue,
            JsonError::Malformed(_) | JsonError::Ambiguous | JsonError::NoList | JsonError::TooMany => {
                VerifyError::MalformedBody
            }
        }
    }
}

/// The text of the value at a pointer: strings decoded, numbers with their digits. `None` where there is none, or null.
///
/// # Errors
///
/// When the body is not JSON, has a key on the way twice, or the value is an object or an array.
pub(crate) fn value<'b>(body: &'b str, pointer: &Pointer) -> Result<Option<Cow<'b, str>>, VerifyError> {
    let Some(raw) = find(body, pointer.tokens())? else { return Ok(None) };
    Ok(scalar(raw)?)
}

/// The text of a value: strings decoded, numbers with their digits. `None` for null.
///
/// # Errors
///
/// When the value is an object or an array, or has half of a surrogate pair in it.
pub(crate) fn scalar(raw: &str) -> Result<Option<Cow<'_, str>>, JsonError> {
    match raw.as_bytes().first() {
        Some(b'"') => Ok(Some(match raw.contains('\\') {
            true => Cow::Owned(serde_json::from_str(raw).map_err(JsonError::Malformed)?),
            false => Cow::Borrowed(&raw[1..raw.len() - 1]),
        })),
        Some(b'{' | b'[') => Err(JsonError::Ambiguous),
        Some(b'n') => Ok(None),
        _ => Ok(Some(Cow::Borrowed(raw))),
    }
}

/// The values at a pointer in which `*` stands for each item of an array, in their order. The body is read once, and once
/// more for each `*`, however many items there are.
///
/// # Errors
///
/// When the body is not JSON, has a key on the way twice, an item lacks what follows, or there are too many.
pub(crate) fn events<'b>(body: &'b str, pointer: &Pointer) -> Result<Vec<&'b str>, JsonError> {
    let mut found = vec![body];
    let mut way = pointer.tokens();
    while !way.is_empty() {
        let star = way.iter().position(|token| token == "*");
        let (before, after) = way.split_at(star.unwrap_or(way.len()));
        for event in &mut found {
            *event = find(event, before)?.ok_or(JsonError::NoEvent)?;
        }
        way = after;
        if let [_, rest @ ..] = way {
            let mut items = Vec::new();
            found.into_iter().try_for_each(|list| add_items(list, &mut items))?;
            (found, way) = (items, rest);
        }
    }
    Ok(found)
}

fn add_items<'b>(list: &'b str, items: &mut Vec<&'b str>) -> Result<(), JsonError> {
    if !list.starts_with('[') {
        return Err(JsonError::NoList);
    }
    let read = Items(items).deserialize(&mut serde_json::Deserializer::from_str(list));
    match items.len() > MAX_EVENTS {
        true => Err(JsonError::TooMany),
        false => read.map_err(JsonError::Malformed),
    }
}

/// The items of a list, until there are too many.
struct Items<'i, 'b>(&'i mut Vec<&'b str>);

impl<'b> DeserializeSeed<'b> for Items<'_, 'b> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'b> Visitor<'b> for Items<'_, 'b> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            self.0.push(item.get());
            if self.0.len() > MAX_EVENTS {
                return Err(A::Error::custom("too many items"));
            }
        }
        Ok(())
    }
}

fn find<'b>(body: &'b str, way: &[Text]) -> Result<Option<&'b str>, JsonError> {
    let mut found = [Found::Unseen];
    find_all(body, &[way], &mut found)?;
    match found {
        [Found::There(raw)] => Ok(Some(raw)),
        // One reader would take the first, and another the last: then the signature is over something else than what is
        // acted by.
        [Found::Twice] => Err(JsonError::Ambiguous),
        [Found::Unseen | Found::Missing] => Ok(None),
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
        let events = |body, pointer: &str| {
            events(body, &pointer.parse().expect("a pointer")).map_err(VerifyError::from)
        };
        assert_eq!(events("{}", "/"), Ok(vec!["{}"]));
        assert_eq!(events("[1, [2]]", "/*"), Ok(vec!["1", "[2]"]));
        assert_eq!(events(r#"{"l": [{"e": 1}, {"e": 2}]}"#, "/l/*/e"), Ok(vec!["1", "2"]));
        assert_eq!(events(r#"{"l": []}"#, "/l/*/e"), Ok(vec![]));
        assert_eq!(events(r#"{"l": [{"e": 1}, {}]}"#, "/l/*/e"), Err(VerifyError::MissingValue));
        assert_eq!(events(r#"{"l": {}}"#, "/l/*/e"), Err(VerifyError::MalformedBody));
    }

    #[test]
    fn there_are_no_more_events_than_fit() {
        let list = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
        let count = |body: &str| events(body, &"/*".parse().expect("a pointer")).map(|events| events.len());
        assert_eq!(count(&list(MAX_EVENTS)).expect("fit"), MAX_EVENTS);
        assert!(matches!(count(&list(MAX_EVENTS + 1)), Err(JsonError::TooMany)));
        let lists = format!("[{0},{0}]", list(MAX_EVENTS / 2 + 1));
        assert!(matches!(events(&lists, &"/*/*".parse().expect("a pointer")), Err(JsonError::TooMany)));
    }
}
