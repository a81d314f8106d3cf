//! JSON on one line, from the text of a file. As a value, an index that lists thousands of events takes many times its text,
//! so there is one for an item of the list at a time.

use std::io::{self, Write};

use indexmap::IndexMap;
use serde_json::value::RawValue;
use webhook_schema::source::parsed;

/// How deep objects and lists are written by their parts: an index, its list of events, and each of these as a whole.
const DEPTH: usize = 2;

/// Writes the text of a file, which was read as JSON before, without the space between its tokens.
///
/// # Errors
///
/// Whatever `out` fails with.
pub fn write(text: &str, out: &mut dyn Write) -> io::Result<()> {
    write_parts(serde_json::from_str(text)?, DEPTH, out)
}

fn write_parts(value: &RawValue, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') if depth > 0 => {
            let members: IndexMap<String, &RawValue> = serde_json::from_str(text)?;
            out.write_all(b"{")?;
            for (number, (key, value)) in members.into_iter().enumerate() {
                separate(number, out)?;
                serde_json::to_writer(&mut *out, &key)?;
                out.write_all(b":")?;
                write_parts(value, depth - 1, out)?;
            }
            out.write_all(b"}")
        }
        Some(b'[') if depth > 0 => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            out.write_all(b"[")?;
            for (number, item) in items.into_iter().enumerate() {
                separate(number, out)?;
                write_parts(item, depth - 1, out)?;
            }
            out.write_all(b"]")
        }
        _ => Ok(serde_json::to_writer(out, &parsed(text))?),
    }
}

fn separate(number: usize, out: &mut dyn Write) -> io::Result<()> {
    if number == 0 { Ok(()) } else { out.write_all(b",") }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn it_is_what_the_whole_value_prints() {
        for text in [
            "1.50",
            "[]",
            "{ }",
            " {\n  \"b\": [ { \"c\" : \"\\u00e9 \\\" d\" }, [ 1e2 , -0.0 ], null ],\n  \"a\\n\": { \"e\": { \"f\": [ 1, 2 ] } }\n}\n",
            "[[[[ 123456789012345678901234567890, true ]]], \"[ x ]\"]",
        ] {
            let value: Value = serde_json::from_str(text).expect("it is JSON");
            let mut written = Vec::new();
            write(text, &mut written).expect("memory takes all of it");
            assert_eq!(String::from_utf8_lossy(&written), value.to_string(), "{text}");
        }
    }
}
