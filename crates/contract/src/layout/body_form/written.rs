//! How the form of a body is written.

use std::fmt;
use std::str::FromStr;

use super::BodyForm;
use crate::signature::Unreadable;

impl FromStr for BodyForm {
    type Err = Unreadable;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "json" => Ok(Self::Json),
            None if text == "form" => Ok(Self::Form),
            Some(("form", name)) if !name.is_empty() => Ok(Self::JsonInForm(name.to_owned().into())),
            _ => Err(Unreadable(format!("expected `json`, `form` or `form:NAME`, found `{text}`"))),
        }
    }
}

impl fmt::Display for BodyForm {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("json"),
            Self::Form => f.write_str("form"),
            Self::JsonInForm(name) => write!(f, "form:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_and_written_in_one_way() {
        for text in ["json", "form", "form:payload", "form:a:b"] {
            assert_eq!(text.parse::<BodyForm>().expect(text).to_string(), text);
        }
        for bad in ["", "JSON", "form:", "json:x", "xml"] {
            bad.parse::<BodyForm>().expect_err(bad);
        }
    }
}
