//! A signing secret, which nothing prints.
//!
//! Knows what a text has to be to serve as a secret. Does not know what is signed with it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};

use crate::support::Text;

/// A signing secret: the text that the provider hands out, whose bytes are the key.
///
/// Neither `Debug` nor an error shows it, and it is not `Serialize`: [`Secret::expose`] is the one way to its text.
///
/// ```
/// use webhook_runtime::Secret;
///
/// let secret = Secret::new("9f86d081884c7d65")?;
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// assert!(Secret::new("9f86d081884c7d65\n").is_err(), "read from a file, with its line's end");
/// # Ok::<(), webhook_runtime::InvalidSecret>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Takes a text as a secret.
    ///
    /// # Errors
    ///
    /// When the text is empty, or has white space or a control character in it: a secret that was read from a file or
    /// a variable together with a line's end would sign everything wrong, and nothing would say why.
    pub fn new(text: impl Into<Box<str>>) -> Result<Secret, InvalidSecret> {
        let text = text.into();
        if text.is_empty() {
            return Err(InvalidSecret::Empty);
        }
        match text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            true => Err(InvalidSecret::WhiteSpace),
            false => Ok(Secret(text)),
        }
    }

    /// The text. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        // An error of the deserializer's own quotes what it found in place of a string: a secret of digits only, for one.
        let text = Text::deserialize(deserializer)
            .map_err(|_| D::Error::custom("the signing secret has to be a string"))?;
        Secret::new(text.0).map_err(D::Error::custom)
    }
}

/// Why a text is no signing secret. Says nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSecret {
    /// There is nothing in it.
    Empty,
    /// White space or a control character is in it.
    WhiteSpace,
    /// It is one more than a receiver accepts at the same time.
    TooMany,
}

impl fmt::Display for InvalidSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InvalidSecret::Empty => "the signing secret is empty",
            InvalidSecret::WhiteSpace => {
                "the signing secret has white space or a control character in it, such as the end of the line that it was read from"
            }
            InvalidSecret::TooMany => "a receiver accepts at most four signing secrets at the same time",
        })
    }
}

impl std::error::Error for InvalidSecret {}
