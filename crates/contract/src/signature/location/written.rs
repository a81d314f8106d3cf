//! How locations are written.

use std::fmt;
use std::str::FromStr;

use super::{Location, TimeLocation};
use crate::signature::header_name::header_name;
use crate::signature::pointer::Pointer;
use crate::signature::unreadable::Unreadable;

impl Location {
    /// The JSON Pointer of a value within the body; `None` of the body as a whole, and of what is outside of it.
    #[inline]
    pub fn within_body(&self) -> Option<String> {
        match self {
            Self::Body(pointer) if !pointer.tokens().is_empty() => Some(pointer.to_string()),
            _ => None,
        }
    }
}

/// The number in the name of a header.
const NUMBER: &str = "{n}";

impl FromStr for Location {
    type Err = Unreadable;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("header", name)) => match name.split_once(NUMBER) {
                Some((before, after)) => {
                    header_name(&format!("{before}1{after}"))?;
                    Ok(Self::NumberedHeader {
                        before: before.to_owned().into(),
                        after: after.to_owned().into(),
                    })
                }
                None => header_name(name).map(Self::Header),
            },
            Some(("body", pointer)) => body(pointer).map(Self::Body),
            Some(("query", name)) if !name.is_empty() => Ok(Self::Query(name.to_owned().into())),
            _ => {
                let expected = "`header:NAME`, `header:NAME-{n}`, `body:/pointer` or `query:NAME`";
                Err(Unreadable(format!("expected {expected}, found `{text}`")))
            }
        }
    }
}

impl FromStr for TimeLocation {
    type Err = Unreadable;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("header", name)) => header_name(name).map(Self::Header),
            Some(("item", label)) if !label.is_empty() => Ok(Self::Item(label.to_owned().into())),
            Some(("body", pointer)) => body(pointer).map(Self::Body),
            _ => {
                let expected = "`header:NAME`, `item:LABEL` or `body:/pointer`";
                Err(Unreadable(format!("expected {expected}, found `{text}`")))
            }
        }
    }
}

/// The way in a place of the body.
#[inline]
fn body(pointer: &str) -> Result<Pointer, Unreadable> {
    match pointer.starts_with('/') {
        true => pointer.parse(),
        false => Err(Unreadable(format!(
            "expected a JSON Pointer after `body:`, such as `body:/data/id`, or `body:/` for the whole, found `body:{pointer}`"
        ))),
    }
}

impl fmt::Display for Location {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "header:{name}"),
            Self::NumberedHeader { before, after } => write!(f, "header:{before}{NUMBER}{after}"),
            Self::Body(pointer) => write!(f, "body:{pointer}"),
            Self::Query(name) => write!(f, "query:{name}"),
        }
    }
}

impl fmt::Display for TimeLocation {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "header:{name}"),
            Self::Item(label) => write!(f, "item:{label}"),
            Self::Body(pointer) => write!(f, "body:{pointer}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_read_and_written_in_one_way() {
        for text in ["header:X-Sig", "header:x-sig-{n}", "body:/a/b", "query:sig"] {
            assert_eq!(text.parse::<Location>().expect(text).to_string(), text);
        }
        for text in ["header:X-Time", "item:t", "body:/signature/timestamp"] {
            assert_eq!(text.parse::<TimeLocation>().expect(text).to_string(), text);
        }
        for bad in ["", "X-Sig", "header:", "header:X Sig", "header:a{n}b{n}", "body:a", "query:", "item:v1"]
        {
            bad.parse::<Location>().expect_err(bad);
        }
        for bad in ["item:", "query:t", "header:t-{n}"] {
            bad.parse::<TimeLocation>().expect_err(bad);
        }
    }
}
