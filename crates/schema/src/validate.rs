//! Whether values are valid against schemas of the [`model`](crate::model), and what is wrong with them.
//!
//! [`Validators`] has every schema of a catalog, read and compiled once, and a [`Validator`] for each of them; [`Error`]s say
//! which keyword is violated, where it is and by what. A [`Validator`] of one document alone follows the references in it.
//!
//! - `format` is asserted, as far as the draft has it; so are `contentEncoding` and `contentMediaType` in draft 7, after
//!   which they are annotations.
//! - A [`Pattern`] is a regular expression of ECMA 262, without references to what a group matched.
//! - Numbers are compared [exactly](crate::number), and a `multipleOf` is one of decimals.
//! - A reference is resolved before: a `$dynamicRef` and a `$recursiveRef` mean one schema, whichever way leads there.
//! - A schema that takes too long, or is nested too deeply, makes a value invalid: there is an end to every run.

mod arrays;
mod at;
mod branches;
mod compile;
mod content;
mod equal;
mod error;
mod formats;
mod links;
mod objects;
mod own;
mod pattern;
mod run;
mod seen;
mod shape;
mod strings;
mod validators;
mod values;

pub use self::equal::{equal, identity};
pub use self::error::{Error, Found, Kind};
pub use self::formats::is_date;
pub use self::own::Own;
pub use self::pattern::{Pattern, PatternError};
pub use self::shape::{check_keyword, check_schema};
pub use self::validators::{Validator, Validators};
