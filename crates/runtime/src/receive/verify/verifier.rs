//! A whole contract's signatures: those that must hold together, for each event of a delivery.

use std::fmt;
use std::time::{Duration, SystemTime};

use webhook_contract::{Contract, Location, Pack, Pointer, SignatureRule};

use super::prepared::{Prepared, Read};
use super::{Context, RequestParts, json, system_clock};
use crate::{Headers, InvalidSecret, Secret, VerifyError};

/// Verifies deliveries by a signature rule that may be known only at run time. For generated crates, there is
/// [`Receiver`](crate::Receiver).
///
/// ```
/// use webhook_runtime::contract::{Algorithm, Encoding, KeyRule, SignatureRule, text};
/// use webhook_runtime::{RequestParts, Secret, Verifier, VerifyError};
///
/// let rule = SignatureRule {
///     locations: vec!["header:X-Hub-Signature-256".parse()?].into(),
///     pair: Some(text("=")),
///     take: vec![text("sha256")].into(),
///     encoding: Some(Encoding::Hex),
///     message: Some("{body}".parse()?),
///     ..SignatureRule::of(Algorithm::HmacSha256)
/// };
/// let verifier = Verifier::new(&rule, &Secret::verbatim("It's a Secret to Everybody")?)?;
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let headers = [("X-Hub-Signature-256", signature)];
/// assert_eq!(verifier.verify(&RequestParts::new(&headers, b"Hello, World!")), Ok(()));
/// assert_eq!(verifier.verify(&RequestParts::new(&headers, b"Hello, World?")), Err(VerifyError::NoMatch));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Verifier {
    main: Prepared,
    also: Vec<Prepared>,
    events: Option<Pointer>,
    keys_at_once: usize,
    max_body_bytes: usize,
    public_url: Option<Box<str>>,
}

/// What a request has of what has to be proved.
#[derive(Default)]
pub(crate) struct Found<'r> {
    /// The first event, where one delivery holds several.
    event: Option<&'r str>,
    main: Read<'r>,
    others: Vec<Other<'r>>,
}

/// What it has for another rule, or for another event.
struct Other<'r> {
    rule: &'r Prepared,
    event: Option<&'r str>,
    read: Read<'r>,
}

impl Verifier {
    /// Verifies by a rule, for one secret: what the provider handed out, or its public key.
    ///
    /// # Errors
    ///
    /// When the rule contradicts itself, the secret is not written as the rule has it, or this build lacks the algorithm.
    pub fn new(rule: &SignatureRule, secret: &Secret) -> Result<Self, InvalidSecret> {
        Self::build(rule, None, None)?.and_accept(secret)
    }

    /// Verifies what a contract promises.
    ///
    /// # Errors
    ///
    /// As [`Verifier::new`].
    pub fn of_contract(contract: &Contract, secret: &Secret) -> Result<Self, InvalidSecret> {
        Self::prepare(contract)?.and_accept(secret)
    }

    /// Verifies what a pack says of its provider.
    ///
    /// # Errors
    ///
    /// As [`Verifier::new`].
    pub fn of_pack(pack: &Pack, secret: &Secret) -> Result<Self, InvalidSecret> {
        Self::prepare_pack(pack)?.and_accept(secret)
    }

    /// A rule without any key yet.
    #[cfg(feature = "keys")]
    pub(crate) fn prepare_rule(rule: &SignatureRule) -> Result<Self, InvalidSecret> {
        Self::build(rule, None, None)
    }

    /// A pack without any secret yet.
    pub(crate) fn prepare_pack(pack: &Pack) -> Result<Self, InvalidSecret> {
        Self::build(&pack.signature, pack.id(), pack.events().cloned())
    }

    /// A contract without any secret yet.
    pub(crate) fn prepare(contract: &Contract) -> Result<Self, InvalidSecret> {
        let events = contract.envelope.events().cloned();
        let verifier = Self::build(&contract.signature, contract.signed_id().as_ref(), events)?;
        Ok(verifier.max_body_bytes(contract.limits.body_limit()))
    }

    fn build(
        rule: &SignatureRule,
        id: Option<&Location>,
        events: Option<Pointer>,
    ) -> Result<Self, InvalidSecret> {
        if !rule.faults(id.is_some()).is_empty() {
            return Err(InvalidSecret::Contract);
        }
        let main = Prepared::new(rule, id);
        let also: Vec<_> = rule.also.iter().map(|other| Prepared::new(other, id)).collect();
        // What is signed as a whole is not asked what is in it: a test delivery may be no array.
        let of_events = main.reads_values() || also.iter().any(Prepared::reads_values);
        Ok(Verifier {
            main,
            also,
            events: events.filter(|_| of_events),
            keys_at_once: rule.keys_at_once as usize,
            max_body_bytes: usize::MAX,
            public_url: None,
        })
    }

