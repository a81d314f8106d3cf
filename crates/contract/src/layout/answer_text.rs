//! Texts of answers, with values of the request in them.

#[cfg(feature = "rules")]
mod written;

use std::borrow::Cow;

use crate::signature::Location;
use crate::text::Text;

/// A text with values of the request in it.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub struct AnswerText(pub Cow<'static, [AnswerPiece]>);

/// A piece of an answer.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub enum AnswerPiece {
    /// A text that is there in any case.
    Text(Text),
    /// A value of the request: `{body:/pointer}`, `{header:NAME}` or `{query:NAME}`.
    Value(Location),
    /// The HMAC of a value of the request, `{hmac:body:/pointer}`, by the algorithm, the key and the encoding of the signature.
    Hmac(Location),
}

impl AnswerText {
    /// The pieces, in their order.
    #[inline]
    pub fn pieces(&self) -> &[AnswerPiece] {
        &self.0
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for AnswerText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::signature::parse(deserializer)
    }
}
