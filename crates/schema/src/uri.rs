//! URIs by RFC 3986 and IRIs by RFC 3987: what is one, and what a reference comes to.

use std::net::Ipv6Addr;

/// What a URI may have in it besides ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Nothing: a URI.
    Ascii,
    /// Letters of any script: an IRI.
    All,
}

/// Whether a text is a URI or IRI: with a scheme.
pub(crate) fn is_absolute(text: &str, letters: Letters) -> bool {
    Parts::of(text).is_absolute(letters)
}

/// Whether a text is a URI or IRI, or what may be relative to one.
pub(crate) fn is_reference(text: &str, letters: Letters) -> bool {
    Parts::of(text).is_valid(letters)
}

/// What a reference comes to, relative to a URI, and in the normal form of RFC 3986; `None` where it comes to nothing.
pub(crate) fn resolve(base: &str, reference: &str) -> Option<String> {
    let base_parts = Parts::of(base);
    let parts = Parts::of(reference);
    if !base_parts.is_absolute(Letters::Ascii) || !parts.is_valid(Letters::Ascii) {
        return None;
    }
    let mut target = Parts { fragment: parts.fragment, ..parts };
    let path = if parts.scheme.is_some() || parts.authority.is_some() {
        target.scheme = parts.scheme.or(base_parts.scheme);
        parts.path.to_owned()
    } else {
        (target.scheme, target.authority) = (base_parts.scheme, base_parts.authority);
        let is_opaque = base_parts.authority.is_none() && !base_parts.path.starts_with('/');
        if parts.path.is_empty() {
            target.query = parts.query.or(base_parts.query);
            base_parts.path.to_owned()
        } else if is_opaque {
            return None;
        } else if parts.path.starts_with('/') {
            parts.path.to_owned()
        } else {
            // Next to the last segment of the base.
            let above = base_parts.path.rfind('/').map_or("/", |slash| &base_parts.path[..=slash]);
            format!("{above}{}", parts.path)
        }
    };
    let mut path = normal_escapes(&path);
    if path.starts_with('/') {
        path = without_dots(&path);
    }
    if target.authority.is_none() && path.starts_with("//") {
        path.insert_str(0, "/.");
    }
    let part = |before: &str, part: Option<&str>| {
        part.map_or_else(String::new, |part| format!("{before}{}", normal_escapes(part)))
    };
    let scheme = target.scheme.unwrap_or_default().to_ascii_lowercase();
    let authority =
        target.authority.map_or_else(String::new, |authority| format!("//{}", normal_authority(authority)));
    Some(format!("{scheme}:{authority}{path}{}{}", part("?", target.query), part("#", target.fragment)))
}

/// The parts of a reference, without the characters between them.
#[derive(Clone, Copy)]
struct Parts<'t> {
    scheme: Option<&'t str>,
    authority: Option<&'t str>,
    path: &'t str,
    query: Option<&'t str>,
    fragment: Option<&'t str>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Self {
        let split = |text: &'t str, at: char| match text.split_once(at) {
            Some((before, after)) => (before, Some(after)),
            None => (text, None),
        };
        let (text, fragment) = split(text, '#');
        let (text, query) = split(text, '?');
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, text),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                (Some(&rest[..end]), &rest[end..])
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query, fragment }
    }

    fn is_absolute(&self, letters: Letters) -> bool {
        self.scheme.is_some() && self.is_valid(letters)
    }

    fn is_valid(&self, letters: Letters) -> bool {
        // A segment with a colon would be a scheme.
        let is_relative = self.scheme.is_none() && self.authority.is_none();
        let first_segment = self.path.split('/').next().unwrap_or_default();
        let is_private = |c: char| {
            letters == Letters::All
                && matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
        };
        let is_path = |c: char| c == ':' || c == '@' || c == '/';
        !(is_relative && first_segment.contains(':'))
            && self.authority.is_none_or(|authority| is_authority(authority, letters))
            && has_only(self.path, letters, is_path)
            && self
                .query
                .is_none_or(|query| has_only(query, letters, |c| is_path(c) || c == '?' || is_private(c)))
            && self.fragment.is_none_or(|part| has_only(part, letters, |c| is_path(c) || c == '?'))
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn is_authority(text: &str, letters: Letters) -> bool {
    let (user, host) = text.rsplit_once('@').map_or((None, text), |(user, host)| (Some(user), host));
    let is_user = user.is_none_or(|user| has_only(user, letters, |c| c == ':'));
    is_user
        && match host.strip_prefix('[') {
            Some(literal) => literal.split_once(']').is_some_and(|(address, port)| {
                is_address(address) && (port.is_empty() || port.strip_prefix(':').is_some_and(is_number))
            }),
            None => {
                let (name, port) = host.split_once(':').unwrap_or((host, ""));
                has_only(name, letters, |_| false) && is_number(port)
            }
        }
}

/// Whether a text is what may stand in brackets: an address of version 6, or of a future one.
fn is_address(text: &str) -> bool {
    let future = text.strip_prefix(['v', 'V']).and_then(|text| text.split_once('.'));
    match future {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && !address.contains('%')
                && has_only(address, Letters::Ascii, |c| c == ':')
        }
        None => text.parse::<Ipv6Addr>().is_ok(),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text has nothing in it but bytes that are escaped, what may stand anywhere, and some other characters.
fn has_only(text: &str, letters: Letters, others: impl Fn(char) -> bool) -> bool {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let is_allowed = match c {
            '%' => [rest.next(), rest.next()].into_iter().all(|c| c.is_some_and(|c| c.is_ascii_hexdigit())),
            c => {
                is_unreserved(c)
                    || matches!(c, '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=')
                    || (letters == Letters::All && is_letter(c))
                    || others(c)
            }
        };
        if !is_allowed {
            return false;
        }
    }
    true
}

fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')
}

