//! Limits of scalars, arrays and objects: the narrowest of all that is said, with where it is said.

use std::cmp::Ordering;

use serde_json::Number;
use webhook_schema::Location;
use webhook_schema::model::{Constraints, Keyword};
use webhook_schema::number::{ceil, compare, floor, is_multiple, is_whole};

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

/// How many items, properties or characters a keyword of such a limit allows or asks for, by all that is said of an alternative.
pub(crate) fn count_of(alternative: &Alternative<'_>, keyword: Keyword) -> Option<u64> {
    let family = FAMILIES.iter().find(|family| family.keywords[0] == keyword)?;
    family.of(alternative)?.value.as_u64()
}

/// Whether every multiple of one number is a multiple of the other.
pub(crate) fn is_multiple_of(step: &Number, other: &Number) -> bool {
    step == other || is_multiple(step, other) == Some(true)
}

/// Whether every number that is a multiple of all of these is a multiple of the other.
pub(crate) fn are_multiples_of<'n>(steps: impl Iterator<Item = &'n Number> + Clone, other: &Number) -> bool {
    steps.clone().any(|step| is_multiple_of(step, other))
        || common_multiple(steps).is_some_and(|step| is_multiple_of(&step, other))
}

/// The least number that is a multiple of all of these, which are whole; `None` where that says nothing.
pub(crate) fn common_multiple<'n>(mut steps: impl Iterator<Item = &'n Number>) -> Option<Number> {
    let common = steps.try_fold(1_u64, |common, step| {
        let step = step.as_u64().filter(|step| *step > 0)?;
        common.checked_mul(step / common_divisor(common, step))
    });
    common.filter(|common| *common > 1).map(Number::from)
}

/// The greatest number that divides both.
fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// Whether no value of a kind keeps to the limits of both.
pub(crate) fn exclude_each_other(kind: Kinds, a: &Alternative<'_>, b: &Alternative<'_>) -> bool {
    let of = |is_lower: bool, one: &Alternative<'_>| {
        let family = FAMILIES.iter().find(|family| kind.meets(family.kind) && family.is_lower == is_lower);
        family?.of(one)
    };
    let are_apart = |least: Limit, most: Limit| match compare(&least.value, &most.value) {
        Ordering::Greater => true,
        Ordering::Equal => least.is_exclusive || most.is_exclusive,
        Ordering::Less => false,
    };
    [(a, b), (b, a)].into_iter().any(|(a, b)| {
        let limits = of(true, a).zip(of(false, b));
        limits.is_some_and(|(least, most)| are_apart(least, most))
    })
}

impl Alternative<'_> {
    /// Whether its numbers have no fraction, by their type or as multiples of a whole number.
    pub(crate) fn is_whole(&self) -> bool {
        let one = Number::from(1);
        let mut steps =
            self.members.iter().filter_map(|member| member.schema.constraints.bounds.multiple_of.as_ref());
        !self.kinds.meets(Kinds::FRACTION) || steps.any(|step| is_multiple_of(step, &one))
    }
}

impl Family {
    /// The narrowest limit of an alternative; `None` where nothing is limited.
    pub(crate) fn of(&self, alternative: &Alternative<'_>) -> Option<Limit> {
        self.stated(alternative, alternative.is_whole()).filter(|limit| !self.is_idle(limit))
    }

    /// The narrowest limits of two versions of an alternative. Where one of them has no fractions, the limits are compared for
    /// whole numbers: that there are fractions, or none anymore, is a change of its own.
    pub(crate) fn of_both(&self, ones: [&Alternative<'_>; 2]) -> [Option<Limit>; 2] {
        let is_whole = ones.iter().any(|one| one.is_whole());
        ones.map(|one| self.stated(one, is_whole).filter(|limit| !self.is_idle(limit)))
    }

    /// A count of at least 0, which nothing could have less than.
    pub(crate) fn idle(&self, alternative: &Alternative<'_>) -> Option<Limit> {
        self.stated(alternative, true).filter(|limit| self.is_idle(limit))
    }

    /// The narrowest limit, even where nothing could have less.
    fn stated(&self, alternative: &Alternative<'_>, is_whole: bool) -> Option<Limit> {
        let mut narrowest: Option<Limit> = None;
        for member in &alternative.members {
            let schema = member.schema;
            for keyword in self.keywords {
                let Some(value) = value_of(&schema.constraints, *keyword) else { continue };
                let is_exclusive = matches!(keyword, Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum);
                let at = [*keyword, self.keywords[0]].into_iter().find(|keyword| schema.has(*keyword));
                let at = at.map_or_else(|| schema.location.clone(), |keyword| schema.location_of(keyword));
                let limit = Limit { said: value.clone(), value, is_exclusive, keyword: *keyword, at };
                let limit =
                    if is_whole || self.kind != Kinds::NUMBER { limit.whole(self.is_lower) } else { limit };
                if narrowest.as_ref().is_none_or(|known| self.is_narrower(&limit, known)) {
                    narrowest = Some(limit);
                }
            }
        }
        narrowest
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
        let next = i128::from(self.is_exclusive && is_whole(&self.value));
        let nearest = match is_lower {
            true => ceil(&self.value).and_then(|least| least.checked_add(next)),
            false => floor(&self.value).and_then(|most| most.checked_sub(next)),
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
        Keyword::Minimum => constraints.bounds.minimum.clone(),
        Keyword::Maximum => constraints.bounds.maximum.clone(),
        Keyword::ExclusiveMinimum => constraints.bounds.exclusive_minimum.clone(),
        Keyword::ExclusiveMaximum => constraints.bounds.exclusive_maximum.clone(),
        Keyword::MinLength => count(constraints.min_length),
        Keyword::MaxLength => count(constraints.max_length),
        Keyword::MinItems => count(constraints.min_items),
        Keyword::MaxItems => count(constraints.max_items),
        Keyword::MinProperties => count(constraints.min_properties),
        Keyword::MaxProperties => count(constraints.max_properties),
        _ => None,
    }
}
