//! Why a value could not be built.

use std::convert::Infallible;
use std::fmt;
use std::num::TryFromIntError;

use crate::json::path::join;
use crate::{NotFinite, ParseTimestampError, TimestampRangeError};

/// Why a value could not be built: every field that is missing or has a wrong value, with its path.
///
/// ```
/// # mod tally {
/// #     #[derive(Debug)]
/// #     pub struct Tally { pub owner: String, pub count: u64, pub note: Option<String> }
/// #     pub mod builders {
/// #         webhook_runtime::builder! { Tally {
/// #             owner: "owner" required one String,
/// #             count: "count" required one u64,
/// #             note: "note" optional maybe String,
/// #         } }
/// #     }
/// # }
/// # use tally::Tally;
/// let error = Tally::builder().count(-1).build().unwrap_err();
/// assert_eq!(error.to_string(), "at `owner`: missing required field; at `count`: out of range");
/// let paths: Vec<&str> = error.problems().iter().map(|problem| problem.path()).collect();
/// assert_eq!(paths, ["owner", "count"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    problems: Vec<Problem>,
}

/// One field that is missing or has a wrong value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    path: String,
    message: String,
}

impl BuildError {
    /// A problem of the value as a whole; it gets its path from the fields that the value is put in.
    pub fn new(message: impl Into<String>) -> BuildError {
        BuildError { problems: vec![Problem { path: String::new(), message: message.into() }] }
    }

    /// The problems, in the order of the fields.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The problems of several values.
    pub(crate) fn all(errors: impl IntoIterator<Item = BuildError>) -> BuildError {
        BuildError { problems: errors.into_iter().flat_map(|error| error.problems).collect() }
    }

    /// The same problems, seen from the value that holds this one at `step`.
    pub(crate) fn within(mut self, step: &str) -> BuildError {
        for problem in &mut self.problems {
            problem.path = join(step, &problem.path);
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Problem {
    /// The path of the field, in the keys of JSON, such as `concerns[1].severity`. In the error of a delivery it starts
    /// at the body: `data.concerns[1].severity`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for Problem { path, message } in &self.problems {
            f.write_str(separator)?;
            if !path.is_empty() {
                write!(f, "at `{path}`: ")?;
            }
            f.write_str(message)?;
            separator = "; ";
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

impl From<Infallible> for BuildError {
    fn from(never: Infallible) -> BuildError {
        match never {}
    }
}

impl From<TryFromIntError> for BuildError {
    fn from(_: TryFromIntError) -> BuildError {
        BuildError::new("out of range")
    }
}

/// Errors whose message says all there is to say.
macro_rules! by_message {
    ($($error:ty),*) => {
        $(impl From<$error> for BuildError {
            fn from(error: $error) -> BuildError {
                BuildError::new(error.to_string())
            }
        })*
    };
}

by_message!(NotFinite, ParseTimestampError, TimestampRangeError);
