//! What a provider promises of every delivery, as values.
//!
//! Knows the names and numbers that a catalog's index states, and the policies made of them. Does not know any provider:
//! generated code fills these in.

use std::time::Duration;

use crate::replay::ReplayRule;
use crate::retry::RetryPolicy;

/// What holds for every delivery of a provider, as its catalog states it.
///
/// Generated code makes it; `CONTRACT` of a generated face is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Catalog version: the date of the last breaking change, `YYYY-MM-DD`.
    pub version: &'static str,
    /// Base URL of the provider's API, without a slash at the end.
    pub api_base_url: &'static str,
    /// Header that repeats the id of the body. It is not signed.
    pub id_header: &'static str,
    /// How deliveries are signed.
    pub signature: SignatureRule,
    /// When a delivery is attempted again, and when it is over.
    pub retry: RetryPolicy,
    /// How to ask for a delivery once more.
    pub replay: ReplayRule,
    /// Largest body, in bytes.
    pub max_body_bytes: usize,
    /// How long the provider keeps its log of deliveries.
    pub delivery_log: Duration,
}

/// How deliveries are signed: HMAC-SHA256 over timestamp, separator and body, keyed with the text of the secret, in
/// lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureRule {
    /// Name of the scheme: what stands before the `=` in the signature header.
    pub scheme: &'static str,
    /// Header with the time of the attempt, in Unix seconds.
    pub timestamp_header: &'static str,
    /// Header with the signature.
    pub signature_header: &'static str,
    /// What stands between timestamp and body in the signed message.
    pub separator: &'static str,
    /// How far the timestamp may be from the receiver's clock, either way.
    pub tolerance: Duration,
}
