//! Looks for the fewest mistakes that explain a signature.

use std::borrow::Cow;

use webhook_runtime::{Contract, SignatureRule, is_signed_with};

use crate::causes::Finding;
use crate::tries::time::Time;
use crate::tries::{Variant, body, key, signature, time};
use crate::{NamedSecret, Request};

/// Mistakes that are tried at once.
const AT_ONCE: usize = 3;
/// Bytes that are hashed at most: less than a second of work where hashing is fast.
const MOST_BYTES: usize = 1 << 26;

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
    bodies: Vec<Variant<Cow<'r, [u8]>>>,
    tried: usize,
    hashed: usize,
}

/// The way that takes the fewest mistakes, if there is one, and how many were tried.
pub(crate) fn search(
    contract: &Contract,
    request: &Request,
    secrets: &[NamedSecret],
    earlier: &[(String, Request)],
) -> (Option<Fit>, usize) {
    let rule = &contract.signature;
    let mut parts = Parts {
        rule,
        signatures: signature::signatures(rule, request),
        times: time::times(contract, request, earlier),
        keys: key::keys(rule, secrets),
        bodies: body::bodies(request, earlier),
        tried: 0,
        hashed: 0,
    };
    let fit = (0..=AT_ONCE).find_map(|mistakes| parts.with(mistakes));
    (fit, parts.tried)
}

impl Parts<'_> {
    /// The first way with so many mistakes.
    fn with(&mut self, mistakes: usize) -> Option<Fit> {
        let Self { rule, signatures, times, keys, bodies, tried, hashed } = self;
        let mut rule = (*rule).clone();
        for signature in within(signatures, mistakes) {
            let left = mistakes - signature.findings.len();
            for time in within(times, left) {
                let left = left - time.findings.len();
                rule.message.clone_from(&time.value.message);
                for key in within(keys, left) {
                    let left = left - key.findings.len();
                    for body in within(bodies, left).filter(|body| body.findings.len() == left) {
                        if *hashed >= MOST_BYTES {
                            return None;
                        }
                        *tried += 1;
                        *hashed += body.value.len();
                        let values = signature.value.iter().map(Vec::as_slice);
                        if is_signed_with(&rule, &key.value, &time.value.text, &body.value, values) {
                            let all = [&key.findings, &body.findings, &time.findings, &signature.findings];
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
