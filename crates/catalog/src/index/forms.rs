//! The regular expressions of the indexes' schemas in words: editors go by the expressions, and people by these.

/// A regular expression of a schema, and what a text is that matches it.
const FORMS: &[(&str, &str)] = &[
    (r"\S", "a text that is not blank"),
    ("^/", "a path that begins with `/`"),
    (r"^\S+$", "a text without white space"),
    (r"^\S(.*\S)?$", "a text without white space around it"),
    (r"^https://[^\s]*[^\s/]$", "a URL that begins with `https://` and does not end with `/`"),
    ("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a date such as `2026-05-09`"),
    ("^[0-9a-f]{12}$", "12 digits of a lowercase hexadecimal number"),
    ("^[A-Z][A-Za-z0-9]*$", "a capital letter, then ASCII letters and digits, as in `TeamArchived`"),
    (
        "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        "lowercase words and digits joined by `-`, beginning with a letter, as in `safe-house`",
    ),
    (
        "^([1-5][0-9]{2}|[1-5]xx|network_error|timeout)$",
        "a status such as `429`, a hundred of them such as `4xx`, `network_error` or `timeout`",
    ),
];

/// What a text is that matches a regular expression of a schema.
pub(crate) fn in_words(pattern: &str) -> Option<&'static str> {
    FORMS.iter().find(|(known, _)| *known == pattern).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn patterns<'s>(value: &'s Value, found: &mut Vec<&'s str>) {
        match value {
            Value::Object(object) => {
                found.extend(object.get("pattern").and_then(Value::as_str));
                object.values().for_each(|value| patterns(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| patterns(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_regular_expression_has_words_and_none_is_left_over() {
        let schemas = [include_str!("index.schema.json"), include_str!("api.schema.json")]
            .map(|text| serde_json::from_str::<Value>(text).expect("a schema in JSON"));
        let mut found = Vec::new();
        schemas.iter().for_each(|schema| patterns(schema, &mut found));
        let mut known: Vec<&str> = FORMS.iter().map(|(pattern, _)| *pattern).collect();
        for list in [&mut found, &mut known] {
            list.sort_unstable();
            list.dedup();
        }
        assert_eq!(found, known);
    }
}
