//! What a schema promises of a value beyond its type, as data.

use serde_json::{Map, Number, Value};

use super::bounds::{Bounds, Limit};
use super::json_type::JsonType;
use super::keyword::Keyword;
use crate::number::{ceil, compare, floor, is_whole};
use crate::rare::{Emptiness, Rare};
use crate::words::limit;

/// What a schema promises of a value beyond its type. Numbers are as they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// What holds of a number.
    pub bounds: Rare<Bounds>,
    /// The smallest number of characters in a string.
    pub min_length: Option<u64>,
    /// The largest number of characters in a string.
    pub max_length: Option<u64>,
    /// The smallest number of items in an array.
    pub min_items: Option<u64>,
    /// The largest number of items in an array.
    pub max_items: Option<u64>,
    /// The smallest number of properties in an object.
    pub min_properties: Option<u64>,
    /// The largest number of properties in an object.
    pub max_properties: Option<u64>,
    /// Whether an array has no item twice.
    pub unique_items: bool,
    /// The format of a string, such as `date-time`.
    pub format: Option<String>,
    /// A regular expression that a string matches somewhere.
    pub pattern: Option<String>,
    /// The only value.
    pub constant: Rare<Option<Value>>,
}

impl Emptiness for Constraints {
    const EMPTY: &'static Self = &Self {
        bounds: Rare::empty(),
        min_length: None,
        max_length: None,
        min_items: None,
        max_items: None,
        min_properties: None,
        max_properties: None,
        unique_items: false,
        format: None,
        pattern: None,
        constant: Rare::empty(),
    };
}

/// How many characters texts of some formats have, at least and at most.
const LENGTHS: [(&str, u64, u64); 6] = [
    ("date", 10, 10),
    ("date-time", 20, u64::MAX),
    ("ipv4", 7, 15),
    ("ipv6", 2, 45),
    ("time", 9, u64::MAX),
    ("uuid", 36, 36),
];

impl Constraints {
    /// The keywords that are read into it.
    pub const KEYWORDS: [Keyword; 15] = [
        Keyword::Const,
        Keyword::Format,
        Keyword::Pattern,
        Keyword::MinLength,
        Keyword::MaxLength,
        Keyword::MinItems,
        Keyword::MaxItems,
        Keyword::MinProperties,
        Keyword::MaxProperties,
        Keyword::UniqueItems,
        Keyword::MultipleOf,
        Keyword::Minimum,
        Keyword::Maximum,
        Keyword::ExclusiveMinimum,
        Keyword::ExclusiveMaximum,
    ];

    /// Keeps what one of these keywords says; `around` is the schema that it is in.
    pub(super) fn keep(&mut self, keyword: Keyword, value: &Value, around: &Map<String, Value>) {
        let text = || value.as_str().map(str::to_owned);
        let number = || value.as_number().cloned();
        // In draft 4, this is about the limit next to it.
        let is_excluded = |keyword: Keyword| around.get(keyword.as_str()) == Some(&Value::Bool(true));
        match keyword {
            Keyword::Const => self.constant = Some(value.clone()).into(),
            Keyword::Format => self.format = text(),
            Keyword::Pattern => self.pattern = text(),
            Keyword::MinLength => self.min_length = count(value),
            Keyword::MaxLength => self.max_length = count(value).filter(may_be_reached),
            Keyword::MinItems => self.min_items = count(value),
            Keyword::MaxItems => self.max_items = count(value).filter(may_be_reached),
            Keyword::MinProperties => self.min_properties = count(value),
            Keyword::MaxProperties => self.max_properties = count(value).filter(may_be_reached),
            Keyword::UniqueItems => self.unique_items = *value == Value::Bool(true),
            Keyword::MultipleOf => self.bounds.multiple_of = number(),
            Keyword::Minimum if is_excluded(Keyword::ExclusiveMinimum) => {
                self.bounds.exclusive_minimum = number()
            }
            Keyword::Maximum if is_excluded(Keyword::ExclusiveMaximum) => {
                self.bounds.exclusive_maximum = number()
            }
            Keyword::Minimum => self.bounds.minimum = number(),
            Keyword::Maximum => self.bounds.maximum = number(),
            Keyword::ExclusiveMinimum if value.is_number() => self.bounds.exclusive_minimum = number(),
            Keyword::ExclusiveMaximum if value.is_number() => self.bounds.exclusive_maximum = number(),
            _ => {}
        }
    }

    /// Adds what another schema promises of the same value: the narrower limit counts.
    pub fn tighten(&mut self, other: &Self) {
        if *other.bounds != *Bounds::EMPTY {
            self.bounds.tighten(&other.bounds);
        }
        for (a, b) in [
            (&mut self.min_length, other.min_length),
            (&mut self.min_items, other.min_items),
            (&mut self.min_properties, other.min_properties),
        ] {
            *a = (*a).max(b);
        }
        for (a, b) in [
            (&mut self.max_length, other.max_length),
            (&mut self.max_items, other.max_items),
            (&mut self.max_properties, other.max_properties),
        ] {
            *a = [*a, b].into_iter().flatten().min();
        }
        self.unique_items |= other.unique_items;
        self.format = self.format.take().or(other.format.clone());
        self.pattern = self.pattern.take().or(other.pattern.clone());
        if self.constant.is_none() {
            self.constant.clone_from(&other.constant);
        }
    }

