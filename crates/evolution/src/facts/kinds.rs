//! Sets of the kinds of JSON values.

use std::fmt;
use std::ops::{BitAnd, BitOr, Sub};

use serde_json::Value;
use webhook_schema::model::JsonType;

/// A set of kinds of values. A number is an integer or has a fraction, so that `integer` is a part of `number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const INTEGER: Self = Self(4);
    pub(crate) const FRACTION: Self = Self(8);
    pub(crate) const NUMBER: Self = Self(4 | 8);
    pub(crate) const STRING: Self = Self(16);
    pub(crate) const ARRAY: Self = Self(32);
    pub(crate) const OBJECT: Self = Self(64);
    /// What has other values in it.
    pub(crate) const HOLDING: Self = Self(32 | 64);
    pub(crate) const ANY: Self = Self(127);

    /// The kinds that are compared with each other.
    pub(crate) const EACH: [Self; 6] =
        [Self::NULL, Self::BOOLEAN, Self::NUMBER, Self::STRING, Self::ARRAY, Self::OBJECT];

    pub(crate) fn of_types(types: &[JsonType]) -> Self {
        types.iter().map(|ty| Self::of_type(*ty)).fold(Self::NONE, BitOr::bitor)
    }

    pub(crate) fn of_type(ty: JsonType) -> Self {
        match ty {
            JsonType::Null => Self::NULL,
            JsonType::Boolean => Self::BOOLEAN,
            JsonType::Integer => Self::INTEGER,
            JsonType::Number => Self::NUMBER,
            JsonType::String => Self::STRING,
            JsonType::Array => Self::ARRAY,
            JsonType::Object => Self::OBJECT,
        }
    }

    pub(crate) fn of_value(value: &Value) -> Self {
        match JsonType::of_value(value) {
            JsonType::Number => Self::FRACTION,
            ty => Self::of_type(ty),
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::NONE
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self & other == other
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        !(self & other).is_empty()
    }

    /// How many of [`EACH`](Self::EACH) there are but null.
    pub(crate) fn count_non_null(self) -> usize {
        Self::EACH.into_iter().filter(|kind| *kind != Self::NULL && self.meets(*kind)).count()
    }
}

impl BitAnd for Kinds {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Kinds {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Sub for Kinds {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ANY {
            return f.write_str("any value");
        }
        let name = |kind: Self| match kind {
            Self::NULL => "null",
            Self::BOOLEAN => "boolean",
            Self::NUMBER if !self.meets(Self::FRACTION) => "integer",
            Self::NUMBER => "number",
            Self::STRING => "string",
            Self::ARRAY => "array",
            _ => "object",
        };
        // Null is named last, as an addition to the others.
        let [null, others @ ..] = Self::EACH;
        let all = others.into_iter().chain([null]).filter(|kind| self.meets(*kind));
        let names: Vec<&str> = all.map(name).collect();
        f.write_str(if names.is_empty() { "nothing" } else { "" })?;
        f.write_str(&names.join(" or "))
    }
}
