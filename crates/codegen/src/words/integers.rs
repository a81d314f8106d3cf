//! What generated code reads of integers: those of 64 bits, whatever a schema allows.

use serde_json::Number;

use crate::ir::{Constraints, Keyword, Type};

/// The keyword of a limit that no integer of 64 bits reaches.
pub fn beyond_64_bits(constraints: &Constraints) -> Option<Keyword> {
    // What rounds to 2^64 is taken for the limit of 64 bits, as it is often written; what no float holds is beyond.
    let is_within = |limit: f64| (-(2_f64.powi(63))..=2_f64.powi(64)).contains(&limit);
    let limits = [
        (Keyword::Minimum, &constraints.minimum),
        (Keyword::ExclusiveMinimum, &constraints.exclusive_minimum),
        (Keyword::Maximum, &constraints.maximum),
        (Keyword::ExclusiveMaximum, &constraints.exclusive_maximum),
    ];
    let beyond =
        |limit: &Option<Number>| limit.as_ref().is_some_and(|limit| !limit.as_f64().is_some_and(is_within));
    limits.into_iter().find_map(|(keyword, limit)| beyond(limit).then_some(keyword))
}

/// The integers that generated code reads; an unsigned one is never below 0.
pub const fn read(unsigned: bool) -> &'static str {
    match unsigned {
        true => "0 to 18446744073709551615",
        false => "-9223372036854775808 to 18446744073709551615",
    }
}

/// That of an integer not all is read that its schema allows, in a sentence.
pub fn remark(ty: &Type, constraints: &Constraints) -> Option<String> {
    let Type::Integer { unsigned } = ty else { return None };
    beyond_64_bits(constraints)?;
    Some(format!("Generated code reads integers of 64 bits only: {}.", read(*unsigned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_64_bits_are_not_beyond() {
        let at = |least: &str, most: &str| {
            let number = |text: &str| serde_json::from_str(text).ok();
            beyond_64_bits(&Constraints {
                minimum: number(least),
                maximum: number(most),
                ..Constraints::default()
            })
        };
        // As languages without integers print them, too.
        for (least, most) in [
            ("-9223372036854775808", "18446744073709551615"),
            ("-9223372036854776000", "18446744073709552000"),
            ("0", ""),
        ] {
            assert_eq!(at(least, most), None, "{least} to {most}");
        }
        assert_eq!(at("-9223372036854777857", "1"), Some(Keyword::Minimum));
        assert_eq!(at("0", "18446744073709555713"), Some(Keyword::Maximum));
        assert_eq!(at("0", "1e20"), Some(Keyword::Maximum));
        assert_eq!(at("0", "1e400"), Some(Keyword::Maximum));
    }
}
