//! Why a request is refused before its body is read.
//!
//! Each reason has a status to answer with, and holds no part of the request, a secret or a signature.

use std::fmt;

/// Why a request is refused before its body is read.
///
/// It does not reveal what was expected, so it is safe to log and show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VerifyError {
    /// The timestamp header or the signature header is missing.
    MissingHeader,
    /// A header that must have one value was sent with different values.
    DuplicateHeader,
    /// The timestamp is not in the contract's unit: Unix time in decimal digits, without a sign or leading zero, say.
    MalformedTimestamp,
    /// No signature of the scheme can be read, and at least one cannot be: it is not hexadecimal, say, or too short.
    MalformedSignature,
    /// There are more signatures of the scheme than [`MAX_CANDIDATES`](crate::MAX_CANDIDATES).
    TooManySignatures,
    /// There are signatures, but none of them is of the scheme.
    UnsupportedScheme,
    /// No signature matches this body and timestamp with any of the secrets.
    NoMatch,
    /// The signature matches, but its time is further in the past than the tolerance allows.
    Stale,
    /// The signature matches, but its time is further in the future than the tolerance allows.
    Future,
    /// The signature matches, but the header that repeats the id, which is not signed, differs from the id in the body.
    IdMismatch,
    /// The body is larger than the limit.
    BodyTooLarge,
    /// Something that is signed, or the signature itself, is missing in the body, the URL or the items of a header.
    MissingValue,
    /// What is signed cannot be taken out of the body: it is not JSON, has a key twice, or an object in place of a value.
    MalformedBody,
    /// The URL is signed, and the receiver does not know which one the sender called.
    MissingUrl,
    /// The key that the request names is at an address that the receiver does not allow.
    KeyNotAllowed,
    /// The key that the request names is not among those of the provider, or not yet.
    UnknownKey,
    /// The key that the request names cannot be had: it could not be fetched, what was fetched has none, or it was asked for a
    /// short time ago.
    KeyUnavailable,
    /// The receiver cannot verify anything: it has no clock, or one that is set to before 1970, or its contract contradicts
    /// itself.
    Configuration,
}

impl VerifyError {
    /// The status to answer with.
    ///
    /// It is chosen for what the sender does with it. A 4xx is final, so only a body over the limit gets one.
    /// Everything else may turn out to be genuine once something is fixed on this side: a secret that has just been
    /// rotated, the clock, a proxy that drops, renames or joins a header, a scheme that is too new. So it gets a 5xx:
    /// with a 4xx, every event until then would be lost for good. A forger learns and gains nothing from either.
    ///
    /// | | |
    /// | --- | --- |
    /// | body too large | 413 |
    /// | configuration, missing URL | 500 |
    /// | unsupported scheme | 501 |
    /// | everything else | 503 |
    pub fn status(self) -> u16 {
        match self {
            VerifyError::BodyTooLarge => 413,
            VerifyError::Configuration | VerifyError::MissingUrl => 500,
            VerifyError::UnsupportedScheme => 501,
            VerifyError::MissingHeader
            | VerifyError::DuplicateHeader
            | VerifyError::MalformedTimestamp
            | VerifyError::MalformedSignature
            | VerifyError::TooManySignatures
            | VerifyError::NoMatch
            | VerifyError::Stale
            | VerifyError::Future
            | VerifyError::MissingValue
            | VerifyError::MalformedBody
            | VerifyError::KeyNotAllowed
            | VerifyError::UnknownKey
            | VerifyError::KeyUnavailable
            | VerifyError::IdMismatch => 503,
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            VerifyError::MissingHeader => "the timestamp or the signature header is missing",
            VerifyError::DuplicateHeader => {
                "a header that must have one value was sent with different values"
            }
            VerifyError::MalformedTimestamp => "the timestamp is not written as the contract has it",
            VerifyError::MalformedSignature => "there is no readable signature",
            VerifyError::TooManySignatures => "there are too many signatures",
            VerifyError::UnsupportedScheme => "no signature has a scheme that this receiver supports",
            VerifyError::NoMatch => "no signature matches: wrong secret, or changed body or timestamp",
            VerifyError::Stale => "the signature is too old, or the receiver's clock is ahead",
            VerifyError::Future => "the signature is from the future, or the receiver's clock is behind",
            VerifyError::IdMismatch => "the id in the header is not the id in the body",
            VerifyError::BodyTooLarge => "the body is larger than the limit",
            VerifyError::MissingValue => {
                "a value that is signed, or the signature, is missing in the body or the URL"
            }
            VerifyError::MalformedBody => "the body cannot be read for what is signed in it",
            VerifyError::MissingUrl => {
                "the URL is signed, and the receiver does not know it: configure its public URL"
            }
            VerifyError::KeyNotAllowed => "the address of the key is not one that the receiver allows",
            VerifyError::UnknownKey => "the provider has no key of this name",
            VerifyError::KeyUnavailable => "the key could not be fetched, or not again so soon",
            VerifyError::Configuration => "the receiver has no clock, or one that is set to before 1970",
        })
    }
}

impl std::error::Error for VerifyError {}
