//! The list of what is generated.
//!
//! Knows that a target turns the [`Ir`] into files and cannot fail. To add one, add a module and a line here.

mod markdown;
mod meta_schema;
mod rust;

use crate::files::Files;
use crate::ir::Ir;
use crate::rust_types::RustTypes;

/// Every target.
pub const TARGETS: &[fn(&Ir<'_>, &RustTypes, &mut Files)] =
    &[rust::render, markdown::render, meta_schema::render];

/// The command that makes every generated file.
const COMMAND: &str = "cargo xtask codegen";

/// Where the catalog stands, for what generated files say of their source.
const CATALOG: &str = "schemas/webhooks";
