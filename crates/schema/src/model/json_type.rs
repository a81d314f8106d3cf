//! The types of JSON.

use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;
use std::slice::Iter;

use serde_json::Value;

use crate::number::is_whole;

/// A type of JSON, and the integers among the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "JSON Schema's own names")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    /// The name in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// The type of a value; a number without a fraction is an integer, however it is written.
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if is_whole(number) => Self::Integer,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Whether it is one of some types; integers are numbers.
    pub fn is_among<'t>(self, types: impl IntoIterator<Item = &'t Self>) -> bool {
        types.into_iter().any(|ty| *ty == self || (self == Self::Integer && *ty == Self::Number))
    }

    /// The type that other languages have a name for.
    ///
    /// ```
    /// use webhook_schema::model::JsonType;
    ///
    /// assert_eq!(JsonType::called("int"), Some(JsonType::Integer));
    /// assert_eq!(JsonType::called("String"), Some(JsonType::String));
    /// assert_eq!(JsonType::called("customer"), None);
    /// ```
    pub fn called(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let without_width = name.trim_end_matches(|c: char| c.is_ascii_digit());
        Some(match without_width {
            "int" | "uint" | "long" | "short" | "bigint" => Self::Integer,
            "float" | "double" | "decimal" | "real" | "numeric" => Self::Number,
            "str" | "text" | "char" | "varchar" => Self::String,
            "bool" => Self::Boolean,
            "list" | "tuple" | "set" | "vector" => Self::Array,
            "dict" | "dictionary" | "map" | "hash" | "struct" | "record" => Self::Object,
            "none" | "nil" | "undefined" => Self::Null,
            _ => return Self::of(&name),
        })
    }

    /// The type of a name in a schema.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }
}

/// Types in the order in which a schema names them, each once. Nothing is allocated for them, as nearly every schema names one.
#[derive(Clone, Copy)]
pub struct Types {
    all: [JsonType; 7],
    count: u8,
}

impl FromIterator<JsonType> for Types {
    fn from_iter<I: IntoIterator<Item = JsonType>>(types: I) -> Self {
        let mut own = Self { all: [JsonType::Null; 7], count: 0 };
        for ty in types {
            if !own.contains(&ty) {
                own.all[usize::from(own.count)] = ty;
                own.count += 1;
            }
        }
        own
    }
}

impl Deref for Types {
    type Target = [JsonType];

    fn deref(&self) -> &[JsonType] {
        &self.all[..usize::from(self.count)]
    }
}

impl<'t> IntoIterator for &'t Types {
    type Item = &'t JsonType;
    type IntoIter = Iter<'t, JsonType>;

    fn into_iter(self) -> Iter<'t, JsonType> {
        self.iter()
    }
}

impl PartialEq for Types {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Debug for Types {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
