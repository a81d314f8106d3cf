//! Values of options that are refused before anything is made of them.

/// A name as people write it.
///
/// # Errors
///
/// When there is nothing in it.
pub fn title(text: &str) -> Result<String, String> {
    match text.trim().is_empty() {
        true => Err("expected a name as people write it, such as `Acme`".to_owned()),
        false => Ok(text.to_owned()),
    }
}

/// The URL of a Git repository, as Cargo takes it: with a scheme, which a way to a directory and `user@host:path` lack.
///
/// # Errors
///
/// When it is not one.
pub fn git_url(text: &str) -> Result<String, String> {
    if text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return Err("a URL cannot have spaces or control characters in it".to_owned());
    }
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    };
    // The path of a file has no host.
    let has_host = |scheme: &str, rest: &str| !rest.starts_with('/') || scheme.eq_ignore_ascii_case("file");
    match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) && !rest.is_empty() && has_host(scheme, rest) => {
            Ok(text.to_owned())
        }
        _ => {
            Err("expected a URL that Cargo takes, such as `https://…`, `ssh://git@…` or `file:///…`; for a \
                  checkout in a directory, use --runtime-path"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_git_url_has_a_scheme_and_something_after_it() {
        for text in [
            "https://a.example/b",
            "ssh://git@a.example/b",
            "file:///srv/b.git",
            "git+ssh://a.example/b",
            "https://a.example/it's#here",
        ] {
            assert_eq!(git_url(text).as_deref(), Ok(text));
        }
        for text in [
            "",
            "notaurl",
            "../hookwright",
            "git@a.example:b/c",
            "https://",
            "https:///b",
            "://a",
            "1x://a",
            "https://a b",
            "x y://a",
        ] {
            assert!(git_url(text).is_err(), "{text}");
        }
    }
}