    /// What of it is about values of one type.
    #[must_use]
    pub fn of_type(&self, ty: JsonType) -> Self {
        let mut own = Self { constant: self.constant.clone(), ..Self::default() };
        match ty {
            JsonType::Integer | JsonType::Number => own.bounds.clone_from(&self.bounds),
            JsonType::String => {
                (own.min_length, own.max_length) = (self.min_length, self.max_length);
                own.format.clone_from(&self.format);
                own.pattern.clone_from(&self.pattern);
            }
            JsonType::Array => {
                (own.min_items, own.max_items) = (self.min_items, self.max_items);
                own.unique_items = self.unique_items;
            }
            JsonType::Object => {
                (own.min_properties, own.max_properties) = (self.min_properties, self.max_properties);
            }
            JsonType::Null | JsonType::Boolean => {}
        }
        own
    }

    /// A keyword whose limit no value can keep to together with another one, and both in words.
    pub fn contradiction(&self) -> Option<(Keyword, String)> {
        if let (Some(least), Some(most)) = (self.bounds.least(), self.bounds.most())
            && let order = compare(least.number, most.number)
            && (order.is_gt() || (order.is_eq() && (least.is_excluded || most.is_excluded)))
        {
            let message = format!("no value is valid here: {}, and {}", least.phrase, most.phrase);
            return Some((least.keyword, message));
        }
        let said = |keyword: Keyword, least: u64, most: u64| {
            let least = limit(least);
            Some((keyword, format!("no value is valid here: at least {least}, and at most {most}")))
        };
        let counts = [
            (Keyword::MinLength, self.min_length, self.max_length),
            (Keyword::MinItems, self.min_items, self.max_items),
            (Keyword::MinProperties, self.min_properties, self.max_properties),
        ];
        counts.into_iter().find_map(|(keyword, least, most)| match (least, most) {
            (Some(least), Some(most)) if least > most => said(keyword, least, most),
            _ => None,
        })
    }

    /// As [`contradiction`](Self::contradiction), of how long texts of a format are.
    pub fn contradiction_of_format(&self) -> Option<(Keyword, String)> {
        let format = self.format.as_deref()?;
        let (_, least, most) = LENGTHS.into_iter().find(|(known, ..)| *known == format)?;
        let said = |keyword: Keyword, has: String, allowed: String| {
            Some((
                keyword,
                format!(
                    "no value is valid here: a `{format}` has {has} characters, and {allowed} are allowed"
                ),
            ))
        };
        let bound = |word: &str, count: u64| {
            if least == most { count.to_string() } else { format!("{word} {count}") }
        };
        match (self.max_length, self.min_length) {
            (Some(limit), _) if limit < least => {
                said(Keyword::MaxLength, bound("at least", least), format!("at most {limit}"))
            }
            (_, Some(limit)) if limit > most => {
                said(Keyword::MinLength, bound("at most", most), format!("at least {limit}"))
            }
            _ => None,
        }
    }

    /// As [`contradiction`](Self::contradiction), of whole numbers: none may be between the limits.
    pub fn contradiction_of_integers(&self) -> Option<(Keyword, String)> {
        let Limit { keyword, phrase, .. } = self.bounds.least()?;
        let most = self.bounds.most()?;
        let step = self.step();
        let of_step = if step > 1 { format!(" that is a multiple of {step}") } else { String::new() };
        (self.integers()? == 0).then(|| {
            (keyword, format!("no value is valid here: no integer{of_step} is {phrase}, and {}", most.phrase))
        })
    }

    /// How many integers are between the limits; `None` where there is no end, or too many to count.
    pub fn integers(&self) -> Option<i128> {
        let (least, most, step) = (self.bounds.least()?, self.bounds.most()?, self.step());
        let is_ruled_out = |limit: &Limit<'_>| i128::from(limit.is_excluded && is_whole(limit.number));
        let first = ceil(least.number)?.checked_add(is_ruled_out(&least))?;
        let last = floor(most.number)?.checked_sub(is_ruled_out(&most))?;
        // The nearest multiples between the limits.
        let first = first.checked_add(first.checked_neg()?.rem_euclid(step))?;
        let last = last.checked_sub(last.rem_euclid(step))?;
        if first > last { Some(0) } else { (last.checked_sub(first)? / step).checked_add(1) }
    }

    /// The whole number that integers are multiples of.
    fn step(&self) -> i128 {
        let step = self.bounds.multiple_of.as_ref().filter(|step| is_whole(step)).and_then(floor);
        step.filter(|step| *step >= 1).unwrap_or(1)
    }

    /// Whether no number below zero is allowed.
    pub fn is_never_negative(&self) -> bool {
        let at_least = |limit: &Option<Number>, least: i64| {
            limit.as_ref().is_some_and(|limit| compare(limit, &least.into()).is_ge())
        };
        at_least(&self.bounds.minimum, 0) || at_least(&self.bounds.exclusive_minimum, -1)
    }
}

/// Whether there may be as many; no limit is meant by more.
fn may_be_reached(count: &u64) -> bool {
    *count != u64::MAX
}

/// A number of things; JSON Schema takes `1.0` for one, too.
pub(super) fn count(value: &Value) -> Option<u64> {
    let number = value.as_number().filter(|number| is_whole(number) && compare(number, &0.into()).is_ge())?;
    // Beyond 2^64 it saturates: nothing has as many.
    Some(floor(number).and_then(|count| u64::try_from(count).ok()).unwrap_or(u64::MAX))
}
