//! What is wrong with a request, in all.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhook_runtime::Contract;
use webhook_runtime::contract::words::duration;

use crate::causes::{self, Finding};
use crate::partial::partial;
use crate::reason;
use crate::search::{BUDGET, Fit, Search, search};
use crate::tries::time;
use crate::unexplained::unexplained;
use crate::{Case, NamedRequest, Request, Terms};

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

    /// Says for whom the contract is one that somebody has just written, and not one that is known to be right: where it and a
    /// request differ, the contract may be at fault.
    pub fn doubt_contract(&mut self) {
        self.findings.iter_mut().for_each(Finding::doubt_contract);
    }
}

/// Says why a request does not verify, or that it does.
pub fn diagnose(case: &Case<'_>) -> Diagnosis {
    let Case { terms, request, received, secrets, earlier } = *case;
    let refused = match secrets.first() {
        None => Some("there is no secret to verify it with".to_owned()),
        Some(secret) => reason::refused(terms, secret, request, received),
    };
    let Some(why) = &refused else {
        return Diagnosis { refused, findings: Vec::new(), tried: 1, is_cut_off: false };
    };
    let Search { fit, tried, is_cut_off } = search(terms, request, secrets, earlier, BUDGET);
    let is_cut_off = is_cut_off && fit.is_none();
    let mut findings = Vec::new();
    match fit {
        Some(fit) => {
            // The time of another request is as old as that.
            if !fit.findings.iter().any(|finding| finding.cause == causes::TIME_OF_EARLIER) {
                findings.extend(off(terms, &fit, received).into_iter().flatten());
            }
            findings.splice(0..0, fit.findings);
        }
        None => {
            let partly = partial(terms, request, secrets, earlier);
            findings.extend(partly.unwrap_or_else(|| unexplained(case, tried, is_cut_off)));
        }
    }
    if let Terms::Contract(contract) = terms {
        findings.extend(duplicated(contract, request));
        findings.extend(swapped(contract, request, earlier));
    }
    if let Some(limit) = terms.max_body_bytes().filter(|limit| request.body.len() > *limit) {
        let sizes = format!("{} bytes, and the limit is {limit}", request.body.len());
        findings.push(Finding::with(causes::TOO_LARGE, sizes));
    }
    if findings.is_empty() {
        findings.push(Finding::with(causes::OTHER_RULE, why));
    }
    if let Terms::Pack(_) = terms {
        for finding in &mut findings {
            finding.remedy = finding.cause.provider_remedy.unwrap_or(finding.remedy);
        }
    }
    Diagnosis { refused, findings, tried, is_cut_off }
}

/// How far the timestamp of a signature that fits is from the time of arrival.
fn off(terms: Terms<'_>, fit: &Fit, received: SystemTime) -> Option<Vec<Finding>> {
    const QUARTER: u64 = 15 * 60;
    const NEAREST: u64 = 4 * QUARTER;
    const FARTHEST: u64 = 14 * 60 * 60;
    let seconds = time::seconds(&fit.timestamp)?;
    let now = received.duration_since(UNIX_EPOCH).ok()?.as_secs();
    let distance = now.abs_diff(seconds);
    let rule = terms.rule().timestamp.as_ref()?;
    let tolerance = if seconds < now { rule.past } else { rule.future }?;
    if distance <= tolerance.as_secs() {
        return None;
    }
    // Time zones are whole quarters of an hour away from UTC; a request is on its way for some seconds at most.
    let zone = (distance + 5) / QUARTER * QUARTER;
    let is_zone = (NEAREST..=FARTHEST).contains(&zone) && distance.abs_diff(zone) <= 5;
    let zone = is_zone.then(|| Finding::with(causes::TIME_ZONE, duration(Duration::from_secs(zone))));
    // What is from the future is not old by chance.
    if seconds > now
        && let Some(zone) = zone
    {
        return Some(vec![zone]);
    }
    let (cause, what) = match seconds < now {
        true => (causes::STALE, "age"),
        false => (causes::FUTURE, "time"),
    };
    let (distance, limit) = (duration(Duration::from_secs(distance)), duration(tolerance));
    // With another mistake, the signature fits only once that is undone.
    let only = match fit.findings.is_empty() {
        true => format!("; the signature fits the secret, and only its {what} is against it"),
        false => String::new(),
    };
    let finding = Finding::with(cause, format!("{distance}, and the contract allows {limit}{only}"));
    Some([finding].into_iter().chain(zone).collect())
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
