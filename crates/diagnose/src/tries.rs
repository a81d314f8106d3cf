//! What is tried, a file per part of what is signed: each gives the part as it is, and as it may have been.

pub(crate) mod body;
pub(crate) mod json;
pub(crate) mod key;
pub(crate) mod signature;
pub(crate) mod time;
pub(crate) mod url;

use crate::causes::Finding;

/// A part as it may have been, and the mistakes that would explain it; without any, it is as it came.
pub(crate) struct Variant<T> {
    pub value: T,
    pub findings: Vec<Finding>,
}

impl<T> Variant<T> {
    pub fn as_it_came(value: T) -> Self {
        Self { value, findings: Vec::new() }
    }

    pub fn of(value: T, finding: Finding) -> Self {
        Self { value, findings: vec![finding] }
    }
}

/// What names the same header once a proxy or a framework has been at it: letters and digits only, in lower case.
pub(crate) fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The header that a request has in place of one that is missing, by its name: `x_id`, `HTTP_X_ID` or `X-Original-Id` for `X-Id`.
pub(crate) fn is_renamed(name: &str, expected: &str) -> bool {
    if name.eq_ignore_ascii_case(expected) {
        return false;
    }
    let (name, expected) = (bare(name), bare(expected));
    let core = expected.strip_prefix('x').unwrap_or(&expected);
    !core.is_empty() && name.ends_with(core)
}
