//! Verifies that a request comes from the provider, byte for byte, and was sent just now. Nothing is remembered between
//! requests.

#[cfg(feature = "keys")]
mod keyless;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use webhook_contract::{Limits, Pack};

use crate::json::string_field::{RawString, string_field};
use crate::receive::dedupe::EventKey;
use crate::receive::opened::{Event, Opened, name_and_id};
use crate::receive::terms::{Fields, Laid, Reading, Terms};
use crate::receive::verify::places::{one, unjoined};
use crate::receive::verify::{Found, system_clock};
use crate::{
    Catalog, Contract, Deliveries, Headers, InvalidSecret, RawEvent, ReceiveError, Received, Reply,
    RequestParts, Secret, SignatureRule, Untyped, Verified, Verifier, VerifyError,
};

/// The largest number of secrets that a receiver accepts at the same time.
pub const MAX_SECRETS: usize = 4;

/// Verifies deliveries.
///
/// # Rotating a secret
///
/// Most providers invalidate the old secret at once and sign every attempt after that with the new one, including
/// retries of earlier events. So pass the new secret to [`Receiver::new`] as soon as you have it, and the old one to
/// [`Receiver::and_accept`] for the requests that were in flight at that moment. Keep the old one for the tolerance of
/// the timestamp (`CONTRACT.signature.tolerance()`) and no longer: after that, nothing genuine is signed with it. If a
/// sender keeps signing retries with the secret of the event's first attempt, accept the old one for as long as retries
/// may come (`RETRY.span()`, where the contract states a schedule), plus the tolerance.
///
/// Deliveries that arrive before the receiver has the new secret are answered with 503 and come again: you have as long
/// as the retries last to roll it out.
pub struct Receiver<C> {
    verifier: Verifier,
    terms: Arc<Terms>,
    tolerance: Duration,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    catalog: PhantomData<C>,
}

impl<C: Catalog> Receiver<C> {
    /// A receiver that accepts one secret: the string that the provider issued, or the provider's public key.
    ///
    /// # Errors
    ///
    /// When [`Secret::new`] refuses the string, it is not written as the contract has it, or this build lacks the contract's
    /// algorithm.
    pub fn new(secret: &str) -> Result<Self, InvalidSecret> {
        Self::of_secret(&Secret::new(secret)?)
    }

    /// The same with a secret that [`Secret::new`] would refuse, such as a sentence that somebody chose: made by
    /// [`Secret::sentence`] or [`Secret::verbatim`].
    ///
    /// # Errors
    ///
    /// When the secret is not written as the contract has it, or this build lacks the contract's algorithm.
    pub fn of_secret(secret: &Secret) -> Result<Self, InvalidSecret> {
        let verifier = Verifier::of_contract(C::CONTRACT, secret)?;
        Ok(Receiver::by(verifier, Terms::of_contract(C::CONTRACT)?, &C::CONTRACT.signature))
    }
}

impl Receiver<Untyped> {
    /// A receiver of deliveries without types, by a pack that may be read at run time. It accepts one secret: what the
    /// provider issued, or its public key.
    ///
    /// A pack does not say how large a body may be: this takes up to 4 MiB, unless you
    /// [set a limit](Self::max_body_bytes). Nor does it say how long the sender waits: an answer is taken to be due after
    /// 5 seconds.
    ///
    /// # Errors
    ///
    /// When the secret is not written as the pack has it, the pack contradicts itself, or this build lacks its algorithm.
    pub fn of_pack(pack: &Pack, secret: &Secret) -> Result<Self, InvalidSecret> {
        let verifier = Verifier::of_pack(pack, secret)?.max_body_bytes(Limits::default().body_limit());
        Ok(Receiver::by(verifier, Terms::of_pack(pack)?, &pack.signature))
    }
}

impl<C: Deliveries> Receiver<C> {
    fn by(verifier: Verifier, terms: Terms, rule: &SignatureRule) -> Self {
        Receiver {
            verifier,
            terms: Arc::new(terms),
            tolerance: rule.tolerance().unwrap_or(Duration::MAX),
            clock: Arc::new(system_clock),
            catalog: PhantomData,
        }
    }

    /// Accepts another secret as well.
    ///
    /// # Errors
    ///
    /// As [`Receiver::new`], or when there are [`MAX_SECRETS`] already, or as many as the contract states.
    pub fn and_accept(self, secret: &str) -> Result<Self, InvalidSecret> {
        Ok(Receiver { verifier: self.verifier.and_accept(&Secret::new(secret)?)?, ..self })
    }

    /// Sets how far a timestamp may be from the clock, either way. The default is the contract's.
    pub fn tolerance(self, tolerance: Duration) -> Self {
        Receiver { verifier: self.verifier.tolerance(tolerance), tolerance, ..self }
    }

    /// Sets the largest body, in bytes. The default is the contract's.
    pub fn max_body_bytes(self, bytes: usize) -> Self {
        Receiver { verifier: self.verifier.max_body_bytes(bytes), ..self }
    }

