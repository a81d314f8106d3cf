//! Random catalogs, from the whole vocabulary of JSON Schema: what the JSON-Schema-Test-Suite is to validators, for types.
//!
//! [`vocabulary`] makes schemas, [`instances`] values that the crate `jsonschema` accepts, and [`comparison`] says what
//! of a value may be missing when it comes back. [`changes`] makes newer versions of schemas, [`maps`] both versions of
//! objects with a map, and [`opened`] has what a receiver that reads leniently makes of an older one. Nothing here shares
//! code with the generator under test.

pub mod catalog;
pub mod changes;
pub mod comparison;
pub mod dice;
pub mod document;
pub mod edits;
pub mod implied;
pub mod instances;
pub mod maps;
pub mod opened;
mod parts;
mod places;
mod references;
pub mod vocabulary;
pub mod wild;
pub mod words;
