//! The receiving end of the signature: whether these exact bytes come from the provider, and came just now. Nothing is
//! remembered from request to request.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::json::string_field::{RawString, string_field};
use crate::receive::signature::{Key, parse_signatures, parse_timestamp, write_digest};
use crate::secret::is_blank;
use crate::{Catalog, DecodeError, Headers, InvalidSecret, Secret, VerifyError};

/// Secrets that a receiver accepts at the same time, at most.
pub const MAX_SECRETS: usize = 4;

/// Verifies deliveries.
///
/// # Rotating a secret
///
/// A provider that makes the old secret invalid at once, as most do, signs every attempt after that with the new one,
/// retries of earlier events included. So a receiver takes the new one as soon as it is known, by [`Receiver::new`], and
/// accepts the old one as well, by [`Receiver::and_accept`], for those requests that were in flight at that moment: as
/// long as the tolerance of the timestamp is (`CONTRACT.signature.tolerance`), and no longer, for afterwards nothing that
/// is genuine carries it. Where a sender keeps signing retries with the secret that the event's first attempt had,
/// accept the old one for as long as retries may come (`CONTRACT.retry.span()`), plus the tolerance.
///
/// What arrives before the receiver has the new secret is answered with 503 and comes again: there is as much
/// time to roll out the new secret as the retries span.
pub struct Receiver<C> {
    keys: Vec<Key>,
    tolerance: Duration,
    max_body_bytes: usize,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    catalog: PhantomData<C>,
}

impl<C: Catalog> Receiver<C> {
    /// A receiver that accepts one secret: the text that the provider handed out.
    ///
    /// # Errors
    ///
    /// When the text is empty, or has white space in it.
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
    /// When the text is empty or has white space in it, or there are [`MAX_SECRETS`] already.
    pub fn and_accept(mut self, secret: &str) -> Result<Self, InvalidSecret> {
        if self.keys.len() == MAX_SECRETS {
            return Err(InvalidSecret::TooMany);
        }
        self.keys.push(Key::new(&Secret::new(secret)?));
        Ok(self)
    }

    /// How far a timestamp may be from the clock, either way, instead of what the contract says.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The largest body, in bytes, instead of what the contract says.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// The clock, instead of the system's.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// The largest body that is accepted, in bytes: what need not be read any further.
    pub fn body_limit(&self) -> usize {
        self.max_body_bytes
    }

    /// Proves that these bytes were signed with a secret of this receiver, a short time ago.
    ///
    /// The body has to be what came over the wire, byte for byte.
    ///
    /// # Errors
    ///
    /// When that is not so; [`VerifyError::status`] is what to answer.
    pub fn verify<'a>(
        &self,
        headers: &(impl Headers + ?Sized),
        body: &'a [u8],
    ) -> Result<Verified<'a, C>, VerifyError> {
        let rule = &C::CONTRACT.signature;
        let timestamp = one(headers, &rule.timestamp_header)?.ok_or(VerifyError::MissingHeader)?;
        let timestamp = unjoined(timestamp);
        let sent = parse_timestamp(timestamp)?;
        let signatures = parse_signatures(headers.values(&rule.signature_header), &rule.scheme)?;
        let key = &C::CONTRACT.idempotency_key;
        let id = one(headers, &key.header)?;
        if body.len() > self.max_body_bytes {
            return Err(VerifyError::BodyTooLarge);
        }
        // Every secret with every signature, so that the time it takes tells nothing of which one matched.
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
        let verified = Verified {
            body,
            id: string_field(body, &key.field),
            unreadable_signatures: signatures.unreadable,
            catalog: PhantomData,
        };
        // The header is not signed: what is under the signature counts. A body without an id has nothing to compare
        // with, and decoding says what is wrong with it.
        if let Some(id) = id
            && let Some(own) = verified.id.and_then(RawString::text)
            && let own = own.as_bytes().trim_ascii()
            && own != id
            && own != unjoined(id)
        {
            return Err(VerifyError::IdMismatch);
        }
        Ok(verified)
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

/// The value of a header that has one value, without the white space that HTTP allows around it. A header that is repeated
/// with equal values has one value.
fn one<'h>(headers: &'h (impl Headers + ?Sized), name: &'h str) -> Result<Option<&'h [u8]>, VerifyError> {
    let mut values = headers.values(name).map(<[u8]>::trim_ascii);
    let first = values.next();
    match values.all(|value| Some(value) == first) {
        true => Ok(first),
        false => Err(VerifyError::DuplicateHeader),
    }
}

/// The one value that a middle layer has made a list of, by joining equal repeats of a header with commas; any other text
/// as it is.
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

/// A body that the provider signed: [`Receiver::verify`] is the one way to it.
#[derive(Clone, Copy)]
pub struct Verified<'a, C> {
    body: &'a [u8],
    id: Option<RawString<'a>>,
    unreadable_signatures: usize,
    catalog: PhantomData<C>,
}

impl<'a, C: Catalog> Verified<'a, C> {
    /// The bytes that were signed.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The id of the event, from the body. `None` if it cannot identify the event: it is missing, blank or not a string.
    pub fn id(&self) -> Option<Cow<'a, str>> {
        self.id?.text().filter(|id| !is_blank(id))
    }

    /// How many entries of the signature header could not be read. They were skipped; anything but zero hints at a middle
    /// layer that changes headers.
    pub fn unreadable_signatures(&self) -> usize {
        self.unreadable_signatures
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When the body lacks what the event's type needs. It is genuine all the same: keep it, and answer with a 2xx. A
    /// 4xx would lose it for good, and a 5xx brings the same bytes again until the provider disables the endpoint.
    pub fn decode(&self) -> Result<C::Delivery<'a>, DecodeError> {
        C::decode(self.body)
    }
}

impl<C> fmt::Debug for Verified<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("bytes", &self.body.len()).finish()
    }
}

/// Signs deliveries, for those who send and for tests.
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

    /// The headers of an attempt at a time in Unix seconds: id, timestamp and signature.
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
