//! Numbers of JSON, compared by what they are, however long they are and however they are written.
//!
//! A number keeps the digits that it is written with where serde_json's feature `arbitrary_precision` is on, as it is in the
//! program; without, those that a float has. A library does not turn it on: it would be on for whoever builds with it.

use std::cmp::Ordering;

use serde_json::Number;

/// Which of two numbers is greater.
///
/// ```
/// use std::cmp::Ordering;
/// use webhook_schema::number::compare;
///
/// let number = |text: &str| text.parse().expect("a number");
/// assert_eq!(compare(&number("1.0"), &number("1")), Ordering::Equal);
/// assert_eq!(compare(&number("0.3"), &number("1e-1")), Ordering::Greater);
/// ```
pub fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Decimal::of(a).cmp(&Decimal::of(b)),
    }
}

/// Whether it has no fraction, however it is written.
pub fn is_whole(number: &Number) -> bool {
    number.as_i128().is_some() || Decimal::of(number).exponent() >= 0
}

/// Whether it is written without a fraction or exponent, as draft 4 wants it of an integer. What is too large for 64 bits
/// may have been.
pub(crate) fn is_written_whole(number: &Number) -> bool {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    !number.is_f64() || is_whole(number) && number.as_f64().is_some_and(|float| float.abs() >= TWO_TO_63)
}

/// A text that is the same for equal numbers only.
pub(crate) fn identity(number: &Number) -> String {
    let Decimal { is_negative, digits, point } = Decimal::of(number);
    format!("{}{digits}e{point}", if is_negative { "-" } else { "" })
}

/// A number without what another one that is equal may have besides: zeros at its ends, or an exponent, unless it is far from 1.
///
/// ```
/// use webhook_schema::number::simplest;
///
/// let text = |text: &str| simplest(&text.parse().expect("a number"));
/// assert_eq!([text("1.0"), text("10e-1"), text("-1.50")], ["1", "1", "-1.5"]);
/// assert_eq!([text("1E22"), text("0.0000001")], ["1e22", "1e-7"]);
/// ```
pub fn simplest(number: &Number) -> String {
    /// Digits before the decimal point, and zeros after it, that nobody counts.
    const PLAIN: std::ops::RangeInclusive<i64> = -5..=21;
    let Decimal { is_negative, digits, point } = Decimal::of(number);
    let sign = if is_negative { "-" } else { "" };
    let length = usize::try_from(point.unsigned_abs()).unwrap_or(usize::MAX);
    let text = match digits.split_at_checked(1) {
        None => "0".to_owned(),
        Some((first, rest)) if !PLAIN.contains(&point) => {
            let fraction = if rest.is_empty() { String::new() } else { format!(".{rest}") };
            format!("{first}{fraction}e{}", point.saturating_sub(1))
        }
        _ if point <= 0 => format!("0.{}{digits}", "0".repeat(length)),
        _ => match digits.split_at_checked(length) {
            Some((whole, "")) => whole.to_owned(),
            Some((whole, fraction)) => format!("{whole}.{fraction}"),
            None => format!("{digits}{}", "0".repeat(length - digits.len())),
        },
    };
    format!("{sign}{text}")
}

/// The greatest whole number that is not above; `None` beyond 128 bits.
pub fn floor(number: &Number) -> Option<i128> {
    number.as_i128().or_else(|| Decimal::of(number).floor())
}

/// The least whole number that is not below; `None` beyond 128 bits.
pub fn ceil(number: &Number) -> Option<i128> {
    let is_above = |floor: i128| i128::from(!is_whole(number) && floor < i128::MAX);
    floor(number).map(|floor| floor + is_above(floor))
}

/// Whether a division by `divisor`, which is above 0, leaves no remainder; `None` where the divisor has too many digits to
/// tell.
pub fn is_multiple(number: &Number, divisor: &Number) -> Option<bool> {
    Decimal::of(number).is_multiple_of(&Decimal::of(divisor))
}

/// `0.digits · 10^point`. The digits have no 0 at either end.
#[derive(PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    point: i64,
}

