//! The catalog's versions, a file each. Those before the current one are written as they were read.

use crate::files::Sink;
use crate::ir::Ir;

/// Writes the files.
pub fn render(ir: &Ir<'_>, files: &mut Sink<'_>) {
    ir.releases
        .iter()
        .for_each(|release| files.write(release.path(), &|out| out.write_all(release.text.as_bytes())));
}
