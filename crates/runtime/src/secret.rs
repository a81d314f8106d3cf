//! A signing secret, which is never printed.
//!
//! A string that cannot be a secret is refused.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use webhook_contract::Algorithm;

use crate::json::support::Text;

/// A signing secret: the string that the provider issues. Its bytes are the key.
///
/// Neither `Debug` nor any error shows it, and it is not `Serialize`: only [`Secret::expose`] returns its text.
///
/// ```
/// use webhook_runtime::Secret;
///
/// let secret = Secret::new("9f86d081884c7d65")?;
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// assert!(Secret::new("9f86d081884c7d65\n").is_err(), "read from a file, with the line feed");
/// # Ok::<(), webhook_runtime::InvalidSecret>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Checks that a string can be a secret.
    ///
    /// # Errors
    ///
    /// When the string is empty, is in quotes, or contains white space, a control character or an invisible character.
    /// Those come from the file, variable or page that the secret was copied from; every signature would be wrong, and
    /// nothing would say why.
    pub fn new(text: impl Into<Box<str>>) -> Result<Secret, InvalidSecret> {
        let text = text.into();
        if text.is_empty() {
            return Err(InvalidSecret::Empty);
        }
        if text.contains(is_invisible) {
            return Err(InvalidSecret::Invisible);
        }
        if text.contains(|character: char| character.is_whitespace() || character.is_control()) {
            return Err(InvalidSecret::WhiteSpace);
        }
        match is_quoted(&text) {
            true => Err(InvalidSecret::Quoted),
            false => Ok(Secret(text)),
        }
    }

    /// The same, which takes spaces between other characters as well: where people choose a secret, it may be a sentence.
    ///
    /// ```
    /// use webhook_runtime::{InvalidSecret, Secret};
    ///
    /// assert!(Secret::sentence("correct horse").is_ok());
    /// assert_eq!(Secret::sentence("correct horse\n"), Err(InvalidSecret::WhiteSpace));
    /// ```
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new) for anything else.
    pub fn sentence(text: impl Into<Box<str>>) -> Result<Secret, InvalidSecret> {
        let text = text.into();
        match text.trim() == &*text {
            true => Secret::new(text.replace(' ', "")).map(|_| Secret(text)),
            false => Secret::new(text),
        }
    }

    /// A secret as it is, for providers that let people choose one, which may then be a sentence. Only an empty one is
    /// refused.
    ///
    /// # Errors
    ///
    /// When the string is empty.
    pub fn verbatim(text: impl Into<Box<str>>) -> Result<Secret, InvalidSecret> {
        let text = text.into();
        match text.is_empty() {
            true => Err(InvalidSecret::Empty),
            false => Ok(Secret(text)),
        }
    }

    /// The text of the secret. The caller is responsible for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Whether a character is invisible: Unicode's default ignorable code points and format controls, the Braille blank,
/// and the replacement character, which takes the place of bytes that are not text.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a string has no visible characters.
#[cfg(feature = "receiver")]
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_whitespace() || character.is_control() || is_invisible(character))
}

/// Whether a string is in quotes, straight or typographic.
fn is_quoted(text: &str) -> bool {
    const PAIRS: [(char, char); 8] =
        [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('„', '“'), ('‚', '‘'), ('«', '»')];
    let mut characters = text.chars();
    match (characters.next(), characters.next_back()) {
        (Some(first), Some(last)) => PAIRS.contains(&(first, last)),
        _ => false,
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        // The deserializer's own error quotes what it found instead of a string, such as a secret of digits only.
        let text = Text::deserialize(deserializer)
            .map_err(|_| D::Error::custom("the signing secret must be a string"))?;
        Secret::new(text.0).map_err(D::Error::custom)
    }
}

/// Why a string cannot be a signing secret, or the public key in the place of one. Never shows any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSecret {
    /// It is empty.
    Empty,
    /// It contains white space or a control character.
    WhiteSpace,
    /// It contains an invisible character, such as a byte order mark, a zero-width space or a soft hyphen, or the
    /// replacement character.
    Invisible,
    /// It still has the quotes that it was copied with.
    Quoted,
    /// There are more secrets, or public keys, than a receiver accepts at the same time.
    TooMany,
    /// It does not consist of hexadecimal digits, two per byte, though the contract says so.
    NotHex,
    /// It is not base64, though the contract says so.
    NotBase64,
    /// It is not a public key of the contract's algorithm.
    NotAPublicKey,
    /// This build cannot verify by the contract's algorithm: a feature of this crate is off.
    Unsupported(Algorithm),
    /// It may be fine, but the contract's signature rule contradicts itself.
    Contract,
}

impl fmt::Display for InvalidSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let InvalidSecret::Unsupported(algorithm) = self {
            let feature = algorithm.feature().unwrap_or("receiver");
            return write!(
                f,
                "the contract's signatures are {algorithm}, which takes the feature `{feature}` of webhook-runtime"
            );
        }
        f.write_str(match self {
            InvalidSecret::Empty => "the secret or public key is empty",
            InvalidSecret::WhiteSpace => {
                "the secret or public key contains white space or a control character, such as the line feed at the end of a file"
            }
            InvalidSecret::Invisible => {
                "the secret or public key contains an invisible character, such as the byte order mark that some editors put at the start of a file: type it again, or save the file without the mark"
            }
            InvalidSecret::Quoted => "the secret or public key is still in quotes: remove them",
            InvalidSecret::NotHex => "the secret or public key is not an even number of hexadecimal digits",
            InvalidSecret::NotBase64 => "the secret or public key is not base64",
            InvalidSecret::NotAPublicKey => "the public key is not one of the contract's algorithm",
            InvalidSecret::Unsupported(_) => "the contract's algorithm is not supported",
            InvalidSecret::Contract => "the contract's signature rule contradicts itself",
            InvalidSecret::TooMany => "there are more secrets or public keys than the contract allows at the same time",
        })
    }
}

impl std::error::Error for InvalidSecret {}
