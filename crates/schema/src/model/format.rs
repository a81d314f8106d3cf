//! The formats of JSON Schema.

use jsonschema::ValidationOptions;

/// The formats that the drafts define, all of them of strings: those that validators know.
pub const FORMATS: [&str; 19] = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

/// Options with which a validator checks every one of [`FORMATS`]: those of internationalized names, which it leaves to tables
/// of Unicode, by their form.
#[must_use]
pub fn with_formats(options: ValidationOptions<'_>) -> ValidationOptions<'_> {
    let options = options.should_validate_formats(true);
    options.with_format("idn-email", is_idn_email).with_format("idn-hostname", is_idn_hostname)
}

fn is_idn_email(text: &str) -> bool {
    let is_allowed = |c: char| !c.is_whitespace() && !c.is_control() && !"@()<>[]:;,\\\"".contains(c);
    text.rsplit_once('@').is_some_and(|(mailbox, host)| {
        !mailbox.is_empty() && mailbox.chars().all(is_allowed) && is_idn_hostname(host)
    })
}

fn is_idn_hostname(text: &str) -> bool {
    let is_allowed =
        |c: char| c.is_alphanumeric() || c == '-' || !c.is_ascii() && !c.is_whitespace() && !c.is_control();
    let is_label = |label: &str| {
        let length = label.chars().count();
        (1..=63).contains(&length)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(is_allowed)
    };
    // IDNA 2008 knows four characters for a dot.
    text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']).all(is_label)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_format_is_checked() {
        for format in FORMATS {
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
            let validator = with_formats(options).build(&json!({ "format": format })).expect("a schema");
            let is_any = ["", "a b", "(", "{", "%", "a@b@c", "1/2"]
                .iter()
                .all(|text| validator.is_valid(&json!(text)));
            assert!(!is_any, "{format}");
            assert!(validator.is_valid(&json!(7)), "{format}");
        }
    }

    #[test]
    fn internationalized_names() {
        for email in ["a@example.com", "ü@exämple.com", "x.y+z@例え.jp"] {
            assert!(is_idn_email(email), "{email}");
        }
        for other in ["", "a", "a@", "@b", "a b@c", "a@b..c", "a@-b", "a@b@c"] {
            assert!(!is_idn_email(other), "{other}");
        }
    }
}
