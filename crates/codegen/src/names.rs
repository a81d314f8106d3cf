//! Names of shapes and events in camel case, as pages, documents and code have them.

use heck::ToUpperCamelCase;

/// A name in camel case; `None` where nothing of it can be in an identifier of any language.
pub fn type_ident(name: &str) -> Option<String> {
    let ident = name.to_upper_camel_case();
    let ident = match ident.as_str() {
        // No language has a type of this name.
        "Self" => "SelfValue".to_owned(),
        _ if ident.starts_with(|first: char| first.is_ascii_digit()) => format!("V{ident}"),
        _ => ident,
    };
    let mut letters = ident.chars();
    let is_ident = letters.next().is_some_and(unicode_ident::is_xid_start)
        && letters.all(unicode_ident::is_xid_continue);
    is_ident.then_some(ident)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        for (name, ident) in [
            ("integrity.violation", Some("IntegrityViolation")),
            ("reviewer-mode.changed", Some("ReviewerModeChanged")),
            ("sideband.fault_line.fired", Some("SidebandFaultLineFired")),
            ("AAA", Some("Aaa")),
            ("7d", Some("V7d")),
            ("self", Some("SelfValue")),
            ("1²", None),
            ("²", None),
            ("+", None),
            ("", None),
        ] {
            assert_eq!(type_ident(name).as_deref(), ident, "{name}");
        }
    }
}
