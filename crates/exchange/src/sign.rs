//! The headers of an attempt, by a contract that is known at run time.

use serde_json::Value;
use webhook_runtime::{CannotSign, Contract, Outgoing, Secret, Signing};

/// Id, timestamp and signature of an attempt at a time in Unix seconds. Without an id, there is no header for it.
///
/// # Errors
///
/// When the contract's deliveries cannot be signed here: only the provider has the key, or the signature is not in a header.
pub fn headers(
    contract: &Contract,
    secret: &Secret,
    id: Option<&str>,
    timestamp: u64,
    body: &[u8],
) -> Result<Vec<(String, String)>, CannotSign> {
    let mut request = Outgoing::post(body);
    if let Some((header, id)) = contract.idempotency_key.header.as_deref().zip(id) {
        request = request.header(header, id);
    }
    Signing::of_contract(contract, secret)?.sign(&mut request, timestamp)?;
    Ok(request.headers)
}

/// The event's name in a body.
pub fn event<'b>(contract: &Contract, body: &'b Value) -> Option<&'b str> {
    body.get(contract.plain()?.type_field)?.as_str()
}

/// The event's id in a body.
pub fn id<'b>(contract: &Contract, body: &'b Value) -> Option<&'b str> {
    body.get(contract.plain()?.id_field)?.as_str()
}
