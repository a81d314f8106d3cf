//! Where a request goes: to the URL that was given, with the query that the request has of its own. Names, ids and signatures
//! may be there.

use webhook_runtime::Outgoing;

use crate::Target;

/// Addresses a request to a target: at its own URL, or below the public one at which a sender finds it. Of the query, what the
/// request has of its own counts.
pub fn address(request: &mut Outgoing, public: Option<&str>, target: &Target) {
    let own = request.url.as_deref().and_then(|url| Some(url.split_once('?')?.1)).unwrap_or_default();
    let own = own.split('#').next().unwrap_or_default();
    let (path, query) = target.path().split_once('?').unwrap_or((target.path(), ""));
    let name = |parameter: &str| parameter.split('=').next().map(str::to_owned);
    let is_other = |given: &&str| own.split('&').all(|own| name(own) != name(given));
    let parameters = query.split('&').filter(is_other).chain(own.split('&'));
    let query = parameters.filter(|parameter| !parameter.is_empty()).collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    let base = public.map_or_else(|| origin(&target.url), base);
    request.url = Some(format!("{base}{path}{mark}{query}"));
}

/// The path and the query to send an addressed request to.
pub fn path(target: &Target, request: &Outgoing) -> String {
    let path = target.path().split('?').next().unwrap_or_default();
    let query = request.url.as_deref().and_then(|url| Some(url.split_once('?')?.1));
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

/// Scheme, host and port of a URL.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    &url[..end]
}

/// What a public URL has before the path of each request.
fn base(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    url[..end].strip_suffix('/').unwrap_or(&url[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_url_comes_before_the_path_and_the_own_query_counts() {
        for (own, public, to, expected) in [
            (None, None, "http://127.0.0.1:8123", "http://127.0.0.1:8123/"),
            (None, None, "http://127.0.0.1:8123/a?b=1", "http://127.0.0.1:8123/a?b=1"),
            (Some("/?q=x&b=2"), None, "http://127.0.0.1/a?b=1&c=3", "http://127.0.0.1/a?c=3&q=x&b=2"),
            (
                Some("https://b.example/z"),
                Some("https://a.example"),
                "http://127.0.0.1/h",
                "https://a.example/h",
            ),
            (
                None,
                Some("https://a.example/pre/?x=1"),
                "http://127.0.0.1/h?y=2",
                "https://a.example/pre/h?y=2",
            ),
        ] {
            let target = Target::parse(to, false).expect("a URL");
            let mut request = Outgoing::post("");
            request.url = own.map(str::to_owned);
            address(&mut request, public, &target);
            assert_eq!(request.url.as_deref(), Some(expected));
            assert!(expected.ends_with(&path(&target, &request)), "{expected}");
        }
    }
}
