//! The schema of the index, which editors validate `index.json` against while it is typed.
//!
//! Knows where it goes. What is in it follows from the index's Rust model.

use crate::files::Files;
use crate::ir::Ir;
use crate::rust_types::RustTypes;

/// Writes the schema of the index.
pub fn render(_: &Ir<'_>, _: &RustTypes, files: &mut Files) {
    files.add("schemas/meta/index.schema.json", webhook_catalog::index_schema());
}
