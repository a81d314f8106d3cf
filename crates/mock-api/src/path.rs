//! Paths, and the values of their parameters.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use webhook_runtime::contract::template::{Part, Template};

/// Identifiers, each by the name of the path parameter that it goes by: `endpoint_id`, for example.
pub(crate) type Ids = BTreeMap<String, String>;

/// The values of a template's parameters in a path, by their names; `None` where the path does not fit.
pub(crate) fn parameters(template: &Template, path: &str) -> Option<Ids> {
    let mut values = Ids::new();
    let mut rest = path;
    for part in template.parts() {
        match part {
            Part::Text(text) => rest = rest.strip_prefix(&**text)?,
            Part::Field(name) => {
                let (value, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let value = percent_decode_str(value).decode_utf8().ok().filter(|value| !value.is_empty())?;
                values.insert(name.to_string(), value.into_owned());
                rest = after;
            }
        }
    }
    rest.is_empty().then_some(values)
}

/// Whether every parameter of a template is a whole segment of the path.
pub(crate) fn is_supported(template: &Template) -> bool {
    template.to_string().split('/').all(|segment| {
        let template = Template::parse(segment);
        template.fields().next().is_none() || template.parts().len() == 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_parts() {
        let of = |path| parameters(&Template::parse("/orgs/{org}/hooks/{hook}/rotate"), path);
        let values =
            [("org", "o-1"), ("hook", "h/2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(of("/orgs/o-1/hooks/h%2F2/rotate"), Some(values.into()));
        for path in [
            "/orgs/o-1/hooks/h/2/rotate",
            "/orgs//hooks/h/rotate",
            "/orgs/o/hooks/%ff/rotate",
            "/orgs/o/hooks/h",
            "/orgs/o/hooks/h/rotate/",
            "",
        ] {
            assert_eq!(of(path), None, "{path}");
        }
        let is_supported = |text| super::is_supported(&Template::parse(text));
        assert!(is_supported("/orgs/{org}/hooks/{hook}") && is_supported("/hooks"));
        assert!(!is_supported("/a/{b}-{c}") && !is_supported("/a/b-{c}"));
    }
}
