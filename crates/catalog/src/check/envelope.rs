//! Whether an event's schema includes the envelope.

use webhook_contract::Contract;
use webhook_schema::model::{Keyword, Schema};

use crate::layout::INDEX;
use crate::schemas::Schemas;

/// Whether an event's schema includes the envelope; `true` where there is none, or it is at fault itself.
pub(crate) fn includes_envelope(schemas: &Schemas, contract: &Contract, schema: &Schema) -> bool {
    let Some(reference) = &contract.envelope.schema else { return true };
    let Ok(envelope) = schemas.references.resolve(INDEX, reference) else { return true };
    let parts = schema.list(Keyword::AllOf).unwrap_or_default().iter().chain([schema]);
    let mut targets = parts.filter_map(|part| schemas.references.target(part));
    targets.any(|target| target.location == envelope.location)
}
