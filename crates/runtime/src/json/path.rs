//! The path of a byte in a JSON text, such as `data.concerns[1].severity`.
//!
//! The text is not validated: everything before the byte has been read as JSON already.

use std::fmt;

/// The keys and indices that lead to a value; empty for the whole text.
pub(crate) struct Path<'a>(Vec<Level<'a>>);

enum Level<'a> {
    /// The key as it is written, quotes included; `None` for the object itself.
    Object(Option<&'a str>),
    Array(usize),
}

impl Path<'_> {
    /// The key in the outermost object.
    pub fn first_key(&self) -> Option<String> {
        match self.0.first() {
            Some(Level::Object(Some(quoted))) => serde_json::from_str(quoted).ok(),
            _ => None,
        }
    }
}

/// The path of the innermost value that the byte at `offset` belongs to.
///
/// A bracket belongs to the value that it opens or closes.
pub(crate) fn path_at(text: &str, offset: usize) -> Path<'_> {
    let bytes = text.as_bytes();
    let mut levels = Vec::new();
    let mut at = 0;
    let mut key_comes = false;
    while at < offset.min(bytes.len()) {
        match bytes[at] {
            b'{' => {
                levels.push(Level::Object(None));
                key_comes = true;
            }
            b'[' => levels.push(Level::Array(0)),
            b'}' | b']' => drop(levels.pop()),
            b',' => match levels.last_mut() {
                Some(Level::Array(index)) => *index += 1,
                Some(Level::Object(key)) => {
                    *key = None;
                    key_comes = true;
                }
                None => {}
            },
            b'"' => {
                let end = end_of_string(bytes, at);
                if key_comes && let Some(Level::Object(key)) = levels.last_mut() {
                    *key = text.get(at..end);
                    key_comes = false;
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    if matches!(bytes.get(offset), Some(b'}' | b']')) {
        match levels.last_mut() {
            Some(Level::Object(key)) => *key = None,
            _ => drop(levels.pop()),
        }
    }
    Path(levels)
}

/// The offset after the string that opens at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut dot = "";
        for level in &self.0 {
            match level {
                Level::Array(index) => write!(f, "[{index}]")?,
                Level::Object(None) => continue,
                Level::Object(Some(quoted)) => match serde_json::from_str::<String>(quoted) {
                    Ok(key) if is_plain(&key) => write!(f, "{dot}{key}")?,
                    _ => write!(f, "[{quoted}]")?,
                },
            }
            dot = ".";
        }
        Ok(())
    }
}

/// The path of a value in an object.
pub(crate) fn key_path(key: &str) -> String {
    match is_plain(key) {
        true => key.to_owned(),
        false => format!("[{}]", quoted(key)),
    }
}

/// The path of a value whose path is `inner`, seen from the value at `outer`.
pub(crate) fn join(outer: &str, inner: &str) -> String {
    let dot = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') { "" } else { "." };
    format!("{outer}{dot}{inner}")
}

/// Whether `path` leads to the value at `key` or into it.
pub(crate) fn starts_with_key(path: &str, key: &str) -> bool {
    path.strip_prefix(&*key_path(key)).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A string of JSON, without the code for all that a `serde_json::Value` may be.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_the_value_that_a_byte_belongs_to() {
        let text = r#"{"a": 10, "b-c": [1, {"d\"": "x,{"}], "e": {}}"#;
        for (needle, path) in [
            ("10", "a"),
            ("1, {", r#"["b-c"][0]"#),
            ("x,", r#"["b-c"][1]["d\""]"#),
            ("}]", r#"["b-c"][1]"#),
            ("], ", r#"["b-c"]"#),
            ("[1", r#"["b-c"]"#),
            ("{}", "e"),
        ] {
            assert_eq!(path_at(text, text.find(needle).unwrap()).to_string(), path, "{needle}");
        }
        assert_eq!(path_at(text, text.len() - 1).to_string(), "");
        assert_eq!(path_at(text, 0).to_string(), "");
    }

    proptest! {
        #[test]
        fn any_text_has_a_path(text in "\\PC{0,60}|[\\[\\]{}\",:\\\\a1]{0,60}", offset in 0_usize..80) {
            path_at(&text, offset).to_string();
        }
    }
}
