//! Signatures that are verified by the provider's public key.

use webhook_contract::{Algorithm, KeyEncoding};

use crate::InvalidSecret;
use crate::receive::verify::candidates::Signatures;
use crate::receive::verify::message::Filled;

/// A public key.
#[derive(Clone)]
pub(in crate::receive::verify) enum PublicKey {
    #[cfg(feature = "ed25519")]
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    #[cfg(feature = "ecdsa")]
    Ecdsa(Box<p256::ecdsa::VerifyingKey>),
    #[cfg(feature = "rsa")]
    Rsa(Box<rsa::pkcs1v15::VerifyingKey<sha2::Sha256>>),
}

/// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410).
#[cfg(feature = "ed25519")]
const ED25519_INFO: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

impl PublicKey {
    /// # Errors
    ///
    /// When this build lacks the algorithm, or the bytes are not a key of it.
    #[cfg_attr(not(feature = "ecdsa"), allow(unused_variables))]
    pub fn new(algorithm: Algorithm, encoding: KeyEncoding, key: &[u8]) -> Result<Self, InvalidSecret> {
        let is_info = encoding == KeyEncoding::Spki;
        match algorithm {
            #[cfg(feature = "ed25519")]
            Algorithm::Ed25519 => {
                let raw = if is_info { key.strip_prefix(ED25519_INFO) } else { Some(key) };
                let raw = raw.and_then(|raw| <&[u8; 32]>::try_from(raw).ok());
                let key = raw.and_then(|raw| ed25519_dalek::VerifyingKey::from_bytes(raw).ok());
                // With a key of low order, anyone can sign.
                let key = key.filter(|key| !key.is_weak());
                key.map(|key| PublicKey::Ed25519(Box::new(key))).ok_or(InvalidSecret::NotAPublicKey)
            }
            #[cfg(feature = "ecdsa")]
            Algorithm::EcdsaP256Sha256 => {
                use p256::pkcs8::DecodePublicKey as _;
                let key = match is_info {
                    true => p256::ecdsa::VerifyingKey::from_public_key_der(key).ok(),
                    false => p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok(),
                };
                key.map(|key| PublicKey::Ecdsa(Box::new(key))).ok_or(InvalidSecret::NotAPublicKey)
            }
            #[cfg(feature = "rsa")]
            Algorithm::RsaSha256 => {
                use rsa::pkcs8::DecodePublicKey as _;
                let key = rsa::PublicKey::from_public_key_der(key).ok();
                let key = key.map(rsa::pkcs1v15::VerifyingKey::new);
                key.map(|key| PublicKey::Rsa(Box::new(key))).ok_or(InvalidSecret::NotAPublicKey)
            }
            _ => Err(InvalidSecret::Unsupported(algorithm)),
        }
    }

    /// Whether any of the signatures is one of the message. Nothing about a public key is secret.
    pub fn matches(&self, message: &Filled<'_>, signatures: &Signatures) -> bool {
        match self {
            #[cfg(feature = "ed25519")]
            PublicKey::Ed25519(key) => {
                // The message is hashed after a part of the signature, once per signature.
                let mut bytes = Vec::new();
                message.write(|piece| bytes.extend_from_slice(piece));
                any(signatures, |signature| {
                    let signature = ed25519_dalek::Signature::from_slice(signature);
                    signature.is_ok_and(|signature| key.verify_strict(&bytes, &signature).is_ok())
                })
            }
            #[cfg(feature = "ecdsa")]
            PublicKey::Ecdsa(key) => {
                use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
                let hash = super::digest_of(message);
                any(signatures, |signature| {
                    let signature = p256::ecdsa::Signature::from_der(signature);
                    signature.is_ok_and(|signature| key.verify_prehash(&hash, &signature).is_ok())
                })
            }
            #[cfg(feature = "rsa")]
            PublicKey::Rsa(key) => {
                use rsa::signature::hazmat::PrehashVerifier as _;
                let hash = super::digest_of(message);
                any(signatures, |signature| {
                    let signature = rsa::pkcs1v15::Signature::try_from(signature);
                    signature.is_ok_and(|signature| key.verify_prehash(&hash, &signature).is_ok())
                })
            }
        }
    }
}

fn any(signatures: &Signatures, mut is_right: impl FnMut(&[u8]) -> bool) -> bool {
    signatures.iter().fold(false, |found, signature| found | is_right(signature))
}
