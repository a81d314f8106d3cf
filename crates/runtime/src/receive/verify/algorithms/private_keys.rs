//! Signing with a private key, for tests: whoever sends for real keeps such a key in a service that signs.

use webhook_contract::{Algorithm, KeyEncoding, KeyRule};

use crate::receive::verify::decode;
use crate::receive::verify::message::Filled;
use crate::{CannotSign, Secret};

/// A private key.
#[derive(Clone)]
pub(in crate::receive::verify) enum PrivateKey {
    #[cfg(feature = "ed25519")]
    Ed25519(Box<ed25519_dalek::SigningKey>),
    #[cfg(feature = "ecdsa")]
    Ecdsa(Box<p256::ecdsa::SigningKey>),
    #[cfg(feature = "rsa")]
    Rsa(Box<rsa::pkcs1v15::SigningKey<sha2::Sha256>>),
}

/// What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410).
#[cfg(feature = "ed25519")]
const ED25519_INFO: &[u8] =
    &[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

impl PrivateKey {
    /// The private key in a secret. A prefix that ends in `_`, such as `whsk_`, does not count.
    ///
    /// # Errors
    ///
    /// When it is not one of the algorithm, or this build lacks the algorithm.
    pub fn new(algorithm: Algorithm, rule: &KeyRule, secret: &Secret) -> Result<Self, CannotSign> {
        let text = secret.expose();
        let text = text.rsplit_once('_').map_or(text, |(_, text)| text).as_bytes();
        let bytes = match rule.encoding {
            KeyEncoding::Hex => decode::hex(text),
            KeyEncoding::Text | KeyEncoding::Base64 | KeyEncoding::Spki => decode::base64_of_key(text),
        };
        let refused = CannotSign::NotAPrivateKey(algorithm);
        let bytes = bytes.ok_or(refused.clone())?;
        match algorithm {
            #[cfg(feature = "ed25519")]
            Algorithm::Ed25519 => {
                let seed = match bytes.len() {
                    32 | 64 => bytes.first_chunk(),
                    _ => bytes.strip_prefix(ED25519_INFO).and_then(|seed| seed.try_into().ok()),
                };
                let key = seed.map(ed25519_dalek::SigningKey::from_bytes);
                key.map(|key| PrivateKey::Ed25519(Box::new(key))).ok_or(refused)
            }
            #[cfg(feature = "ecdsa")]
            Algorithm::EcdsaP256Sha256 => {
                use p256::pkcs8::DecodePrivateKey as _;
                let key = p256::ecdsa::SigningKey::from_pkcs8_der(&bytes);
                key.map(|key| PrivateKey::Ecdsa(Box::new(key))).map_err(|_| refused)
            }
            #[cfg(feature = "rsa")]
            Algorithm::RsaSha256 => {
                use rsa::pkcs8::DecodePrivateKey as _;
                let key = rsa::pkcs1v15::SigningKey::from_pkcs8_der(&bytes);
                key.map(|key| PrivateKey::Rsa(Box::new(key))).map_err(|_| refused)
            }
            _ => Err(CannotSign::PrivateKey(algorithm)),
        }
    }

    /// The signature of a message; `None` where the key is too small for one.
    pub fn sign(&self, message: &Filled<'_>) -> Option<Vec<u8>> {
        match self {
            #[cfg(feature = "ed25519")]
            PrivateKey::Ed25519(key) => {
                use ed25519_dalek::Signer as _;
                let mut bytes = Vec::new();
                message.write(|piece| bytes.extend_from_slice(piece));
                Some(key.sign(&bytes).to_bytes().to_vec())
            }
            #[cfg(feature = "ecdsa")]
            PrivateKey::Ecdsa(key) => {
                use p256::ecdsa::signature::hazmat::PrehashSigner as _;
                let signature: p256::ecdsa::DerSignature =
                    key.sign_prehash(&super::digest_of(message)).ok()?;
                Some(signature.as_bytes().to_vec())
            }
            #[cfg(feature = "rsa")]
            PrivateKey::Rsa(key) => {
                use rsa::signature::SignatureEncoding as _;
                use rsa::signature::hazmat::PrehashSigner as _;
                Some(key.sign_prehash(&super::digest_of(message)).ok()?.to_vec())
            }
        }
    }
}
