//! Why the events of a delivery cannot be told.

use std::fmt;

use crate::DecodeError;
use crate::receive::verify::json::{JsonError, MAX_EVENTS};

/// Why the events of a delivery cannot be told. It is about the delivery as a whole: what one event lacks is absent in it, and
/// no error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The body is not JSON, not UTF-8, or nested too deep.
    Body(DecodeError),
    /// The body is not the form that the layout says, or lacks its field. The text says what is wrong.
    Form(&'static str),
    /// There is no list where the events should be, or an item of it without an event.
    NoEvents,
    /// There are more events than [`MAX_EVENTS`].
    TooManyEvents,
}

impl From<JsonError> for ReadError {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::Malformed(error) => ReadError::Body(DecodeError::of_body(error.to_string())),
            JsonError::Ambiguous | JsonError::NoList | JsonError::NoEvent => ReadError::NoEvents,
            JsonError::TooMany => ReadError::TooManyEvents,
        }
    }
}

impl ReadError {
    /// The same as a mistake of the body.
    pub(crate) fn into_decode_error(self) -> DecodeError {
        DecodeError::of_body(match self {
            ReadError::Body(error) => return error,
            ReadError::Form(what) => what.to_owned(),
            ReadError::NoEvents => "no events where the layout says that they are".to_owned(),
            ReadError::TooManyEvents => format!("more than {MAX_EVENTS} events"),
        })
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().into_decode_error().fmt(f)
    }
}

impl std::error::Error for ReadError {}
