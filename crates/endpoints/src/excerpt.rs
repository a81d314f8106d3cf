//! How much of an answer's body is shown, and when nothing is.

use serde_json::Value;

/// The longest excerpt, in characters.
const MAX_CHARACTERS: usize = 300;

/// Words that a body must not contain to be shown.
const HIDDEN: &[&str] = &["secret", "password"];

/// How a body begins, on one line; `None` if it is empty or may be confidential.
pub(crate) fn excerpt(body: &[u8], token: &str) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    // JSON is rewritten, so that no escape hides a word.
    let text = match serde_json::from_str::<Value>(&text) {
        Ok(value) => value.to_string(),
        Err(_) => text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let lower_case = text.to_lowercase();
    if text.is_empty() || text.contains(token) || HIDDEN.iter().any(|word| lower_case.contains(word)) {
        return None;
    }
    let mut shown = String::new();
    for character in text.chars().take(MAX_CHARACTERS) {
        // It must not control a terminal.
        match character.is_control() {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        shown.push('…');
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_start_on_one_line() {
        let shown = |body: &str| excerpt(body.as_bytes(), "t0ken");
        assert_eq!(shown("{\n  \"error\": \"a\\nb\"\n}").as_deref(), Some(r#"{"error":"a\nb"}"#));
        assert_eq!(
            shown("<h1>\n  Bad\tGateway \u{1b}[31m</h1>\n").as_deref(),
            Some(r"<h1> Bad Gateway \u{1b}[31m</h1>")
        );
        assert_eq!(shown(" \n"), None);
        let long = shown(&"é".repeat(MAX_CHARACTERS + 1)).expect("it is shown");
        assert_eq!(long, format!("{}…", "é".repeat(MAX_CHARACTERS)));
        assert_eq!(excerpt(b"\xff\xfe", "t0ken").as_deref(), Some("\u{fffd}\u{fffd}"));
    }

    #[test]
    fn shows_nothing_that_may_be_a_secret() {
        for body in [
            r#"{"signing_secret":"9f86d0"}"#,
            r#"{"signing_\u0073ecret":"9f86d0"}"#,
            r#"{"a":[{"clientSecret":"9f86d0"}]}"#,
            r#"{"signing_secret":"9f86d0", and then it breaks off"#,
            "PASSWORD=9f86d0",
            "you sent Bearer t0ken",
            r#"{"got":"Bearer t0\u006ben"}"#,
        ] {
            assert_eq!(excerpt(body.as_bytes(), "t0ken"), None, "{body}");
        }
    }
}
