//! Receivers without a key of their own: each request names its key, which is fetched.

use std::sync::Arc;

use webhook_contract::{Limits, Pack};

use super::Receiver;
use crate::receive::keys::{FetchKeys, FetchedKeys, KeyPlace};
use crate::receive::opened::Opened;
use crate::receive::terms::{Reading, Terms};
use crate::{
    Catalog, Deliveries, Headers, InvalidSecret, Reply, RequestParts, Untyped, Verifier, VerifyError,
};

impl<C: Catalog> Receiver<C> {
    /// A receiver without a key, for a provider whose public keys are [fetched](Self::fetched_keys), which an
    /// [`Endpoint`](crate::Endpoint::by_fetched_keys) verifies by; without an endpoint, it is
    /// [given the key](Self::with_fetched_key) of each request. By itself it refuses everything.
    ///
    /// # Errors
    ///
    /// When the contract contradicts itself.
    pub fn without_key() -> Result<Self, InvalidSecret> {
        let verifier = Verifier::prepare(C::CONTRACT)?;
        Ok(Receiver::by(verifier, Terms::of_contract(C::CONTRACT)?, &C::CONTRACT.signature))
    }
}

impl Receiver<Untyped> {
    /// A receiver of a pack's deliveries without a key, as [`without_key`](Self::without_key) is of a catalog's.
    ///
    /// # Errors
    ///
    /// When the pack contradicts itself.
    pub fn of_pack_without_key(pack: &Pack) -> Result<Self, InvalidSecret> {
        let verifier = Verifier::prepare_pack(pack)?.max_body_bytes(Limits::default().body_limit());
        Ok(Receiver::by(verifier, Terms::of_pack(pack)?, &pack.signature))
    }
}

impl<C: Deliveries> Receiver<C> {
    /// The keys that this receiver's deliveries are verified by, for
    /// [`Endpoint::by_fetched_keys`](crate::Endpoint::by_fetched_keys) and [`with_fetched_key`](Self::with_fetched_key). Set
    /// everything else of the receiver first: its limits, its public URL and its clock count for the keys, too.
    ///
    /// # Errors
    ///
    /// When the receiver has a key of its own, the contract has no public keys, or the address of the set is not `https`.
    pub fn fetched_keys<F: FetchKeys>(
        &self,
        place: KeyPlace,
        fetch: F,
    ) -> Result<FetchedKeys<F>, InvalidSecret> {
        match self.verifier.key_count() {
            0 => FetchedKeys::by(self.verifier.clone(), place, fetch, Arc::clone(&self.clock)),
            _ => Err(InvalidSecret::TooMany),
        }
    }

    /// This receiver with the key of one request, for servers without an endpoint. What it verifies and shows is what any
    /// receiver does, types included. A handshake that need not be signed asks for no key:
    /// [`receive`](Self::receive) of a receiver without one answers it.
    ///
    /// ```
    /// # use webhook_runtime::contract::Pack;
    /// use webhook_runtime::{FetchKeys, FetchedKeys, RawEvent, ReceiveError, Received, Receiver, RequestParts, Untyped};
    ///
    /// /// The events of a request, by the receiver that `keys` were made of, or the status to answer with.
    /// async fn events<'r>(
    ///     receiver: &Receiver<Untyped>,
    ///     keys: &FetchedKeys<impl FetchKeys>,
    ///     request: &RequestParts<'r, [(&'r str, &'r str)]>,
    /// ) -> Result<Vec<RawEvent<'static>>, u16> {
    ///     let verifier = keys.verifier(request).await.map_err(|error| error.status())?;
    ///     match receiver.with_fetched_key(&verifier).receive(request) {
    ///         Ok(Received::Events(events)) => Ok(events.into_iter().map(RawEvent::into_owned).collect()),
    ///         Ok(Received::Handshake(reply)) => Err(reply.status),
    ///         Err(ReceiveError::Verify(error)) => Err(error.status()),
    ///         // It is authentic: keep the body.
    ///         Err(_) => Err(200),
    ///     }
    /// }
    /// ```
    pub fn with_fetched_key(&self, verifier: &Verifier) -> Self {
        Receiver { verifier: verifier.clone(), ..self.clone() }
    }

    /// The answer to a handshake that need not be signed.
    ///
    /// # Errors
    ///
    /// When the body is larger than the limit.
    pub(crate) fn unsigned_reply<H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
    ) -> Result<Option<Reply>, VerifyError> {
        self.verifier.check_size(request.body)?;
        Ok(match &self.terms.reading {
            Reading::Fields(_) => None,
            Reading::Layout(_) => self.terms.reader.unsigned_reply(request),
        })
    }

    /// Verifies a request that is not answered by [`unsigned_reply`](Self::unsigned_reply), and finds its events.
    pub(crate) fn open_signed<'a, H: Headers + ?Sized>(
        &self,
        verifier: &Verifier,
        request: &RequestParts<'_, H>,
        body: &'a [u8],
    ) -> Result<Opened<'a, C>, VerifyError> {
        match &self.terms.reading {
            Reading::Fields(_) => self.open_fields(verifier, request, body),
            Reading::Layout(laid) => {
                let received = self.terms.reader.receive_signed(request, verifier, &*self.clock);
                Self::opened(laid, received, body)
            }
        }
    }
}
