//! Public keys that are fetched: which one a request is signed with, where it is, and how long it is kept.
//!
//! The library decides what is fetched, and how often; the request itself is the user's, who has a client already.

mod address;
mod cache;
mod document;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use webhook_contract::{Location, Pack, SignatureRule};

use self::address::{Address, Hosts};
use self::cache::{Cache, Limits};
use self::document::keys_in;
use crate::receive::verify::{named_once, system_clock};
use crate::{Headers, InvalidSecret, RequestParts, Verifier, VerifyError};

/// The largest document with keys, in bytes.
pub const MAX_KEY_DOCUMENT: usize = 256 << 10;

/// Fetches documents with public keys, by an HTTP client of yours.
pub trait FetchKeys: Send + Sync {
    /// The document at an address, which is `https`, on a host that was allowed. `None` if it cannot be had: nothing else says
    /// why, so log it here.
    ///
    /// Do not follow redirects: they lead where nobody has looked whether the host is allowed. Give up after a few seconds, and
    /// read no more than [`MAX_KEY_DOCUMENT`]. No part of the delivery is in the request, except for the address.
    fn fetch(&self, url: &str) -> impl Future<Output = Option<Vec<u8>>> + Send;
}

/// Where the keys of a provider are.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum KeyPlace {
    /// In a JSON Web Key Set at a fixed address, whose host is thereby allowed. The request names one of them by its id; where
    /// it does not, a signature by any of them counts.
    Set {
        /// The address of the set.
        url: String,
        /// Where the request names the key.
        id: Option<Location>,
    },
    /// In a certificate in PEM, at an address that the request names. Hosts have to be
    /// [allowed](FetchedKeys::allow_host). Nobody checks who issued the certificate: it is to be trusted because of where it is.
    #[cfg(feature = "certificates")]
    Certificate {
        /// Where the request has the address.
        url: Location,
    },
}

/// The public keys of a provider that are fetched as requests name them, and kept for a while.
///
/// It makes a [`Verifier`] for each request; what is signed, and where the signature is, is data, as ever.
/// What a request says of its key is not proved when it is read, so it cannot do much: only allowed hosts are asked, each address
/// at most once in a while, few unknown ones, and by one request at a time.
///
/// Every error is one of this side as far as a sender can tell, with a status of 503, so that it delivers again.
///
/// ```
/// use webhook_runtime::contract::Pack;
/// use webhook_runtime::{FetchKeys, FetchedKeys, KeyPlace, RequestParts, VerifyError};
///
/// struct Client;
///
/// impl FetchKeys for Client {
///     async fn fetch(&self, url: &str) -> Option<Vec<u8>> {
///         # let http_get = async |_: &str| Err::<Vec<u8>, &str>("offline");
///         http_get(url).await.inspect_err(|error| eprintln!("{url}: {error}")).ok()
///     }
/// }
///
/// # let pack = r#"{
/// #     "provider": { "name": "Made" },
/// #     "signature": {
/// #         "algorithm": "ed25519", "in": "header:X-Signature", "encoding": "hex",
/// #         "message": "{header:X-Time}.{body}", "key": { "encoding": "base64" }
/// #     }
/// # }"#;
/// # let pack: Pack = serde_json::from_str(pack)?;
/// let place = KeyPlace::Set {
///     url: "https://keys.example.com/jwks.json".to_owned(),
///     id: Some("header:X-Key-Id".parse()?),
/// };
/// let keys = FetchedKeys::of_pack(&pack, place, Client)?;
///
/// # futures_lite::future::block_on(async {
/// let headers = [("X-Key-Id", "2026-11"), ("X-Time", "1760000000"), ("X-Signature", "…")];
/// let request = RequestParts::new(&headers, b"{}");
/// match keys.verifier(&request).await {
///     Ok(verifier) => verifier.verify(&request)?,
///     Err(error) => assert_eq!((error, error.status()), (VerifyError::KeyUnavailable, 503)),
/// }
/// # Ok::<(), VerifyError>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct FetchedKeys<F> {
    fetch: F,
    place: KeyPlace,
    hosts: Hosts,
    /// The rule, without any key.
    rule: Verifier,
    limits: Limits,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    cache: Cache,
}

impl<F: FetchKeys> FetchedKeys<F> {
    /// The keys that a rule is to be verified by.
    ///
    /// # Errors
    ///
    /// When the rule contradicts itself or has no public key, or the address of the set is not `https`.
    pub fn new(rule: &SignatureRule, place: KeyPlace, fetch: F) -> Result<Self, InvalidSecret> {
        Self::by(Verifier::prepare_rule(rule)?, place, fetch, Arc::new(system_clock))
    }