impl Decimal {
    fn of(number: &Number) -> Self {
        let text = number.to_string();
        let unsigned = text.trim_start_matches('-');
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let zeros = all.len() - digits.len();
        let digits = digits.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Self { is_negative: false, digits, point: 0 };
        }
        // An exponent that no 64 bits hold is as large as one can be.
        let far = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        let exponent = exponent.parse().unwrap_or(far);
        let length = |digits: usize| i64::try_from(digits).unwrap_or(i64::MAX);
        let point = exponent.saturating_add(length(whole.len()) - length(zeros));
        Self { is_negative: text.starts_with('-'), digits, point }
    }

    /// The power of ten that the last digit counts.
    fn exponent(&self) -> i64 {
        self.point.saturating_sub(i64::try_from(self.digits.len()).unwrap_or(i64::MAX))
    }

    fn floor(&self) -> Option<i128> {
        // 2^127 has 39 digits.
        let length = usize::try_from(self.point.max(0)).ok().filter(|length| *length <= 39)?;
        let whole = &self.digits[..length.min(self.digits.len())];
        let magnitude: i128 = format!("0{whole}{}", "0".repeat(length - whole.len())).parse().ok()?;
        let below = i128::from(self.exponent() < 0);
        if self.is_negative { (-magnitude).checked_sub(below) } else { Some(magnitude) }
    }

    fn is_multiple_of(&self, divisor: &Self) -> Option<bool> {
        // Ten times what a division by it leaves is within 128 bits, too.
        const MOST_DIGITS: usize = 37;
        if divisor.digits.len() > MOST_DIGITS {
            return None;
        }
        let modulus: u128 = format!("0{}", divisor.digits).parse().ok()?;
        let shift = self.exponent().saturating_sub(divisor.exponent());
        if modulus == 0 || self.digits.is_empty() || shift < 0 {
            return Some(modulus != 0 && self.digits.is_empty());
        }
        // Zeros bring factors of 2 and 5, and no number of 128 bits has more of these.
        let zeros = usize::try_from(shift.min(128)).unwrap_or_default();
        let digits = self.digits.bytes().map(|digit| u128::from(digit - b'0'));
        let digits = digits.chain(std::iter::repeat_n(0, zeros));
        Some(digits.fold(0, |rest, digit| (rest * 10 + digit) % modulus) == 0)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |one: &Self| match (one.digits.is_empty(), one.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let magnitudes = || (self.point, &self.digits).cmp(&(other.point, &other.digits));
        sign(self).cmp(&sign(other)).then_with(|| match self.is_negative {
            true => magnitudes().reverse(),
            false => magnitudes(),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn numbers_are_compared_exactly() {
        for (less, greater) in [
            ("-1", "1"),
            ("1", "1.5"),
            ("-1.5", "-1"),
            ("-12", "-1.2"),
            ("9007199254740992", "9007199254740993"),
            ("9007199254740992.0", "9007199254740993"),
            ("18446744073709551615", "18446744073709551616.0"),
            ("-1e300", "-9223372036854775808"),
            ("0", "5e-324"),
            ("-5e-324", "0"),
            // More than a float holds.
            ("12345678901234567890", "12345678901234567890.5"),
            ("12345678901234567890.25", "12345678901234567890.5"),
            ("0.1", "0.1000000000000000055"),
            ("340282366920938463463374607431768211456", "340282366920938463463374607431768211457"),
            ("9e399", "1e400"),
            ("1e-400", "1.1e-400"),
            ("1e400", "1e99999999999999999999"),
            ("1e-99999999999999999999", "1e-400"),
            ("-1e400", "-9e399"),
        ] {
            let (less, greater) = (number(less), number(greater));
            assert_eq!(compare(&less, &greater), Ordering::Less, "{less} {greater}");
            assert_eq!(compare(&greater, &less), Ordering::Greater, "{less} {greater}");
            assert_ne!(identity(&less), identity(&greater));
        }
        for (one, other) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("0", "-0.0"),
            ("0e5", "0"),
            ("18446744073709551616", "1.8446744073709551616e19"),
            ("0.10", "1E-1"),
            ("1000e397", "1e+400"),
        ] {
            let (one, other) = (number(one), number(other));
            assert_eq!(compare(&one, &other), Ordering::Equal, "{one} {other}");
            assert_eq!(identity(&one), identity(&other));
        }
    }

    #[test]
    fn what_has_no_fraction_is_whole_and_the_rest_is_between_two_that_are() {
        for (text, least, most) in [
            ("1", 1, 1),
            ("1.5", 1, 2),
            ("-1.5", -2, -1),
            ("0.05", 0, 1),
            ("-0.05", -1, 0),
            ("-0.0", 0, 0),
            ("1.20e1", 12, 12),
            ("1200e-3", 1, 2),
            ("12345678901234567890.5", 12_345_678_901_234_567_890, 12_345_678_901_234_567_891),
            ("1e20", 100_000_000_000_000_000_000, 100_000_000_000_000_000_000),
        ] {
            let number = number(text);
            assert_eq!((floor(&number), ceil(&number)), (Some(least), Some(most)), "{text}");
            assert_eq!(is_whole(&number), least == most, "{text}");
        }
        for beyond in ["1e39", "-1e400", "170141183460469231731687303715884105728.5"] {
            assert_eq!((floor(&number(beyond)), ceil(&number(beyond))), (None, None), "{beyond}");
        }
        assert!(is_whole(&number("1e400")) && !is_whole(&number("1e-400")));
        assert!(is_written_whole(&number("12345678901234567890123")) && !is_written_whole(&number("1.0")));
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
            ("12345678901234567890.5", "0.5"),
            ("123456789012345678901234567890", "10"),
            ("1e999999999999", "1024"),
        ] {
            assert_eq!(is_multiple(&number(multiple), &number(divisor)), Some(true), "{multiple} {divisor}");
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
            ("12345678901234567890.5", "1"),
            ("123456789012345678901234567891", "2"),
            ("1e-999999999999", "1024"),
        ] {
            assert_eq!(is_multiple(&number(other), &number(divisor)), Some(false), "{other} {divisor}");
        }
        assert_eq!(is_multiple(&number("1"), &number(&"1".repeat(38))), None);
    }
}
