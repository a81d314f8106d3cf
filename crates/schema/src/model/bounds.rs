//! What a schema promises of a number.

use std::cmp::Ordering;

use serde_json::Number;

use super::keyword::Keyword;
use crate::number::compare;
use crate::rare::Emptiness;

/// What a schema promises of a number. Few schemas do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The smallest number.
    pub minimum: Option<Number>,
    /// The largest number.
    pub maximum: Option<Number>,
    /// What a number is greater than.
    pub exclusive_minimum: Option<Number>,
    /// What a number is less than.
    pub exclusive_maximum: Option<Number>,
    /// What a number is a multiple of.
    pub multiple_of: Option<Number>,
}

impl Emptiness for Bounds {
    const EMPTY: &'static Self = &Self {
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
    };
}

impl Bounds {
    /// Adds what another schema promises of the same number: the narrower limit counts.
    pub(super) fn tighten(&mut self, other: &Self) {
        for (a, b, narrower) in [
            (&mut self.minimum, &other.minimum, Ordering::Greater),
            (&mut self.exclusive_minimum, &other.exclusive_minimum, Ordering::Greater),
            (&mut self.maximum, &other.maximum, Ordering::Less),
            (&mut self.exclusive_maximum, &other.exclusive_maximum, Ordering::Less),
        ] {
            if b.as_ref().is_some_and(|b| a.as_ref().is_none_or(|a| compare(b, a) == narrower)) {
                a.clone_from(b);
            }
        }
        self.multiple_of = self.multiple_of.take().or(other.multiple_of.clone());
    }

    /// The narrower of the lower limits.
    pub(super) fn least(&self) -> Option<Limit<'_>> {
        let inclusive = Limit::new(&self.minimum, Keyword::Minimum, "at least");
        let exclusive = Limit::new(&self.exclusive_minimum, Keyword::ExclusiveMinimum, "above");
        [exclusive, inclusive]
            .into_iter()
            .flatten()
            .reduce(|a, b| if compare(b.number, a.number).is_gt() { b } else { a })
    }

    /// The narrower of the upper limits.
    pub(super) fn most(&self) -> Option<Limit<'_>> {
        let inclusive = Limit::new(&self.maximum, Keyword::Maximum, "at most");
        let exclusive = Limit::new(&self.exclusive_maximum, Keyword::ExclusiveMaximum, "below");
        [exclusive, inclusive]
            .into_iter()
            .flatten()
            .reduce(|a, b| if compare(b.number, a.number).is_lt() { b } else { a })
    }
}

/// A limit of numbers.
pub(super) struct Limit<'n> {
    pub keyword: Keyword,
    pub number: &'n Number,
    pub is_excluded: bool,
    pub phrase: String,
}

impl<'n> Limit<'n> {
    fn new(limit: &'n Option<Number>, keyword: Keyword, words: &str) -> Option<Self> {
        let number = limit.as_ref()?;
        let is_excluded = matches!(keyword, Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum);
        let phrase = format!("{words} {number}");
        Some(Self { keyword, number, is_excluded, phrase })
    }
}