/// Whether an IRI may have a character beyond ASCII anywhere: none that is private or not a character.
fn is_letter(c: char) -> bool {
    match u32::from(c) {
        0xa0..=0xd7ff | 0xf900..=0xfdcf | 0xfdf0..=0xffef => true,
        code @ 0x1_0000..=0xd_ffff => code & 0xffff <= 0xfffd,
        code => (0xe_1000..=0xe_fffd).contains(&code),
    }
}

/// A part with its escapes in one way: in capitals, and only where they are needed.
fn normal_escapes(part: &str) -> String {
    let mut normal = String::with_capacity(part.len());
    let mut rest = part;
    while let Some(at) = rest.find('%') {
        normal.push_str(&rest[..at]);
        let escape = rest.get(at..at + 3).unwrap_or(&rest[at..]);
        let byte = escape.get(1..).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map(char::from);
        match byte.filter(|c| is_unreserved(*c)) {
            Some(c) => normal.push(c),
            None => normal.push_str(&escape.to_ascii_uppercase()),
        }
        rest = &rest[at + escape.len()..];
    }
    normal + rest
}

/// An authority with its host in lower case, and without a port that is empty.
fn normal_authority(authority: &str) -> String {
    let (user, host) =
        authority.rsplit_once('@').map_or(("", authority), |(user, _)| authority.split_at(user.len() + 1));
    let host = normal_escapes(&host.to_ascii_lowercase());
    format!("{}{}", normal_escapes(user), host.strip_suffix(':').unwrap_or(&host))
}

/// A path from the root without the segments `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut last = "";
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
        last = segment;
    }
    if matches!(last, "." | "..") {
        kept.push("");
    }
    kept.iter().fold(String::with_capacity(path.len()), |path, segment| path + "/" + segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_come_to_what_the_standard_says() {
        // RFC 3986, section 5.4.
        for (reference, expected) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g;x?y#s", "http://a/b/c/g;x?y#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("HTTP://U@A.B:/%7e%c3", "http://U@a.b/~%C3"),
        ] {
            assert_eq!(resolve("http://a/b/c/d;p?q", reference).as_deref(), Some(expected), "{reference}");
        }
        assert_eq!(resolve("urn:a:b", "#c").as_deref(), Some("urn:a:b#c"));
        assert_eq!(resolve("urn:a:b", "c"), None);
        assert_eq!(resolve("a/b", "c"), None);
        assert_eq!(resolve("http://a/", "c d"), None);
    }

    #[test]
    fn what_is_a_uri() {
        for text in [
            "http://a.b:80/c?d=e#f",
            "mailto:a@b.c",
            "urn:isbn:0",
            "http://[::1]:8080/",
            "http://[v1.a:b]/",
            "http://u:p@h",
            "a:",
            "http://a?",
            "file:///c",
        ] {
            assert!(is_absolute(text, Letters::Ascii) && is_absolute(text, Letters::All), "{text}");
        }
        for text in [
            "", "a", "//a", "/a", "?a", "#a", "1a:b", "a b:c", "a:b c", "a:\\", "a:%", "a:%2", "a:%2g", "a:é",
        ]
        .into_iter()
        .chain([
            "http://[::1",
            "http://a:b/",
            "http://[1.2.3.4]/",
            "http://[::1]a/",
            "a:<b>",
            "a:b#c#d",
            "http://a@b@c/",
        ]) {
            assert!(!is_absolute(text, Letters::Ascii), "{text}");
        }
        for text in ["", "a", "a/b:c", "./b:c", "//a", "?", "#"] {
            assert!(is_reference(text, Letters::Ascii), "{text}");
        }
        for text in ["1a:b", ":", "a b", "%"] {
            assert!(!is_reference(text, Letters::Ascii), "{text}");
        }
        assert!(is_absolute("http://exämple.com/é?\u{e000}#é", Letters::All));
        assert!(!is_absolute("http://a/\u{e000}", Letters::All));
        assert!(!is_absolute("http://a/\u{fdd0}", Letters::All));
    }
}
