//! Identifiers out of the names that authors give.
//!
//! Knows what Rust takes as an identifier. Does not know what is named, nor whether two names become one.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// A name in camel case, for types and variants; `None` where nothing of it can stand in an identifier.
pub fn type_ident(name: &str) -> Option<String> {
    let ident = name.to_upper_camel_case();
    match ident.chars().next()? {
        first if first.is_ascii_digit() => Some(format!("V{ident}")),
        _ => syn::parse_str::<syn::Ident>(&ident).ok().map(|_| ident),
    }
}

/// A name in snake case, for fields and modules; keywords get an underscore behind them.
pub fn field_ident(name: &str) -> Option<String> {
    let ident = name.to_snake_case();
    match ident.chars().next()? {
        first if first.is_ascii_digit() => Some(format!("field_{ident}")),
        _ if syn::parse_str::<syn::Ident>(&ident).is_ok() => Some(ident),
        _ => syn::parse_str::<syn::Ident>(&format!("{ident}_")).ok().map(|ident| ident.to_string()),
    }
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
            ("self", None),
            ("+", None),
            ("", None),
        ] {
            assert_eq!(type_ident(name).as_deref(), ident, "{name}");
        }
    }

    #[test]
    fn fields() {
        for (name, ident) in [
            ("agent_id", Some("agent_id")),
            ("fooBar-baz.q", Some("foo_bar_baz_q")),
            ("type", Some("type_")),
            ("@type", Some("type_")),
            ("self", Some("self_")),
            ("2fa", Some("field_2fa")),
            ("$", None),
        ] {
            assert_eq!(field_ident(name).as_deref(), ident, "{name}");
        }
    }
}