    /// Sets where the sender finds the receiver, for contracts whose message has the URL in it; see
    /// [`Verifier::public_url`].
    pub fn public_url(self, url: &str) -> Self {
        Receiver { verifier: self.verifier.public_url(url), ..self }
    }

    /// Sets the clock. The default is the system's. Where there is none, as in workers (`wasm32-unknown-unknown`), a receiver
    /// has to be given one: until then, whatever has a time is refused with [`VerifyError::Configuration`].
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// The largest body that is accepted, in bytes: a server can stop reading there.
    pub fn body_limit(&self) -> usize {
        self.verifier.body_limit()
    }

    /// Proves that these bytes were signed with a secret of this receiver, a short time ago.
    ///
    /// The body must be exactly what was sent, byte for byte.
    ///
    /// # Errors
    ///
    /// When that is not the case. Answer with [`VerifyError::status`].
    #[inline]
    pub fn verify<'a>(
        &self,
        headers: &(impl Headers + ?Sized),
        body: &'a [u8],
    ) -> Result<Verified<'a, C>, VerifyError> {
        self.verify_parts(&self.verifier, &RequestParts::new(headers, body), body)
    }

    /// The same for contracts whose message has the method or the URL in it.
    ///
    /// # Errors
    ///
    /// When that is not the case. Answer with [`VerifyError::status`].
    pub fn verify_request<'a, H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'a, H>,
    ) -> Result<Verified<'a, C>, VerifyError> {
        self.verify_parts(&self.verifier, request, request.body)
    }

    #[inline]
    fn verify_parts<'a, H: Headers + ?Sized>(
        &self,
        verifier: &Verifier,
        request: &RequestParts<'_, H>,
        body: &'a [u8],
    ) -> Result<Verified<'a, C>, VerifyError> {
        match verifier.signs_url() {
            false => self.check(verifier, request, body),
            true => self.check_at_public_url(verifier, request, body),
        }
    }

    /// The same where the URL is signed.
    #[cold]
    fn check_at_public_url<'a, H: Headers + ?Sized>(
        &self,
        verifier: &Verifier,
        request: &RequestParts<'_, H>,
        body: &'a [u8],
    ) -> Result<Verified<'a, C>, VerifyError> {
        let url = verifier.url_of(request)?;
        self.check(verifier, &RequestParts { url: url.as_deref().or(request.url), ..*request }, body)
    }

    /// Says what a request is: a handshake, or a delivery, whose events are shown once it is proved; see
    /// [`Reader::receive`](crate::Reader::receive).
    ///
    /// # Errors
    ///
    /// When the request is not genuine: answer with [`VerifyError::status`]. When no events can be found in it, it is
    /// authentic nevertheless: keep the body, and answer with a 2xx.
    pub fn receive<'r, H: Headers + ?Sized>(
        &'r self,
        request: &RequestParts<'r, H>,
    ) -> Result<Received<'r>, ReceiveError> {
        self.terms.reader.receive_by(request, &self.verifier, &*self.clock)
    }

    /// How long the sender waits for an answer, where that is known.
    pub(crate) fn wait(&self) -> Option<Duration> {
        self.terms.wait
    }

    /// What deliveries are answered once all of their events are handled, where that is more than a status of 200.
    pub(crate) fn accepted(&self) -> Option<&Reply> {
        match &self.terms.reading {
            Reading::Fields(_) => None,
            Reading::Layout(_) => Some(self.terms.reader.accepted()),
        }
    }

    /// Whether there are handshakes by `GET`.
    pub(crate) fn takes_get(&self) -> bool {
        matches!(&self.terms.reading, Reading::Layout(laid) if laid.takes_get)
    }

    /// Verifies a request, and finds its events. The body is that of the request, for longer.
    pub(crate) fn open<'a, H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
        body: &'a [u8],
    ) -> Result<Opened<'a, C>, VerifyError> {
        match &self.terms.reading {
            Reading::Fields(_) => self.open_fields(&self.verifier, request, body),
            Reading::Layout(laid) => {
                Self::opened(laid, self.terms.reader.receive_by(request, &self.verifier, &*self.clock), body)
            }
        }
    }

    fn open_fields<'a, H: Headers + ?Sized>(
        &self,
        verifier: &Verifier,
        request: &RequestParts<'_, H>,
        body: &'a [u8],
    ) -> Result<Opened<'a, C>, VerifyError> {
        Ok(Opened::One(Event::Body(self.verify_parts(verifier, request, body)?)))
    }

    fn opened<'a>(
        laid: &Laid,
        received: Result<Received<'_>, ReceiveError>,
        body: &'a [u8],
    ) -> Result<Opened<'a, C>, VerifyError> {
        Ok(match received {
            Ok(Received::Handshake(reply)) => Opened::Handshake(reply),
            Ok(Received::Events(events)) => {
                let mut events: Vec<_> = events.into_iter().map(RawEvent::into_owned).collect();
                match events.pop() {
                    Some(event) if !laid.is_batch => Opened::One(Event::Found(Box::new(event))),
                    last => Opened::Several(events.into_iter().chain(last).collect()),
                }
            }
            Err(ReceiveError::Read(error)) => Opened::One(Event::Unreadable(body, Box::new(error))),
            Err(ReceiveError::Verify(error)) => return Err(error),
        })
    }

    /// The name and the id of an event, for people.
    pub(crate) fn name_and_id<'e>(&self, event: &'e Event<'_, C>) -> [Option<Cow<'e, str>>; 2] {
        match (event, &self.terms.reading) {
            (Event::Body(verified), Reading::Fields(fields)) => fields.name_and_id(verified),
            (Event::Found(event), _) => name_and_id(event),
            _ => [None, None],
        }
    }

    /// The key of an event, if it can be told from others.
    pub(crate) fn key(&self, event: &Event<'_, C>) -> Option<EventKey> {
        match (event, &self.terms.reading) {
            (Event::Body(verified), Reading::Fields(fields)) => fields.key(verified),
            (Event::Found(event), _) => event.key(),
            _ => None,
        }
    }

    #[inline]
    fn check<'a, H: Headers + ?Sized>(
        &self,
        verifier: &Verifier,
        request: &RequestParts<'_, H>,
        body: &'a [u8],
    ) -> Result<Verified<'a, C>, VerifyError> {
        let (id, unreadable_signatures) = check(verifier, &self.terms, request, body, &*self.clock)?;
        Ok(Verified { body, id, unreadable_signatures, catalog: PhantomData })
    }
}

