//! Deliveries to test a receiver with: genuine ones, and every kind of forged one.
//!
//! A delivery is built as it looks on the wire; sending it is up to the test.

mod forging;

pub use forging::flip_bit;

use std::marker::PhantomData;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};
use webhook_contract::{Location, Piece};

use crate::receive::verify::decode::to_hex;
use crate::receive::verify::{system_clock, written};
use crate::{Catalog, Outgoing, RequestParts, Secret, Signing};

/// An attempt at a delivery, before it is signed: a request and a time.
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
///     assert!(receiver.verify_request(&genuine.parts()).is_ok());
///
///     let old = attempt.clone().aged(Duration::from_secs(3600)).sign_with(&secret);
///     assert_eq!(receiver.verify_request(&old.parts()).err(), Some(VerifyError::Stale));
///
///     let changed = attempt.sign_with(&secret).flip_bit(Part::Body);
///     assert_eq!(receiver.verify_request(&changed.parts()).err(), Some(VerifyError::NoMatch));
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Attempt<C> {
    request: Outgoing,
    /// Unix seconds.
    timestamp: u64,
    catalog: PhantomData<C>,
}

/// A signed delivery, as it goes over the wire.
///
/// Send its fields with any HTTP client, or pass its [`parts`](Request::parts) to
/// [`Receiver::verify_request`](crate::Receiver::verify_request).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request<C> {
    /// The method.
    pub method: String,
    /// The URL that it is for, where the contract's signature is over it or in it, or something of the event is in its query.
    pub url: Option<String>,
    /// Names and values: the id if the body has one, and what the contract has in headers of time and signatures.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    timestamp: u64,
    catalog: PhantomData<C>,
}

/// A part of a signed delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The body.
    Body,
    /// The time of sending.
    Timestamp,
    /// The last signature in its place.
    Signature,
}

/// The URL of a request where the contract needs one and the test does not say it.
const URL: &str = "https://receiver.example/webhooks";

impl<C: Catalog> Attempt<C> {
    /// An attempt to deliver the catalog's example of an event, now.
    pub fn example(event_type: C::EventType) -> Self {
        let (name, example) = (C::name(event_type), C::example(event_type));
        let mut request = Outgoing::delivery(&C::CONTRACT.envelope, Some(name), example);
        // A part of the name is in the query.
        request.url = request.url.map(|path| format!("{URL}{}", path.trim_start_matches('/')));
        Attempt::with(request)
    }

    /// An attempt to deliver any body, now.
    pub fn of(body: impl Into<Vec<u8>>) -> Self {
        Attempt::with(Outgoing::post(body))
    }

    /// An attempt to send any request, now. Where the contract signs headers or the URL, or identifies events by headers,
    /// those that it lacks are made up; so are an id in the query, and a time outside of the body.
    pub fn with(request: Outgoing) -> Self {
        Attempt { request, timestamp: 0, catalog: PhantomData }.at(system_clock())
    }

    /// Sets a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        Attempt { request: self.request.header(name, value), ..self }
    }

    /// Sets the URL, for contracts whose signature is over it or in it: the public one of the receiver. Parts of the event's
    /// name that are in the query stay there.
    pub fn url(self, url: &str) -> Self {
        let parts = C::CONTRACT.envelope.name.iter().filter(|place| matches!(place, Location::Query(_)));
        let parts = parts.filter_map(|place| Some((place, self.request.value_at(place)?)));
        let parts: Vec<(&Location, String)> = parts.collect();
        let mut request = self.request.url(url);
        for (place, part) in parts {
            if request.value_at(place).is_none() {
                request.set_at(place, &part);
            }
        }
        Attempt { request, ..self }
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

    /// Signs the attempt. Where deliveries are verified by a public key, the secret is the private one.
    ///
    /// # Panics
    ///
    /// When the attempt cannot be signed; the message says what is missing: a secret that is written as the contract has it,
    /// the feature of the contract's algorithm, or a value of the body that is signed.
    pub fn sign_with(mut self, secret: &Secret) -> Request<C> {
        complete::<C>(&mut self.request, self.timestamp);
        signing::<C>(secret)
            .sign(&mut self.request, self.timestamp)
            .unwrap_or_else(|error| panic!("{error}"));
        let Outgoing { method, url, headers, body } = self.request;
        Request { method, url, headers, body, timestamp: self.timestamp, catalog: PhantomData }
    }
}

