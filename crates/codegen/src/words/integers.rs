//! What generated code reads of integers: those of 64 bits, whatever a schema allows.

use std::ops::RangeInclusive;

use serde_json::{Number, Value};
use webhook_schema::number::{ceil, compare, floor, is_whole};

use crate::ir::{Constraints, Keyword, Type};

/// Those that generated code reads where none is ruled out.
pub const READ: RangeInclusive<i128> = i64::MIN as i128..=u64::MAX as i128;

/// The keyword of a limit that no integer of 64 bits reaches.
pub fn beyond_64_bits(constraints: &Constraints) -> Option<Keyword> {
    // `last` is the last integer that the limit allows, `None` beyond 128 bits.
    let is_beyond = |limit: &Option<Number>, last: fn(&Number) -> Option<i128>| {
        let is_read = |limit| is_rounded(limit) || last(limit).is_some_and(|last| READ.contains(&last));
        limit.as_ref().is_some_and(|limit| !is_read(limit))
    };
    let limits = [
        (Keyword::Minimum, is_beyond(&constraints.bounds.minimum, ceil)),
        (
            Keyword::ExclusiveMinimum,
            is_beyond(&constraints.bounds.exclusive_minimum, |limit| floor(limit)?.checked_add(1)),
        ),
        (Keyword::Maximum, is_beyond(&constraints.bounds.maximum, floor)),
        (
            Keyword::ExclusiveMaximum,
            is_beyond(&constraints.bounds.exclusive_maximum, |limit| ceil(limit)?.checked_sub(1)),
        ),
    ];
    limits.into_iter().find_map(|(keyword, is_beyond)| is_beyond.then_some(keyword))
}

/// Whether a limit is that of 64 bits as languages without integers print it.
fn is_rounded(limit: &Number) -> bool {
    const PRINTED: [&str; 2] = ["-9223372036854776000", "18446744073709552000"];
    PRINTED.iter().any(|printed| printed.parse().is_ok_and(|printed| compare(limit, &printed).is_eq()))
}

/// Whether a value is an integer that generated code does not read.
pub fn is_beyond_64_bits(value: &Value) -> bool {
    let integer = value.as_number().filter(|number| is_whole(number));
    integer.is_some_and(|number| floor(number).is_none_or(|integer| !READ.contains(&integer)))
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
    use crate::ir::Bounds;

    #[test]
    fn limits_of_64_bits_are_not_beyond() {
        let at = |least: &str, most: &str| {
            let number = |text: &str| serde_json::from_str(text).ok();
            let bounds = Bounds { minimum: number(least), maximum: number(most), ..Bounds::default() };
            beyond_64_bits(&Constraints { bounds: bounds.into(), ..Constraints::default() })
        };
        // As languages without integers print them, too.
        for (least, most) in [
            ("-9223372036854775808", "18446744073709551615"),
            ("-9223372036854776000", "18446744073709552000"),
            ("0", ""),
        ] {
            assert_eq!(at(least, most), None, "{least} to {most}");
        }
        assert_eq!(at("-9223372036854775809", "1"), Some(Keyword::Minimum));
        assert_eq!(at("0", "18446744073709551616"), Some(Keyword::Maximum));
        assert_eq!(at("0", "1e20"), Some(Keyword::Maximum));
        assert_eq!(at("0", "1e400"), Some(Keyword::Maximum));
    }

    #[test]
    fn of_a_limit_that_is_excluded_the_integer_next_to_it_counts() {
        let at = |above: &str, below: &str| {
            let number = |text: &str| serde_json::from_str(text).ok();
            let (exclusive_minimum, exclusive_maximum) = (number(above), number(below));
            let bounds = Bounds { exclusive_minimum, exclusive_maximum, ..Bounds::default() };
            beyond_64_bits(&Constraints { bounds: bounds.into(), ..Constraints::default() })
        };
        assert_eq!(at("-9223372036854775809", "18446744073709551616"), None);
        assert_eq!(at("-9223372036854775810", "1"), Some(Keyword::ExclusiveMinimum));
        assert_eq!(at("0", "18446744073709551617"), Some(Keyword::ExclusiveMaximum));
        assert_eq!(at("0", "18446744073709551615.5"), None);
    }
}
