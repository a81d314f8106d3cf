//! Values in a JSON body, put where they belong without touching the rest.

use std::ops::Range;

use webhook_contract::Text;

use super::{JsonError, find};

/// Puts a text at a way into the JSON of a body, in place of what is there; objects that are missing on the way are added.
/// A number stays one where the text is one too.
///
/// # Errors
///
/// When the body is not JSON, has a key on the way twice, or something on the way is not an object.
pub(crate) fn put(body: &mut String, event: Range<usize>, way: &[Text], text: &str) -> Result<(), JsonError> {
    let json = &body[event.clone()];
    let mut depth = way.len();
    let deepest = loop {
        match find(json, &way[..depth])? {
            Some(raw) => break raw,
            None if depth == 0 => return Err(JsonError::Ambiguous),
            None => depth -= 1,
        }
    };
    let quoted = serde_json::Value::from(text).to_string();
    let at = place(body, deepest);
    match way.get(depth) {
        None => {
            let was_number = deepest.starts_with(|first: char| first == '-' || first.is_ascii_digit());
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            body.replace_range(at, if was_number && is_number { text } else { &quoted });
        }
        Some(_) if !deepest.starts_with('{') => return Err(JsonError::Ambiguous),
        Some(first) => {
            let key = |key: &Text| serde_json::Value::from(&**key).to_string();
            let value = way[depth + 1..].iter().rev();
            let value = value.fold(quoted, |value, own| format!("{{{}:{value}}}", key(own)));
            let is_empty = deepest[1..deepest.len() - 1].trim_ascii().is_empty();
            let comma = if is_empty { "" } else { "," };
            let member = format!("{comma}{}:{value}", key(first));
            body.insert_str(at.end - 1, &member);
        }
    }
    Ok(())
}

/// Where a part of a text is in it.
pub(crate) fn place(whole: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}

#[cfg(test)]
mod tests {
    use webhook_contract::Pointer;

    use super::*;

    fn with(body: &str, pointer: &str, text: &str) -> Option<String> {
        let (mut body, pointer) = (body.to_owned(), pointer.parse::<Pointer>().expect("a pointer"));
        let all = 0..body.len();
        put(&mut body, all, pointer.tokens(), text).ok().map(|()| body)
    }

    #[test]
    fn nothing_else_is_touched() {
        for (body, pointer, expected) in [
            (r#" {"a": 1.50, "b": "x"} "#, "/b", r#" {"a": 1.50, "b": "7"} "#),
            (r#"{"a": 1.50}"#, "/a", r#"{"a": 7}"#),
            (r#"{"a": [ {"b": null} ]}"#, "/a/0/b", r#"{"a": [ {"b": "7"} ]}"#),
            (r#"{"a": {"b": 1} }"#, "/a/c", r#"{"a": {"b": 1,"c":"7"} }"#),
            ("{ }", "/a/b", r#"{ "a":{"b":"7"}}"#),
            (r#"{"é": {}}"#, "/é/x~1y", r#"{"é": {"x/y":"7"}}"#),
        ] {
            assert_eq!(with(body, pointer, "7").as_deref(), Some(expected), "{body}");
        }
        for (body, pointer) in
            [("[]", "/a"), (r#"{"a": 1}"#, "/a/b"), ("x", "/a"), (r#"{"a": 1, "a": 2}"#, "/a")]
        {
            assert_eq!(with(body, pointer, "7"), None, "{body}");
        }
        assert_eq!(with(r#"{"a": 1}"#, "/a", "x\"").as_deref(), Some(r#"{"a": "x\""}"#));
    }
}
