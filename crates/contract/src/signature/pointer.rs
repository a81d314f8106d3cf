//! Places in a JSON body.

#[cfg(feature = "rules")]
mod written;

use std::borrow::Cow;

use crate::text::Text;

/// A JSON Pointer, as the keys and positions on the way to a value; without any, it is the whole.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub struct Pointer(pub Cow<'static, [Text]>);

impl Pointer {
    /// The keys and positions on the way, in their order.
    #[inline]
    pub fn tokens(&self) -> &[Text] {
        &self.0
    }

    /// The key where it leads to a field of the whole, and no deeper.
    #[inline]
    pub fn field(&self) -> Option<&str> {
        match self.tokens() {
            [key] => Some(key),
            _ => None,
        }
    }
}