    /// The keys that a pack's deliveries are to be verified by.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn of_pack(pack: &Pack, place: KeyPlace, fetch: F) -> Result<Self, InvalidSecret> {
        Self::by(Verifier::prepare_pack(pack)?, place, fetch, Arc::new(system_clock))
    }

    /// The keys that a verifier without any is to have.
    pub(crate) fn by(
        rule: Verifier,
        place: KeyPlace,
        fetch: F,
        clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    ) -> Result<Self, InvalidSecret> {
        let mut hosts = Hosts::default();
        let is_reachable = match &place {
            KeyPlace::Set { url, .. } => hosts.allow_that_of(url),
            #[cfg(feature = "certificates")]
            KeyPlace::Certificate { .. } => true,
        };
        if !rule.algorithm().is_asymmetric() || !is_reachable {
            return Err(InvalidSecret::Contract);
        }
        let limits = Limits { lifetime: Duration::from_secs(60 * 60), pause: Duration::from_secs(60) };
        Ok(FetchedKeys { fetch, place, hosts, rule, limits, clock, cache: Cache::default() })
    }

    /// Allows keys from another host: the whole name, without a port, as `api.example.com`. Allow only hosts on which nobody but
    /// the provider can put a document.
    pub fn allow_host(mut self, host: &str) -> Self {
        self.hosts.allow(host);
        self
    }

    /// Sets how long a fetched key is used. The default is an hour: for so long, a key that the provider takes back still counts.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.limits.lifetime = lifetime;
        self
    }

    /// Sets how long an address is left alone after it was asked, whatever came of it. The default is a minute: for so long, a
    /// key that the provider has just begun to use may be unknown, and deliveries are refused and come again.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.limits.pause = pause;
        self
    }

    /// Sets the clock. The default is the system's.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// The verifier for a request, with the key that the request names.
    ///
    /// Await the future to its end, in a task of its own if your server drops a request whose sender has hung up. A fetch that
    /// was dropped counts as one: the key is not fetched again until the pause is over.
    ///
    /// # Errors
    ///
    /// When the request names none, or one that cannot be had: [`VerifyError::KeyNotAllowed`], [`VerifyError::UnknownKey`] and
    /// [`VerifyError::KeyUnavailable`]. Answer with [`VerifyError::status`].
    pub fn verifier<H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
    ) -> impl Future<Output = Result<Arc<Verifier>, VerifyError>> + Send + use<'_, F, H> {
        // Here and not in the future, which outlives the request.
        let address = self.address(request);
        async move {
            let Address { url, id } = address?;
            let slot = self.cache.slot(&url, (self.clock)(), self.limits)?;
            let known = |now| slot.known(id.as_deref(), now, self.limits);
            if let Some(verifier) = known((self.clock)()) {
                return Ok(verifier);
            }
            // One request fetches, the others wait for what it finds.
            let fetching = slot.fetching.lock().await;
            if let Some(verifier) = known((self.clock)()) {
                return Ok(verifier);
            }
            slot.ask((self.clock)(), self.limits)?;
            let document = self.fetch.fetch(&url).await;
            let now = (self.clock)();
            let document = document.filter(|document| document.len() <= MAX_KEY_DOCUMENT);
            let keys = document.and_then(|document| keys_in(&document, &self.place, &self.rule, now));
            slot.keep(keys.ok_or(VerifyError::KeyUnavailable)?, now);
            drop(fetching);
            known(now).ok_or(VerifyError::UnknownKey)
        }
    }

    fn address<H: Headers + ?Sized>(&self, request: &RequestParts<'_, H>) -> Result<Address, VerifyError> {
        self.rule.check_size(request.body)?;
        let address = match &self.place {
            KeyPlace::Set { url, id } => {
                let id = id.as_ref().map(|id| named_once(id, request)).transpose()?;
                Address { url: url.clone(), id }
            }
            #[cfg(feature = "certificates")]
            KeyPlace::Certificate { url } => Address { url: named_once(url, request)?, id: None },
        };
        match self.hosts.allow_address(&address.url) {
            true => Ok(address),
            false => Err(VerifyError::KeyNotAllowed),
        }
    }
}

impl<F> fmt::Debug for FetchedKeys<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchedKeys")
            .field("place", &self.place)
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}
