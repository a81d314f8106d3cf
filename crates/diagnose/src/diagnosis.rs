//! What is wrong with a request, in all.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhook_runtime::contract::words::duration;
use webhook_runtime::{Contract, MAX_CANDIDATES, Secret, VerifyError};

use crate::causes::{self, Finding};
use crate::search::{BUDGET, Search, search};
use crate::tries::{is_renamed, signature};
use crate::{NamedRequest, NamedSecret, Request};

/// A request, and what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'c> {
    /// What the provider promises.
    pub contract: &'c Contract,
    /// The request.
    pub request: &'c Request,
    /// When it came.
    pub received: SystemTime,
    /// The secret that it should be signed with, and after that others that it may be signed with.
    pub secrets: &'c [NamedSecret],
    /// Requests that came before it.
    pub earlier: &'c [NamedRequest],
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// Why a receiver refuses it; `None` if it verifies.
    pub refused: Option<String>,
    /// The mistakes that explain it; never empty for a request that is refused.
    pub findings: Vec<Finding>,
    /// How many combinations of key, time, body and signature were tried.
    pub tried: usize,
    /// Whether the search ended before all of them were tried: there were too many for the time that it has, or the body was
    /// too large for some. Not when the mistakes were found.
    pub is_cut_off: bool,
}

impl Diagnosis {
    /// Whether the request verifies.
    pub fn is_verified(&self) -> bool {
        self.refused.is_none()
    }
}

/// Says why a request does not verify, or that it does.
pub fn diagnose(case: &Case<'_>) -> Diagnosis {
    let Case { contract, request, received, secrets, earlier } = *case;
    let refused = match secrets.first().map(NamedSecret::secret) {
        None => Some("there is no secret to verify it with".to_owned()),
        Some(Err(invalid)) => Some(invalid.to_string()),
        Some(Ok(secret)) => {
            let verified = secret.verify_at(contract, &request.headers, &request.body, received);
            verified.err().map(|error| error.to_string())
        }
    };
    if refused.is_none() {
        return Diagnosis { refused, findings: Vec::new(), tried: 1, is_cut_off: false };
    }
    let Search { fit, tried, is_cut_off } = search(contract, request, secrets, earlier, BUDGET);
    let is_cut_off = is_cut_off && fit.is_none();
    let mut findings = Vec::new();
    match fit {
        Some(fit) => {
            // The time of another request is as old as that.
            if !fit.findings.iter().any(|finding| finding.cause == causes::TIME_OF_EARLIER) {
                findings.extend(off(contract, &fit.timestamp, received));
            }
            findings.splice(0..0, fit.findings);
        }
        None => findings.extend(unexplained(case, tried, is_cut_off)),
    }
    findings.extend(duplicated(contract, request));
    findings.extend(swapped(contract, request, earlier));
    let limit = contract.limits.body_limit();
    if request.body.len() > limit {
        let sizes = format!("{} bytes, and the limit is {limit}", request.body.len());
        findings.push(Finding::with(causes::TOO_LARGE, sizes));
    }
    if findings.is_empty() {
        findings.push(Finding::with(causes::OTHER_RULE, refused.as_deref().unwrap_or_default()));
    }
    Diagnosis { refused, findings, tried, is_cut_off }
}

