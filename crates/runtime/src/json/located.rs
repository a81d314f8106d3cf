//! Errors in a value that is read apart from its body, such as the object of a union.
//!
//! The reader has no position inside such a value, so the message starts with the path: ``at `a.b[1]`: ``. Each object
//! or array around the value prepends its key or index ([`in_field`], [`in_item`]) until the reader has set a position,
//! which it does at the end of the innermost one. [`DecodeError`](crate::DecodeError) joins the path of that position
//! and the path in the message.

use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess};

use crate::json::decode_error::{locate, message};
use crate::json::path::{join, key_path};
use crate::json::support::{next_key, skip_value};

const AT: &str = "at `";
const HERE: &str = "in this value: ";

/// A message with the path that it starts with.
pub(crate) struct Located<'a> {
    pub path: &'a str,
    pub message: &'a str,
}

impl<'a> Located<'a> {
    /// Parses what `Display` writes; `None` for any other message.
    pub fn parse(text: &'a str) -> Option<Located<'a>> {
        if let Some(message) = text.strip_prefix(HERE) {
            return Some(Located { path: "", message });
        }
        let rest = text.strip_prefix(AT)?;
        let (path, rest) = rest.split_at(end_of_path(rest)?);
        Some(Located { path, message: rest.strip_prefix("`: ")? })
    }
}

impl fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path {
            "" => f.write_str(HERE)?,
            path => write!(f, "{AT}{path}`: ")?,
        }
        f.write_str(self.message)
    }
}

/// The offset of the first backtick that is not part of a quoted key.
fn end_of_path(text: &str) -> Option<usize> {
    let (mut in_key, mut escaped) = (false, false);
    text.bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_key = !in_key,
            b'`' => return !in_key,
            _ => {}
        }
        false
    })
}

/// The path of an error in `text`, and its message without any path.
pub(crate) fn path_and_message(text: &str, error: &serde_json::Error) -> (String, String) {
    let (path, message) = (locate(text, error), message(error));
    match Located::parse(&message) {
        Some(inner) => (join(&path, inner.path), inner.message.to_owned()),
        None => (path, message),
    }
}

/// The error for an object whose value at `key` could not be read.
#[cold]
#[inline(never)]
pub fn in_field<'de, A: MapAccess<'de>>(map: &mut A, key: &str, error: A::Error) -> A::Error {
    outwards(error, &key_path(key), || {
        // As fields are read, so that there is no second instance of how the reader goes from key to key: with two, neither is
        // inlined.
        while next_key(map)?.is_some() {
            skip_value(map)?;
        }
        Ok(())
    })
}

/// The error for an array whose item at `index` could not be read.
#[cold]
#[inline(never)]
pub fn in_item<'de, A: SeqAccess<'de>>(list: &mut A, index: usize, error: A::Error) -> A::Error {
    outwards(error, &format!("[{index}]"), || {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    })
}

/// Prepends a step to an error's path, unless the reader has set a position. `finish` reads to the end of the object or
/// array, because the reader would otherwise set a position that depends on what follows the value.
fn outwards<E: Error>(error: E, step: &str, finish: impl FnOnce() -> Result<(), E>) -> E {
    let text = error.to_string();
    let Some(Located { path, message }) = Located::parse(&text).filter(|_| !has_position(&text)) else {
        return error;
    };
    match finish() {
        Ok(()) => E::custom(Located { path: &join(step, path), message }),
        Err(error) => error,
    }
}

/// Whether a message ends as those of `serde_json` do that have a position.
fn has_position(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let position = text.rsplit_once(" at line ").and_then(|(_, position)| position.split_once(" column "));
    position.is_some_and(|(line, column)| is_number(line) && is_number(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_out_as_it_went_in() {
        for path in ["", "a", "a.b[1]", r#"["`: "].c"#, r#"["\"`"]"#] {
            let text = Located { path, message: "`x`: y" }.to_string();
            let parsed = Located::parse(&text).unwrap();
            assert_eq!((parsed.path, parsed.message), (path, "`x`: y"), "{text}");
        }
        for text in ["missing field `a`", "at `a", "at `a` b", "in this valuE: "] {
            assert!(Located::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_position_is_seen() {
        assert!(has_position("x at line 1 column 20"));
        for text in ["x", "x at line 1", "x at line 1 column 2, y", "x at line  column 2"] {
            assert!(!has_position(text), "{text}");
        }
    }
}
