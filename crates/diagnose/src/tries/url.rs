//! The URL, where it is signed: as it is given, and as the sender may have called it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use webhook_runtime::SignatureRule;

use super::Variant;
use crate::Request;
use crate::causes::{self, Finding};
use crate::terms::reads_url;

/// Headers in which servers and proxies pass on the host that was called.
const HOSTS: [&str; 3] = ["X-Forwarded-Host", "X-Original-Host", "Host"];
/// Headers in which they pass on path and query.
const PATHS: [&str; 4] = ["X-Original-URI", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri"];

/// The URLs that may have been signed.
pub(crate) fn urls(rule: &SignatureRule, request: &Request) -> Vec<Variant<Option<String>>> {
    let mut urls = vec![Variant::as_it_came(request.url.clone())];
    let Some(url) = request.url.as_deref().filter(|_| reads_url(rule)) else { return urls };
    let mut add = |other: String, what: &str| {
        if !urls.iter().any(|known| known.value.as_ref() == Some(&other)) {
            urls.push(Variant::of(Some(other), Finding::with(causes::URL_CHANGED, what)));
        }
    };
    let (path, query) = url.split_once('?').map_or((url, ""), |(path, _)| (path, &url[path.len()..]));
    let other_scheme = match url.strip_prefix("https:") {
        Some(rest) => Some(("http", "https", rest)),
        None => url.strip_prefix("http:").map(|rest| ("https", "http", rest)),
    };
    if let Some((other, own, rest)) = other_scheme {
        add(format!("{other}:{rest}"), &format!("with `{other}` for `{own}`"));
    }
    match path.strip_suffix('/') {
        Some(without) => add(format!("{without}{query}"), "without the slash at the end of its path"),
        None => add(format!("{path}/{query}"), "with a slash at the end of its path"),
    }
    if !query.is_empty() {
        add(path.to_owned(), "without its query");
    }
    if let Some((scheme, rest)) = url.split_once("://") {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        elsewhere(scheme, rest.split_at(end), request, &mut add);
    }
    urls
}

/// The URL with another host, port or path, as headers of the request have them, or as a server writes it.
fn elsewhere(
    scheme: &str,
    (host, target): (&str, &str),
    request: &Request,
    add: &mut impl FnMut(String, &str),
) {
    // A chain of proxies makes a list, which begins with what was called.
    let header = |name: &str| {
        let value = std::str::from_utf8(request.values(name).next()?).ok()?;
        Some(value.split(',').next().unwrap_or_default().trim().to_owned()).filter(|value| !value.is_empty())
    };
    let other_scheme = if scheme == "https" { "http" } else { "https" };
    for name in HOSTS {
        let Some(other) = header(name).filter(|other| other != host) else { continue };
        let what = format!("with the host `{other}`, as `{name}` has it");
        add(format!("{scheme}://{other}{target}"), &what);
        add(format!("{other_scheme}://{other}{target}"), &format!("{what}, and `{other_scheme}`"));
    }
    let (bare, port) = match host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) {
        Some((bare, port)) => (bare, Some(port)),
        None => (host, None),
    };
    if let Some(port) = header("X-Forwarded-Port").filter(|other| Some(&**other) != port) {
        add(format!("{scheme}://{bare}:{port}{target}"), "with the port that `X-Forwarded-Port` has");
    }
    if port.is_some() {
        add(format!("{scheme}://{bare}{target}"), "without its port");
    }
    if let Some(prefix) = header("X-Forwarded-Prefix") {
        let prefix = prefix.trim_end_matches('/');
        add(
            format!("{scheme}://{host}{prefix}{target}"),
            &format!("with `{prefix}` before its path, as `X-Forwarded-Prefix` has it"),
        );
    }
    for name in PATHS {
        if let Some(other) = header(name).filter(|other| other.starts_with('/')) {
            add(format!("{scheme}://{host}{other}"), &format!("with the path and query that `{name}` has"));
        }
    }
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    if let Some(path) = unescaped(path) {
        add(format!("{scheme}://{host}{path}{query}"), "without the escapes in its path");
        if let Some(query) = unescaped(query) {
            add(format!("{scheme}://{host}{path}{query}"), "without its escapes");
        }
    } else if let Some(query) = unescaped(query) {
        add(format!("{scheme}://{host}{path}{query}"), "without the escapes in its query");
    }
}

/// A text without its percent escapes; `None` where it has none, or they are no text.
fn unescaped(text: &str) -> Option<String> {
    match percent_decode_str(text).decode_utf8() {
        Ok(Cow::Owned(text)) => Some(text),
        Ok(Cow::Borrowed(_)) | Err(_) => None,
    }
}
