//! What holds for a handshake, in words, and whether it holds for another one, too.

use std::fmt;

use super::{Condition, Expected, Handshake};

impl Handshake {
    /// Whether the conditions of this one hold wherever those of another one do.
    #[inline]
    pub(in crate::layout) fn covers(&self, other: &Handshake) -> bool {
        self.when.iter().all(|own| other.when.iter().any(|theirs| own.follows_from(theirs)))
    }
}

impl Condition {
    #[inline]
    fn follows_from(&self, other: &Condition) -> bool {
        match (self, other) {
            (Self::Value { at, is: Expected::Anything }, Self::Value { at: same, .. }) => at == same,
            _ => self == other,
        }
    }
}

impl fmt::Display for Condition {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(method) => write!(f, "the method is {method}"),
            Self::Value { at, is: Expected::Anything } => write!(f, "{at} is there"),
            Self::Value { at, is: Expected::Text(text) } => write!(f, "{at} is {text:?}"),
            Self::Value { at, is: Expected::Integer(number) } => write!(f, "{at} is {number}"),
            Self::Value { at, is: Expected::Boolean(boolean) } => write!(f, "{at} is {boolean}"),
        }
    }
}
