//! What is said of values of any type, and of numbers.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Number, Value};

use super::at::At;
use super::equal::equal;
use super::error::Kind;
use super::run::{Check, Out, Place, Run};
use crate::model::{Dialect, JsonType, Keyword, Schema};
use crate::number;

/// What holds of a value by itself.
#[derive(Debug)]
pub(super) enum Scalar {
    Type {
        types: Vec<JsonType>,
        /// Whether `1.0` is not an integer.
        as_written: bool,
    },
    Enum(Arc<[Value]>),
    Const(Arc<Value>),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
}

impl Scalar {
    /// What one of these keywords says; `None` for any other.
    pub(super) fn new(keyword: Keyword, schema: &Schema) -> Option<Self> {
        let own = &schema.constraints;
        Some(match keyword {
            Keyword::Type => {
                let mut types = schema.types?.to_vec();
                if schema.nullable && !types.contains(&JsonType::Null) {
                    types.push(JsonType::Null);
                }
                Self::Type { types, as_written: schema.dialect == Dialect::Draft4 }
            }
            Keyword::Enum => {
                let mut values = schema.values.as_ref()?.clone();
                if schema.nullable && !values.contains(&Value::Null) {
                    values.push(Value::Null);
                }
                Self::Enum(values.into())
            }
            Keyword::Const => Self::Const(Arc::new(own.constant.as_ref()?.clone())),
            // In draft 4, `exclusiveMinimum` and `exclusiveMaximum` make these exclusive.
            Keyword::Minimum if own.bounds.minimum.is_none() => {
                Self::ExclusiveMinimum(own.bounds.exclusive_minimum.clone()?)
            }
            Keyword::Maximum if own.bounds.maximum.is_none() => {
                Self::ExclusiveMaximum(own.bounds.exclusive_maximum.clone()?)
            }
            Keyword::Minimum => Self::Minimum(own.bounds.minimum.clone()?),
            Keyword::Maximum => Self::Maximum(own.bounds.maximum.clone()?),
            Keyword::ExclusiveMinimum if schema.dialect > Dialect::Draft4 => {
                Self::ExclusiveMinimum(own.bounds.exclusive_minimum.clone()?)
            }
            Keyword::ExclusiveMaximum if schema.dialect > Dialect::Draft4 => {
                Self::ExclusiveMaximum(own.bounds.exclusive_maximum.clone()?)
            }
            Keyword::MultipleOf => Self::MultipleOf(own.bounds.multiple_of.clone()?),
            _ => return None,
        })
    }

    fn allows(&self, value: &Value) -> bool {
        match self {
            Self::Type { types, as_written } => types.iter().any(|ty| is_of(*ty, value, *as_written)),
            Self::Enum(values) => values.iter().any(|one| equal(one, value)),
            Self::Const(constant) => equal(constant, value),
            Self::Minimum(limit) => is_number_where(value, |number| number::compare(number, limit).is_ge()),
            Self::Maximum(limit) => is_number_where(value, |number| number::compare(number, limit).is_le()),
            Self::ExclusiveMinimum(limit) => {
                is_number_where(value, |number| number::compare(number, limit) == Ordering::Greater)
            }
            Self::ExclusiveMaximum(limit) => {
                is_number_where(value, |number| number::compare(number, limit) == Ordering::Less)
            }
            Self::MultipleOf(divisor) => {
                is_number_where(value, |number| number::is_multiple(number, divisor).unwrap_or(true))
            }
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Type { types, .. } => Kind::Type(types.clone()),
            Self::Enum(values) => Kind::Enum(Arc::clone(values)),
            Self::Const(constant) => Kind::Const(Arc::clone(constant)),
            Self::Minimum(limit) => Kind::Minimum(limit.clone()),
            Self::Maximum(limit) => Kind::Maximum(limit.clone()),
            Self::ExclusiveMinimum(limit) => Kind::ExclusiveMinimum(limit.clone()),
            Self::ExclusiveMaximum(limit) => Kind::ExclusiveMaximum(limit.clone()),
            Self::MultipleOf(divisor) => Kind::MultipleOf(divisor.clone()),
        }
    }
}

impl Check for Scalar {
    fn holds<'v>(&self, run: &mut Run<'_>, place: Place<'_>, at: &At<'_, 'v>, mut out: Out<'_, 'v>) -> bool {
        self.allows(at.value) || out.fail(run, place, at, || self.kind())
    }
}

/// Whether something holds of a value, which holds of whatever is not a number.
fn is_number_where(value: &Value, holds: impl FnOnce(&Number) -> bool) -> bool {
    value.as_number().is_none_or(holds)
}

fn is_of(ty: JsonType, value: &Value, as_written: bool) -> bool {
    match (ty, value) {
        (JsonType::Integer, Value::Number(number)) => match as_written {
            true => number::is_written_whole(number),
            false => number::is_whole(number),
        },
        (JsonType::Number, Value::Number(_))
        | (JsonType::Null, Value::Null)
        | (JsonType::Boolean, Value::Bool(_))
        | (JsonType::String, Value::String(_))
        | (JsonType::Array, Value::Array(_))
        | (JsonType::Object, Value::Object(_)) => true,
        _ => false,
    }
}
