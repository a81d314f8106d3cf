//! Whether an event's schema includes the envelope.

use webhook_contract::Contract;
use webhook_schema::model::{Keyword, Schema};

use crate::layout::INDEX;
use crate::schemas::Schemas;

/// Whether an event's schema includes the envelope; `true` where there is none, or it is at fault itself, or the schema includes
/// what leads nowhere: that was told, and may have been meant for it.
pub(crate) fn includes_envelope(schemas: &Schemas, contract: &Contract, schema: &Schema) -> bool {
    let Some(reference) = &contract.envelope.schema else { return true };
    let Ok(envelope) = schemas.references.resolve(INDEX, reference) else { return true };
    let parts = schema.list(Keyword::AllOf).unwrap_or_default().iter().chain([schema]);
    let mut referring = parts.filter(|part| part.reference.is_some());
    referring.any(|part| {
        let target = schemas.references.target(part);
        target.is_none_or(|target| target.location == envelope.location)
    })
}
