//! Requests whose key is fetched before they can be verified.

use std::fmt;
use std::pin::pin;

use super::Endpoint;
use super::times::Ended;
use crate::receive::dedupe::Store;
use crate::receive::keys::{FetchKeys, FetchedKeys};
use crate::receive::opened::Opened;
use crate::{Answer, Deliveries, Headers, RequestParts, VerifyError};

/// An [`Endpoint`] whose public keys are fetched: each request is verified by the key that it names. Made by
/// [`Endpoint::by_fetched_keys`], which has an example.
///
/// A key that is not here yet is fetched within a tenth of the time that the sender waits, which handlers have less. What takes
/// longer comes too late for this delivery, but is waited for a while nevertheless: the delivery is answered with a 503, and when
/// it comes again, the key is here. Whatever else goes wrong with a key is a 503, too.
pub struct FetchingEndpoint<C: Deliveries, S, F> {
    endpoint: Endpoint<C, S>,
    keys: FetchedKeys<F>,
}

impl<C: Deliveries, S: Store> Endpoint<C, S> {
    /// Verifies each request by the public key that it names, which is fetched: see
    /// [`Receiver::fetched_keys`](crate::Receiver::fetched_keys). Everything else stays as it is.
    ///
    /// ```
    /// # use webhook_runtime::contract::Pack;
    /// # use webhook_runtime::dedupe::MemoryStore;
    /// # use webhook_runtime::{Endpoint, FetchKeys, InvalidSecret, KeyPlace, Receiver, Router, Untyped};
    /// # fn endpoint(pack: &Pack, router: Router<Untyped>, client: impl FetchKeys) -> Result<(), InvalidSecret> {
    /// let receiver = Receiver::of_pack_without_key(pack)?;
    /// let place = KeyPlace::Set { url: "https://keys.example.com/jwks.json".to_owned(), id: None };
    /// let keys = receiver.fetched_keys(place, client)?;
    /// let endpoint = Endpoint::new(receiver, MemoryStore::default(), router, tokio::time::sleep);
    /// let endpoint = endpoint.by_fetched_keys(keys);
    /// # Ok(()) }
    /// ```
    pub fn by_fetched_keys<F: FetchKeys>(mut self, keys: FetchedKeys<F>) -> FetchingEndpoint<C, S, F> {
        self.times.leave_a_part();
        FetchingEndpoint { endpoint: self, keys }
    }
}

impl<C: Deliveries, S: Store, F: FetchKeys> FetchingEndpoint<C, S, F> {
    /// The endpoint, for all that is not about keys.
    pub fn endpoint(&self) -> &Endpoint<C, S> {
        &self.endpoint
    }

    /// Receives a `POST` whose URL is not known, as [`Endpoint::receive`] does. The headers are read once the key is here.
    pub async fn receive<H: Headers + Sync + ?Sized>(&self, headers: &H, body: &[u8]) -> Answer {
        self.receive_request(&RequestParts::new(headers, body)).await
    }

    /// Receives a request, with all that a signature may be over: see [`receive`](Self::receive).
    ///
    /// Run the future in its own task, as [`Endpoint::receive`] says and the route for axum does. Where it is dropped while it
    /// fetches a key, the key is not fetched again before the [pause](FetchedKeys::pause) is over.
    pub async fn receive_request<H: Headers + Sync + ?Sized>(&self, request: &RequestParts<'_, H>) -> Answer {
        let opened = self.open(request).await;
        self.endpoint.answer(opened).await
    }

    async fn open<'r, H: Headers + Sync + ?Sized>(
        &self,
        request: &RequestParts<'r, H>,
    ) -> Result<Opened<'r, C>, VerifyError> {
        let receiver = &self.endpoint.receiver;
        // A sender that has not signed has no key, either.
        if let Some(reply) = receiver.unsigned_reply(request)? {
            return Ok(Opened::Handshake(reply));
        }
        let times = &self.endpoint.times;
        let mut verifier = pin!(self.keys.verifier(request));
        match times.within(times.part, verifier.as_mut()).await {
            Ended::Done(verifier) => receiver.open_signed(&*verifier?, request, request.body),
            Ended::Panicked => Err(VerifyError::KeyUnavailable),
            Ended::TimedOut => {
                // A fetch that is dropped brings no key, however often the delivery comes again.
                times.within(times.to_wait_for_key(), verifier).await;
                Err(VerifyError::KeyUnavailable)
            }
        }
    }
}

impl<C: Deliveries, S, F> fmt::Debug for FetchingEndpoint<C, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchingEndpoint")
            .field("endpoint", &self.endpoint)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}
