//! The values at several pointers of one JSON text, found in one pass.

use std::fmt;
use std::ops::Range;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;
use webhook_contract::Text;

use super::{JsonError, scalar};

/// What was found at a pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Found<'b> {
    /// Nothing so far.
    #[default]
    Unseen,
    /// The way to it begins here, and ends before it.
    Missing,
    /// The value, as it is written.
    There(&'b str),
    /// A key on the way comes twice.
    Twice,
}

/// Finds what is at the end of each way. Ways are sorted and differ from each other; `found` has as many items, all of them
/// unseen.
///
/// # Errors
///
/// When the text is not JSON.
pub(crate) fn find_all<'b, W: AsRef<[Text]>>(
    text: &'b str,
    ways: &[W],
    found: &mut [Found<'b>],
) -> Result<(), JsonError> {
    // Half of a surrogate pair in a text that a way does not lead into is no mistake, though reading it fails; and so does reading a
    // number, where some other crate turns on serde_json's `arbitrary_precision`. It is rare: then, all is read once more, and
    // scalars as they are written.
    walk_all(text, Walk { ways, depth: 0, found, raw: false }).or_else(|_| {
        found.fill(Found::Unseen);
        walk_all(text, Walk { ways, depth: 0, found, raw: true }).map_err(JsonError::Malformed)
    })
}

fn walk_all<'b, W: AsRef<[Text]>>(text: &'b str, walk: Walk<'_, '_, 'b, W>) -> serde_json::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    walk.deserialize(&mut deserializer).and_then(|()| deserializer.end())
}

/// The ways that lead through a value, which are the same up to there.
struct Walk<'w, 'f, 'b, W> {
    ways: &'w [W],
    depth: usize,
    found: &'f mut [Found<'b>],
    /// Whether values are looked at as they are written before they are read.
    raw: bool,
}

impl<'w, 'b, W: AsRef<[Text]>> Walk<'w, '_, 'b, W> {
    /// The ways that go on with a key. They are next to each other.
    fn with(&self, key: &str) -> Option<Range<usize>> {
        let goes_on = |way: &W| way.as_ref()[self.depth] == *key;
        let start = self.ways.iter().position(goes_on)?;
        Some(start..start + self.ways[start..].iter().take_while(|way| goes_on(way)).count())
    }

    fn further(&mut self, range: Range<usize>) -> Walk<'w, '_, 'b, W> {
        Walk {
            ways: &self.ways[range.clone()],
            depth: self.depth + 1,
            found: &mut self.found[range],
            raw: self.raw,
        }
    }

    /// The ways that go on with the position of an item, each with the position.
    fn positions(&self) -> Vec<(usize, Range<usize>)> {
        let mut positions = Vec::new();
        let mut start = 0;
        while let Some(way) = self.ways.get(start) {
            let token = &way.as_ref()[self.depth];
            let range = self.with(token).unwrap_or(start..start + 1);
            start = range.end;
            let position = token.parse().ok().filter(|position: &usize| position.to_string() == **token);
            positions.extend(position.map(|position| (position, range)));
        }
        positions
    }
}

impl<'b, W: AsRef<[Text]>> DeserializeSeed<'b> for Walk<'_, '_, 'b, W> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        let is_end = |way: &&W| way.as_ref().len() == self.depth;
        let ends = self.ways.iter().take_while(is_end).count();
        if ends > 0 {
            let raw = <&RawValue>::deserialize(deserializer)?.get();
            let (here, beyond) = self.found.split_at_mut(ends);
            here.fill(Found::There(raw));
            if !beyond.is_empty() && raw.starts_with(['{', '[']) {
                let walk = Walk { ways: &self.ways[ends..], depth: self.depth, found: beyond, raw: self.raw };
                let mut deserializer = serde_json::Deserializer::from_str(raw);
                return walk.deserialize(&mut deserializer).map_err(D::Error::custom);
            }
            return Ok(());
        }
        match self.ways.is_empty() {
            true => IgnoredAny::deserialize(deserializer).map(drop),
            false if self.raw => {
                let raw = <&RawValue>::deserialize(deserializer)?.get();
                match raw.starts_with(['{', '[']) {
                    true => serde_json::Deserializer::from_str(raw)
                        .deserialize_any(self)
                        .map_err(D::Error::custom),
                    false => Ok(()),
                }
            }
            false => deserializer.deserialize_any(self),
        }
    }
}

