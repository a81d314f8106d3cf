//! Places in a JSON body, and the error of whatever cannot be read.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::text::Text;

/// A JSON Pointer, as the keys and positions on the way to a value; without any, it is the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A text of a contract that cannot be read; its message says what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub(crate) String);

impl fmt::Display for Unreadable {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Pointer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse(deserializer)
    }
}

/// Reads a string and what is in it.
#[cfg(feature = "serde")]
pub(crate) fn parse<'de, D: serde::Deserializer<'de>, T: FromStr<Err = Unreadable>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let text = <Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
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