impl<C: Catalog> Request<C> {
    /// What a receiver verifies.
    pub fn parts(&self) -> RequestParts<'_, Vec<(String, String)>> {
        let Request { method, url, headers, body, .. } = self;
        RequestParts { method, url: url.as_deref(), headers, body }
    }

    /// Adds a signature after the existing ones, as a sender does that signs with an old and a new secret.
    ///
    /// # Panics
    ///
    /// As [`Attempt::sign_with`].
    pub fn sign_with(self, secret: &Secret) -> Self {
        let timestamp = self.timestamp;
        self.changed(|request| {
            signing::<C>(secret).add(request, timestamp).unwrap_or_else(|error| panic!("{error}"));
        })
    }

    /// Flips one bit of the body's last byte, changes a digit of the time, or a character of the signature. The time and the
    /// signature stay well-formed.
    pub fn flip_bit(self, part: Part) -> Self {
        self.changed(|request| {
            forging::flip_bit(&C::CONTRACT.signature, C::CONTRACT.envelope.events(), part, request)
        })
    }

    /// Sends a header twice.
    pub fn duplicate(mut self, header: &str) -> Self {
        let again = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header)).cloned();
        self.headers.extend(again);
        self
    }

    /// Sets another id in the header than in the body.
    pub fn with_id(self, id: &str) -> Self {
        self.changed(|request| {
            if let Some(header) = C::CONTRACT.idempotency_key.header.as_deref() {
                request.set(header, id);
            }
        })
    }

    fn changed(self, change: impl FnOnce(&mut Outgoing)) -> Self {
        let Request { method, url, headers, body, timestamp, catalog } = self;
        let mut request = Outgoing { method, url, headers, body };
        change(&mut request);
        let Outgoing { method, url, headers, body } = request;
        Request { method, url, headers, body, timestamp, catalog }
    }
}

fn signing<C: Catalog>(secret: &Secret) -> Signing {
    Signing::of_contract(C::CONTRACT, secret).unwrap_or_else(|error| panic!("{error}"))
}

/// Makes up what a sender adds to a body: the headers that are signed, what identifies the event and says when it happened,
/// and the URL. They follow from the body and the time, so that the same attempt has the same id.
fn complete<C: Catalog>(request: &mut Outgoing, timestamp: u64) {
    let contract = C::CONTRACT;
    let layout = &contract.envelope;
    let rules = || contract.signature.also.iter().chain([&contract.signature]);
    let pieces = rules().filter_map(|rule| rule.message.as_ref()).flat_map(|message| message.pieces());
    let signed = pieces.clone().filter_map(|piece| match piece {
        Piece::Header(name) => Some(name),
        _ => None,
    });
    let time = layout.time.as_ref();
    let mut places = rules().flat_map(|rule| rule.locations.iter()).chain(&*layout.id);
    let is_in_query = |place: &Location| matches!(place, Location::Query(_));
    let has_query = places.any(is_in_query) || time.is_some_and(|time| is_in_query(&time.location));
    if request.url.is_none() && (pieces.clone().any(|piece| *piece == Piece::Url) || has_query) {
        request.url = Some(URL.to_owned());
    }
    let made_up = format!("made-{}", &to_hex(&Sha256::digest(&request.body))[..16]);
    // A part of the name that is left out stays so.
    for place in layout.id.iter().filter(|place| !layout.name.contains(place)) {
        if request.value_at(place).is_none() {
            request.set_at(place, &made_up);
        }
    }
    if let Some(time) = time
        && request.value_at(&time.location).is_none()
    {
        request.set_at(&time.location, &written(timestamp, time.unit));
    }
    for name in signed {
        let is_time =
            rules().any(|rule| rule.timestamp_header().is_some_and(|own| own.eq_ignore_ascii_case(name)));
        if request.value(name).is_none() && !is_time {
            request.set(name, made_up.as_str());
        }
    }
}
