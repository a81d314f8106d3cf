//! The endpoint API: an entry per operation. What they share is in [`super::components`].

use serde_json::{Map, Value, json};

use super::components::{BEARER, IDEMPOTENCY_KEY};
use super::{content, object, reference};
use crate::ir::Ir;
use crate::ir::api::{Api, Operation, Refusal};

pub fn paths(ir: &Ir<'_>, api: &Api<'_>) -> Value {
    let mut paths = Map::new();
    for operation in api.operations.values() {
        let method = operation.name.method().to_ascii_lowercase();
        let of_path = paths.entry(operation.path.to_string()).or_insert_with(|| json!({}));
        of_path[method] = self::operation(ir, api, operation);
    }
    paths.into()
}

fn operation(ir: &Ir<'_>, api: &Api<'_>, operation: &Operation<'_>) -> Value {
    let entry = operation.entry;
    let header = operation.is_idempotent.then_some(IDEMPOTENCY_KEY);
    let parameters = operation.path.fields().chain(header);
    let parameters: Vec<Value> = parameters.map(|name| reference("parameters", name)).collect();
    let mut value = json!({
        "operationId": operation.name.as_str(),
        "summary": entry.summary,
        "description": entry.description,
        "security": [{ BEARER: [] }],
    });
    if !parameters.is_empty() {
        value["parameters"] = parameters.into();
    }
    if let (Some(request), Some(body)) = (&entry.request, &operation.request) {
        value["requestBody"] = json!({ "required": request.required, "content": content(ir, body) });
    }
    let response = json!({
        "description": entry.response.description,
        "content": content(ir, &operation.response),
    });
    let error = json!({ "application/json": { "schema": ir.components.reference(&api.error.schema) } });
    let refusals = operation.refusals.iter().map(|(status, refusal)| {
        let description = meaning(ir, *refusal);
        (status.to_string(), json!({ "description": description, "content": error }))
    });
    value["responses"] =
        object(std::iter::once((entry.response.status.to_string(), response)).chain(refusals));
    value
}

fn meaning(ir: &Ir<'_>, refusal: Refusal<'_>) -> String {
    let replay = ir.index.contract.replay.as_ref().and_then(|replay| replay.event.as_ref());
    let header = replay.map_or("", |replay| &replay.idempotency_header);
    match refusal {
        Refusal::Described(text) => text.to_owned(),
        Refusal::KeyReused => format!("The key in `{header}` was used with another body before."),
        Refusal::InFlight => format!("The first request with the key in `{header}` is still in flight."),
    }
}
