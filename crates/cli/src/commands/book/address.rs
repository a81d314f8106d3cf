//! Where a book will be.

use std::fmt;
use std::str::FromStr;

/// The address of the book's first page, with a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(pub(super) String);

impl FromStr for Address {
    type Err = String;

    /// Reads an address that begins with `https://` or `http://` and has neither a query nor an anchor.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_plain =
            text.chars().all(|character| character.is_ascii_graphic() && !"?#<>\"'\\".contains(character));
        let is_host = host.is_some_and(|host| {
            host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
        });
        if is_plain && is_host {
            return Ok(Self(format!("{}/", text.trim_end_matches('/'))));
        }
        Err("expected the address of the first page, such as https://docs.example.com/webhooks/".to_owned())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_a_directory() {
        assert_eq!(
            "https://a.example/b".parse::<Address>().expect("one").to_string(),
            "https://a.example/b/"
        );
        for bad in [
            "",
            "a.example",
            "https://",
            "https:///a",
            "ftp://a",
            "https://a/?b",
            "https://a/#b",
            "https://a\"b",
        ] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }
}
