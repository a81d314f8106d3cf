//! The types that an arm of a [`type_union!`](crate::type_union) with an accessor can have.

use crate::Number;

/// Types for an arm `boolean`.
pub trait AsBool {
    /// The boolean.
    fn as_bool(&self) -> Option<bool>;
}

/// Types for an arm `integer`.
pub trait AsI64 {
    /// The integer, if an `i64` can hold it.
    fn as_i64(&self) -> Option<i64>;
}

/// Types for an arm `number`.
pub trait AsF64 {
    /// The number as a float.
    fn as_f64(&self) -> Option<f64>;
}

impl AsBool for bool {
    fn as_bool(&self) -> Option<bool> {
        Some(*self)
    }
}

impl AsI64 for i64 {
    fn as_i64(&self) -> Option<i64> {
        Some(*self)
    }
}

impl AsI64 for u64 {
    fn as_i64(&self) -> Option<i64> {
        i64::try_from(*self).ok()
    }
}

impl AsI64 for i128 {
    fn as_i64(&self) -> Option<i64> {
        i64::try_from(*self).ok()
    }
}

impl AsF64 for Number {
    fn as_f64(&self) -> Option<f64> {
        Some(Number::as_f64(*self))
    }
}

impl<T: AsBool> AsBool for Box<T> {
    fn as_bool(&self) -> Option<bool> {
        T::as_bool(self)
    }
}

impl<T: AsI64> AsI64 for Box<T> {
    fn as_i64(&self) -> Option<i64> {
        T::as_i64(self)
    }
}

impl<T: AsF64> AsF64 for Box<T> {
    fn as_f64(&self) -> Option<f64> {
        T::as_f64(self)
    }
}
