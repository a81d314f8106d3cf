//! Verifies that a request comes from the provider, byte for byte, and was sent just now. Nothing is remembered between
//! requests.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::json::string_field::{RawString, string_field};
use crate::receive::signature::{Key, parse_signatures, parse_timestamp, write_digest};
use crate::secret::is_blank;
use crate::{Catalog, Contract, DecodeError, Headers, InvalidSecret, Secret, VerifyError};

/// The largest number of secrets that a receiver accepts at the same time.
pub const MAX_SECRETS: usize = 4;

/// Verifies deliveries.
///
/// # Rotating a secret
///
/// Most providers invalidate the old secret at once and sign every attempt after that with the new one, including
/// retries of earlier events. So pass the new secret to [`Receiver::new`] as soon as you have it, and the old one to
/// [`Receiver::and_accept`] for the requests that were in flight at that moment. Keep the old one for the tolerance of
/// the timestamp (`CONTRACT.signature.tolerance`) and no longer: after that, nothing genuine is signed with it. If a
/// sender keeps signing retries with the secret of the event's first attempt, accept the old one for as long as retries
/// may come (`CONTRACT.retry.span()`), plus the tolerance.
///
/// Deliveries that arrive before the receiver has the new secret are answered with 503 and come again: you have as long
/// as the retries last to roll it out.
pub struct Receiver<C> {
    keys: Vec<Key>,
    tolerance: Duration,
    max_body_bytes: usize,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    catalog: PhantomData<C>,
}

impl<C: Catalog> Receiver<C> {
    /// A receiver that accepts one secret: the string that the provider issued.
    ///
    /// # Errors
    ///
    /// When [`Secret::new`] refuses the string.
    pub fn new(secret: &str) -> Result<Self, InvalidSecret> {
        Ok(Receiver {
            keys: vec![Key::new(&Secret::new(secret)?)],
            tolerance: C::CONTRACT.signature.tolerance,
            max_body_bytes: C::CONTRACT.limits.max_body_bytes as usize,
            clock: Arc::new(SystemTime::now),
            catalog: PhantomData,
        })
    }

    /// Accepts another secret as well.
    ///
    /// # Errors
    ///
    /// When [`Secret::new`] refuses the string, or there are [`MAX_SECRETS`] already.
    pub fn and_accept(mut self, secret: &str) -> Result<Self, InvalidSecret> {
        if self.keys.len() == MAX_SECRETS {
            return Err(InvalidSecret::TooMany);
        }
        self.keys.push(Key::new(&Secret::new(secret)?));
        Ok(self)
    }

    /// Sets how far a timestamp may be from the clock, either way. The default is the contract's.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets the largest body, in bytes. The default is the contract's.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Sets the clock. The default is the system's.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// The largest body that is accepted, in bytes: a server can stop reading there.
    pub fn body_limit(&self) -> usize {
        self.max_body_bytes
    }

    /// Proves that these bytes were signed with a secret of this receiver, a short time ago.
    ///
    /// The body must be exactly what was sent, byte for byte.
    ///
    /// # Errors
    ///
    /// When that is not the case. Answer with [`VerifyError::status`].
    pub fn verify<'a>(
        &self,
        headers: &(impl Headers + ?Sized),
        body: &'a [u8],
    ) -> Result<Verified<'a, C>, VerifyError> {
        let (id, unreadable_signatures) = self.check(C::CONTRACT, headers, body)?;
        Ok(Verified { body, id, unreadable_signatures, catalog: PhantomData })
    }
}

impl<C> Receiver<C> {
    /// What [`verify`](Self::verify) proves, by a contract that may be known only at run time. Returns the id in the body if
    /// the header has one, and how many signatures could not be read.
    fn check<'a>(
        &self,
        contract: &Contract,
        headers: &(impl Headers + ?Sized),
        body: &'a [u8],
    ) -> Result<(Option<Option<RawString<'a>>>, usize), VerifyError> {
        let rule = &contract.signature;
        let timestamp = one(headers, &rule.timestamp_header)?.ok_or(VerifyError::MissingHeader)?;
        let timestamp = unjoined(timestamp);
        let sent = parse_timestamp(timestamp)?;
        let signatures = parse_signatures(headers.values(&rule.signature_header), &rule.scheme)?;
        let key = &contract.idempotency_key;
        let id = one(headers, &key.header)?;
        if body.len() > self.max_body_bytes {
            return Err(VerifyError::BodyTooLarge);
        }
        // Every secret is compared with every signature, so that the time does not reveal which one matched.
        let mut matches = false;
        for secret in &self.keys {
            let digest = secret.digest(&rule.message, timestamp, body);
            for signature in &signatures.digests {
                matches |= digest == *signature;
            }
        }
        if !matches {
            return Err(VerifyError::NoMatch);
        }
        self.check_freshness(sent)?;
        let in_body = id.map(|_| string_field(body, &key.field));
        // The header is not signed, so only the body's id counts. A body without an id has nothing to compare, and
        // decoding reports that.
        if let Some(id) = id
            && let Some(own) = in_body.flatten().and_then(RawString::text)
            && let own = own.as_bytes().trim_ascii()
            && own != id
            && own != unjoined(id)
        {
            return Err(VerifyError::IdMismatch);
        }
        Ok((in_body, signatures.unreadable))
    }

    fn check_freshness(&self, sent: u64) -> Result<(), VerifyError> {
        let now =
            (self.clock)().duration_since(UNIX_EPOCH).map_err(|_| VerifyError::Configuration)?.as_secs();
        if now.abs_diff(sent) <= self.tolerance.as_secs() {
            Ok(())
        } else if sent < now {
            Err(VerifyError::Stale)
        } else {
            Err(VerifyError::Future)
        }
    }
}