    /// Accepts another secret as well.
    ///
    /// # Errors
    ///
    /// As [`Verifier::new`], or when there are as many as the rule allows already.
    pub fn and_accept(mut self, secret: &Secret) -> Result<Self, InvalidSecret> {
        if self.main.key_count() == self.keys_at_once {
            return Err(InvalidSecret::TooMany);
        }
        self.main.add(secret)?;
        self.also.iter_mut().try_for_each(|other| other.add(secret))?;
        Ok(self)
    }

    /// Accepts what any of the public keys signs, of which there are as many as there are.
    ///
    /// # Errors
    ///
    /// When one of them is not a key of the rule's algorithm, or this build lacks it.
    #[cfg(feature = "keys")]
    pub(crate) fn with_public_keys<'k>(
        mut self,
        keys: impl IntoIterator<Item = (webhook_contract::KeyEncoding, &'k [u8])>,
    ) -> Result<Self, InvalidSecret> {
        for (encoding, key) in keys {
            self.main.add_public_key(encoding, key)?;
            self.also.iter_mut().try_for_each(|other| other.add_public_key(encoding, key))?;
        }
        Ok(self)
    }

    #[cfg(feature = "keys")]
    pub(crate) fn algorithm(&self) -> webhook_contract::Algorithm {
        self.main.algorithm
    }

