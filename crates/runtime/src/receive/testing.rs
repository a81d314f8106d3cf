//! Deliveries to test a receiver with: genuine ones, and every kind of forged one.
//!
//! A delivery is built as it looks on the wire; sending it is up to the test.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::json::string_field::{RawString, string_field};
use crate::receive::verify::{Prepared, system_clock};
use crate::{Catalog, RequestParts, Secret};

/// An attempt at a delivery, before it is signed: a body and a time.
///
/// In a generated events crate, this type has the catalog filled in. To forge a delivery, sign with another [`Secret`],
/// make it old with [`Attempt::aged`], or change it after signing with a method of [`Request`].
///
/// ```
/// use std::time::Duration;
/// use webhook_runtime::testing::{Attempt, Part};
/// use webhook_runtime::{Catalog, InvalidSecret, Receiver, Secret, VerifyError};
///
/// fn refuses_what_is_forged<C: Catalog>(event_type: C::EventType) -> Result<(), InvalidSecret> {
///     let receiver = Receiver::<C>::new("9f86d081884c7d65")?;
///     let secret = Secret::new("9f86d081884c7d65")?;
///     let attempt = Attempt::<C>::example(event_type);
///
///     let genuine = attempt.clone().sign_with(&secret);
///     assert!(receiver.verify(&genuine.headers, &genuine.body).is_ok());
///
///     let old = attempt.clone().aged(Duration::from_secs(3600)).sign_with(&secret);
///     assert_eq!(receiver.verify(&old.headers, &old.body).err(), Some(VerifyError::Stale));
///
///     let changed = attempt.sign_with(&secret).flip_bit(Part::Body);
///     assert_eq!(receiver.verify(&changed.headers, &changed.body).err(), Some(VerifyError::NoMatch));
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Attempt<C> {
    body: Vec<u8>,
    /// Unix seconds.
    timestamp: u64,
    catalog: PhantomData<C>,
}

/// A signed delivery, as it goes over the wire.
///
/// Send its fields with any HTTP client, or pass them to [`Receiver::verify`](crate::Receiver::verify).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request<C> {
    /// Names and values: the id if the body has one, the timestamp, the signatures.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    catalog: PhantomData<C>,
}

/// A part of a signed delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The body.
    Body,
    /// The header with the time.
    Timestamp,
    /// The last signature in its header.
    Signature,
}

impl<C: Catalog> Attempt<C> {
    /// An attempt to deliver the catalog's example of an event, now.
    pub fn example(event_type: C::EventType) -> Self {
        Attempt::of(C::example(event_type))
    }

    /// An attempt to deliver any body, now.
    pub fn of(body: impl Into<Vec<u8>>) -> Self {
        Attempt { body: body.into(), timestamp: 0, catalog: PhantomData }.at(system_clock())
    }

    /// Sets the time of the attempt, in whole seconds since 1970.
    pub fn at(mut self, time: SystemTime) -> Self {
        self.timestamp = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        self
    }

    /// Makes the attempt this much earlier, in whole seconds.
    pub fn aged(mut self, age: Duration) -> Self {
        self.timestamp = self.timestamp.saturating_sub(age.as_secs());
        self
    }

    /// Makes the attempt this much later, in whole seconds, as if the sender's clock were ahead.
    pub fn ahead(mut self, advance: Duration) -> Self {
        self.timestamp = self.timestamp.saturating_add(advance.as_secs());
        self
    }

    /// Signs the attempt.
    pub fn sign_with(self, secret: &Secret) -> Request<C> {
        let field = C::CONTRACT.envelope.id_field();
        let id = field.and_then(|field| string_field(&self.body, field)).and_then(RawString::text);
        let id = C::CONTRACT.idempotency_key.header.as_deref().zip(id.map(Cow::into_owned));
        let timestamp = (timestamp_header::<C>(), self.timestamp.to_string());
        let headers = id.into_iter().chain([timestamp]).collect();
        Request { headers, body: self.body, catalog: PhantomData }.sign_with(secret)
    }
}

impl<C: Catalog> Request<C> {
    /// Adds a signature after the existing ones, as a sender does that signs with an old and a new secret.
    ///
    /// Signatures that are not an HMAC in a header, with the time in another, cannot be made: for such a catalog, this does
    /// not compile.
    ///
    /// # Panics
    ///
    /// When the secret is not written as the contract has it, or this build lacks the contract's algorithm.
    pub fn sign_with(mut self, secret: &Secret) -> Self {
        let () = const { assert!(C::CONTRACT.signature.is_hmac_in_headers(), "no HMAC in headers") };
        let rule = &C::CONTRACT.signature;
        let mut prepared = Prepared::new(rule, None);
        prepared.add(secret).expect("a secret of the contract's form");
        let timestamp = value(&mut self.headers, timestamp_header::<C>());
        let timestamp = timestamp.and_then(|text| text.parse().ok()).unwrap_or_default();
        let request = RequestParts::new(&self.headers, &self.body);
        let signature = prepared.sign(timestamp, &request).unwrap_or_default();
        let header = rule.signature_header().unwrap_or_default();
        let separator = rule.items.as_deref().unwrap_or(",");
        match value(&mut self.headers, header) {
            Some(signatures) => *signatures = format!("{signatures}{separator}{signature}"),
            None => self.headers.push((header, signature)),
        }
        self
    }

    /// Flips one bit of the body's last byte, the last digit of the timestamp, or the last digit of the signature. The
    /// part stays well-formed.
    pub fn flip_bit(mut self, part: Part) -> Self {
        let signature = C::CONTRACT.signature.signature_header().unwrap_or_default();
        match part {
            Part::Body => self.body.last_mut().into_iter().for_each(|byte| *byte ^= 1),
            Part::Timestamp => flip_last_digit(value(&mut self.headers, timestamp_header::<C>())),
            Part::Signature => flip_last_digit(value(&mut self.headers, signature)),
        }
        self
    }

    /// Sends a header twice.
    pub fn duplicate(mut self, header: &str) -> Self {
        let again = self.headers.iter().find(|(name, _)| *name == header).cloned();
        self.headers.extend(again);
        self
    }

    /// Sets another id in the header than in the body.
    pub fn with_id(mut self, id: &str) -> Self {
        if let Some(header) = C::CONTRACT.idempotency_key.header.as_deref() {
            self.headers.retain(|(name, _)| *name != header);
            self.headers.push((header, id.to_owned()));
        }
        self
    }
}

fn timestamp_header<C: Catalog>() -> &'static str {
    C::CONTRACT.signature.timestamp_header().unwrap_or_default()
}

fn value<'h>(headers: &'h mut [(&'static str, String)], name: &str) -> Option<&'h mut String> {
    headers.iter_mut().find(|(own, _)| *own == name).map(|(_, value)| value)
}

/// A decimal digit stays a decimal digit: 8 and 9 differ in the last bit.
fn flip_last_digit(text: Option<&mut String>) {
    let Some(text) = text else { return };
    let digit = text.pop().and_then(|digit| digit.to_digit(16));
    text.extend(digit.and_then(|digit| char::from_digit(digit ^ 1, 16)));
}
