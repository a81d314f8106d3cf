//! Rust identifiers of fields and variants, from the texts in JSON. Each follows from its own text and nothing else, so that
//! what is added later renames nothing. Two that come out the same are for [`super::collisions`] to report.

use heck::ToSnakeCase;
use quote::format_ident;

use crate::ir::Field;
use crate::names::type_ident;

/// A name in snake case, for fields and modules; keywords get an underscore at the end. `None` where nothing of the name
/// can be in an identifier.
pub fn field_name(key: &str) -> Option<String> {
    let name = key.to_snake_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return checked(format!("field_{name}"));
    }
    // syn does not know the keyword that came with the 2024 edition.
    if name != "gen" && is_ident(&name) { Some(name) } else { checked(format!("{name}_")) }
}

/// A value of an enum, or a tag of a union, in camel case. `None` where nothing of the text can be in an identifier.
pub fn variant_name(text: &str) -> Option<String> {
    let name = type_ident(text)?;
    Some(match name.as_str() {
        // For what no build knows, and the list of what this one does.
        "Unknown" => "UnknownValue".to_owned(),
        "KNOWN" => "KnownValue".to_owned(),
        _ => name,
    })
}

/// The identifier of a field.
///
/// # Panics
///
/// When it cannot have one, which was refused.
pub fn field(field: &Field) -> syn::Ident {
    format_ident!("{}", field_name(&field.key).expect("a field without a name was refused"))
}

/// The identifier of a variant.
///
/// # Panics
///
/// When it cannot have one, which was refused.
pub fn variant(text: &str) -> syn::Ident {
    format_ident!("{}", variant_name(text).expect("a variant without a name was refused"))
}

/// The underscore alone is not one, and would be all that is left of a name without letters.
fn checked(name: String) -> Option<String> {
    (name != "_" && is_ident(&name)).then_some(name)
}

fn is_ident(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(field_name(name).as_deref(), ident, "{name}");
        }
    }

    #[test]
    fn variants() {
        for (text, ident) in [("unknown", Some("UnknownValue")), ("7d", Some("V7d")), ("+", None)] {
            assert_eq!(variant_name(text).as_deref(), ident, "{text}");
        }
    }
}
