//! The formats of JSON Schema.

use crate::words::{is_slip, sorted};

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

/// The format that a name is probably a misspelling of. Names of four characters are near to too many others: `url` is not a
/// `uri`. A number in a name is on purpose: `uuid4` is not a `uuid`.
///
/// ```
/// use webhook_schema::model::misspelled_format;
///
/// assert_eq!(misspelled_format("date-tiem"), Some("date-time"));
/// assert_eq!(misspelled_format("timestamp"), None);
/// ```
pub fn misspelled_format(name: &str) -> Option<&'static str> {
    /// Of OpenAPI, for a secret.
    const PASSWORD: &str = "password";
    const LONGEST_SHORT: usize = 4;
    let mut known = FORMATS.into_iter().chain([PASSWORD]);
    if known.clone().any(|format| format == name) {
        return None;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_short = |format: &str| name.len().min(format.len()) <= LONGEST_SHORT;
    known.find(|format| {
        is_slip(name, format)
            && digits(name) == digits(format)
            && (!is_short(format) || sorted(&name.to_lowercase()) == sorted(format))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_told_from_other_formats() {
        for (name, format) in [
            ("date-tiem", "date-time"),
            ("datetime", "date-time"),
            ("date_time", "date-time"),
            ("Date-Time", "date-time"),
            ("URI", "uri"),
            ("uudi", "uuid"),
            ("IPv4", "ipv4"),
            ("e-mail", "email"),
            ("host-name", "hostname"),
            ("uri-referense", "uri-reference"),
            ("pasword", "password"),
        ] {
            assert_eq!(misspelled_format(name), Some(format), "{name}");
        }
        for name in [
            "date-time",
            "password",
            "iri-reference",
            "url",
            "uuid4",
            "guid",
            "timestamp",
            "times",
            "data",
            "ip",
            "int32",
            "uint64",
            "sint32",
            "decimal",
            "float",
            "double",
            "currency",
            "byte",
            "unix-time",
            "date-time-rfc1123",
            "",
            "é",
        ] {
            assert_eq!(misspelled_format(name), None, "{name}");
        }
        assert_eq!(misspelled_format(&"date-time".repeat(1000)), None);
    }
}
