//! Values that a schema probably allows. Nothing relies on them: a validator looks at each before it is shown.

mod pattern;
mod search;
mod typical;

pub(crate) use pattern::matching;
pub(crate) use search::Search;
pub(crate) use typical::{any_of_kinds, at_limit, sample, sample_of};
