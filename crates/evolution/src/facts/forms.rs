//! What a pattern can say as well: the form of a format, and lengths.

use webhook_schema::model::Dialect;

use super::Alternative;

/// Formats of texts, each with the first draft in which validators know it, and a pattern that whatever is of the format matches.
const FORMS: [(&str, Dialect, &str); 3] = [
    ("date", Dialect::Draft4, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    (
        "date-time",
        Dialect::Draft4,
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
    ),
    (
        "uuid",
        Dialect::Draft201909,
        "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
    ),
];

/// The patterns that texts match because of their formats.
pub(crate) fn forms(alternative: &Alternative<'_>) -> Vec<&'static str> {
    let mut forms = Vec::new();
    for schema in alternative.members.iter().map(|member| member.schema) {
        let Some(format) = schema.constraints.format.as_deref() else { continue };
        let known = FORMS.into_iter().filter(|(name, since, _)| *name == format && schema.dialect >= *since);
        forms.extend(known.map(|(_, _, pattern)| pattern));
    }
    forms
}

/// The pattern of texts with at least so many characters.
pub(crate) fn at_least(count: u64) -> String {
    format!("^[\\s\\S]{{{count}}}")
}

/// The pattern of texts with at most so many characters.
pub(crate) fn at_most(count: u64) -> String {
    format!("^[\\s\\S]{{0,{count}}}$")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use webhook_schema::validate::{Pattern, Validator};

    use super::FORMS;

    #[test]
    fn whatever_is_of_a_format_matches() {
        let texts = [
            "2028-02-29",
            "2026-11-28T12:30:00Z",
            "2026-11-28t12:30:00.123456789z",
            "1990-12-31T15:59:60-08:00",
            "2EB8AA08-aa98-11ea-b4aa-73b441d16380",
        ];
        for (format, _, pattern) in FORMS {
            let (validator, pattern) =
                (Validator::of(&json!({ "format": format })), Pattern::new(pattern).unwrap());
            let of_format = texts.iter().filter(|text| validator.is_valid(&json!(text)));
            assert!(
                of_format.clone().count() > 0 && of_format.clone().all(|text| pattern.is_match(text)),
                "{format}"
            );
        }
    }
}
