//! Numbers of JSON, compared by what they are: integers of 64 bits with and without a sign, and floats, which count as the
//! decimals that they are written as.

use std::cmp::Ordering;

use serde_json::Number;

/// Which of two numbers is greater.
pub(super) fn compare(a: &Number, b: &Number) -> Ordering {
    match (Exact::of(a), Exact::of(b)) {
        (Exact::Integer(a), Exact::Integer(b)) => a.cmp(&b),
        (Exact::Float(a), Exact::Float(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        (Exact::Integer(a), Exact::Float(b)) => compare_with_float(a, b),
        (Exact::Float(a), Exact::Integer(b)) => compare_with_float(b, a).reverse(),
    }
}

/// Whether it has no fraction, however it is written.
pub(super) fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Whether it is written without a fraction or exponent, as draft 4 wants it of an integer. What is too large for 64 bits
/// may have been.
pub(super) fn is_written_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0 && float.abs() >= TWO_TO_63)
}

/// A text that is the same for equal numbers only.
pub(super) fn identity(number: &Number) -> String {
    match Exact::of(number) {
        Exact::Integer(integer) => integer.to_string(),
        // Whatever can equal an integer is written like one; a float has no more than these.
        Exact::Float(float) if float.fract() == 0.0 && float.abs() < TWO_TO_65 => (float as i128).to_string(),
        Exact::Float(_) => number.to_string(),
    }
}

/// Whether a division by `divisor`, which is above 0, leaves no remainder.
pub(super) fn is_multiple(number: &Number, divisor: &Number) -> bool {
    let (Some(number), Some(divisor)) = (Decimal::of(number), Decimal::of(divisor)) else { return false };
    number.is_multiple_of(&divisor)
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// More than the largest integer that a number can be.
const TWO_TO_65: f64 = 36_893_488_147_419_103_232.0;

enum Exact {
    Integer(i128),
    Float(f64),
}

impl Exact {
    fn of(number: &Number) -> Self {
        match number.as_i128() {
            Some(integer) => Self::Integer(integer),
            None => Self::Float(number.as_f64().unwrap_or_default()),
        }
    }
}

fn compare_with_float(integer: i128, float: f64) -> Ordering {
    if float.abs() >= TWO_TO_65 {
        return if float > 0.0 { Ordering::Less } else { Ordering::Greater };
    }
    // Where the whole parts are equal, the fraction decides.
    let whole = integer.cmp(&(float.trunc() as i128));
    whole.then_with(|| 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

/// `digits · 10^exponent`, without a sign. The digits end in no 0.
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// The number as it is written; a number of JSON has at most 20 digits.
    fn of(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{}{fraction}", whole.trim_start_matches('-')).parse::<u128>().ok()?;
        let exponent = exponent.parse::<i32>().ok()?.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        let mut own = Self { digits, exponent };
        while own.digits != 0 && own.digits.is_multiple_of(10) {
            own.digits /= 10;
            own.exponent += 1;
        }
        Some(own)
    }

    fn is_multiple_of(&self, divisor: &Self) -> bool {
        // The rest below stays under 2^64, and so does what it is multiplied with.
        if divisor.digits == 0 || divisor.digits > u128::from(u64::MAX) {
            return false;
        }
        let shift = self.exponent - divisor.exponent;
        if self.digits == 0 || shift < 0 {
            return self.digits == 0;
        }
        let ten_to_shift = (0..shift).fold(1, |power, _| power * 10 % divisor.digits);
        (self.digits % divisor.digits * ten_to_shift).is_multiple_of(divisor.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).expect("a number")
    }

    #[test]
    fn numbers_are_compared_exactly() {
        for (less, greater) in [
            ("-1", "1"),
            ("1", "1.5"),
            ("-1.5", "-1"),
            ("9007199254740992", "9007199254740993"),
            ("9007199254740992.0", "9007199254740993"),
            ("18446744073709551615", "18446744073709551616.0"),
            ("-1e300", "-9223372036854775808"),
            ("0", "5e-324"),
            ("-5e-324", "0"),
        ] {
            let (less, greater) = (number(less), number(greater));
            assert_eq!(compare(&less, &greater), Ordering::Less, "{less} {greater}");
            assert_eq!(compare(&greater, &less), Ordering::Greater, "{less} {greater}");
            assert_ne!(identity(&less), identity(&greater));
        }
        for (one, other) in
            [("1", "1.0"), ("100", "1e2"), ("0", "-0.0"), ("18446744073709551616", "1.8446744073709552e19")]
        {
            let (one, other) = (number(one), number(other));
            assert_eq!(compare(&one, &other), Ordering::Equal, "{one} {other}");
            assert_eq!(identity(&one), identity(&other));
        }
    }

    #[test]
    fn multiples_are_those_of_the_decimals() {
        for (multiple, divisor) in [
            ("0", "0.01"),
            ("19.99", "0.01"),
            ("0.3", "0.1"),
            ("-0.3", "0.1"),
            ("4.35", "0.05"),
            ("1e300", "10"),
            ("1e300", "1e-300"),
            ("18446744073709551615", "5"),
            ("18446744073709551615", "18446744073709551615"),
            ("7.5", "2.5"),
            ("9007199254740993", "3"),
            ("1e2", "50"),
        ] {
            assert!(is_multiple(&number(multiple), &number(divisor)), "{multiple} {divisor}");
        }
        for (other, divisor) in [
            ("19.995", "0.01"),
            ("0.35", "0.1"),
            ("1", "2"),
            ("50", "100"),
            ("1e300", "3"),
            ("18446744073709551615", "2"),
            ("1e-300", "1"),
            ("1", "0"),
        ] {
            assert!(!is_multiple(&number(other), &number(divisor)), "{other} {divisor}");
        }
    }
}
