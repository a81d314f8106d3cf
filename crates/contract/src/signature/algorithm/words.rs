//! How a signature and its key are written, in words and as a pattern.

use std::fmt;

use super::{Encoding, KeyEncoding, KeyRule};

impl Encoding {
    /// A regular expression that a signature of so many bytes matches.
    #[inline]
    pub fn pattern(self, bytes: Option<usize>) -> String {
        match (self, bytes) {
            (Self::Hex, Some(bytes)) => format!("[0-9A-Fa-f]{{{}}}", 2 * bytes),
            (Self::Hex, None) => "([0-9A-Fa-f]{2})+".to_owned(),
            (Self::Base64, Some(bytes)) => match bytes.div_ceil(3) * 3 - bytes {
                0 => format!("[0-9A-Za-z+/]{{{}}}", bytes / 3 * 4),
                padding => {
                    format!("[0-9A-Za-z+/]{{{}}}{}", bytes.div_ceil(3) * 4 - padding, "=".repeat(padding))
                }
            },
            (Self::Base64, None) => "[0-9A-Za-z+/]+={0,2}".to_owned(),
            (Self::Base64Url, _) => "[0-9A-Za-z_-]+={0,2}".to_owned(),
        }
    }
}

impl fmt::Display for Encoding {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hex => "hexadecimal",
            Self::Base64 => "base64",
            Self::Base64Url => "base64 for URLs",
        })
    }
}

impl fmt::Display for KeyRule {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.encoding {
            KeyEncoding::Text => "the bytes of the secret's text as it was handed out; nothing is decoded",
            KeyEncoding::Hex => "the bytes that the secret's hexadecimal digits stand for",
            KeyEncoding::Base64 => "the bytes that the secret's base64 stands for",
            KeyEncoding::Spki => "the public key in the base64 of its DER form (SubjectPublicKeyInfo)",
        })?;
        match &self.strip {
            Some(prefix) => write!(f, ", without the prefix `{prefix}`"),
            None => Ok(()),
        }
    }
}
