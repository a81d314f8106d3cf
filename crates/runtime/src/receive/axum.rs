//! Receives deliveries with the web framework axum.

mod connections;
mod receives;
mod serve;
mod signed;

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

pub use self::serve::{Server, serve};
pub use self::signed::Signed;

use self::connections::InFlight;
use self::receives::Receives;
use crate::{Answer, RequestParts, VerifyError};

/// A `POST` route that passes deliveries to an [`Endpoint`](crate::Endpoint), or to a `FetchingEndpoint`; it takes `GET` as well where the contract has a handshake by it.
///
/// A signature may be over method and URL: the URL is the receiver's public one with path and query of the request, also
/// where the route is nested in another path.
///
/// A body that is larger than the endpoint's limit is refused: before it is read if its announced length is too large,
/// else as soon as it exceeds the limit. A body must be fully received within a tenth of the time that the sender waits
/// for an answer.
///
/// Each delivery runs in its own tokio task until it is answered, even if the sender hangs up: otherwise a handler
/// could be dropped after it has done its work but before the event is committed, and would do it again. [`serve`]
/// waits for these tasks when it shuts down. Other servers do not know about them, and the runtime drops the remaining
/// ones when `main` returns.
///
/// ```
/// # use std::sync::Arc;
/// # use webhook_runtime::{Deliveries, Endpoint, dedupe::Store};
/// fn app<C: Deliveries, S: Store>(endpoint: Endpoint<C, S>) -> axum::Router {
///     axum::Router::new().route("/webhooks", webhook_runtime::axum::route(Arc::new(endpoint)))
/// }
/// ```
pub fn route<E: Receives, T: Clone + Send + Sync + 'static>(endpoint: Arc<E>) -> MethodRouter<T> {
    let methods = match endpoint.takes_get() {
        true => MethodFilter::POST.or(MethodFilter::GET),
        false => MethodFilter::POST,
    };
    on(methods, async move |request: Request| {
        let (parts, body) = request.into_parts();
        let endpoint = Arc::clone(&endpoint);
        let delivery = tokio::spawn(async move {
            let _in_flight = parts.extensions.get::<InFlight>();
            let body = read(&parts.headers, body, endpoint.body_limit());
            endpoint.receive_when_read(&unread(&parts), body).await
        });
        match delivery.await {
            Ok(answer) => answer.into_response(),
            // Panics in handlers are caught, so the runtime is shutting down.
            Err(_) => empty(503),
        }
    })
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let Answer { status, headers, body, .. } = self;
        let mut response = Response::builder().status(status);
        for (name, value) in &headers {
            response = response.header(&**name, value);
        }
        // Only a contract can have names of headers in it that are none.
        response.body(body.into()).unwrap_or_else(|_| empty(500))
    }
}

/// Why a request was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// It could not be verified, or its body is larger than the limit.
    Unverified(VerifyError),
    /// The body was not fully received.
    Unread,
}

impl Rejection {
    /// The status to answer with.
    pub fn status(self) -> u16 {
        match self {
            Rejection::Unverified(error) => error.status(),
            Rejection::Unread => 503,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Unverified(error) => error.fmt(f),
            Rejection::Unread => f.write_str("the body was not fully received"),
        }
    }
}

impl std::error::Error for Rejection {}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        empty(self.status())
    }
}

/// Reads the whole body, if it is no larger than `limit`.
async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Rejection> {
    const TOO_LARGE: Rejection = Rejection::Unverified(VerifyError::BodyTooLarge);
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(TOO_LARGE);
    }
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(TOO_LARGE),
        Err(_) => Err(Rejection::Unread),
    }
}

/// A request as its sender sent it, without its body: an app may have taken the beginning off its path.
fn unread(parts: &Parts) -> RequestParts<'_, HeaderMap> {
    let uri = parts.extensions.get().map_or(&parts.uri, |OriginalUri(uri)| uri);
    let url = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    RequestParts::new(&parts.headers, &[]).method(parts.method.as_str()).url(url)
}

/// A response without a body.
fn empty(status: u16) -> Response {
    // All statuses of this crate are valid.
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[tokio::test]
    async fn a_body_is_too_large_when_it_is_said_to_be_or_is() {
        let read = async |length: &'static str, body: &'static str| {
            let headers = HeaderMap::from_iter([(CONTENT_LENGTH, HeaderValue::from_static(length))]);
            read(&headers, Body::from(body), 3).await
        };
        let too_large = Err(Rejection::Unverified(VerifyError::BodyTooLarge));
        assert_eq!(read("3", "abc").await, Ok(Bytes::from("abc")));
        assert_eq!(read("1", "abcd").await, too_large);
        // It is not read, or it would be found to be small.
        assert_eq!(read("4", "abc").await, too_large);
        assert_eq!(read("18446744073709551615", "abc").await, too_large);
    }
}
