//! Looks for the fewest mistakes that explain a signature.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use webhook_runtime::{RequestParts, Trial, Trials};

use crate::causes::Finding;
use crate::terms::Terms;
use crate::tries::body::Bodies;
use crate::tries::signature::Values;
use crate::tries::time::Time;
use crate::tries::{Variant, key, signature, time, url};
use crate::{NamedRequest, NamedSecret, Request};

/// Mistakes that are tried at once.
const AT_ONCE: usize = 3;
/// Bytes that a diagnosis writes and hashes at most: less than a second of work where hashing is fast.
pub(crate) const BUDGET: usize = 1 << 26;
/// What a try costs besides its texts, as bytes: a key is hashed, and an empty body is no reason to try for ever.
const EACH_TRY: usize = 256;
/// The same where a public key is reckoned with.
const EACH_TRY_OF_PUBLIC_KEY: usize = 1 << 16;

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
    trials: Trials<'r>,
    request: &'r Request,
    each_try: usize,
    urls: Vec<Variant<Option<String>>>,
    signatures: Vec<Variant<Values>>,
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
    terms: Terms<'_>,
    request: &Request,
    secrets: &[NamedSecret],
    earlier: &[NamedRequest],
    budget: usize,
) -> Search {
    let rule = terms.rule();
    let Ok(trials) = terms.trials() else { return Search { fit: None, tried: 0, is_cut_off: false } };
    let mut parts = Parts {
        trials,
        request,
        each_try: if rule.algorithm.is_asymmetric() { EACH_TRY_OF_PUBLIC_KEY } else { EACH_TRY },
        urls: url::urls(rule, request),
        signatures: signature::signatures(rule, request),
        times: time::times(terms, request, earlier),
        keys: key::keys(rule, secrets),
        bodies: Bodies::of(rule, request, earlier),
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
        let Self { trials, request, each_try, urls, signatures, times, keys, bodies, .. } = self;
        let (tried, budget, is_cut_off) = (&mut self.tried, &mut self.left, &mut self.is_cut_off);
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
            for Around { url, signature, time, mistakes } in around(urls, signatures, times, left) {
                let left = left - mistakes;
                let of_header: usize = signature.value.iter().flatten().map(Vec::len).sum();
                for key in within(keys, left).filter(|key| key.findings.len() == left) {
                    if *budget == 0 {
                        *is_cut_off = true;
                        return None;
                    }
                    *tried += 1;
                    *budget = budget.saturating_sub(body.len() + of_header + *each_try);
                    let Time { text, message } = &time.value;
                    let trial = Trial {
                        key: &key.value,
                        message: message.as_ref(),
                        timestamp: text,
                        signatures: signature.value.as_deref(),
                    };
                    let parts = RequestParts { url: url.value.as_deref(), body: &body, ..request.parts() };
                    if trials.fits(&trial, &parts) {
                        let all = [
                            &key.findings,
                            &recipe.findings,
                            &url.findings,
                            &time.findings,
                            &signature.findings,
                        ];
                        let findings = all.into_iter().flatten().cloned().collect();
                        return Some(Fit { findings, timestamp: time.value.text.clone() });
                    }
                }
            }
        }
        None
    }
}

/// What a body is signed together with.
struct Around<'p> {
    url: &'p Variant<Option<String>>,
    signature: &'p Variant<Values>,
    time: &'p Variant<Time>,
    /// How many mistakes it takes.
    mistakes: usize,
}

fn around<'p>(
    urls: &'p [Variant<Option<String>>],
    signatures: &'p [Variant<Values>],
    times: &'p [Variant<Time>],
    most: usize,
) -> Vec<Around<'p>> {
    let mut found = Vec::new();
    for url in within(urls, most) {
        for signature in within(signatures, most - url.findings.len()) {
            let mistakes = url.findings.len() + signature.findings.len();
            found.extend(within(times, most - mistakes).map(|time| {
                let mistakes = mistakes + time.findings.len();
                Around { url, signature, time, mistakes }
            }));
        }
    }
    found
}

/// The variants that take no more than so many mistakes.
fn within<T>(variants: &[Variant<T>], mistakes: usize) -> impl Iterator<Item = &Variant<T>> {
    variants.iter().filter(move |variant| variant.findings.len() <= mistakes)
}

#[cfg(test)]
mod tests {
    use std::iter::repeat_n;

    use webhook_runtime::Contract;

    use super::*;

    /// A search for a secret that is not among these, with other requests that have only a timestamp.
    fn search(body: &str, secrets: usize, others: usize, budget: usize) -> Search {
        let index = include_str!("../../catalog/tests/base/index.json");
        let mut index: serde_json::Value = serde_json::from_str(index).expect("JSON");
        let contract: Contract = serde_json::from_value(index["contract"].take()).expect("a contract");
        let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        let request = |time: &str, body: &str| {
            let signature = header("X-Acme-Signature", &format!("v1={}", "0".repeat(64)));
            Request {
                headers: vec![header("X-Acme-Timestamp", time), signature],
                body: body.into(),
                ..Request::default()
            }
        };
        let secrets: Vec<_> =
            (0..secrets).map(|at| NamedSecret::new("X", format!("{at}-of-many-secrets"))).collect();
        let others: Vec<_> = (0..others)
            .map(|at| NamedRequest { name: at.to_string(), request: request(&at.to_string(), "") })
            .collect();
        super::search(Terms::Contract(&contract), &request("1790000000", body), &secrets, &others, budget)
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
