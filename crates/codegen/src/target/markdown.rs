//! Stub.

use crate::{files::Files, ir::Ir, rust_types::RustTypes};

/// x
pub fn render(_: &Ir<'_>, _: &RustTypes, _: &mut Files) {}
