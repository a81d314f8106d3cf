//! How texts of answers are written.

use std::fmt;
use std::str::FromStr;

use super::{AnswerPiece, AnswerText};
use crate::signature::{Unreadable, placeholders};

impl FromStr for AnswerText {
    type Err = Unreadable;

    /// Reads a text with placeholders.
    ///
    /// ```
    /// use webhook_contract::{AnswerPiece, AnswerText, text};
    ///
    /// let answer: AnswerText = "echo {query:challenge}".parse()?;
    /// assert_eq!(answer.0[0], AnswerPiece::Text(text("echo ")));
    /// assert_eq!(answer.to_string(), "echo {query:challenge}");
    /// # Ok::<(), webhook_contract::Unreadable>(())
    /// ```
    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pieces = placeholders::read(text, ": an object goes into `json`", AnswerPiece::Text, piece)?;
        Ok(Self(pieces.into()))
    }
}

#[inline]
fn piece(place: &str) -> Result<AnswerPiece, Unreadable> {
    let piece = match place.strip_prefix("hmac:") {
        Some(place) => place.parse().map(AnswerPiece::Hmac),
        None => place.parse().map(AnswerPiece::Value),
    };
    piece.map_err(|_| {
        let known =
            "`{body:/pointer}`, `{header:NAME}`, `{query:NAME}`, and `{hmac:…}` with one of these in it";
        Unreadable(format!(
            "unknown placeholder `{{{place}}}`; there are {known}; an object goes into `json`"
        ))
    })
}

impl fmt::Display for AnswerPiece {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Value(place) => write!(f, "{{{place}}}"),
            Self::Hmac(place) => write!(f, "{{hmac:{place}}}"),
        }
    }
}

impl fmt::Display for AnswerText {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| piece.fmt(f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_written_in_one_way() {
        for text in ["", "[accepted]", "a{query:b}c", "{body:/a/b}{hmac:header:X-Id}"] {
            assert_eq!(text.parse::<AnswerText>().expect(text).to_string(), text);
        }
        for bad in ["{", "}", "{}", "{\"a\": 1}", "{{query:a}}", "{hmac:}", "{hmac:hmac:query:a}", "{method}"]
        {
            bad.parse::<AnswerText>().expect_err(bad);
        }
    }
}
