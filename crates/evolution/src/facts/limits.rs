//! Limits of scalars, arrays and objects: the narrowest of all that is said, with where it is said.

use std::cmp::Ordering;

use serde_json::Number;
use webhook_schema::Location;
use webhook_schema::model::{Constraints, Keyword};

use super::Alternative;
use super::kinds::Kinds;

/// A limit with its location.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    pub value: Number,
    /// The number as it is written; of whole numbers, the nearest one that is allowed counts.
    pub said: Number,
    /// Whether the limit itself is ruled out.
    pub is_exclusive: bool,
    pub keyword: Keyword,
    pub at: Location,
}

/// Limits that are compared with each other: the keywords that are one limit, and whether it is one from below.
pub(crate) struct Family {
    pub keywords: &'static [Keyword],
    pub is_lower: bool,
    pub kind: Kinds,
}

/// Every limit that is a number.
pub(crate) const FAMILIES: [Family; 8] = [
    Family { keywords: &[Keyword::Minimum, Keyword::ExclusiveMinimum], is_lower: true, kind: Kinds::NUMBER },
    Family { keywords: &[Keyword::Maximum, Keyword::ExclusiveMaximum], is_lower: false, kind: Kinds::NUMBER },
    Family { keywords: &[Keyword::MinLength], is_lower: true, kind: Kinds::STRING },
    Family { keywords: &[Keyword::MaxLength], is_lower: false, kind: Kinds::STRING },
    Family { keywords: &[Keyword::MinItems], is_lower: true, kind: Kinds::ARRAY },
    Family { keywords: &[Keyword::MaxItems], is_lower: false, kind: Kinds::ARRAY },
    Family { keywords: &[Keyword::MinProperties], is_lower: true, kind: Kinds::OBJECT },
    Family { keywords: &[Keyword::MaxProperties], is_lower: false, kind: Kinds::OBJECT },
];

impl Family {
    /// The narrowest limit of an alternative; `None` where nothing is limited.
    pub(crate) fn of(&self, alternative: &Alternative<'_>) -> Option<Limit> {
        let is_whole = self.kind != Kinds::NUMBER || !(alternative.kinds & Kinds::NUMBER).has(Kinds::NUMBER);
        let mut narrowest: Option<Limit> = None;
        for member in &alternative.members {
            let schema = member.schema;
            for keyword in self.keywords {
                let Some(value) = value_of(&schema.constraints, *keyword) else { continue };
                let is_exclusive = matches!(keyword, Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum);
                let at = [*keyword, self.keywords[0]].into_iter().find(|keyword| schema.has(*keyword));
                let at = at.map_or_else(|| schema.location.clone(), |keyword| schema.location_of(keyword));
                let limit = Limit { said: value.clone(), value, is_exclusive, keyword: *keyword, at };
                let limit = if is_whole { limit.whole(self.is_lower) } else { limit };
                if narrowest.as_ref().is_none_or(|known| self.is_narrower(&limit, known)) {
                    narrowest = Some(limit);
                }
            }
        }
        narrowest.filter(|limit| !self.is_idle(limit))
    }

    /// Whether a limit leaves less.
    pub(crate) fn is_narrower(&self, limit: &Limit, than: &Limit) -> bool {
        let order = compare(&limit.value, &than.value);
        let order = if self.is_lower { order } else { order.reverse() };
        order == Ordering::Greater || order == Ordering::Equal && limit.is_exclusive && !than.is_exclusive
    }

    /// Whether nothing could have less: a count of at least 0.
    fn is_idle(&self, limit: &Limit) -> bool {
        self.is_lower && self.kind != Kinds::NUMBER && limit.value.as_u64() == Some(0)
    }
}

impl Limit {
    /// The same limit for whole numbers: the nearest one that is allowed.
    fn whole(self, is_lower: bool) -> Self {
        let nearest = match (self.value.as_i128(), self.value.as_f64()) {
            (Some(whole), _) => match (self.is_exclusive, is_lower) {
                (false, _) => Some(whole),
                (true, true) => whole.checked_add(1),
                (true, false) => whole.checked_sub(1),
            },
            (None, Some(float)) if float.abs() < 1e15 => {
                let rounded = if is_lower { float.ceil() } else { float.floor() };
                let is_at = self.is_exclusive && rounded == float;
                Some(
                    rounded as i128
                        + if !is_at {
                            0
                        } else if is_lower {
                            1
                        } else {
                            -1
                        },
                )
            }
            _ => None,
        };
        match nearest.and_then(Number::from_i128) {
            Some(value) => Self { value, is_exclusive: false, ..self },
            None => self,
        }
    }
}

fn value_of(constraints: &Constraints, keyword: Keyword) -> Option<Number> {
    let count = |count: Option<u64>| count.map(Number::from);
    match keyword {
        Keyword::Minimum => constraints.minimum.clone(),
        Keyword::Maximum => constraints.maximum.clone(),
        Keyword::ExclusiveMinimum => constraints.exclusive_minimum.clone(),
        Keyword::ExclusiveMaximum => constraints.exclusive_maximum.clone(),
        Keyword::MinLength => count(constraints.min_length),
        Keyword::MaxLength => count(constraints.max_length),
        Keyword::MinItems => count(constraints.min_items),
        Keyword::MaxItems => count(constraints.max_items),
        Keyword::MinProperties => count(constraints.min_properties),
        Keyword::MaxProperties => count(constraints.max_properties),
        _ => None,
    }
}

/// Compares two numbers by value.
pub(crate) fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => {
            let float = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
            float(a).partial_cmp(&float(b)).unwrap_or(Ordering::Equal)
        }
    }
}

/// Whether every multiple of one number is a multiple of the other.
pub(crate) fn is_multiple(number: &Number, of: &Number) -> bool {
    let Some(((a, a_exponent), (b, b_exponent))) = decimal(number).zip(decimal(of)) else { return false };
    let common = a_exponent.min(b_exponent);
    let scaled = |digits: i128, exponent: i32| {
        let power = 10i128.checked_pow(u32::try_from(exponent - common).ok()?)?;
        digits.checked_mul(power)
    };
    match (scaled(a, a_exponent), scaled(b, b_exponent)) {
        (Some(a), Some(b)) if b != 0 => a % b == 0,
        _ => false,
    }
}

/// A number as digits and an exponent of ten.
fn decimal(number: &Number) -> Option<(i128, i32)> {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    Some((digits, exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_of_decimal_fractions() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        for (a, b, expected) in [
            ("10", "5", true),
            ("5", "10", false),
            ("0.3", "0.1", true),
            ("0.1", "0.01", true),
            ("1e3", "10", true),
            ("0.25", "0.1", false),
        ] {
            assert_eq!(is_multiple(&number(a), &number(b)), expected, "{a} {b}");
        }
    }
}
