//! The delivered body, before anything is read from it.
//!
//! It has to be UTF-8, and nested no deeper than any reader can follow.

use crate::DecodeError;

/// The deepest nesting of arrays and objects that is accepted, the limit that `serde_json` has for every type.
pub const MAX_DEPTH: usize = 127;

/// The body as text.
///
/// The nesting is checked here, because a reader that skips a field follows any depth: a value that is kept raw would
/// then break the code that reads it later.
///
/// # Errors
///
/// When the body is not UTF-8, or nested deeper than [`MAX_DEPTH`].
///
/// ```
/// assert_eq!(webhook_runtime::body_text(b"{}").unwrap(), "{}");
/// assert!(webhook_runtime::body_text("[".repeat(200_000).as_bytes()).is_err());
/// ```
pub fn body_text(body: &[u8]) -> Result<&str, DecodeError> {
    let text = utf8(body)?;
    if nests_deeper_than(MAX_DEPTH, text) {
        return Err(DecodeError::of_body(format!("nested deeper than {MAX_DEPTH} levels")));
    }
    Ok(text)
}

pub(crate) fn utf8(body: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(body)
        .map_err(|error| DecodeError::of_body(format!("not UTF-8 after byte {}", error.valid_up_to())))
}

fn nests_deeper_than(limit: usize, text: &str) -> bool {
    // No body nests deeper than it has brackets; for nearly every body, counting them is enough.
    brackets(text) > limit && depth(text) > limit
}

/// The number of opening brackets, those in strings included. `[` and `{` differ in one bit.
///
/// Counts in bytes, for as long as the count of a block fits into one, because the compiler can vectorize that.
fn brackets(text: &str) -> usize {
    const BLOCK: usize = 192;
    let in_block = |block: &[u8]| block.iter().map(|byte| u8::from(byte | 0x20 == b'{')).sum::<u8>();
    text.as_bytes().chunks(BLOCK).map(|block| usize::from(in_block(block))).sum()
}

fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    deepest
}

fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> String {
        "[".repeat(depth) + &"]".repeat(depth)
    }

    #[test]
    fn takes_what_serde_json_takes() {
        assert!(body_text(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(serde_json::from_str::<serde_json::Value>(&nested(MAX_DEPTH)).is_ok());
        assert!(body_text(nested(MAX_DEPTH + 1).as_bytes()).is_err());
        assert!(serde_json::from_str::<serde_json::Value>(&nested(MAX_DEPTH + 1)).is_err());
    }

    #[test]
    fn brackets_side_by_side_or_in_strings_are_not_depth() {
        let wide = format!("[{}\"{}\\\"{{\"]", "[],".repeat(500), "[".repeat(500));
        assert!(body_text(wide.as_bytes()).is_ok());
    }

    #[test]
    fn says_where_utf8_ends() {
        let error = body_text(b"{\"a\": \"\xff\"}").unwrap_err();
        assert_eq!(error.to_string(), "body: not UTF-8 after byte 7");
    }
}
