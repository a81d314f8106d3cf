//! The grammars of names and dates in an index.

use webhook_schema::{tokens, validate};

use crate::spelling::{field_name, type_name};

/// Characters of the longest event name.
const LONGEST: usize = 200;

/// Whether a text can be an event name, whatever the catalog's own grammar: it is not empty, not endless, and has no
/// control characters.
pub fn is_event_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(char::is_control) && name.chars().count() <= LONGEST
}

/// What event names look like in a catalog.
pub enum EventNames {
    /// `<context>.<axis>[.<event>]`
    Default,
    /// They match a regular expression as a whole.
    Pattern(String, validate::Pattern),
    /// The regular expression cannot be used, which is reported of the contract.
    Unknown,
}

impl EventNames {
    /// The names that match a regular expression as a whole, as `contract.name.pattern` has it; without one, those of the
    /// default grammar. One that cannot be used accepts any name.
    pub fn new(pattern: Option<&str>) -> Self {
        let Some(pattern) = pattern else { return Self::Default };
        // The same kind of regular expression as in the catalog's schemas.
        match validate::Pattern::new(&format!("^(?:{pattern})$")) {
            Ok(whole) => Self::Pattern(pattern.to_owned(), whole),
            Err(_) => Self::Unknown,
        }
    }

    /// Whether a text looks like the name of an event.
    pub fn accepts(&self, name: &str) -> bool {
        self.problem(name).is_none()
    }

    /// What is wrong with a name, and what to do about it.
    pub fn problem(&self, name: &str) -> Option<(String, String)> {
        if !is_event_name(name) {
            let help = format!("use 1 to {LONGEST} characters, and no control characters");
            return Some((format!("`{name}` is not an event name"), help));
        }
        match self {
            Self::Default if !is_dotted(name) => Some((
                format!("`{name}` is not an event name"),
                "use two or three parts with dots between them, each of lowercase words and digits joined by `-` or `_`, beginning with a letter, as in `team.member_added`; or describe the names that the provider has in contract/name/pattern".to_owned(),
            )),
            Self::Pattern(pattern, whole) if !whole.is_match(name) => Some((
                format!("`{name}` is not an event name by the contract's own grammar"),
                format!("correct the name, or the pattern in contract/name/pattern, which is `{pattern}`"),
            )),
            _ => None,
        }
    }
}

/// Whether a name follows the grammar `<context>.<axis>[.<event>]`.
fn is_dotted(name: &str) -> bool {
    (2..=3).contains(&name.split('.').count()) && name.split('.').all(|part| is_words(part, &['-', '_']))
}

/// Whether a name matches the pattern of [`Family::name`](crate::index::entries::Family::name) and
/// [`Provider::name`](crate::index::entries::Provider::name), after which crates are named.
pub fn is_crate_name(name: &str) -> bool {
    is_words(name, &['-'])
}

/// What is reserved in Rust's newest edition, and `_`, which is no name either.
pub const KEYWORDS: [&str; 53] = [
    "_", "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// What a name in Rust is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOf {
    /// A field or a type: the name is written as it is.
    FieldOrType,
    /// A value of an enum or an event: the name is written in camel case.
    Variant,
}

impl NameOf {
    /// What a name is for that is given to a place in a schema.
    pub fn at(pointer: &str) -> Self {
        let mut tokens: Vec<_> = tokens(pointer).collect();
        let last = tokens.pop();
        let holder = tokens.pop();
        let is_value =
            last.as_deref() == Some("const") || matches!(holder.as_deref(), Some("enum" | "oneOf" | "anyOf"));
        if is_value { Self::Variant } else { Self::FieldOrType }
    }

    /// Whether Rust has the name for itself.
    fn is_reserved(self, name: &str) -> bool {
        match self {
            Self::FieldOrType => KEYWORDS.contains(&name),
            Self::Variant => matches!(name, "self" | "Self"),
        }
    }
}

/// Whether a text can be a name: a letter, then letters, digits and underscores.
pub fn is_rust_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// What is wrong with a text as a name in Rust, and what would do in its place. `None` where it can be one.
pub fn fault_of_rust_name(name: &str, of: NameOf) -> Option<(String, String)> {
    if of.is_reserved(name) {
        let message = format!("expected a name, found `{name}`, which is a word of Rust itself");
        return Some((message, "choose another name".to_owned()));
    }
    if is_rust_name(name) {
        return None;
    }
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let fault = match (name.chars().next(), name.chars().find(|letter| !is_letter(*letter))) {
        (None, _) => "which is empty".to_owned(),
        (_, Some(' ')) => "which has a space in it".to_owned(),
        (_, Some(other)) => format!("which has `{other}` in it"),
        (Some(first), None) => format!("which begins with `{first}`"),
    };
    let (ty, field) = match name {
        "" => ("OtherName".to_owned(), "other_name".to_owned()),
        name => (type_name(name), field_name(name).trim_start_matches('_').to_owned()),
    };
    let message = format!("expected a name of letters, digits and underscores, found `{name}`, {fault}");
    Some((message, format!("write `{ty}` for a type or a value of an enum, `{field}` for a field")))
}

/// Whether a text is lower case words and digits with one of the joints between two, and starts with a letter.
fn is_words(text: &str, joints: &[char]) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split(joints).all(is_word)
}

/// Whether a text is a day of the calendar, as `YYYY-MM-DD`.
pub use webhook_schema::validate::is_date as is_calendar_date;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_names() {
        for good in ["policy.violation", "reviewer-mode.changed", "sideband.fault_line.fired", "sh2.x.y9_z-1"]
        {
            assert_eq!(EventNames::Default.problem(good), None, "{good}");
        }
        for bad in [
            "", "policy", "a.", ".a", "a..b", "A.b", "a.b-", "a._b", "a.b__c", "a.1b", "a.b.c.d", "a.é",
            "a b.c",
        ] {
            assert!(EventNames::Default.problem(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn event_names_of_a_pattern() {
        let names = EventNames::new(Some("[A-Z][A-Za-z]*(::[A-Z][A-Za-z]*)*|\\$ping|a/b"));
        for good in ["Order", "Order::Item::Line::Added", "$ping", "a/b"] {
            assert_eq!(names.problem(good), None, "{good}");
        }
        for bad in ["order", "Order::", "x$ping", "a/b/c", "Order\n", ""] {
            assert!(names.problem(bad).is_some(), "{bad}");
        }
        let any = EventNames::new(Some(".*"));
        assert_eq!(any.problem(&"é".repeat(200)), None);
        assert!(any.problem(&"é".repeat(201)).is_some() && any.problem("a\u{1b}").is_some());
        assert_eq!(EventNames::new(Some("(")).problem("whatever"), None);
    }

    #[test]
    fn calendar_dates() {
        for good in ["2026-05-09", "2024-02-29", "2000-02-29", "1999-12-31"] {
            assert!(is_calendar_date(good), "{good}");
        }
        for bad in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-4-01",
            "2026-05-0é",
            "+026-05-09",
            "",
        ] {
            assert!(!is_calendar_date(bad), "{bad}");
        }
    }
}
