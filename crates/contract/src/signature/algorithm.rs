//! What proves a message, how its proof is written, and which bytes are the key.

#[cfg(feature = "rules")]
mod words;

use std::fmt;

use crate::text::Text;

/// What proves that a message is genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Algorithm {
    /// HMAC with SHA-1.
    #[cfg_attr(feature = "serde", serde(rename = "hmac-sha1"))]
    HmacSha1,
    /// HMAC with SHA-256.
    #[cfg_attr(feature = "serde", serde(rename = "hmac-sha256"))]
    HmacSha256,
    /// HMAC with SHA-512.
    #[cfg_attr(feature = "serde", serde(rename = "hmac-sha512"))]
    HmacSha512,
    /// SHA-256 without a key; the secret may be in the message.
    #[cfg_attr(feature = "serde", serde(rename = "digest-sha256"))]
    DigestSha256,
    /// Ed25519, by the provider's public key.
    #[cfg_attr(feature = "serde", serde(rename = "ed25519"))]
    Ed25519,
    /// ECDSA with P-256 and SHA-256, in DER, by the provider's public key.
    #[cfg_attr(feature = "serde", serde(rename = "ecdsa-p256-sha256"))]
    EcdsaP256Sha256,
    /// RSA with SHA-256, PKCS #1 v1.5, by the provider's public key.
    #[cfg_attr(feature = "serde", serde(rename = "rsa-sha256"))]
    RsaSha256,
    /// None: the request has the secret itself. Nothing is signed.
    Equality,
    /// None: the request has `user:password`, which is the secret, as of HTTP's basic authentication. Nothing is signed.
    Basic,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 9] = [
        Self::HmacSha1,
        Self::HmacSha256,
        Self::HmacSha512,
        Self::DigestSha256,
        Self::Ed25519,
        Self::EcdsaP256Sha256,
        Self::RsaSha256,
        Self::Equality,
        Self::Basic,
    ];

    /// Whether a message is signed: by all but `equality` and `basic`.
    #[inline]
    pub const fn signs(self) -> bool {
        !matches!(self, Self::Equality | Self::Basic)
    }

    /// Whether it is an HMAC.
    #[inline]
    pub const fn is_hmac(self) -> bool {
        matches!(self, Self::HmacSha1 | Self::HmacSha256 | Self::HmacSha512)
    }

    /// Whether deliveries are verified by a public key, so that nobody but the provider can sign.
    #[inline]
    pub const fn is_asymmetric(self) -> bool {
        matches!(self, Self::Ed25519 | Self::EcdsaP256Sha256 | Self::RsaSha256)
    }

    /// The feature of `webhook-runtime` that it takes; `None` where a receiver has it in any case.
    #[inline]
    pub const fn feature(self) -> Option<&'static str> {
        match self {
            Self::HmacSha1 => Some("hmac-sha1"),
            Self::HmacSha512 => Some("hmac-sha512"),
            Self::Ed25519 => Some("ed25519"),
            Self::EcdsaP256Sha256 => Some("ecdsa"),
            Self::RsaSha256 => Some("rsa"),
            Self::HmacSha256 | Self::DigestSha256 | Self::Equality | Self::Basic => None,
        }
    }

    /// How many bytes a signature has, where that is always the same.
    #[inline]
    pub const fn signature_bytes(self) -> Option<usize> {
        match self {
            Self::HmacSha1 => Some(20),
            Self::HmacSha256 | Self::DigestSha256 => Some(32),
            Self::HmacSha512 | Self::Ed25519 => Some(64),
            Self::EcdsaP256Sha256 | Self::RsaSha256 | Self::Equality | Self::Basic => None,
        }
    }
}

impl fmt::Display for Algorithm {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HmacSha1 => "HMAC with SHA-1",
            Self::HmacSha256 => "HMAC with SHA-256",
            Self::HmacSha512 => "HMAC with SHA-512",
            Self::DigestSha256 => "SHA-256 without a key",
            Self::Ed25519 => "Ed25519",
            Self::EcdsaP256Sha256 => "ECDSA with P-256 and SHA-256",
            Self::RsaSha256 => "RSA with SHA-256 (PKCS #1 v1.5)",
            Self::Equality => "the secret itself",
            Self::Basic => "HTTP basic authentication",
        })
    }
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Encoding {
    /// Hexadecimal digits, in either case.
    Hex,
    /// Base64 with padding.
    Base64,
    /// Base64 in the alphabet for URLs, with or without padding.
    Base64Url,
}

/// Which bytes of the secret are the key.
#[derive(Clone, Default)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct KeyRule {
    /// How the key is written in the secret.
    pub encoding: KeyEncoding,
    /// A prefix that is removed from the secret first, where it is present.
    #[cfg_attr(feature = "serde", serde(default))]
    pub strip: Option<Text>,
}

/// How a key is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum KeyEncoding {
    /// The bytes of the text; nothing is decoded.
    #[default]
    Text,
    /// Hexadecimal digits.
    Hex,
    /// Base64: the key of an HMAC, or a raw public key.
    Base64,
    /// A public key: the base64 of a SubjectPublicKeyInfo in DER.
    Spki,
}