impl<'b, W: AsRef<[Text]>> Visitor<'b> for Walk<'_, '_, 'b, W> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'b>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<&RawValue>()? {
            // No way goes on with half of a surrogate pair.
            let key = scalar(key.get()).ok().flatten();
            let Some(range) = key.and_then(|key| self.with(&key)) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let found = &mut self.found[range.clone()];
            if found.iter().any(|found| *found != Found::Unseen) {
                found.fill(Found::Twice);
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            map.next_value_seed(self.further(range.clone()))?;
            for found in &mut self.found[range] {
                if *found == Found::Unseen {
                    *found = Found::Missing;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'b>>(mut self, mut items: A) -> Result<(), A::Error> {
        let positions = self.positions();
        for number in 0.. {
            let range = positions.iter().find(|(position, _)| *position == number);
            let is_end = match range {
                Some((_, range)) => items.next_element_seed(self.further(range.clone()))?.is_none(),
                None => items.next_element::<IgnoredAny>()?.is_none(),
            };
            if is_end {
                break;
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use webhook_contract::Pointer;

    use super::*;

    #[test]
    fn several_ways_are_one_walk() {
        let pointers = ["/", "/a", "/a/b", "/a/b/1", "/a/c", "/d/x", "/e", "/e/f", "/g", "/l/1/k", "/n/o"];
        let ways: Vec<_> = pointers.iter().map(|text| text.parse::<Pointer>().expect(text).0).collect();
        assert!(ways.is_sorted());
        let text = r#"{"e": 1, "a": {"b": [1, "x"], "\u0063": null}, "l": [{"k": 1}, {"k": 2}], "d": [],
            "g": 1, "\u0067": 2, "n": {"o": 1}, "n": {}}"#;
        let mut found = vec![Found::Unseen; ways.len()];
        find_all(text, &ways, &mut found).expect("JSON");
        use Found::{Missing, There, Twice};
        let a = There(r#"{"b": [1, "x"], "\u0063": null}"#);
        let expected = [
            There(text),
            a,
            There(r#"[1, "x"]"#),
            There(r#""x""#),
            There("null"),
            Missing,
            There("1"),
            Missing,
            Twice,
            There("2"),
            Twice,
        ];
        assert_eq!(found, expected);
        // Even where the first one does not lead to it.
        let mut found = vec![Found::Unseen; ways.len()];
        find_all(r#"{"a": 1, "a": {"b": [1, 2]}, "a": {}}"#, &ways, &mut found).expect("JSON");
        assert_eq!(found[1..5], [Twice; 4]);
    }

    #[test]
    fn half_a_character_is_no_mistake_where_no_way_leads() {
        let ways: Vec<_> = ["/a", "/b/c"].map(|text| text.parse::<Pointer>().expect(text).0).into();
        let found = |text| {
            let mut found = vec![Found::Unseen; ways.len()];
            find_all(text, &ways, &mut found).map(|()| found)
        };
        use Found::{Missing, There, Twice};
        for (text, expected) in [
            (r#"{"\ud800": 1, "a": 2, "b": {"\udfff": 3, "c": 4}}"#, [There("2"), There("4")]),
            (r#"{"a": "\ud800", "b": "\ud800"}"#, [There(r#""\ud800""#), Missing]),
            (r#"{"\ud800": 1, "\ud800": 2, "a": 3, "b": []}"#, [There("3"), Missing]),
            // It is neither a part of a key nor another character.
            (r#"{"a\ud800": 1, "\ufffd": 2, "\u0061": 3, "b": {"c": 4}, "b": 5}"#, [There("3"), Twice]),
        ] {
            assert_eq!(found(text).expect("JSON"), expected, "{text}");
        }
        for bad in [r#"{"\ud80": 1}"#, r#"{"\q": 1}"#, "{\"\n\": 1}", r#"{a: 1}"#, r#"{"\ud800" 1}"#] {
            assert!(found(bad).is_err(), "{bad}");
        }
    }
}
