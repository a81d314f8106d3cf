//! Whether an event's schema includes the envelope.

use serde_json::Value;

use crate::index::contract::Contract;
use crate::layout::INDEX;
use crate::schemas::Schemas;

/// Whether an event's schema includes the envelope; `true` where the envelope itself is at fault.
pub(crate) fn includes_envelope(schemas: &Schemas, contract: &Contract, file: &str, schema: &Value) -> bool {
    let Ok(envelope) = schemas.references.resolve(INDEX, &contract.envelope.schema) else { return true };
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().chain([schema]);
    let mut references = parts.filter_map(|part| part.get("$ref")).filter_map(Value::as_str);
    references
        .any(|reference| schemas.references.resolve(file, reference).is_ok_and(|target| target == envelope))
}