/// What [`Receiver::verify`] proves, by a contract that may be known only at run time. Returns the id in the body if the
/// header has one, and how many signatures could not be read.
#[inline]
fn check<'a, H: Headers + ?Sized>(
    verifier: &Verifier,
    terms: &Terms,
    request: &RequestParts<'_, H>,
    body: &'a [u8],
    clock: &dyn Fn() -> SystemTime,
) -> Result<(Option<Option<RawString<'a>>>, usize), VerifyError> {
    let mut found = Found::default();
    verifier.find(request, &mut found)?;
    let id = match &terms.reading {
        Reading::Fields(Fields { header: Some(header), id, .. }) => {
            one(request.headers, header)?.map(|own| (own, id))
        }
        Reading::Fields(_) | Reading::Layout(_) => None,
    };
    verifier.check_size(body)?;
    verifier.prove(request, &found, clock)?;
    let in_body = id.map(|(_, field)| string_field(body, field));
    // The header is not signed, so only the body's id counts. A body without an id has nothing to compare, and
    // decoding reports that.
    if let Some((id, _)) = id
        && let Some(own) = in_body.flatten().and_then(RawString::text)
        && let own = own.as_bytes().trim_ascii()
        && own != id
        && own != unjoined(id)
    {
        return Err(VerifyError::IdMismatch);
    }
    Ok((in_body, found.unreadable()))
}

impl Secret {
    /// Proves what [`Receiver::verify`] proves, for a receiver whose contract is known only at run time. Otherwise, use
    /// [`Receiver`]; where there are many requests, use a [`Verifier`].
    ///
    /// # Errors
    ///
    /// When the body was not signed with this secret a short time ago, or is larger than the contract's limit.
    pub fn verify(
        &self,
        contract: &Contract,
        headers: &(impl Headers + ?Sized),
        body: &[u8],
    ) -> Result<(), VerifyError> {
        self.verify_at(contract, headers, body, system_clock())
    }

    /// The same for a request that came at another time.
    ///
    /// # Errors
    ///
    /// When the body was not signed with this secret a short time before then, or is larger than the contract's limit.
    pub fn verify_at(
        &self,
        contract: &Contract,
        headers: &(impl Headers + ?Sized),
        body: &[u8],
        time: SystemTime,
    ) -> Result<(), VerifyError> {
        self.verify_request_at(contract, &RequestParts::new(headers, body), time)
    }

    /// The same for a request whose method or URL is signed too.
    ///
    /// # Errors
    ///
    /// As [`verify_at`](Self::verify_at).
    pub fn verify_request_at<H: Headers + ?Sized>(
        &self,
        contract: &Contract,
        request: &RequestParts<'_, H>,
        time: SystemTime,
    ) -> Result<(), VerifyError> {
        let verifier = Verifier::of_contract(contract, self).map_err(|_| VerifyError::Configuration)?;
        let url = verifier.url_of(request)?;
        let request = RequestParts { url: url.as_deref().or(request.url), ..*request };
        let terms = Terms::of_contract(contract).map_err(|_| VerifyError::Configuration)?;
        check(&verifier, &terms, &request, request.body, &|| time).map(|_| ())
    }
}

impl<C> Clone for Receiver<C> {
    fn clone(&self) -> Self {
        let (terms, clock) = (Arc::clone(&self.terms), Arc::clone(&self.clock));
        Receiver { verifier: self.verifier.clone(), terms, clock, ..*self }
    }
}

impl<C> fmt::Debug for Receiver<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("secrets", &self.verifier.key_count())
            .field("tolerance", &self.tolerance)
            .field("max_body_bytes", &self.verifier.body_limit())
            .finish_non_exhaustive()
    }
}
