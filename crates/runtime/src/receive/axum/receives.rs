//! What a route passes deliveries to.

use axum::http::HeaderMap;
use bytes::Bytes;

use super::Rejection;
use crate::receive::dedupe::Store;
use crate::{Answer, Deliveries, Endpoint, RequestParts};

/// An endpoint, wherever it has its keys from. There are no others than those of this crate.
pub trait Receives: Send + Sync + 'static {
    /// Whether the contract has handshakes by `GET`.
    fn takes_get(&self) -> bool;

    /// The largest body that is accepted, in bytes.
    fn body_limit(&self) -> usize;

    /// Receives a request whose body has not been read yet.
    fn receive_when_read(
        &self,
        request: &RequestParts<'_, HeaderMap>,
        body: impl Future<Output = Result<Bytes, Rejection>> + Send,
    ) -> impl Future<Output = Answer> + Send;
}

impl<C: Deliveries, S: Store> Receives for Endpoint<C, S> {
    fn takes_get(&self) -> bool {
        Endpoint::takes_get(self)
    }

    fn body_limit(&self) -> usize {
        Endpoint::body_limit(self)
    }

    async fn receive_when_read(
        &self,
        request: &RequestParts<'_, HeaderMap>,
        body: impl Future<Output = Result<Bytes, Rejection>> + Send,
    ) -> Answer {
        match self.when_read(body).await {
            Ok(body) => self.receive_request(&RequestParts { body: &body, ..*request }).await,
            Err(answer) => answer,
        }
    }
}

#[cfg(feature = "keys")]
impl<C: Deliveries, S: Store, F: crate::FetchKeys + 'static> Receives for crate::FetchingEndpoint<C, S, F> {
    fn takes_get(&self) -> bool {
        self.endpoint().takes_get()
    }

    fn body_limit(&self) -> usize {
        self.endpoint().body_limit()
    }

    async fn receive_when_read(
        &self,
        request: &RequestParts<'_, HeaderMap>,
        body: impl Future<Output = Result<Bytes, Rejection>> + Send,
    ) -> Answer {
        match self.endpoint().when_read(body).await {
            Ok(body) => self.receive_request(&RequestParts { body: &body, ..*request }).await,
            Err(answer) => answer,
        }
    }
}
