//! The value of a JSON number of any size, from its text; `#[inline]` as in `value.rs`.

/// A JSON number as sign, digits and power of ten, without zeros at either end: equal numbers are equal here, however
/// they are written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Parses a valid JSON number; `None` if an `i64` cannot hold its exponent.
    #[inline]
    pub fn of(number: &str) -> Option<Decimal> {
        let unsigned = number.strip_prefix('-');
        let (mantissa, exponent) =
            unsigned.unwrap_or(number).split_once(['e', 'E']).unwrap_or((unsigned.unwrap_or(number), "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let short = digits.trim_end_matches('0');
        let zeros = digits.len() - short.len();
        let digits = short.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Decimal { negative: false, digits, exponent: 0 });
        }
        let exponent =
            exponent.parse::<i64>().ok()?.checked_add(zeros as i64)?.checked_sub(fraction.len() as i64)?;
        Some(Decimal { negative: unsigned.is_some(), digits, exponent })
    }

    /// Whether JSON Schema calls it an integer.
    #[inline]
    pub fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    /// The value, if it is whole and an `i64` can hold it.
    #[inline]
    pub fn as_i64(&self) -> Option<i64> {
        // 2⁶³ has nineteen digits.
        let zeros = usize::try_from(self.exponent).ok().filter(|zeros| *zeros <= 19)?;
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0{}{}", self.digits, "0".repeat(zeros)).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(number: &str) -> Decimal {
        Decimal::of(number).unwrap()
    }

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        for (a, b) in [
            ("1", "1.0"),
            ("1", "10e-1"),
            ("100", "1e2"),
            ("0", "-0.00e7"),
            ("-1.50", "-15E-1"),
            ("0.001", "1e-3"),
            ("123456789012345678901234567890", "1.2345678901234567890123456789e+29"),
        ] {
            assert_eq!(decimal(a), decimal(b), "{a} {b}");
        }
        for (a, b) in [("1", "-1"), ("1", "10"), ("9007199254740993", "9007199254740992"), ("0.1", "0.01")] {
            assert_ne!(decimal(a), decimal(b), "{a} {b}");
        }
        assert_eq!(Decimal::of("1e99999999999999999999"), None);
        assert!(decimal("0e99999999999999999999").is_whole());
    }

    #[test]
    fn whole_numbers_are_integers() {
        for (number, value) in [
            ("0", Some(0)),
            ("-0.0", Some(0)),
            ("2.0", Some(2)),
            ("1.5e1", Some(15)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775807.0", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("1e300", None),
            ("0.5", None),
        ] {
            assert_eq!(decimal(number).as_i64(), value, "{number}");
            assert_eq!(decimal(number).is_whole(), number != "0.5", "{number}");
        }
    }

    proptest! {
        #[test]
        fn the_value_is_that_of_the_integer(value: i64, zeros in 0_usize..4) {
            let spelled = format!("{value}.{}e0", "0".repeat(zeros + 1));
            prop_assert_eq!(decimal(&spelled).as_i64(), Some(value));
            prop_assert_eq!(decimal(&spelled), decimal(&value.to_string()));
        }
    }
}
