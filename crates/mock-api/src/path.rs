//! Paths, and what stands in the place of their parameters.
//!
//! Knows templates with `{…}` for a part of the path. Does not know what they lead to.

use percent_encoding::percent_decode_str;

/// The values of a template's parameters in a path, in their order; `None` where the path does not fit.
pub(crate) fn parameters(template: &str, path: &str) -> Option<Vec<String>> {
    let (mut wanted, mut parts) = (template.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return Some(values),
            (Some(wanted), Some(part)) if wanted.starts_with('{') => {
                let value = percent_decode_str(part).decode_utf8().ok().filter(|value| !value.is_empty())?;
                values.push(value.into_owned());
            }
            (Some(wanted), Some(part)) if wanted == part => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_parts() {
        let of = |path| parameters("/orgs/{org}/hooks/{hook}/rotate", path);
        assert_eq!(of("/orgs/o-1/hooks/h%2F2/rotate"), Some(vec!["o-1".to_owned(), "h/2".to_owned()]));
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
    }
}
