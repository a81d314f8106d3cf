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

/// A whole number within bounds, both of which are in them.
pub fn whole<N: TryFrom<u64>>(from: u64, to: u64) -> impl Fn(&str) -> Result<N, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| (from..=to).contains(number));
        let number = number.and_then(|number| N::try_from(number).ok());
        number.ok_or_else(|| format!("expected a whole number from {from} to {to}"))
    }
}

/// A time, in seconds since 1970.
///
/// # Errors
///
/// When it is not one, or far beyond any that a request can have.
pub fn unix_seconds(text: &str) -> Result<u64, String> {
    whole(0, 1_000_000_000_000)(text).map_err(|_| {
        "expected Unix seconds, such as 1778328000; `date +%s` says what they are now".to_owned()
    })
}

/// The URL that a sender calls.
///
/// # Errors
///
/// When it is not one.
pub fn called_url(text: &str) -> Result<String, String> {
    let is_web = |scheme: &str| ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let rest = text.split_once("://").filter(|(scheme, _)| is_web(scheme)).map(|(_, rest)| rest);
    let is_url = rest.is_some_and(|rest| !rest.starts_with(['/', '?', '#']) && !rest.is_empty())
        && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    match is_url {
        true => Ok(text.to_owned()),
        false => Err("expected a URL, such as https://shop.example/webhooks".to_owned()),
    }
}

/// The method of a request.
///
/// # Errors
///
/// When it is not one.
pub fn method(text: &str) -> Result<String, String> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match !text.is_empty() && text.bytes().all(is_part) {
        true => Ok(text.to_owned()),
        false => Err("expected a method, such as POST".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_bounds() {
        assert_eq!(["0", "7", "65535"].map(whole::<u16>(0, 65_535)), [Ok(0), Ok(7), Ok(65_535)]);
        for text in ["", "-1", "1.5", "65536", "99999999999999999999", "seven", "0x7", " 7"] {
            let message = "expected a whole number from 0 to 65535".to_owned();
            assert_eq!(whole::<u16>(0, 65_535)(text), Err(message), "{text}");
        }
        assert!(whole::<u8>(1, 1_000)("256").is_err(), "it does not fit");
    }

    #[test]
    fn a_url_has_a_host_and_a_method_is_a_word() {
        for text in ["https://a.example", "HTTP://127.0.0.1:80/a?b", "https://a.example?b#c"] {
            assert_eq!(called_url(text).as_deref(), Ok(text));
        }
        for text in
            ["", "a.example", "ftp://a.example", "https://", "https:///a", "https://?a", "https://a b"]
        {
            assert!(called_url(text).is_err(), "{text}");
        }
        assert!(["POST", "get", "M-SEARCH"].iter().all(|text| method(text).is_ok()));
        assert!(["", "GE T", "POST\n", "métho"].iter().all(|text| method(text).is_err()));
    }

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
