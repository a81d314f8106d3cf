//! Where a request goes: to the URL that was given, with the query that the request has of its own. Signatures may be there.

use webhook_exchange::Target;
use webhook_runtime::Outgoing;

/// Addresses a request to a URL; of its own one, the query stays.
pub(crate) fn address(request: &mut Outgoing, url: &str) {
    let query = request.url.as_deref().and_then(|url| Some(url.split_once('?')?.1));
    request.url = Some(match query {
        Some(query) => format!("{}?{query}", url.split('?').next().unwrap_or_default()),
        None => url.to_owned(),
    });
}

/// The path and the query to send an addressed request to.
pub(crate) fn path(target: &Target, request: &Outgoing) -> String {
    let url = request.url.as_deref().unwrap_or_default();
    let query = url.split_once('?').map(|(_, query)| query.split('#').next().unwrap_or_default());
    let path = target.path().split('?').next().unwrap_or_default();
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}
