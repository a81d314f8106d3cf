//! Where references lead: the schema files, the URIs that they go by, and the references between them.

mod look_up;
mod paths;
mod read;

pub(crate) use look_up::{Lost, MAX_ADVICE, References};
pub(crate) use paths::relative;
pub(crate) use read::{examples, read, root};
