//! Paths, and what stands in the place of their parameters.
//!
//! Knows templates with `{…}` for a part of the path. Does not know what they lead to.

use percent_encoding::percent_decode_str;

use crate::ids::Ids;

/// The values of a template's parameters in a path, by their names; `None` where the path does not fit.
pub(crate) fn parameters(template: &str, path: &str) -> Option<Ids> {
    let (mut wanted, mut parts) = (template.split('/'), path.split('/'));
    let mut values = Ids::new();
    loop {
        let (wanted, part) = match (wanted.next(), parts.next()) {
            (None, None) => return Some(values),
            (wanted, part) => (wanted?, part?),
        };
        match name(wanted) {
            Some(name) => {
                let value = percent_decode_str(part).decode_utf8().ok().filter(|value| !value.is_empty())?;
                values.insert(name.to_owned(), value.into_owned());
            }
            None if wanted == part => {}
            None => return None,
        }
    }
}

/// Whether every parameter of a template is a whole part of the path.
pub(crate) fn is_supported(template: &str) -> bool {
    template.split('/').all(|part| name(part).is_some_and(|name| !name.contains('{')) || !part.contains('{'))
}

fn name(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_parts() {
        let of = |path| parameters("/orgs/{org}/hooks/{hook}/rotate", path);
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
        assert!(is_supported("/orgs/{org}/hooks/{hook}") && is_supported("/hooks"));
        assert!(!is_supported("/a/{b}-{c}") && !is_supported("/a/b-{c}"));
    }
}
