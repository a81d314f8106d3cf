//! Schemas that authors' files refer to: those of both `index.json`, which editors validate these against while they are
//! typed, and the list of all events; and the one of what `compat` prints for programs.
//!
//! Their content follows from the Rust models, and from the index.

use crate::files::Sink;
use crate::ir::Ir;

/// Writes the schemas.
pub fn render(ir: &Ir<'_>, files: &mut Sink<'_>) {
    files.add("schemas/meta/index.schema.json", webhook_catalog::index_schema().to_owned());
    files.add("schemas/meta/api.schema.json", webhook_catalog::api_schema().to_owned());
    files.add("schemas/meta/compat.schema.json", webhook_evolution::report_schema().to_owned());
    files.add("schemas/meta/event-types.schema.json", ir.event_types.to_owned());
}
