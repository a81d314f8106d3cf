//! What a provider promises of every delivery, as values.
//!
//! Knows the names and numbers that a catalog's index states, and the policies made of them. Does not know any provider:
//! generated code fills these in.

use std::fmt;
use std::time::Duration;

use crate::Secret;
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
/// hexadecimal digits.
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
    /// The form of the secrets that the provider hands out, if its catalog states one.
    pub secret: Option<SecretForm>,
}

impl SignatureRule {
    /// Looks at whether a secret has the form that the provider's secrets have. One that does not is probably not the secret
    /// of an endpoint but its id, an API key, or half of a copy; a receiver takes it all the same, because a provider may
    /// come to hand out others.
    ///
    /// ```
    /// # fn check(contract: &webhook_runtime::Contract, secret: &webhook_runtime::Secret) {
    /// if let Err(warning) = contract.signature.check_form(secret) {
    ///     eprintln!("warning: {warning}");
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the contract states a form and the secret does not have it. The error shows the form, not the secret.
    pub fn check_form(&self, secret: &Secret) -> Result<(), UnexpectedForm> {
        match self.secret {
            Some(form) if !form.fits(secret.expose()) => Err(UnexpectedForm(form)),
            _ => Ok(()),
        }
    }
}

/// The form of the secrets that a provider hands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretForm {
    /// So many bytes, each as two hexadecimal digits.
    Hex {
        /// How many.
        bytes: usize,
    },
}

impl SecretForm {
    fn fits(self, text: &str) -> bool {
        let SecretForm::Hex { bytes } = self;
        text.len() == 2 * bytes && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

/// A secret does not have the form that the provider's secrets have. Says nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnexpectedForm(SecretForm);

impl fmt::Display for UnexpectedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SecretForm::Hex { bytes } = self.0;
        write!(
            f,
            "expected a signing secret of {bytes} bytes in hexadecimal ({} digits), found another form: \
             if it is not the secret that the provider handed out, no delivery will verify",
            2 * bytes
        )
    }
}

impl std::error::Error for UnexpectedForm {}
