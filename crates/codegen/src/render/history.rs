//! The catalog's versions, a file each. Those before the current one are written as they were read.

use crate::files::Sink;
use crate::ir::Ir;

/// Writes the files.
pub fn render(ir: &Ir<'_>, files: &mut Sink<'_>) {
    for release in &ir.releases {
        files.write(release.path(), &|out| release.write(ir.components.catalog(), out));
    }
}
