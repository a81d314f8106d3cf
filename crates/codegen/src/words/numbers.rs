//! What generated code keeps of numbers: an integer of 64 bits, or else a float of 64 bits.

use serde_json::{Number, Value};
use webhook_schema::number::{compare, floor, is_whole};

use super::integers;
use crate::ir::{Bounds, Field, Type};

/// Whether generated code gives back a number with all its digits.
pub fn is_kept(number: &Number) -> bool {
    if is_whole(number) && floor(number).is_some_and(|integer| integers::READ.contains(&integer)) {
        return true;
    }
    // Written with as few digits as tell it from its neighbors.
    let float = number.as_f64().and_then(Number::from_f64);
    float.is_some_and(|float| compare(&float, number).is_eq())
}

/// Whether a number is beyond all floats.
pub fn is_too_large(number: &Number) -> bool {
    !number.as_f64().is_some_and(f64::is_finite)
}

/// Whether no float of 1 or more has neighbors as near as a step is long.
pub fn is_fine(step: &Number) -> bool {
    Number::from_f64(f64::EPSILON / 2.0).is_some_and(|nearest| compare(step, &nearest).is_lt())
}

/// That not all digits are kept of the numbers that are named of a field, in a sentence.
pub fn remark(field: &Field) -> Option<String> {
    let Type::Number = field.ty else { return None };
    let Bounds { minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of } =
        &*field.constraints.bounds;
    let limits = [minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of].into_iter().flatten();
    let values = field.remarks.narrowed.iter().flatten().chain(&field.remarks.examples);
    let mut named = limits.chain(values.filter_map(Value::as_number));
    let is_said = multiple_of.as_ref().is_some_and(is_fine) || named.any(|number| !is_kept(number));
    is_said
        .then(|| "Generated code keeps a number as a float of 64 bits, which has 15 to 17 digits.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn what_a_float_gives_back_is_kept() {
        for text in [
            "0.1",
            "1e300",
            "-9223372036854775808",
            "18446744073709551615",
            "1.7976931348623157e308",
            "1e3",
            "5e-324",
        ] {
            assert!(is_kept(&number(text)), "{text}");
        }
        for text in ["0.1000000000000000055", "18446744073709551616", "12345678901234567.89", "1e400"] {
            assert!(!is_kept(&number(text)), "{text}");
        }
    }

    #[test]
    fn steps_may_be_too_fine() {
        assert!(is_fine(&number("1e-18")) && !is_fine(&number("1e-15")) && !is_fine(&number("0.01")));
    }
}
