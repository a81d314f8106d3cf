//! JSON on one line, from the text of a file, token by token: as a value, an index that lists thousands of events takes many
//! times its text.

use std::io::{self, Write};

use serde_json::Value;

/// Writes the text of a file, which was read as JSON before and has each key once, without the space between its tokens, and
/// with each of these as its value is printed.
///
/// # Errors
///
/// Whatever `out` fails with.
pub fn write(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let (length, is_as_printed) = match first {
            b' ' | b'\n' | b'\r' | b'\t' => {
                rest = others;
                continue;
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' => (1, true),
            b'"' => string(rest),
            _ => (rest.iter().position(|byte| b" \n\r\t,]}".contains(byte)).unwrap_or(rest.len()), false),
        };
        let (token, others) = rest.split_at(length);
        match is_as_printed {
            true => out.write_all(token)?,
            false => serde_json::to_writer(&mut *out, &serde_json::from_slice::<Value>(token)?)?,
        }
        rest = others;
    }
    Ok(())
}

/// How long the string is that a text begins with, and whether it has no escapes, of which each can be written in several ways.
fn string(text: &[u8]) -> (usize, bool) {
    let (mut is_plain, mut is_escaped) = (true, false);
    let mut rest = &text[1..];
    while let [byte, others @ ..] = rest {
        rest = others;
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => (is_plain, is_escaped) = (false, true),
            b'"' => break,
            _ => {}
        }
    }
    (text.len() - rest.len(), is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_the_whole_value_prints() {
        for text in [
            "1.50",
            "[]",
            "{ }",
            " {\n  \"b\": [ { \"c\" : \"\\u00e9 \\\" d\" }, [ 1e2 , -0.0 ], null ],\n  \"a\\n\": { \"e\": { \"f\": [ 1, 2 ] } }\n}\n",
            "[[[[ 123456789012345678901234567890, true ]]], \"[ x ]\"]",
            "{\"é\\\\\":\"\",\"\\/\":-0,\"\u{7f}\u{2028}\":[1E400,false\n]\t}",
        ] {
            let value: Value = serde_json::from_str(text).expect("it is JSON");
            let mut written = Vec::new();
            write(text, &mut written).expect("memory takes all of it");
            assert_eq!(String::from_utf8_lossy(&written), value.to_string(), "{text}");
        }
    }
}
