//! What the setter of a field takes that may be null or absent.

use std::time::SystemTime;

use crate::json::support::AsText;
use crate::{NotFinite, Number, ParseTimestampError, Timestamp, TimestampRangeError};

/// A value, or none: what the setters of optional and nullable fields take.
///
/// Nobody has to name it: a value, an `Option` of one, a string for an identifier and a builder for an object all
/// convert into it.
///
/// ```
/// use webhook_runtime::{Maybe, Timestamp};
///
/// fn set<T>(value: impl TryInto<Maybe<T>>) -> Option<T> {
///     value.try_into().ok().and_then(Maybe::into_option)
/// }
/// assert_eq!(set::<String>("text"), Some("text".to_owned()));
/// assert_eq!(set::<u64>(7), Some(7));
/// assert_eq!(set::<u64>(None), None);
/// assert!(set::<Timestamp>("2026-05-09T12:00:00Z").is_some());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maybe<T>(Option<T>);

impl<T> Maybe<T> {
    /// The value, if there is one.
    #[inline]
    pub fn into_option(self) -> Option<T> {
        self.0
    }
}

impl<T> From<T> for Maybe<T> {
    #[inline]
    fn from(value: T) -> Maybe<T> {
        Maybe(Some(value))
    }
}

impl<T> From<Option<T>> for Maybe<T> {
    #[inline]
    fn from(value: Option<T>) -> Maybe<T> {
        Maybe(value)
    }
}

impl<'a, T: AsText + From<&'a str>> From<&'a str> for Maybe<T> {
    #[inline]
    fn from(text: &'a str) -> Maybe<T> {
        Maybe(Some(text.into()))
    }
}

/// What a type is tried from, so is a `Maybe` of it.
macro_rules! tried {
    ($($from:ty => $ty:ty, $error:ty;)+) => {
        $(impl TryFrom<$from> for Maybe<$ty> {
            type Error = $error;

            fn try_from(value: $from) -> Result<Maybe<$ty>, $error> {
                value.try_into().map(|value: $ty| Maybe(Some(value)))
            }
        })+
    };
}

tried! {
    f64 => Number, NotFinite;
    &str => Timestamp, ParseTimestampError;
    SystemTime => Timestamp, TimestampRangeError;
}
