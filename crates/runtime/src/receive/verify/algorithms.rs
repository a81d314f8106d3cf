//! The algorithms, each behind a feature but for HMAC with SHA-256 and what needs no key.

#[cfg(all(feature = "testing", any(feature = "ed25519", feature = "ecdsa", feature = "rsa")))]
mod private_keys;
#[cfg(any(feature = "ed25519", feature = "ecdsa", feature = "rsa"))]
mod public_keys;

use hmac::digest::{CtOutput, Digest as _, Output, OutputSizeUser};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use webhook_contract::{Algorithm, KeyEncoding};

use super::candidates::{Signatures, itself};
use super::message::Filled;
use crate::InvalidSecret;

#[cfg(all(feature = "testing", any(feature = "ed25519", feature = "ecdsa", feature = "rsa")))]
pub(super) use private_keys::PrivateKey;

/// The keyed state of an algorithm, created once and cloned for every message.
#[derive(Clone)]
pub(super) enum State {
    #[cfg(feature = "hmac-sha1")]
    HmacSha1(Hmac<sha1::Sha1>),
    HmacSha256(Hmac<Sha256>),
    #[cfg(feature = "hmac-sha512")]
    HmacSha512(Box<Hmac<sha2::Sha512>>),
    Digest,
    /// The hash of what a request has to have.
    Itself(Output<Sha256>),
    #[cfg(any(feature = "ed25519", feature = "ecdsa", feature = "rsa"))]
    PublicKey(public_keys::PublicKey),
}

impl State {
    /// # Errors
    ///
    /// When this build lacks the algorithm, or the bytes are not a key of it.
    #[cfg_attr(
        not(any(feature = "ed25519", feature = "ecdsa", feature = "rsa")),
        expect(unused_variables, reason = "only public keys have more than one form")
    )]
    pub fn new(algorithm: Algorithm, encoding: KeyEncoding, key: &[u8]) -> Result<Self, InvalidSecret> {
        match algorithm {
            #[cfg(feature = "hmac-sha1")]
            Algorithm::HmacSha1 => Ok(State::HmacSha1(keyed(key))),
            Algorithm::HmacSha256 => Ok(State::HmacSha256(keyed(key))),
            #[cfg(feature = "hmac-sha512")]
            Algorithm::HmacSha512 => Ok(State::HmacSha512(Box::new(keyed(key)))),
            Algorithm::DigestSha256 => Ok(State::Digest),
            Algorithm::Equality | Algorithm::Basic => {
                Ok(State::Itself(output::<Sha256>(itself(key).bytes())))
            }
            #[cfg(any(feature = "ed25519", feature = "ecdsa", feature = "rsa"))]
            Algorithm::Ed25519 | Algorithm::EcdsaP256Sha256 | Algorithm::RsaSha256 => {
                public_keys::PublicKey::new(algorithm, encoding, key).map(State::PublicKey)
            }
            #[allow(unreachable_patterns, reason = "with every feature on")]
            _ => Err(InvalidSecret::Unsupported(algorithm)),
        }
    }

    #[inline]
    pub fn matches(&self, message: &Filled<'_>, signatures: &Signatures) -> bool {
        match self {
            #[cfg(feature = "hmac-sha1")]
            State::HmacSha1(mac) => is_any(mac_of(mac, message), signatures),
            State::HmacSha256(mac) => is_any(mac_of(mac, message), signatures),
            #[cfg(feature = "hmac-sha512")]
            State::HmacSha512(mac) => is_any(mac_of(&**mac, message), signatures),
            State::Digest => is_any(CtOutput::<Sha256>::new(digest_of(message)), signatures),
            State::Itself(hash) => is_any(CtOutput::<Sha256>::new(*hash), signatures),
            #[cfg(any(feature = "ed25519", feature = "ecdsa", feature = "rsa"))]
            State::PublicKey(key) => key.matches(message, signatures),
        }
    }

    pub fn sign(&self, message: &Filled<'_>) -> Option<Vec<u8>> {
        match self {
            #[cfg(feature = "hmac-sha1")]
            State::HmacSha1(mac) => Some(mac_of(mac, message).into_bytes().to_vec()),
            State::HmacSha256(mac) => Some(mac_of(mac, message).into_bytes().to_vec()),
            #[cfg(feature = "hmac-sha512")]
            State::HmacSha512(mac) => Some(mac_of(&**mac, message).into_bytes().to_vec()),
            State::Digest => Some(digest_of(message).to_vec()),
            _ => None,
        }
    }
}

fn keyed<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[inline]
fn mac_of<M: Mac + Clone>(mac: &M, message: &Filled<'_>) -> CtOutput<M> {
    let mut mac = mac.clone();
    message.write(|bytes| mac.update(bytes));
    mac.finalize()
}

fn digest_of(message: &Filled<'_>) -> Output<Sha256> {
    let mut hash = Sha256::new();
    message.write(|bytes| hash.update(bytes));
    hash.finalize()
}

/// Whether a keyed hash, whose `==` takes constant time, is any of the signatures. All are compared, so that the time does
/// not reveal which one matched.
#[inline]
fn is_any<T: OutputSizeUser>(own: CtOutput<T>, signatures: &Signatures) -> bool {
    let mut matches = false;
    for signature in signatures.iter() {
        if let Ok(other) = Output::<T>::try_from(signature) {
            matches |= own == CtOutput::new(other);
        }
    }
    matches
}

fn output<T: OutputSizeUser>(bytes: &[u8]) -> Output<T> {
    Output::<T>::try_from(bytes).expect("a hash has the length of its algorithm")
}
