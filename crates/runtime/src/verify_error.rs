//! Why a request is refused before anybody reads its body.
//!
//! Knows what each reason is answered with. Holds no part of the request, of a secret or of a signature.

use std::fmt;

/// Why a request is refused before anybody reads its body.
///
/// Says nothing of what was expected, so that it can be logged and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VerifyError {
    /// The timestamp or the signature header is not there.
    MissingHeader,
    /// A header that has one value came with several.
    DuplicateHeader,
    /// The timestamp is not a number of seconds in decimal digits, without sign or leading zero.
    MalformedTimestamp,
    /// The signature header is not a list of `<scheme>=<signature>`, or a signature of the scheme is not 64 lower-case
    /// hexadecimal digits, or there are more than 16.
    MalformedSignature,
    /// There are signatures, and none is of the scheme.
    UnsupportedScheme,
    /// No signature was made of this body and timestamp with any of the secrets.
    NoMatch,
    /// The signature matches, and its time lies further back than the tolerance.
    Stale,
    /// The signature matches, and its time lies further ahead than the tolerance.
    Future,
    /// The signature matches, and the header that repeats the id, which is not signed, tells another than the body.
    IdMismatch,
    /// The body is larger than the limit.
    BodyTooLarge,
    /// The receiver cannot verify anything: its clock is before 1970.
    Configuration,
}

impl VerifyError {
    /// The status to answer with.
    ///
    /// It goes by what the sender does with it. A 4xx is final, so it answers what no genuine delivery looks like. What
    /// is genuine, and what may turn out to be once something is put right on this side (the secret that has just been
    /// rotated, the clock, a scheme that is too new), is answered with a 5xx: with a 4xx, every event until then would be
    /// lost for good. A forger learns nothing and gains nothing by either.
    ///
    /// | | |
    /// | --- | --- |
    /// | missing or duplicate header, malformed timestamp or signature | 400 |
    /// | body too large | 413 |
    /// | configuration | 500 |
    /// | unsupported scheme | 501 |
    /// | no match, stale, future, id mismatch | 503 |
    pub fn status(self) -> u16 {
        match self {
            VerifyError::MissingHeader
            | VerifyError::DuplicateHeader
            | VerifyError::MalformedTimestamp
            | VerifyError::MalformedSignature => 400,
            VerifyError::BodyTooLarge => 413,
            VerifyError::Configuration => 500,
            VerifyError::UnsupportedScheme => 501,
            VerifyError::NoMatch | VerifyError::Stale | VerifyError::Future | VerifyError::IdMismatch => 503,
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            VerifyError::MissingHeader => "the timestamp or the signature header is missing",
            VerifyError::DuplicateHeader => "a header that has one value came with several",
            VerifyError::MalformedTimestamp => "the timestamp is not a plain number of seconds",
            VerifyError::MalformedSignature => "the signature header is malformed",
            VerifyError::UnsupportedScheme => "no signature is of a scheme that this receiver knows",
            VerifyError::NoMatch => "no signature matches: another secret, or a changed body or timestamp",
            VerifyError::Stale => "the signature is too old, or the receiver's clock is ahead",
            VerifyError::Future => "the signature is from the future, or the receiver's clock is behind",
            VerifyError::IdMismatch => "the id in the header is not the id in the body",
            VerifyError::BodyTooLarge => "the body is larger than the limit",
            VerifyError::Configuration => "the receiver's clock is before 1970",
        })
    }
}

impl std::error::Error for VerifyError {}