impl Secret {
    /// Proves what [`Receiver::verify`] proves, for a receiver whose contract is known only at run time. Otherwise, use
    /// [`Receiver`].
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
        self.verify_at(contract, headers, body, SystemTime::now())
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
        let receiver = Receiver::<()> {
            keys: vec![Key::new(self)],
            tolerance: contract.signature.tolerance,
            max_body_bytes: contract.limits.max_body_bytes as usize,
            clock: Arc::new(move || time),
            catalog: PhantomData,
        };
        receiver.check(contract, headers, body).map(|_| ())
    }
}

/// The value of a header that must have one value, without the white space that HTTP allows around it. Equal repeats
/// count as one value.
fn one<'h>(headers: &'h (impl Headers + ?Sized), name: &'h str) -> Result<Option<&'h [u8]>, VerifyError> {
    let mut values = headers.values(name).map(<[u8]>::trim_ascii);
    let first = values.next();
    match values.all(|value| Some(value) == first) {
        true => Ok(first),
        false => Err(VerifyError::DuplicateHeader),
    }
}

/// The value of a header whose equal repeats an intermediary has joined with commas; any other value unchanged.
fn unjoined(value: &[u8]) -> &[u8] {
    let mut parts = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    match parts.next() {
        Some(first) if parts.all(|part| part == first) => first,
        _ => value,
    }
}

impl<C> Clone for Receiver<C> {
    fn clone(&self) -> Self {
        Receiver { keys: self.keys.clone(), clock: Arc::clone(&self.clock), ..*self }
    }
}

impl<C> fmt::Debug for Receiver<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .field("max_body_bytes", &self.max_body_bytes)
            .finish_non_exhaustive()
    }
}

/// A body that the provider signed. Only [`Receiver::verify`] returns one.
#[derive(Clone, Copy)]
pub struct Verified<'a, C> {
    body: &'a [u8],
    /// Found for the comparison with the header; `None` without a header.
    id: Option<Option<RawString<'a>>>,
    unreadable_signatures: usize,
    catalog: PhantomData<C>,
}

impl<'a, C: Catalog> Verified<'a, C> {
    /// The bytes that were signed.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The id of the event, from the body. `None` if it cannot identify the event: it is missing, blank or not a
    /// string.
    pub fn id(&self) -> Option<Cow<'a, str>> {
        let id = self.id.unwrap_or_else(|| string_field(self.body, &C::CONTRACT.idempotency_key.field));
        id?.text().filter(|id| !is_blank(id))
    }

    /// How many entries of the signature header could not be read. They were skipped; a number other than zero suggests
    /// that an intermediary changes headers.
    pub fn unreadable_signatures(&self) -> usize {
        self.unreadable_signatures
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When the body does not fit the event's type. It is authentic nevertheless: keep it, and answer with a 2xx. With
    /// a 4xx it would be lost for good, and with a 5xx the same bytes come again until the provider disables the
    /// endpoint.
    pub fn decode(&self) -> Result<C::Delivery<'a>, DecodeError> {
        C::decode(self.body)
    }
}

impl<C> fmt::Debug for Verified<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("bytes", &self.body.len()).finish()
    }
}

/// Signs deliveries, for senders and tests.
#[derive(Clone)]
pub struct Signer<C> {
    key: Key,
    catalog: PhantomData<C>,
}

impl<C: Catalog> Signer<C> {
    /// Signs with a secret.
    pub fn new(secret: &Secret) -> Self {
        Signer { key: Key::new(secret), catalog: PhantomData }
    }

    /// The headers of an attempt: id, timestamp in Unix seconds, and signature.
    pub fn headers(&self, id: &str, timestamp: u64, body: &[u8]) -> [(&'static str, String); 3] {
        let rule = &C::CONTRACT.signature;
        let timestamp = timestamp.to_string();
        let signature =
            write_digest(&rule.scheme, self.key.digest(&rule.message, timestamp.as_bytes(), body));
        [
            (&C::CONTRACT.idempotency_key.header, id.to_owned()),
            (&rule.timestamp_header, timestamp),
            (&rule.signature_header, signature),
        ]
    }
}

impl<C> fmt::Debug for Signer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}
