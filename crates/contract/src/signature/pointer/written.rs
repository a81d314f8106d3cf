//! How pointers are written.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::Pointer;
use crate::signature::unreadable::Unreadable;
use crate::text::Text;

impl FromStr for Pointer {
    type Err = Unreadable;

    /// Reads a pointer of RFC 6901, which begins with `/`. `/` alone is the whole, because no provider has an empty key.
    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix('/').ok_or_else(|| {
            Unreadable(format!("expected a JSON Pointer, such as `/data/id`, found `{text}`"))
        })?;
        let bytes = text.as_bytes();
        let is_escape = |at: usize| matches!(bytes.get(at + 1), Some(b'0' | b'1'));
        if (0..bytes.len()).any(|at| bytes[at] == b'~' && !is_escape(at)) {
            return Err(Unreadable(format!("`{text}` has a `~` that is not part of `~0` or `~1`")));
        }
        let token = |token: &str| Text::Owned(token.replace("~1", "/").replace("~0", "~"));
        Ok(Self(if rest.is_empty() { Cow::Borrowed(&[]) } else { rest.split('/').map(token).collect() }))
    }
}

impl fmt::Display for Pointer {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.is_empty() {
            true => f.write_str("/"),
            false => self
                .0
                .iter()
                .try_for_each(|token| write!(f, "/{}", token.replace('~', "~0").replace('/', "~1"))),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Pointer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::signature::unreadable::parse(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_read_and_written_in_one_way() {
        for (text, tokens) in
            [("/", &[][..]), ("/a/b", &["a", "b"]), ("/a~1b/~01", &["a/b", "~1"]), ("/a/", &["a", ""])]
        {
            let pointer: Pointer = text.parse().expect(text);
            assert_eq!(pointer.tokens(), tokens);
            assert_eq!(pointer.to_string(), text);
        }
        for bad in ["", "a", "/a~", "/~2"] {
            bad.parse::<Pointer>().expect_err(bad);
        }
    }
}
