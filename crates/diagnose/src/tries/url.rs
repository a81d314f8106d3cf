//! The URL, where it is signed: as it is given, and as the sender may have called it.

use webhook_runtime::SignatureRule;

use super::Variant;
use crate::Request;
use crate::causes::{self, Finding};
use crate::terms::reads_url;

/// The URLs that may have been signed.
pub(crate) fn urls(rule: &SignatureRule, request: &Request) -> Vec<Variant<Option<String>>> {
    let mut urls = vec![Variant::as_it_came(request.url.clone())];
    let Some(url) = request.url.as_deref().filter(|_| reads_url(rule)) else { return urls };
    let mut add = |other: String, what: &str| {
        urls.push(Variant::of(Some(other), Finding::with(causes::URL_CHANGED, what)));
    };
    let (path, query) = url.split_once('?').map_or((url, ""), |(path, _)| (path, &url[path.len()..]));
    if let Some(rest) = url.strip_prefix("https:") {
        add(format!("http:{rest}"), "with `http` for `https`");
    } else if let Some(rest) = url.strip_prefix("http:") {
        add(format!("https:{rest}"), "with `https` for `http`");
    }
    match path.strip_suffix('/') {
        Some(without) => add(format!("{without}{query}"), "without the slash at the end of its path"),
        None => add(format!("{path}/{query}"), "with a slash at the end of its path"),
    }
    if !query.is_empty() {
        add(path.to_owned(), "without its query");
    }
    urls
}
