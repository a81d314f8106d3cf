//! What the contract has to say to hang together, with itself and with the envelope's schema.
//!
//! Knows HTTP header names, the message template and the retry rules. Does not know events.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::{Catalog, INDEX};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::keywords::DIALECT;
use crate::model::{Action, Contract};
use crate::place::Place;
use crate::refs::{Lost, Refs};
use crate::words::{closest, did_you_mean};

/// Reports values of the contract that contradict each other.
pub(crate) fn check(catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let contract = &catalog.index.contract;
    let mut report = |pointer: &str, message: String, help: &str| {
        let place = Place::new(INDEX, format!("/contract/{pointer}"));
        diagnostics.push(Diagnostic::at_value(place, message, help));
    };
    if contract.schema.dialect != DIALECT {
        let message = format!("`{}` is not a dialect that is supported", contract.schema.dialect);
        report("schema/dialect", message, &format!("write `{DIALECT}`"));
    }
    check_headers(contract, &mut report);
    check_signature(contract, &mut report);
    check_retry(contract, &mut report);
    let limits = &contract.limits;
    if limits.typical_body_bytes > limits.max_body_bytes {
        let message =
            format!("a typical body is larger than the largest, which has {} bytes", limits.max_body_bytes);
        report("limits/typical_body_bytes", message, "correct one of the two");
    }
    check_envelope(catalog, &mut report);
}

fn check_headers(contract: &Contract, report: &mut impl FnMut(&str, String, &str)) {
    let headers = [
        ("idempotency_key/header", &contract.idempotency_key.header),
        ("signature/timestamp_header", &contract.signature.timestamp_header),
        ("signature/signature_header", &contract.signature.signature_header),
    ];
    let replay = ("replay/idempotency_header", &contract.replay.idempotency_header);
    for (pointer, header) in headers.into_iter().chain([replay]) {
        if !is_token(header) {
            let help = "use letters, digits and hyphens, as in `X-Webhook-Id`";
            report(pointer, format!("`{header}` cannot be the name of an HTTP header"), help);
        }
    }
    // The three are sent with one delivery; the replay's goes the other way.
    let mut seen = BTreeMap::new();
    for (pointer, header) in headers {
        if let Some(first) = seen.insert(header.to_ascii_lowercase(), pointer) {
            let message = format!("`{header}` is the header of contract/{first} too");
            report(pointer, message, "name two different headers");
        }
    }
}

fn check_signature(contract: &Contract, report: &mut impl FnMut(&str, String, &str)) {
    let signature = &contract.signature;
    if !is_token(&signature.scheme) || signature.scheme.contains('=') {
        let message = format!("`{}` cannot stand before the `=` of a signature", signature.scheme);
        report("signature/scheme", message, "use letters and digits, as in `v1`");
    }
    match signature.separator() {
        None => report(
            "signature/message",
            format!("`{}` is not the timestamp, a separator and the body", signature.message),
            "write how the message is put together, as in `{timestamp}.{body}`",
        ),
        Some(separator)
            if separator.is_empty() || separator.starts_with(|letter: char| letter.is_ascii_digit()) =>
        {
            report(
                "signature/message",
                "what stands between timestamp and body could be part of the timestamp".to_owned(),
                "put something else than a digit between them, or one signature fits several messages",
            );
        }
        Some(_) => (),
    }
}

fn check_retry(contract: &Contract, report: &mut impl FnMut(&str, String, &str)) {
    let retry = &contract.retry;
    if let Some(first) = retry.delays_seconds.first().filter(|first| **first != 0) {
        let message = format!("the first attempt waits {first} seconds, and is made at once");
        report("retry/delays_seconds/0", message, "put a 0 before the delays of the other attempts");
    }
    for (number, outcome) in retry.outcomes.iter().enumerate() {
        let response = outcome.response.as_str();
        let hundred = response.get(..1).map(|digit| format!("{digit}xx"));
        let mut earlier = retry.outcomes.iter().take(number).map(|outcome| outcome.response.as_str());
        if let Some(first) = earlier.find(|first| *first == response || hundred.as_deref() == Some(*first)) {
            let message = format!(
                "`{response}` never counts: `{first}` stands before it, and the first that fits counts"
            );
            report(&format!("retry/outcomes/{number}/response"), message, "put it first, or take it out");
        }
        if outcome.minimum_delay_seconds.is_some() && outcome.action != Action::Retry {
            let message = "there is a delay before the next attempt, and no next attempt".to_owned();
            report(
                &format!("retry/outcomes/{number}/minimum_delay_seconds"),
                message,
                "take it out, or retry",
            );
        }
    }
}

fn check_envelope(catalog: &Catalog, report: &mut impl FnMut(&str, String, &str)) {
    let envelope = &catalog.index.contract.envelope;
    let place = match catalog.refs.resolve(INDEX, &envelope.schema) {
        Ok(place) => place,
        Err(Lost::Reported) => return,
        Err(Lost::Wrong(message, help)) => return report("envelope/schema", message, &help),
    };
    let properties =
        catalog.value(&place).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    let known = || properties.into_iter().flatten().map(|(name, _)| name.as_str());
    let fields = [
        ("envelope/type_field", &envelope.type_field),
        ("envelope/data_field", &envelope.data_field),
        ("envelope/created_at_field", &envelope.created_at_field),
        ("idempotency_key/field", &catalog.index.contract.idempotency_key.field),
    ];
    let scope = catalog.index.contract.idempotency_key.scope.as_ref();
    let fields = fields.into_iter().chain(scope.map(|scope| ("idempotency_key/scope", scope)));
    for (pointer, field) in fields {
        if !known().any(|name| name == field) {
            let message = format!("the envelope, {}, has no property `{field}`", envelope.schema);
            let help = did_you_mean(
                closest(field, known()),
                "name a property of the envelope, or add this one to it",
            );
            report(pointer, message, &help);
        }
    }
}

/// Whether an event's schema includes the envelope; `true` where the envelope itself is at fault.
pub(crate) fn includes_envelope(refs: &Refs, contract: &Contract, file: &str, schema: &Value) -> bool {
    let Ok(envelope) = refs.resolve(INDEX, &contract.envelope.schema) else { return true };
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().chain([schema]);
    let mut references = parts.filter_map(|part| part.get("$ref")).filter_map(Value::as_str);
    references.any(|reference| refs.resolve(file, reference).is_ok_and(|target| target == envelope))
}

/// Whether a text is a token of RFC 9110.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
