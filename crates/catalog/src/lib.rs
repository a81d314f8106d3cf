//! Loads a webhook event catalog, that is an index, JSON Schemas and examples in one directory, with the API next to it
//! that endpoints are managed with, and reports every mistake in them with its location.
//!
//! [`load`] turns a [`Tree`](webhook_schema::Tree) of files into a [`Catalog`]; what is generated from that is the
//! business of `webhook-codegen`.

mod catalog;
mod check;
mod delivered;
mod described;
mod discriminator;
mod draft;
mod event_types;
mod file_stem;
mod files;
pub mod index;
pub mod layout;
mod load;
mod pack;
mod patterns;
mod references;
mod rules;
mod schemas;
pub mod spelling;

pub use catalog::Catalog;
pub use check::{Validator, in_other_unit, other_unit};
pub use delivered::{name_outside, name_parts};
pub use discriminator::{Discriminator, Source, Text, branch_name, texts_at};
pub use file_stem::file_stem;
pub use index::shape::{api_schema, index_schema};
pub use load::{Older, load, load_older, tree, tree_within};
pub use pack::load_pack;
pub use patterns::{NamePattern, matches_every_name, name_matches};
pub use rules::RULES;
