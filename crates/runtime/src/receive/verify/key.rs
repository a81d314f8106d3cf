//! Keys out of secrets.

use webhook_contract::{Algorithm, KeyEncoding, KeyRule};

use super::algorithms::State;
use super::candidates::Signatures;
use super::decode;
use super::message::Filled;
use crate::{InvalidSecret, Secret};

/// A key, prepared once for all requests.
#[derive(Clone)]
pub(super) struct Key {
    state: State,
    /// What stands in a message that has the secret in it.
    secret: Box<[u8]>,
}

impl Key {
    /// The key in a secret. Its bytes are kept only for a message that has them in it.
    ///
    /// # Errors
    ///
    /// When the secret is not written as the rule has it, or this build lacks the algorithm.
    pub fn new(
        algorithm: Algorithm,
        rule: &KeyRule,
        secret: &Secret,
        has_secret: bool,
    ) -> Result<Self, InvalidSecret> {
        Self::of_bytes(algorithm, rule.encoding, bytes(rule, secret)?, has_secret)
    }

    /// The same for a key that is known already.
    pub fn of_bytes(
        algorithm: Algorithm,
        encoding: KeyEncoding,
        bytes: Vec<u8>,
        has_secret: bool,
    ) -> Result<Self, InvalidSecret> {
        let state = State::new(algorithm, encoding, &bytes)?;
        Ok(Key { state, secret: if has_secret { bytes.into() } else { Box::default() } })
    }

    /// Whether any of the signatures is one of a message by this key. All are compared, whatever is found.
    #[inline]
    pub fn has_signed<'f>(&'f self, message: &mut Filled<'f>, signatures: &Signatures) -> bool {
        message.secret = &self.secret;
        self.state.matches(message, signatures)
    }

    /// The signature of a message; `None` where that takes another key.
    pub fn sign(&self, message: Filled<'_>) -> Option<Vec<u8>> {
        self.state.sign(&Filled { secret: &self.secret, ..message })
    }
}

/// The bytes of the key in a secret.
///
/// # Errors
///
/// When the secret is not written as the rule has it.
pub(super) fn bytes(rule: &KeyRule, secret: &Secret) -> Result<Vec<u8>, InvalidSecret> {
    let text = secret.expose();
    let text = rule.strip.as_ref().and_then(|prefix| text.strip_prefix(&**prefix)).unwrap_or(text);
    let bytes = match rule.encoding {
        KeyEncoding::Text => Some(text.as_bytes().to_vec()),
        KeyEncoding::Hex => Some(decode::hex(text.as_bytes()).ok_or(InvalidSecret::NotHex)?),
        KeyEncoding::Base64 | KeyEncoding::Spki => decode::base64_of_key(text.as_bytes()),
    };
    let bytes = bytes.ok_or(InvalidSecret::NotBase64)?;
    match bytes.is_empty() {
        true => Err(InvalidSecret::Empty),
        false => Ok(bytes),
    }
}
