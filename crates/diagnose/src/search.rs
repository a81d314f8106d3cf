//! Looks for the fewest mistakes that explain a signature.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use webhook_runtime::{Contract, SignatureRule, is_signed_with};

use crate::causes::Finding;
use crate::tries::body::Bodies;
use crate::tries::time::Time;
use crate::tries::{Variant, key, signature, time};
use crate::{NamedSecret, Request};

/// Mistakes that are tried at once.
const AT_ONCE: usize = 3;
/// Bytes that are written and hashed at most: less than a second of work where hashing is fast.
const MOST_BYTES: usize = 1 << 26;
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
    /// Bytes that were written and hashed.
    spent: usize,
    is_cut_off: bool,
}

/// The way that takes the fewest mistakes, if there is one.
pub(crate) fn search(
    contract: &Contract,
    request: &Request,
    secrets: &[NamedSecret],
    earlier: &[(String, Request)],
) -> Search {
    let rule = &contract.signature;
    let mut parts = Parts {
        rule,
        signatures: signature::signatures(rule, request),
        times: time::times(contract, request, earlier),
        keys: key::keys(rule, secrets),
        bodies: Bodies::of(request, earlier),
        tried: 0,
        spent: 0,
        is_cut_off: false,
    };
    let fit = (0..=AT_ONCE).find_map(|mistakes| parts.with(mistakes));
    Search { fit, tried: parts.tried, is_cut_off: parts.is_cut_off || parts.bodies.is_too_large }
}

impl Parts<'_> {
    /// The first way with so many mistakes.
    fn with(&mut self, mistakes: usize) -> Option<Fit> {
        let Self { rule, signatures, times, keys, bodies, tried, spent, is_cut_off } = self;
        let mut rule = (*rule).clone();
        let (hasher, mut seen) = (RandomState::new(), HashSet::new());
        for recipe in within(&bodies.variants, mistakes) {
            if *spent >= MOST_BYTES {
                *is_cut_off = true;
                return None;
            }
            let body = bodies.make(recipe.value);
            *spent += body.as_ref().map_or(bodies.limit, |body| body.len());
            let Some(body) = body.filter(|body| seen.insert(hasher.hash_one(body))) else { continue };
            let left = mistakes - recipe.findings.len();
            for signature in within(signatures, left) {
                let left = left - signature.findings.len();
                let of_header: usize = signature.value.iter().map(Vec::len).sum();
                for time in within(times, left) {
                    let left = left - time.findings.len();
                    rule.message.clone_from(&time.value.message);
                    for key in within(keys, left).filter(|key| key.findings.len() == left) {
                        if *spent >= MOST_BYTES {
                            *is_cut_off = true;
                            return None;
                        }
                        *tried += 1;
                        *spent += body.len() + of_header + EACH_TRY;
                        let values = signature.value.iter().map(Vec::as_slice);
                        if is_signed_with(&rule, &key.value, &time.value.text, &body, values) {
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
