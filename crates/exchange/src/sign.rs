//! The headers of an attempt, by a contract that is known at run time.

use serde_json::Value;
use webhook_runtime::{CannotSign, Contract, RequestParts, Secret, written};

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
    let rule = &contract.signature;
    let header = contract.idempotency_key.header.as_deref();
    let id = header.zip(id).map(|(header, id)| (header.to_owned(), id.to_owned()));
    let timestamped = rule.timestamp_header().zip(rule.timestamp.as_ref());
    let timestamped = timestamped.map(|(header, time)| (header.to_owned(), written(timestamp, time.unit)));
    let mut headers: Vec<_> = id.into_iter().chain(timestamped).collect();
    let signature = secret.sign_request(contract, timestamp, &RequestParts::new(&headers, body))?;
    let header = rule.signature_header().ok_or(CannotSign::NotInHeader)?;
    headers.push((header.to_owned(), signature));
    Ok(headers)
}

/// A signature header in which the last digit of the digest is another.
pub fn tampered(signature: &str) -> String {
    let mut tampered = signature.to_owned();
    let last = tampered.pop();
    tampered.push(if last == Some('0') { '1' } else { '0' });
    tampered
}

/// The event's name in a body.
pub fn event<'b>(contract: &Contract, body: &'b Value) -> Option<&'b str> {
    body.get(contract.plain()?.type_field)?.as_str()
}

/// The event's id in a body.
pub fn id<'b>(contract: &Contract, body: &'b Value) -> Option<&'b str> {
    body.get(contract.plain()?.id_field)?.as_str()
}
