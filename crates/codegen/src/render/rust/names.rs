//! Rust identifiers of fields and variants, from the texts in JSON. Each follows from its own text and nothing else, so that
//! what is added later renames nothing. Two that come out the same are for [`super::collisions`] to report.

use quote::format_ident;
use serde_json::{Number, Value};
use webhook_catalog::index::names::KEYWORDS;
use webhook_catalog::spelling;
use webhook_schema::number::simplest;

use super::RUNTIME_FEATURES;
use crate::ir::{EnumValue, Field};
use crate::names::{abbreviated, type_ident};

/// A name in snake case, for fields and modules; keywords get an underscore at the end.
pub fn field_name(key: &str) -> String {
    let name = spelling::field_name(key);
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// A value of an enum, or a tag of a union, in camel case.
pub fn variant_name(text: &str) -> String {
    let name = abbreviated(type_ident(text));
    match name.as_str() {
        // For what no build knows, and the list of what this one does.
        "Unknown" => "UnknownValue".to_owned(),
        "KNOWN" => "KnownValue".to_owned(),
        _ => name,
    }
}

/// Features of the events crate that are no families, next to those of the runtime, and what crates would be called that
/// are none of a family.
const OTHER_FEATURES: [&str; 6] = ["common", "default", "full", "receiver", "sender", "webhook-runtime"];

/// The name of a family's feature, which also ends the name of its crate: the family's own, unless that is taken.
pub fn feature(family: &str) -> String {
    let of_runtime = RUNTIME_FEATURES.iter().any(|(feature, _)| *feature == family);
    if of_runtime || OTHER_FEATURES.contains(&family) {
        format!("{family}-events")
    } else {
        family.to_owned()
    }
}

/// The name of a field: the author's, or one that is made of its key.
pub fn name_of(field: &Field) -> String {
    field_name(field.alias.as_deref().unwrap_or(&field.key))
}

/// The name of a field, where whoever reads its key would not guess it: it is more than the words of the key in snake case, or
/// these are joined by other signs than hyphens and underscores.
pub fn unlike_key(field: &Field) -> Option<String> {
    let name = name_of(field);
    (!is_like(&name, &field.key)).then_some(name)
}

fn is_like(name: &str, key: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let is_plain = key.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter));
    is_plain && letters(name) == letters(&key.to_lowercase()) && name.ends_with('_') == key.ends_with('_')
}

/// The identifier of a field.
pub fn field(field: &Field) -> syn::Ident {
    format_ident!("{}", name_of(field))
}

/// The identifier of the function that sets a field: the field's own, unless every builder has a function of that name.
/// No field ends with an underscore but one that is called like a keyword, so this is the setter of no other.
pub fn setter(field: &Field) -> syn::Ident {
    match name_of(field).as_str() {
        "build" => format_ident!("build_"),
        name => format_ident!("{name}"),
    }
}

/// The identifier of the field for what the others do not hold.
pub fn rest(fields: &[Field]) -> syn::Ident {
    let is_taken = fields.iter().any(|field| name_of(field) == "others");
    format_ident!("{}", if is_taken { "others_" } else { "others" })
}

/// The name of a value's variant: the author's, or one that is made of its JSON. Texts go by what is in them, and numbers by what
/// they are, however they are written.
pub fn name_of_value(value: &EnumValue) -> String {
    match (&value.alias, &value.value) {
        (Some(alias), _) => variant_name(alias),
        (None, Value::String(text)) => variant_name(text),
        (None, Value::Number(number)) => name_of_number(number),
        (None, other) => variant_name(&other.to_string()),
    }
}

/// The sign of an exponent is a word: it joins no words there, and tells `1e-7` from `1e7`.
fn name_of_number(number: &Number) -> String {
    variant_name(&simplest(number).replace("e-", "e_minus_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (name, ident) in [
            ("agent_id", "agent_id"),
            ("fooBar-baz.q", "foo_bar_baz_q"),
            ("type", "type_"),
            ("@type", "at_type"),
            ("self", "self_"),
            ("gen", "gen_"),
            ("2fa", "field_2fa"),
            ("_links", "_links"),
            ("__2", "field_2"),
            ("_", "underscore"),
            ("type_", "type_underscore"),
            ("__proto__", "__proto__"),
            ("_a__b__", "_a_b__"),
            ("+1", "plus_one"),
            ("1²", "field_12"),
            ("$", "dollar"),
            ("", "empty"),
        ] {
            assert_eq!(field_name(name), ident, "{name}");
        }
    }

    #[test]
    fn names_are_told_where_nobody_would_guess_them() {
        for key in ["agent_id", "fooBar-baz", "userIDs", "_links", "__proto__"] {
            assert!(is_like(&field_name(key), key), "{key}");
        }
        for key in ["type", "type_", "@type", "+1", "2fa", "größe", "", "$", "a.b", "e[0]"] {
            assert!(!is_like(&field_name(key), key), "{key}");
        }
    }

    #[test]
    fn numbers_that_are_equal_have_one_name() {
        for (texts, ident) in [
            (&["1", "1.0", "10e-1"][..], "V1"),
            (&["1.50", "1.5"], "V1_5"),
            (&["-1.5"], "Minus1_5"),
            (&["-1", "-1.0"], "MinusOne"),
            (&["0", "-0.0"], "V0"),
            (&["1e-07", "1E-7", "0.0000001"], "V1eMinus7"),
            (&["1e07", "10000000"], "V10000000"),
            (&["1e30"], "V1e30"),
        ] {
            for text in texts {
                assert_eq!(name_of_number(&text.parse().unwrap()), ident, "{text}");
            }
            assert_eq!(variant_name(ident), ident);
        }
    }

    #[test]
    fn variants() {
        for (text, ident) in [("unknown", "UnknownValue"), ("7d", "V7d"), ("+", "Plus"), ("", "Empty")] {
            assert_eq!(variant_name(text), ident, "{text}");
        }
    }
}
