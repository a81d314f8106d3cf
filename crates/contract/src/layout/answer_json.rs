//! JSON of an answer, as the pieces of its text.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::answer_text::{AnswerPiece, AnswerText};
use crate::text::Text;

/// JSON in whose strings values of the request may be.
pub(super) struct Json(pub AnswerText);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut pieces = Pieces::default();
        pieces.deserialize(deserializer)?;
        Ok(Json(AnswerText(pieces.finish().into())))
    }
}

/// The pieces so far, and the text after the last of them.
#[derive(Default)]
struct Pieces {
    finished: Vec<AnswerPiece>,
    text: String,
}

impl Pieces {
    fn string<E: Error>(&mut self, text: &str) -> Result<(), E> {
        let AnswerText(pieces) = text.parse().map_err(E::custom)?;
        self.text.push('"');
        for piece in pieces.into_owned() {
            match piece {
                AnswerPiece::Text(text) => self.escaped(&text),
                value => {
                    self.cut();
                    self.finished.push(value);
                }
            }
        }
        self.text.push('"');
        Ok(())
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '"' | '\\' => self.text.extend(['\\', character]),
                '\0'..='\x1f' => self.text += &format!("\\u{:04x}", u32::from(character)),
                _ => self.text.push(character),
            }
        }
    }

    fn cut(&mut self) {
        if !self.text.is_empty() {
            self.finished.push(AnswerPiece::Text(Text::Owned(std::mem::take(&mut self.text))));
        }
    }

    fn finish(mut self) -> Vec<AnswerPiece> {
        self.cut();
        self.finished
    }

    fn word<E>(&mut self, word: impl fmt::Display) -> Result<(), E> {
        self.text += &word.to_string();
        Ok(())
    }
}

/// The key under which serde_json hands on the text of a number, where a crate of the program has it keep all digits.
const NUMBER: &str = "$serde_json::private::Number";

impl<'de> DeserializeSeed<'de> for &mut Pieces {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Pieces {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.word("null")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.word(value)
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.word(value)
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.word(value)
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.word(format_args!("{value:?}"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.string(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut before = "[";
        loop {
            let from = self.text.len();
            self.text += before;
            if items.next_element_seed(&mut *self)?.is_none() {
                self.text.truncate(from);
                break;
            }
            before = ",";
        }
        self.word(if before == "[" { "[]" } else { "]" })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut before = '{';
        while let Some(key) = members.next_key::<String>()? {
            if key == NUMBER {
                let written: String = members.next_value()?;
                return self.word(written);
            }
            self.text.extend([before, '"']);
            self.escaped(&key);
            self.text += "\":";
            members.next_value_seed(&mut *self)?;
            before = ',';
        }
        self.word(if before == '{' { "{}" } else { "}" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_with_its_values_left_open() {
        for (json, text) in [
            (
                r#"{"a": "{body:/x}", "b": [1, -2, 0.5, true, null, []], "c": {}}"#,
                r#"{"a":"{body:/x}","b":[1,-2,0.5,true,null,[]],"c":{}}"#,
            ),
            (r#""a\"\\\n{query:q}é""#, "\"a\\\"\\\\\\u000a{query:q}é\""),
            ("[[1], [2, 3]]", "[[1],[2,3]]"),
            (r#"{"{k": 1}"#, r#"{"{k":1}"#),
        ] {
            let Json(found) = serde_json::from_str(json).expect(json);
            assert_eq!(found.to_string(), text);
        }
        assert!(serde_json::from_str::<Json>(r#"["{x}"]"#).is_err());
    }
}