/// What can be said where no signature fits.
fn unexplained(case: &Case<'_>, tried: usize, is_cut_off: bool) -> Vec<Finding> {
    let Case { contract, request, received, secrets, .. } = *case;
    let rule = &contract.signature;
    let mut findings = Vec::new();
    for header in [rule.timestamp_header(), rule.signature_header()].into_iter().flatten() {
        let is_there = request.values(header).next().is_some();
        let is_elsewhere = request.headers.iter().any(|(name, _)| is_renamed(name, header));
        if !is_there && !is_elsewhere {
            findings.push(Finding::with(causes::HEADER_MISSING, header));
        }
    }
    if request.body.is_empty() {
        findings.push(Finding::of(causes::BODY_MISSING));
    }
    // With any secret at all: what cannot be read is told before signatures are compared.
    let any =
        Secret::new("any").map(|any| any.verify_at(contract, &request.headers, &request.body, received));
    match any {
        Ok(Err(VerifyError::MalformedSignature | VerifyError::UnsupportedScheme)) => {
            let shape = signature::shape(rule, request);
            findings.extend(shape.map(|shape| Finding::with(causes::SIGNATURE_SHAPE, shape)));
        }
        Ok(Err(VerifyError::TooManySignatures)) => {
            let most = format!("at most {MAX_CANDIDATES}");
            findings.push(Finding::with(causes::TOO_MANY_SIGNATURES, most));
        }
        _ => {}
    }
    if findings.is_empty() {
        let form = secrets.first().and_then(|secret| {
            let text = String::from_utf8_lossy(&secret.bytes);
            rule.check_form(text.trim()).err().map(|unexpected| format!("; {unexpected}"))
        });
        let told = match is_cut_off {
            true => format!("the search was cut off after {tried} combinations"),
            false => format!("{tried} combinations were tried"),
        };
        let told = format!("{told}{}", form.unwrap_or_default());
        findings.push(Finding::with(causes::UNKNOWN, told));
    }
    findings
}

/// How far a timestamp that was signed is from the time of arrival.
fn off(contract: &Contract, timestamp: &[u8], received: SystemTime) -> Option<Finding> {
    const QUARTER: u64 = 15 * 60;
    const NEAREST: u64 = 2 * QUARTER;
    const FARTHEST: u64 = 14 * 60 * 60;
    let text = std::str::from_utf8(timestamp).ok()?;
    let seconds: u64 = text.get(..text.len().min(10))?.parse().ok()?;
    let now = received.duration_since(UNIX_EPOCH).ok()?.as_secs();
    let distance = now.abs_diff(seconds);
    let rule = contract.signature.timestamp.as_ref()?;
    let tolerance = if seconds < now { rule.past } else { rule.future }?;
    if distance <= tolerance.as_secs() {
        return None;
    }
    // Time zones are whole quarters of an hour away from UTC; a request is on its way for some seconds at most.
    let zone = (distance + 5) / QUARTER * QUARTER;
    if (NEAREST..=FARTHEST).contains(&zone) && distance.abs_diff(zone) <= 5 {
        return Some(Finding::with(causes::TIME_ZONE, duration(Duration::from_secs(zone))));
    }
    let cause = if seconds < now { causes::STALE } else { causes::FUTURE };
    let limit = duration(tolerance);
    Some(Finding::with(
        cause,
        format!("{}, and the contract allows {limit}", duration(Duration::from_secs(distance))),
    ))
}

/// The header with the id, which is not signed, where it has several values.
fn duplicated(contract: &Contract, request: &Request) -> Option<Finding> {
    let header = contract.idempotency_key.header.as_deref()?;
    let mut values = request.values(header).map(<[u8]>::trim_ascii);
    let first = values.next()?;
    values.any(|value| value != first).then(|| Finding::with(causes::HEADER_DUPLICATED, header))
}

/// The id of another event in the header.
fn swapped(contract: &Contract, request: &Request, earlier: &[NamedRequest]) -> Option<Finding> {
    let (header, field) = (contract.idempotency_key.header.as_deref()?, contract.envelope.id_field()?);
    let header = request.values(header).next()?.trim_ascii();
    let header = String::from_utf8_lossy(header);
    let id = |request: &Request| -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(&request.body).ok()?;
        Some(body.get(field)?.as_str()?.trim().to_owned())
    };
    let own = id(request)?;
    if own == header {
        return None;
    }
    let of = earlier.iter().find(|other| id(&other.request).as_deref() == Some(&*header));
    let of = of.map(|other| format!(", which is that of `{}`", other.name)).unwrap_or_default();
    Some(Finding::with(causes::ID_SWAPPED, format!("`{header}`{of}, and `{own}`")))
}
