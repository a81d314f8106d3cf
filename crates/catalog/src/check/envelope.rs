//! Whether an event's schema includes the envelope.

use webhook_schema::model::{Keyword, Schema};

use crate::schemas::Schemas;

/// Whether an event's schema includes the envelope; `true` where the schema includes what leads nowhere: that was told, and may
/// have been meant for it.
pub(crate) fn includes_envelope(schemas: &Schemas, envelope: &Schema, schema: &Schema) -> bool {
    let parts = schema.list(Keyword::AllOf).unwrap_or_default().iter().chain([schema]);
    let mut referring = parts.filter(|part| part.reference.is_some());
    referring.any(|part| {
        let target = schemas.references.target(part);
        target.is_none_or(|target| target.location == envelope.location)
    })
}
