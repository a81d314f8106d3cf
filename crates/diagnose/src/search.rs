//! Looks for the fewest mistakes that explain a signature.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use webhook_runtime::{Contract, SignatureRule, is_signed_with};

use crate::causes::Finding;
use crate::tries::body::Bodies;
use crate::tries::time::Time;
use crate::tries::{Variant, key, signature, time};
use crate::{NamedRequest, NamedSecret, Request};

/// Mistakes that are tried at once.
const AT_ONCE: usize = 3;
/// Bytes that a diagnosis writes and hashes at most: less than a second of work where hashing is fast.
pub(crate) const BUDGET: usize = 1 << 26;
/// What a try costs besides its texts, as bytes: a key is hashed, and an empty body is no reason to try for ever.
const EACH_TRY: usize = 256;

/// What was found.
pub(crate) struct Search {
    pub fit: Option<Fit>,
    /// How many combinations were tried.
    pub tried: usize,
    /// Whether some were not tried because there are too many, or the body is too large for them.
    pub is_cut_off: bool,
}

/// A way in which the signature fits.
pub(crate) struct Fit {
    /// The mistakes that it takes; none where it fits as it came.
    pub findings: Vec<Finding>,
    /// The timestamp that was signed.
    pub timestamp: Vec<u8>,
}

/// Every part of what is signed, as it may have been.
struct Parts<'r> {
    rule: &'r SignatureRule,
    signatures: Vec<Variant<Vec<Vec<u8>>>>,
    times: Vec<Variant<Time>>,
    keys: Vec<Variant<Vec<u8>>>,
    bodies: Bodies<'r>,
    tried: usize,
    /// Bytes that may still be written and hashed.
    left: usize,
    is_cut_off: bool,
}

/// The way that takes the fewest mistakes, if there is one that `budget` bytes of work lead to.
pub(crate) fn search(
    contract: &Contract,
    request: &Request,
    secrets: &[NamedSecret],
    earlier: &[NamedRequest],
    budget: usize,
) -> Search {
    let rule = &contract.signature;
    let mut parts = Parts {
        rule,
        signatures: signature::signatures(rule, request),
        times: time::times(contract, request, earlier),
        keys: key::keys(rule, secrets),
        bodies: Bodies::of(request, earlier),
        tried: 0,
        left: budget,
        is_cut_off: false,
    };
    let fit = (0..=AT_ONCE).find_map(|mistakes| parts.with(mistakes));
    Search { fit, tried: parts.tried, is_cut_off: parts.is_cut_off || parts.bodies.is_too_large }
}

impl Parts<'_> {
    /// The first way with so many mistakes.
    fn with(&mut self, mistakes: usize) -> Option<Fit> {
        let Self { rule, signatures, times, keys, bodies, tried, left: budget, is_cut_off } = self;
        let (hasher, mut seen) = (RandomState::new(), HashSet::new());
        for recipe in within(&bodies.variants, mistakes) {
            if *budget == 0 {
                *is_cut_off = true;
                return None;
            }
            let body = bodies.make(recipe.value);
            *budget = budget.saturating_sub(body.as_ref().map_or(bodies.limit, |body| body.len()));
            let Some(body) = body.filter(|body| seen.insert(hasher.hash_one(body))) else { continue };
            let left = mistakes - recipe.findings.len();
            for signature in within(signatures, left) {
                let left = left - signature.findings.len();
                let of_header: usize = signature.value.iter().map(Vec::len).sum();
                for time in within(times, left) {
                    let left = left - time.findings.len();
                    for key in within(keys, left).filter(|key| key.findings.len() == left) {
                        if *budget == 0 {
                            *is_cut_off = true;
                            return None;
                        }
                        *tried += 1;
                        *budget = budget.saturating_sub(body.len() + of_header + EACH_TRY);
                        let values = signature.value.iter().map(Vec::as_slice);
                        let Time { text, message } = &time.value;
                        if is_signed_with(rule, message, &key.value, text, &body, values) {
                            let all = [&key.findings, &recipe.findings, &time.findings, &signature.findings];
                            let findings = all.into_iter().flatten().cloned().collect();
                            return Some(Fit { findings, timestamp: time.value.text.clone() });
                        }
                    }
                }
            }
        }
        None
    }
}

/// The variants that take no more than so many mistakes.
fn within<T>(variants: &[Variant<T>], mistakes: usize) -> impl Iterator<Item = &Variant<T>> {
    variants.iter().filter(move |variant| variant.findings.len() <= mistakes)
}

#[cfg(test)]
mod tests {
    use std::iter::repeat_n;

    use super::*;

    /// A search for a secret that is not among these, with other requests that have only a timestamp.
    fn search(body: &str, secrets: usize, others: usize, budget: usize) -> Search {
        let index = include_str!("../../catalog/tests/base/index.json");
        let mut index: serde_json::Value = serde_json::from_str(index).expect("JSON");
        let contract = serde_json::from_value(index["contract"].take()).expect("a contract");
        let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        let request = |time: &str, body: &str| {
            let signature = header("X-Acme-Signature", &format!("v1={}", "0".repeat(64)));
            Request { headers: vec![header("X-Acme-Timestamp", time), signature], body: body.into() }
        };
        let secrets: Vec<_> =
            (0..secrets).map(|at| NamedSecret::new("X", format!("{at}-of-many-secrets"))).collect();
        let others: Vec<_> = (0..others)
            .map(|at| NamedRequest { name: at.to_string(), request: request(&at.to_string(), "") })
            .collect();
        super::search(&contract, &request("1790000000", body), &secrets, &others, budget)
    }

    #[test]
    fn a_search_ends_with_its_budget() {
        let Search { fit, tried, is_cut_off } = search(r#"{"a":1}"#, 1, 0, BUDGET);
        assert!(fit.is_none() && !is_cut_off && tried > 100, "{tried}");
        // Empty bodies cost nothing to hash, and are no reason to go on for ever.
        let budget = 1 << 20;
        let Search { fit, tried, is_cut_off } = search("", 100, 100, budget);
        assert!(fit.is_none() && is_cut_off && tried <= budget / EACH_TRY, "{tried}");
        // What cannot be written costs as much as what can.
        let deep = format!("{}{}{}", "[".repeat(120), "1,".repeat(9_999) + "1", "]".repeat(120));
        let Search { tried, is_cut_off, .. } = search(&deep, 1, 0, budget);
        assert!(is_cut_off && tried <= budget / deep.len(), "{tried}");
        let large: String = repeat_n('1', 300_000).collect();
        assert!(search(&large, 1, 0, budget).is_cut_off, "it is not written again");
    }

    /// The process' own account of its memory is the only one that has what is between the beginning and the end.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_body_that_grows_a_hundredfold_takes_no_memory() {
        let peak = || -> usize {
            let status = std::fs::read_to_string("/proc/self/status").expect("there is one");
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
            line.trim().trim_end_matches(" kB").parse().expect("a number")
        };
        let before = peak();
        // Indented by four spaces, this has over 19 MB, and there are more than a hundred ways to indent it.
        let deep = format!("{}{}{}", "[".repeat(120), "1,".repeat(39_999) + "1", "]".repeat(120));
        assert!(search(&deep, 1, 0, BUDGET / 4).fit.is_none());
        assert!(peak() - before < 16 << 10, "{} kB more than {before} kB", peak() - before);
    }
}
