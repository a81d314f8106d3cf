//! Loads a webhook event catalog, that is an index, JSON Schemas and examples in one directory, with the API beside it
//! that endpoints are managed with, and reports every mistake in them with its place.
//!
//! Knows what an author wrote, and where. Does not know what is made of it: that is `webhook-codegen`'s.

pub mod api;
mod api_check;
mod body_check;
mod catalog;
mod circles;
mod contract_check;
mod diagnostics;
mod event_check;
mod event_types;
mod files;
mod index_check;
mod index_shape;
mod inventory;
mod keywords;
pub mod model;
mod place;
mod refs;
mod schema_check;
mod source;
mod words;

pub use body_check::Validator;
pub use catalog::{Catalog, EVENT_TYPES, load};
pub use diagnostics::{At, Diagnostic, Diagnostics};
pub use files::Document;
pub use index_shape::{api_schema, index_schema};
pub use place::Place;
pub use refs::all_schemas;
pub use words::{closest, did_you_mean};
