//! A JSON number that keeps its value.
//!
//! Integers and fractions are kept apart, so that `1` is not written back as `1.0`. For arithmetic, use
//! [`Number::as_f64`].

use std::cmp::Ordering;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A JSON number: an integer within `i64` or `u64`, or a finite `f64`.
///
/// An integer beyond `u64`, or a fraction with more digits than an `f64` has, becomes the nearest `f64`; without the feature
/// `numbers`, possibly the one next to it.
/// Comparison is exact and by value, with an `f64` too.
///
/// ```
/// use webhook_runtime::Number;
///
/// let risk: Number = serde_json::from_str("1").unwrap();
/// assert!(risk > 0.8);
/// assert_eq!(serde_json::to_string(&risk).unwrap(), "1");
/// assert_eq!(Number::try_from(0.5).unwrap(), 0.5);
/// ```
#[derive(Clone, Copy)]
pub struct Number(Repr);

#[derive(Clone, Copy)]
enum Repr {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

impl Number {
    /// The number as a float: the nearest one for an integer beyond 2^53.
    pub fn as_f64(self) -> f64 {
        match self.0 {
            Repr::Unsigned(n) => n as f64,
            Repr::Signed(n) => n as f64,
            Repr::Float(n) => n,
        }
    }

    fn as_i128(self) -> Option<i128> {
        match self.0 {
            Repr::Unsigned(n) => Some(n.into()),
            Repr::Signed(n) => Some(n.into()),
            Repr::Float(_) => None,
        }
    }
}

/// The error for an infinity or NaN, which JSON does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a finite number")
    }
}

impl std::error::Error for NotFinite {}

impl TryFrom<f64> for Number {
    type Error = NotFinite;

    fn try_from(value: f64) -> Result<Number, NotFinite> {
        if value.is_finite() { Ok(Number(Repr::Float(value))) } else { Err(NotFinite) }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(Repr::Signed(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Number {
        Number(Repr::Unsigned(value))
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Number {
        Number(Repr::Signed(value.into()))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        match (self.as_i128(), other.as_i128()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            (Some(a), None) => compare(a, other.as_f64()),
            (None, Some(b)) => compare(b, self.as_f64()).map(Ordering::reverse),
            (None, None) => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

/// Compares an integer with a float, by the float's whole part, which `i128` holds or saturates in the right direction.
fn compare(integer: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    let whole = float.trunc();
    match integer.cmp(&(whole as i128)) {
        Ordering::Equal => 0.0.partial_cmp(&(float - whole)),
        unequal => Some(unequal),
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd<f64> for Number {
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        match self.as_i128() {
            Some(integer) => compare(integer, *other),
            None => self.as_f64().partial_cmp(other),
        }
    }
}

impl PartialEq<f64> for Number {
    fn eq(&self, other: &f64) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Repr::Unsigned(n) => n.fmt(f),
            Repr::Signed(n) => n.fmt(f),
            // Unlike `Display`, this writes large and small ones with an exponent.
            Repr::Float(n) => fmt::Debug::fmt(&n, f),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Repr::Unsigned(n) => serializer.serialize_u64(n),
            Repr::Signed(n) => serializer.serialize_i64(n),
            Repr::Float(n) => serializer.serialize_f64(n),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        struct NumberVisitor;

        impl Visitor<'_> for NumberVisitor {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
                Ok(Number(Repr::Unsigned(value)))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
                Ok(Number(Repr::Signed(value)))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
                Ok(Number(Repr::Float(value)))
            }
        }

        deserializer.deserialize_f64(NumberVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn compares_exactly() {
        let ascending = [
            "-1e300",
            "-9223372036854775808",
            "-1.5",
            "-1",
            "0",
            "0.5",
            "1",
            "9007199254740992",
            "9007199254740993",
            "18446744073709551615",
            "1e30",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(number(a).partial_cmp(&number(b)), Some(i.cmp(&j)), "{a} {b}");
            }
        }
        assert_eq!(number("1"), number("1.0"));
        assert_ne!(number("9007199254740993"), number("9007199254740992.0"));
        assert!(number("9007199254740993") > 9007199254740992.0);
        assert_eq!(number("-0.0"), 0.0);
        assert_eq!(number("1").partial_cmp(&f64::NAN), None);
    }

    #[test]
    fn is_short_to_read() {
        assert_eq!(format!("{} {:?} {}", number("1e300"), number("7"), number("0.25")), "1e300 7 0.25");
    }
}
