//! Invariant: how deliveries are signed.

use std::fmt;
use std::time::Duration;

use crate::template::{Part, Template};
use crate::text::Text;

/// Invariant: signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SignatureRule {
    /// Name of the scheme, as the signature header has it before the `=`.
    pub scheme: Text,
    /// The keyed hash.
    pub algorithm: Algorithm,
    /// Header with the time of sending, in Unix seconds.
    pub timestamp_header: Text,
    /// Header with the signature, `<scheme>=<digest>`.
    pub signature_header: Text,
    /// What is signed; `{timestamp}` is the timestamp header's text, `{body}` the raw body.
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub message: Template,
    /// How the digest is written.
    pub digest_encoding: DigestEncoding,
    /// Which bytes of the endpoint's secret are the key.
    pub key: SigningKey,
    /// The form of the secrets that the provider hands out; left out where it is not known.
    #[cfg_attr(feature = "serde", serde(default))]
    pub secret: Option<SecretForm>,
    /// How far the timestamp may be from the receiver's clock, either way.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "tolerance_seconds", deserialize_with = "crate::seconds::read")
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "u32",
            description = "How far the timestamp may be from the receiver's clock, either way, in seconds."
        )
    )]
    pub tolerance: Duration,
    /// What is promised of the signature.
    pub promise: Text,
}

impl SignatureRule {
    /// Whether a secret has the form that the provider's secrets have. One that does not is probably not the secret of an
    /// endpoint but its id, an API key, or half of a copy; a receiver takes it all the same, because a provider may come to
    /// hand out others.
    ///
    /// # Errors
    ///
    /// When the contract states a form and the secret does not have it. The error shows the form, not the secret.
    pub fn check_form(&self, secret: &str) -> Result<(), UnexpectedForm> {
        match self.secret {
            Some(form) if !form.fits(secret) => Err(UnexpectedForm(form)),
            _ => Ok(()),
        }
    }

    /// A regular expression that a digest in the signature header matches.
    pub fn digest_pattern(&self) -> &'static str {
        match (self.algorithm, self.digest_encoding) {
            (Algorithm::HmacSha256, DigestEncoding::Hex) => "[0-9A-Fa-f]{64}",
        }
    }

    /// What is between timestamp and body in the signed message; `None` where it is put together otherwise.
    pub fn separator(&self) -> Option<&str> {
        let (first, separator, last) = match self.message.parts() {
            [Part::Field(first), Part::Field(last)] => (first, "", last),
            [Part::Field(first), Part::Text(separator), Part::Field(last)] => {
                (first, separator.as_ref(), last)
            }
            _ => return None,
        };
        (first == "timestamp" && last == "body" && !separator.contains(['{', '}'])).then_some(separator)
    }
}

/// The keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Algorithm {
    /// HMAC with SHA-256.
    #[cfg_attr(feature = "serde", serde(rename = "hmac-sha256"))]
    HmacSha256,
}

/// How the digest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum DigestEncoding {
    /// Hexadecimal.
    Hex,
}

/// Which bytes of the endpoint's secret are the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum SigningKey {
    /// The bytes of the secret's text as it was handed out; nothing is decoded.
    SecretText,
}

/// The form of the secrets that the provider hands out: receivers warn of one that has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SecretForm {
    /// How the bytes are written.
    pub encoding: SecretEncoding,
    /// How many bytes there are.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub bytes: u32,
}

impl SecretForm {
    fn fits(self, secret: &str) -> bool {
        match self.encoding {
            SecretEncoding::Hex => {
                secret.len() == 2 * self.bytes as usize && secret.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
        }
    }
}

/// How the bytes of a secret are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum SecretEncoding {
    /// Two hexadecimal digits per byte.
    Hex,
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HmacSha256 => "HMAC with SHA-256",
        })
    }
}

impl fmt::Display for DigestEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hex => "hexadecimal",
        })
    }
}

impl fmt::Display for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SecretText => "the bytes of the secret's text as it was handed out; nothing is decoded",
        })
    }
}

impl fmt::Display for SecretForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.encoding {
            SecretEncoding::Hex => write!(f, "{} bytes in hexadecimal", self.bytes),
        }
    }
}

/// A secret does not have the form that the provider's secrets have. It says nothing of what is in the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnexpectedForm(SecretForm);

impl fmt::Display for UnexpectedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SecretForm { encoding: SecretEncoding::Hex, bytes } = self.0;
        write!(
            f,
            "expected a signing secret of {bytes} bytes in hexadecimal ({} digits), found another form: \
             if it is not the secret that the provider handed out, no delivery will verify",
            2 * u64::from(bytes)
        )
    }
}

impl std::error::Error for UnexpectedForm {}
