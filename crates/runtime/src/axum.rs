//! Receiving with the web framework axum.
//!
//! Knows how axum hands over requests, and how much of a body to read. Does not know what is done with a delivery.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header::CONTENT_LENGTH};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::dedupe::Store;
use crate::{Answer, Catalog, DecodeError, Endpoint, Receiver, VerifyError};

/// A route that takes deliveries by `POST` and gives them to an endpoint.
///
/// A body that is larger than the endpoint's limit is refused before it is read: by the length that it announces, else
/// as soon as it goes beyond. One that does not come to its end within a tenth of the time that the sender waits for an
/// answer is not waited for.
///
/// ```
/// # use std::sync::Arc;
/// # use webhook_runtime::{Catalog, Endpoint, dedupe::Store};
/// fn app<C: Catalog, S: Store>(endpoint: Endpoint<C, S>) -> axum::Router {
///     axum::Router::new().route("/webhooks", webhook_runtime::axum::route(Arc::new(endpoint)))
/// }
/// ```
pub fn route<C: Catalog, S: Store, T: Clone + Send + Sync + 'static>(
    endpoint: Arc<Endpoint<C, S>>,
) -> MethodRouter<T> {
    post(async move |headers: HeaderMap, body: Body| {
        let body = read(&headers, body, endpoint.body_limit());
        endpoint.receive_when_read(&headers, body).await
    })
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        respond(self.status)
    }
}

/// Extracts a body that is proven to come from the provider, for handlers that do the rest themselves.
///
/// The state has to hold a [`Receiver`]. What is not verified is answered as [`VerifyError::status`] says; a body that is
/// larger than the receiver's limit is refused before it is read. How long to wait for a body is left to the app.
///
/// ```
/// # use axum::extract::FromRef;
/// # use axum::http::StatusCode;
/// # use webhook_runtime::{Catalog, Receiver, axum::Signed};
/// async fn receive<C: Catalog>(body: Signed<C>) -> StatusCode {
///     match body.decode() {
///         Ok(delivery) => println!("{}", C::name_in(&delivery)),
///         Err(error) => eprintln!("keep {} bytes for later: {error}", body.bytes().len()),
///     }
///     StatusCode::OK
/// }
///
/// # fn app<C: Catalog>(receiver: Receiver<C>) -> axum::Router {
/// axum::Router::new().route("/webhooks", axum::routing::post(receive::<C>)).with_state(receiver)
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Signed<C> {
    bytes: Bytes,
    catalog: PhantomData<C>,
}

impl<C: Catalog> Signed<C> {
    /// The bytes that were signed.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// As [`Verified::decode`](crate::Verified::decode): the body is genuine all the same, so keep it and answer with a
    /// 2xx.
    pub fn decode(&self) -> Result<C::Delivery<'_>, DecodeError> {
        C::decode(&self.bytes)
    }
}

impl<C: Catalog, T: Send + Sync> FromRequest<T> for Signed<C>
where
    Receiver<C>: FromRef<T>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &T) -> Result<Self, Rejection> {
        let receiver = Receiver::from_ref(state);
        let (parts, body) = request.into_parts();
        let bytes = read(&parts.headers, body, receiver.body_limit()).await?;
        receiver.verify(&parts.headers, &bytes).map_err(Rejection::Unverified)?;
        Ok(Signed { bytes, catalog: PhantomData })
    }
}

/// Why a request was not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// It is not to be trusted, or its body is larger than the limit.
    Unverified(VerifyError),
    /// The body did not come to its end.
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
            Rejection::Unread => f.write_str("the body did not come to its end"),
        }
    }
}

impl std::error::Error for Rejection {}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        respond(self.status())
    }
}

/// The whole body, as long as it is no larger than `limit`.
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

/// A response without a body: senders do not read any, and forgers need none.
fn respond(status: u16) -> Response {
    // All statuses of this crate are ones that there are.
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}
