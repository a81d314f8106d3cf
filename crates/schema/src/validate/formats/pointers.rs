//! What names other things: pointers into JSON, templates of URIs, identifiers.

/// A JSON Pointer by RFC 6901, as a string.
pub(super) fn is_json_pointer(text: &str) -> bool {
    let is_escaped = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && is_escaped
}

/// A relative JSON Pointer, as the first drafts have it: how far up, and from there a pointer or `#`.
pub(super) fn is_relative_json_pointer(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (levels, pointer) = text.split_at(end);
    let is_number = levels == "0" || (!levels.is_empty() && !levels.starts_with('0'));
    is_number && (pointer == "#" || is_json_pointer(pointer))
}

/// A template by RFC 6570.
pub(super) fn is_uri_template(text: &str) -> bool {
    let mut rest = text;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((expression, after)) = after.split_once('}') else { return false };
        if !is_literal(literal) || !is_expression(expression) {
            return false;
        }
        rest = after;
    }
    is_literal(rest)
}

fn is_literal(text: &str) -> bool {
    let is_allowed = |c: char| !c.is_ascii_control() && !" \"<>\\^`{|}".contains(c);
    text.chars().all(is_allowed) && has_whole_escapes(text)
}

fn is_expression(text: &str) -> bool {
    let variables = text.strip_prefix(|c: char| "+#./;?&=,!@|".contains(c)).unwrap_or(text);
    variables.split(',').all(|variable| {
        let (name, length) =
            variable.split_once(':').map_or((variable, None), |(name, length)| (name, Some(length)));
        let name = if length.is_none() { name.strip_suffix('*').unwrap_or(name) } else { name };
        let is_length = |length: &str| {
            (1..=4).contains(&length.len())
                && length.bytes().all(|byte| byte.is_ascii_digit())
                && !length.starts_with('0')
        };
        is_name(name) && length.is_none_or(is_length)
    })
}

fn is_name(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '%';
    text.split('.').all(|part| !part.is_empty() && part.chars().all(is_allowed)) && has_whole_escapes(text)
}

fn has_whole_escapes(text: &str) -> bool {
    let is_hex = |hex: &str| hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('%').skip(1).all(|after| after.get(..2).is_some_and(is_hex))
}

/// A UUID by RFC 4122.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers() {
        for text in ["", "/", "/a/b", "/~0~1", "/é//"] {
            assert!(is_json_pointer(text), "{text}");
        }
        for text in ["a", "#/a", "/~", "/~2", "0"] {
            assert!(!is_json_pointer(text), "{text}");
        }
        for text in ["0", "1/a", "10#", "0/"] {
            assert!(is_relative_json_pointer(text), "{text}");
        }
        for text in ["", "/a", "01", "-1", "0##", "0a", "1/~"] {
            assert!(!is_relative_json_pointer(text), "{text}");
        }
    }

    #[test]
    fn templates() {
        for text in ["", "http://a/{id}", "{?q,r*}", "{/a:12,b}", "{a.b%20}", "{+a}/é%20"] {
            assert!(is_uri_template(text), "{text}");
        }
        for text in [
            "{",
            "}",
            "{}",
            "{a",
            "a}",
            "{a:0}",
            "{a:12345}",
            "{a:}",
            "{a,}",
            "{a b}",
            "a b",
            "%2",
            "{a..b}",
            "{{a}}",
        ] {
            assert!(!is_uri_template(text), "{text}");
        }
    }

    #[test]
    fn uuids() {
        assert!(is_uuid("2EB8AA08-aa98-11ea-b4aa-73b441d16380"));
        for text in [
            "",
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa73b441d163800",
            "2eb8aa08-aa98-11ea-b4ga-73b441d16380",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
