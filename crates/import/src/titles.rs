//! What a document calls the provider that it is about.

use serde_json::Value;

/// Words at the end of a document's title that are not part of a provider's name.
const NOT_NAMES: [&str; 8] = ["api", "apis", "event", "events", "rest", "schema", "webhook", "webhooks"];

/// How the title of an exported catalog ends, after the provider's.
const EXPORTED: [&str; 2] = [" webhooks and endpoint API", " webhooks"];

/// The provider's name, in one line, as the document has it in its title.
pub(crate) fn of_provider(document: &Value) -> Option<String> {
    let title = document.pointer("/info/title")?.as_str().filter(|title| !title.trim().is_empty())?;
    if document.get("x-contract").is_some()
        && let Some(own) = EXPORTED.iter().find_map(|end| title.strip_suffix(end))
    {
        return Some(own.to_owned());
    }
    Some(without_kind(title).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A title without the words at its end that say what kind of document it is, or which version.
fn without_kind(called: &str) -> &str {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '.';
    let is_kind = |word: &str| {
        let version = word.strip_prefix('v').filter(|number| !number.is_empty());
        NOT_NAMES.contains(&word)
            || version.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    };
    let mut title = called.trim();
    loop {
        let words = title.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        let before = words.trim_end_matches(is_word);
        if !is_kind(&words[before.len()..].to_lowercase()) {
            return title;
        }
        title =
            before.trim_end_matches(|letter: char| letter.is_whitespace() || "-–—:,/|&([{".contains(letter));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_kind_of_document_is_not_part_of_the_name() {
        for (title, provider) in [
            ("Shop & Söhne (beta)", "Shop & Söhne (beta)"),
            ("Acme, Inc. Webhooks API v1.2", "Acme, Inc."),
            ("Plan B (REST)", "Plan B"),
            ("Магазин – Events", "Магазин"),
            ("Two\n lines", "Two lines"),
            ("Webhooks API", ""),
        ] {
            let document = json!({ "info": { "title": title } });
            assert_eq!(of_provider(&document).as_deref(), Some(provider));
        }
        assert_eq!(of_provider(&json!({ "info": {} })), None);
        assert_eq!(of_provider(&json!({ "info": { "title": " " } })), None);
    }

    #[test]
    fn the_title_of_an_exported_catalog_comes_back_as_it_was() {
        for title in ["Acme", "Acme Events", "Two  blanks API v2"] {
            for end in EXPORTED {
                let document = json!({ "info": { "title": format!("{title}{end}") }, "x-contract": {} });
                assert_eq!(of_provider(&document).as_deref(), Some(title));
            }
        }
    }
}