    /// Sets how far the time of sending may be from the clock, either way. The default is the rule's.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.main.set_tolerance(tolerance);
        self.also.iter_mut().for_each(|other| other.set_tolerance(tolerance));
        self
    }

    /// Sets the largest body, in bytes. The default is the contract's; a rule by itself has none.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Sets where the sender finds the receiver, for providers that sign the URL: scheme, host and port, with which path and
    /// query of each request are put together. A path is a prefix that a proxy takes away, as `/hooks` of
    /// `https://example.com/hooks`: it is put before the path of each request, and a slash at its end does not count.
    /// A request whose URL is not known is taken to be for this one.
    pub fn public_url(mut self, url: &str) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// Proves that a request was signed with one of the secrets, a short time ago.
    ///
    /// # Errors
    ///
    /// When that is not the case. Answer with [`VerifyError::status`].
    pub fn verify<H: Headers + ?Sized>(&self, request: &RequestParts<'_, H>) -> Result<(), VerifyError> {
        self.verify_by(request, &system_clock)
    }

    /// The same for a request that came at another time.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_at<H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
        time: SystemTime,
    ) -> Result<(), VerifyError> {
        self.verify_by(request, &|| time)
    }

    /// The signature that the first secret makes of a request, as it is written in an item of a header: for whoever has
    /// vectors, whose secrets are public. `None` where something is missing, or signing takes another key.
    pub fn computed<H: Headers + ?Sized>(&self, request: &RequestParts<'_, H>) -> Option<String> {
        self.main.computed(&Context { request, event: None })
    }

    /// The HMAC of a text by the first secret, as a signature is written: for the answer to a request that was proved.
    pub(crate) fn hmac(&self, text: &[u8]) -> Option<String> {
        self.main.hmac(text)
    }

    pub(crate) fn verify_by<H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
        clock: &dyn Fn() -> SystemTime,
    ) -> Result<(), VerifyError> {
        let url = self.url_of(request)?;
        let request = RequestParts { url: url.as_deref().or(request.url), ..*request };
        let mut found = Found::default();
        self.find(&request, &mut found)?;
        self.check_size(request.body)?;
        self.prove(&request, &found, clock)
    }

    /// The URL that the sender called, where it is another one than that of the request.
    pub(crate) fn url_of<H: ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
    ) -> Result<Option<String>, VerifyError> {
        if !self.signs_url() {
            return Ok(None);
        }
        match (&self.public_url, request.url) {
            (None, Some(url)) if path(url).is_some() => Ok(None),
            (None, _) => Err(VerifyError::MissingUrl),
            (Some(public), None) => Ok(Some(public.to_string())),
            (Some(public), Some(url)) => Ok(Some(format!("{}{}", base(public), path(url).unwrap_or(url)))),
        }
    }

    pub(crate) fn signs_url(&self) -> bool {
        self.main.signs_url() || self.also.iter().any(Prepared::signs_url)
    }

    /// # Errors
    ///
    /// When the body is larger than the limit.
    #[inline]
    pub(crate) fn check_size(&self, body: &[u8]) -> Result<(), VerifyError> {
        match body.len() > self.max_body_bytes {
            true => Err(VerifyError::BodyTooLarge),
            false => Ok(()),
        }
    }

    pub(crate) fn body_limit(&self) -> usize {
        self.max_body_bytes
    }

    pub(crate) fn key_count(&self) -> usize {
        self.main.key_count()
    }

    /// Finds what has to be proved.
    ///
    /// # Errors
    ///
    /// When something is missing, or cannot be read.
    #[inline]
    pub(crate) fn find<'r, H: Headers + ?Sized>(
        &'r self,
        request: &'r RequestParts<'r, H>,
        found: &mut Found<'r>,
    ) -> Result<(), VerifyError> {
        if !self.also.is_empty() || self.events.is_some() {
            return self.find_several(request, found);
        }
        if self.main.reads_body() {
            self.check_size(request.body)?;
        }
        self.main.read(&Context { request, event: None }, &mut found.main)
    }

    fn find_several<'r, H: Headers + ?Sized>(
        &'r self,
        request: &'r RequestParts<'r, H>,
        found: &mut Found<'r>,
    ) -> Result<(), VerifyError> {
        self.check_size(request.body)?;
        let mut contexts = self.contexts(request)?.into_iter();
        // A delivery without any event proves nothing.
        let first = contexts.next().ok_or(VerifyError::MissingValue)?;
        found.event = first.event;
        self.main.read(&first, &mut found.main)?;
        let of_first = self.also.iter().map(|rule| (first, rule));
        // What takes nothing out of an event says the same of each.
        let of_events = move || [&self.main].into_iter().chain(&self.also).filter(|rule| rule.reads_values());
        let of_others = contexts.flat_map(|context| of_events().map(move |rule| (context, rule)));
        for (context, rule) in of_first.chain(of_others) {
            let mut read = Read::default();
            rule.read(&context, &mut read)?;
            found.others.push(Other { rule, event: context.event, read });
        }
        Ok(())
    }

    /// The request once for each of its events, or once.
    pub(super) fn contexts<'r, H: Headers + ?Sized>(
        &self,
        request: &'r RequestParts<'r, H>,
    ) -> Result<Vec<Context<'r, H>>, VerifyError> {
        let events = match &self.events {
            None => vec![None],
            Some(pointer) => {
                let body = std::str::from_utf8(request.body).map_err(|_| VerifyError::MalformedBody)?;
                json::events(body, pointer)?.into_iter().map(Some).collect()
            }
        };
        Ok(events.into_iter().map(|event| Context { request, event }).collect())
    }

    /// The rule, and those that must hold too.
    pub(super) fn rules(&self) -> (&Prepared, &[Prepared]) {
        (&self.main, &self.also)
    }

    /// Proves all that was found in a request, and then that it was sent a short time ago.
    ///
    /// # Errors
    ///
    /// When that is not the case.
    #[inline]
    pub(crate) fn prove<H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
        found: &Found<'_>,
        clock: &dyn Fn() -> SystemTime,
    ) -> Result<(), VerifyError> {
        let Found { event, main, others } = found;
        let mut proved = self.main.proves(&Context { request, event: *event }, main);
        for Other { rule, event, read } in others {
            proved &= rule.proves(&Context { request, event: *event }, read);
        }
        if !proved {
            return Err(VerifyError::NoMatch);
        }
        self.main.check_freshness(main, clock)?;
        others.iter().try_for_each(|other| other.rule.check_freshness(&other.read, clock))
    }
}

impl Found<'_> {
    /// How many items of signatures could not be read, and were skipped.
    pub fn unreadable(&self) -> usize {
        self.main.unreadable() + self.others.iter().map(|other| other.read.unreadable()).sum::<usize>()
    }
}

/// What comes before the path of each request: scheme, host, port and prefix of a public URL.
fn base(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    url[..end].strip_suffix('/').unwrap_or(&url[..end])
}

/// Path and query of a URL. `None` where that is all that there is: another URL in its query is a part of it.
fn path(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let is_scheme = !scheme.contains(['/', '?', '#']);
    is_scheme.then(|| &rest[rest.find(['/', '?', '#']).unwrap_or(rest.len())..])
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("secrets", &self.key_count()).finish_non_exhaustive()
    }
}
