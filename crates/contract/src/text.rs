//! Texts that are constants of a program, or were read.

use std::borrow::Cow;

/// A text that is in the program, or was read.
pub type Text = Cow<'static, str>;

/// A text that is in the program.
#[inline]
pub const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}
