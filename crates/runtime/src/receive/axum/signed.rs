//! An axum extractor of verified bodies, for handlers that do the rest themselves.

use std::marker::PhantomData;

use axum::extract::{FromRef, FromRequest, Request};
use bytes::Bytes;

use super::{Rejection, read, unread};
use crate::{DecodeError, Deliveries, Receiver, RequestParts};

/// Extracts a body that is verified to come from the provider, for handlers that do the rest themselves.
///
/// The state must provide a [`Receiver`] with a key of its own. Where keys are fetched, use [`route`](super::route) with
/// `Endpoint::by_fetched_keys`, or read the request yourself and verify it by `Receiver::with_fetched_key`. A request that
/// cannot be verified is answered with [`VerifyError::status`](crate::VerifyError::status); a body that is larger than the
/// receiver's limit is refused before it is read. How long to wait for a body is up to the app and its server;
/// [`serve`](super::serve) sets a limit.
///
/// ```
/// # use axum::extract::FromRef;
/// # use axum::http::StatusCode;
/// # use webhook_runtime::{Deliveries, Receiver, axum::Signed};
/// async fn receive<C: Deliveries>(body: Signed<C>) -> StatusCode {
///     match body.decode() {
///         Ok(delivery) => println!("{}", C::name_in(&delivery)),
///         Err(error) => eprintln!("keep {} bytes for later: {error}", body.bytes().len()),
///     }
///     StatusCode::OK
/// }
///
/// # fn app<C: Deliveries>(receiver: Receiver<C>) -> axum::Router {
/// axum::Router::new().route("/webhooks", axum::routing::post(receive::<C>)).with_state(receiver)
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Signed<C> {
    bytes: Bytes,
    catalog: PhantomData<C>,
}

impl<C: Deliveries> Signed<C> {
    /// The bytes that were signed.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// Those of [`Verified::decode`](crate::Verified::decode): the body is authentic nevertheless, so keep it and
    /// answer with a 2xx.
    pub fn decode(&self) -> Result<C::Delivery<'_>, DecodeError> {
        C::decode(&self.bytes)
    }
}

impl<C: Deliveries, T: Send + Sync> FromRequest<T> for Signed<C>
where
    Receiver<C>: FromRef<T>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &T) -> Result<Self, Rejection> {
        let receiver = Receiver::from_ref(state);
        let (parts, body) = request.into_parts();
        let bytes = read(&parts.headers, body, receiver.body_limit()).await?;
        let request = RequestParts { body: &bytes, ..unread(&parts) };
        receiver.verify_request(&request).map_err(Rejection::Unverified)?;
        Ok(Signed { bytes, catalog: PhantomData })
    }
}
