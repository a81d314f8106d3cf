//! Identifiers out of the names that authors give.
//!
//! Knows what Rust takes as an identifier. Does not know what is named, nor whether two names become one.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// A name in camel case, for types and variants; `None` where nothing of it can stand in an identifier.
pub fn type_ident(name: &str) -> Option<String> {
    let ident = name.to_upper_camel_case();
    checked(match ident.as_str() {
        // The one keyword in camel case.
        "Self" => "SelfValue".to_owned(),
        _ if starts_with_digit(&ident) => format!("V{ident}"),
        _ => ident,
    })
}

/// A value of an enum, or a tag of a union, in camel case.
pub fn variant_ident(text: &str) -> Option<String> {
    let ident = type_ident(text)?;
    Some(match ident.as_str() {
        // For what no build knows, and the list of what this one does.
        "Unknown" => "UnknownValue".to_owned(),
        "KNOWN" => "KnownValue".to_owned(),
        _ => ident,
    })
}

/// A name in snake case, for fields and modules; keywords get an underscore behind them.
pub fn field_ident(name: &str) -> Option<String> {
    let ident = name.to_snake_case();
    if starts_with_digit(&ident) {
        return checked(format!("field_{ident}"));
    }
    // syn does not know the keyword that came with the 2024 edition.
    if ident != "gen" && is_ident(&ident) { Some(ident) } else { checked(format!("{ident}_")) }
}

fn starts_with_digit(ident: &str) -> bool {
    ident.starts_with(|first: char| first.is_ascii_digit())
}

/// The underscore alone is none, and would be all that is left of a name without letters.
fn checked(ident: String) -> Option<String> {
    (ident != "_" && is_ident(&ident)).then_some(ident)
}

fn is_ident(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
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
        assert_eq!(variant_ident("unknown").as_deref(), Some("UnknownValue"));
    }

    #[test]
    fn fields() {
        for (name, ident) in [
            ("agent_id", Some("agent_id")),
            ("fooBar-baz.q", Some("foo_bar_baz_q")),
            ("type", Some("type_")),
            ("@type", Some("type_")),
            ("self", Some("self_")),
            ("gen", Some("gen_")),
            ("2fa", Some("field_2fa")),
            ("1²", None),
            ("$", None),
            ("_", None),
            ("", None),
        ] {
            assert_eq!(field_ident(name).as_deref(), ident, "{name}");
        }
    }
}
