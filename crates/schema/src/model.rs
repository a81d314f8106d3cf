//! JSON Schema, read once: a typed [`Schema`] for every schema of a file, whichever draft the file is written in.
//!
//! [`Keyword`] is the list of keywords, [`Schema`] what they say, and [`Schemas`] finds the schema that a reference leads to.
//! Whether a schema is valid is for the meta-schema to say: what has the wrong shape reads as if it were not there.

mod bounds;
mod constraints;
mod dialect;
mod format;
mod json_type;
mod keyword;
mod modern;
mod read;
mod reference;
mod resource;
mod schema;
mod schemas;
mod stray;

pub use bounds::Bounds;
pub use constraints::Constraints;
pub use dialect::Dialect;
pub use format::{FORMATS, misspelled_format};
pub use json_type::{JsonType, Types};
pub use keyword::{Holds, Keyword, Role};
pub use modern::modernize;
pub use read::{Alike, NULLABLE, REPLACED_BY, SUNSET};
pub use reference::{Fragment, Reference};
pub use resource::{Resource, file_uri, is_uri};
pub use schema::{Annotations, Applied, Required, Schema, Seldom};
pub use schemas::Schemas;
pub use stray::{Stray, stray};
