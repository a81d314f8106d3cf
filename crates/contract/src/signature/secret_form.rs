//! The form of the secrets that a provider hands out.

use std::fmt;

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
    #[inline]
    pub(super) fn fits(self, secret: &str) -> bool {
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

impl fmt::Display for SecretForm {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.encoding {
            SecretEncoding::Hex => write!(f, "{} bytes in hexadecimal", self.bytes),
        }
    }
}

/// A secret does not have the form that the provider's secrets have. It says nothing of what is in the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnexpectedForm(pub(super) SecretForm);

impl fmt::Display for UnexpectedForm {
    #[inline]
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
