//! Signing, for senders and tests.

use std::fmt;
use std::ops::Range;

use webhook_contract::{Algorithm, Contract, Location, Pack, Pointer, SignatureRule, Text, TimeLocation};

#[cfg(all(feature = "testing", any(feature = "ed25519", feature = "ecdsa", feature = "rsa")))]
use super::algorithms::PrivateKey;
use super::message::Filled;
use super::prepared::Prepared;
use super::{Context, decode, json, key, put, time};
use crate::json::string_field::{RawString, string_field};
use crate::{InvalidSecret, Outgoing, Secret};

/// Signs requests by a signature rule that may be known only at run time. For generated crates, there is
/// [`Signer`](crate::Signer).
///
/// It puts the time of sending and the signature where the rule has them: in headers, in the query of the URL, in the body.
/// Where deliveries are verified by a public key, the secret is the private one (see [`Signing::new`]).
///
/// ```
/// use webhook_runtime::contract::{Algorithm, Encoding, SignatureRule};
/// use webhook_runtime::{Outgoing, Secret, Signing, Verifier};
///
/// let rule = SignatureRule {
///     locations: vec!["query:sig".parse()?].into(),
///     encoding: Some(Encoding::Base64Url),
///     message: Some("{method}.{body}".parse()?),
///     ..SignatureRule::of(Algorithm::HmacSha256)
/// };
/// let secret = Secret::new("9f86d081884c7d65")?;
/// let mut request = Outgoing::post("{}").url("https://receiver.example/webhooks");
/// Signing::new(&rule, &secret)?.sign(&mut request, 1_760_000_000)?;
/// assert!(request.url.as_ref().is_some_and(|url| url.contains("?sig=")));
/// assert_eq!(Verifier::new(&rule, &secret)?.verify(&request.parts()), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Signing {
    /// Those that must hold too, and then the rule itself.
    rules: Vec<Rule>,
    /// Where the events are when each of them is signed by itself.
    events: Option<Pointer>,
    /// A header that repeats the id which is in a field of the body.
    repeated_id: Option<(Text, Text)>,
}

#[derive(Clone)]
struct Rule {
    prepared: Prepared,
    places: Vec<Location>,
    proof: Proof,
}

/// What proves a request.
#[derive(Clone)]
enum Proof {
    /// What the key of the rule makes of the message.
    Computed,
    /// The secret itself, as it is sent.
    Itself(Box<str>),
    /// What a private key makes of the message.
    #[cfg(all(feature = "testing", any(feature = "ed25519", feature = "ecdsa", feature = "rsa")))]
    PrivateKey(PrivateKey),
}

impl Signing {
    /// Signs by a rule.
    ///
    /// Where deliveries are verified by a public key, the secret is the private key that belongs to it: PKCS #8 in base64, or
    /// for Ed25519 its seed of 32 bytes, written as the rule has its keys. That takes the feature `testing`: keys that matter
    /// belong in a service that signs.
    ///
    /// # Errors
    ///
    /// When the rule contradicts itself, the secret is not written as the rule has it, or this build lacks the algorithm.
    pub fn new(rule: &SignatureRule, secret: &Secret) -> Result<Self, CannotSign> {
        Self::build(rule, None, None, secret)
    }

    /// Signs as a contract says.
    ///
    /// # Errors
    ///
    /// As [`Signing::new`].
    pub fn of_contract(contract: &Contract, secret: &Secret) -> Result<Self, CannotSign> {
        let (layout, header) = (&contract.envelope, contract.idempotency_key.header.clone());
        let field = layout.id_field().map(|field| Text::Owned(field.to_owned()));
        let signing =
            Self::build(&contract.signature, contract.signed_id().as_ref(), layout.events(), secret)?;
        Ok(Signing { repeated_id: header.zip(field), ..signing })
    }

    /// Signs as a pack's provider does.
    ///
    /// # Errors
    ///
    /// As [`Signing::new`].
    pub fn of_pack(pack: &Pack, secret: &Secret) -> Result<Self, CannotSign> {
        Self::build(&pack.signature, pack.id(), pack.events(), secret)
    }

    fn build(
        rule: &SignatureRule,
        id: Option<&Location>,
        events: Option<&Pointer>,
        secret: &Secret,
    ) -> Result<Self, CannotSign> {
        if !rule.faults(id.is_some()).is_empty() {
            return Err(CannotSign::Secret(InvalidSecret::Contract));
        }
        let rules = rule.also.iter().chain([rule]).map(|rule| Rule::new(rule, id, secret));
        let rules: Vec<Rule> = rules.collect::<Result<_, _>>()?;
        let of_events = rules.iter().any(|rule| rule.prepared.reads_values());
        Ok(Signing { rules, events: events.filter(|_| of_events).cloned(), repeated_id: None })
    }

    /// Puts time and signature into a request, in place of those that are there. The time is in Unix seconds. Where a contract
    /// has a header that repeats the id in the body, it is set unless it is there.
    ///
    /// # Errors
    ///
    /// When the request lacks something that is signed, such as its URL, or the place where the signature goes.
    pub fn sign(&self, request: &mut Outgoing, timestamp: u64) -> Result<(), CannotSign> {
        if let Some((header, field)) = &self.repeated_id
            && request.value(header).is_none()
            && let Some(id) = string_field(&request.body, field).and_then(RawString::text)
        {
            let id = id.into_owned();
            request.set(header, id);
        }
        let events = self.events(request)?;
        for place in self.rules.iter().flat_map(|rule| &rule.places) {
            put::clear(request, place, &events);
        }
        self.put_times(request, timestamp)?;
        self.add(request, timestamp)
    }

    /// Adds another signature for the same time, as a sender does that has an old and a new secret.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign).
    pub(crate) fn add(&self, request: &mut Outgoing, timestamp: u64) -> Result<(), CannotSign> {
        for rule in &self.rules {
            // From the last one: what is put into an event leaves those before it where they are.
            for event in self.events(request)?.into_iter().rev() {
                let item = rule.item(request, event.clone(), self.events.is_some(), timestamp)?;
                rule.put(request, event, &item)?;
            }
        }
        Ok(())
    }

    fn put_times(&self, request: &mut Outgoing, timestamp: u64) -> Result<(), CannotSign> {
        for rule in &self.rules {
            let Some((location, unit)) = &rule.prepared.time else { continue };
            let text = time::written(timestamp, *unit);
            match location {
                TimeLocation::Header(name) => request.set(name, text),
                TimeLocation::Item(label) => {
                    let item = rule.prepared.form.labelled_item(label, &text);
                    for event in self.events(request)?.into_iter().rev() {
                        rule.put(request, event, &item)?;
                    }
                }
                TimeLocation::Body(pointer) => {
                    let place = Location::Body(pointer.clone());
                    for event in self.events(request)?.into_iter().rev() {
                        // A number is a time, and not the first of several.
                        if !put::add(request, &place, event, &text, None) {
                            return Err(CannotSign::missing(&place));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Where each event is in the body; all of it where the request is signed as a whole.
    fn events(&self, request: &Outgoing) -> Result<Vec<Range<usize>>, CannotSign> {
        let all = 0..request.body.len();
        let Some(pointer) = &self.events else { return Ok(Vec::from([all])) };
        let lacks = || CannotSign::Missing(format!("its events at `{pointer}`").into());
        let body = std::str::from_utf8(&request.body).map_err(|_| lacks())?;
        let events = json::events(body, pointer).map_err(|_| lacks())?;
        Ok(events.into_iter().map(|event| json::place(body, event)).collect())
    }
}

impl Rule {
    fn new(rule: &SignatureRule, id: Option<&Location>, secret: &Secret) -> Result<Self, CannotSign> {
        let mut prepared = Prepared::new(rule, id);
        let own = || key::bytes(&rule.key, secret).map_err(CannotSign::Secret);
        let proof = match rule.algorithm {
            Algorithm::Equality => Proof::Itself(secret_text(&own()?)?),
            Algorithm::Basic => Proof::Itself(format!("Basic {}", decode::to_base64(&own()?)).into()),
            _ if rule.algorithm.is_asymmetric() => Proof::of_private_key(rule, secret)?,
            _ => {
                prepared.add(secret).map_err(CannotSign::Secret)?;
                Proof::Computed
            }
        };
        Ok(Rule { prepared, places: rule.locations.to_vec(), proof })
    }

    /// The signature of a request, or of one event in it, in its item.
    fn item(
        &self,
        request: &Outgoing,
        event: Range<usize>,
        is_apart: bool,
        timestamp: u64,
    ) -> Result<String, CannotSign> {
        if let Proof::Itself(text) = &self.proof {
            return Ok(self.prepared.form.item(text));
        }
        let parts = request.parts();
        let event = std::str::from_utf8(&request.body[event]).ok().filter(|_| is_apart);
        let context = Context { request: &parts, event };
        let template = &self.prepared.template;
        if template.has_url() && parts.url.is_none() {
            return Err(CannotSign::Missing("its URL".into()));
        }
        let values = template.values(&self.prepared, &context);
        let values = values.map_err(|_| CannotSign::Missing(template.missing(&self.prepared, &context)))?;
        let written = self.prepared.time.as_ref().map(|(_, unit)| time::written(timestamp, *unit));
        let message = Filled {
            template,
            body: parts.body,
            timestamp: written.as_deref().unwrap_or_default().as_bytes(),
            url: parts.url.unwrap_or_default(),
            secret: &[],
            values: &values,
        };
        let signature = match &self.proof {
            #[cfg(all(feature = "testing", any(feature = "ed25519", feature = "ecdsa", feature = "rsa")))]
            Proof::PrivateKey(key) => key.sign(&message),
            _ => self.prepared.first_key().and_then(|key| key.sign(message)),
        };
        let signature = signature.ok_or(CannotSign::PrivateKey(self.prepared.algorithm))?;
        Ok(self.prepared.form.write(&signature))
    }

    /// Adds an item at the first place of the rule.
    fn put(&self, request: &mut Outgoing, event: Range<usize>, item: &str) -> Result<(), CannotSign> {
        let place = self.places.first().ok_or(CannotSign::Secret(InvalidSecret::Contract))?;
        match put::add(request, place, event, item, self.prepared.form.separator()) {
            true => Ok(()),
            false => Err(CannotSign::missing(place)),
        }
    }
}

impl Proof {
    #[cfg(all(feature = "testing", any(feature = "ed25519", feature = "ecdsa", feature = "rsa")))]
    fn of_private_key(rule: &SignatureRule, secret: &Secret) -> Result<Self, CannotSign> {
        PrivateKey::new(rule.algorithm, &rule.key, secret).map(Proof::PrivateKey)
    }

    #[cfg(not(all(feature = "testing", any(feature = "ed25519", feature = "ecdsa", feature = "rsa"))))]
    fn of_private_key(rule: &SignatureRule, _: &Secret) -> Result<Self, CannotSign> {
        Err(CannotSign::PrivateKey(rule.algorithm))
    }
}

/// A key that is sent itself.
fn secret_text(key: &[u8]) -> Result<Box<str>, CannotSign> {
    // A header takes no other bytes.
    std::str::from_utf8(key).map(Into::into).map_err(|_| CannotSign::Secret(InvalidSecret::Invisible))
}

impl Secret {
    /// The value of the signature header for a body and a time in Unix seconds, where nothing else is signed. Otherwise, use
    /// [`Signing`].
    ///
    /// # Errors
    ///
    /// As [`Signing::sign`], or when the signature is not in a header.
    pub fn sign(&self, rule: &SignatureRule, timestamp: u64, body: &[u8]) -> Result<String, CannotSign> {
        let header = rule.signature_header().ok_or(CannotSign::NotInHeader)?;
        let mut request = Outgoing::post(body);
        Signing::new(rule, self)?.sign(&mut request, timestamp)?;
        request.value(header).map(str::to_owned).ok_or(CannotSign::NotInHeader)
    }
}

/// Why a request cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CannotSign {
    /// Signing takes a private key, and this build does not sign with one.
    PrivateKey(Algorithm),
    /// The secret is not a private key of the rule's algorithm.
    NotAPrivateKey(Algorithm),
    /// The signature is not in a header.
    NotInHeader,
    /// The request lacks what is signed, or the place where the signature goes.
    Missing(Box<str>),
    /// The secret cannot be one by this rule.
    Secret(InvalidSecret),
}

impl CannotSign {
    fn missing(place: &Location) -> Self {
        CannotSign::Missing(match place {
            Location::Query(_) => "its URL".into(),
            place => format!("a place for `{place}`").into(),
        })
    }
}

impl fmt::Display for CannotSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotSign::PrivateKey(algorithm) => {
                let feature = algorithm.feature().unwrap_or_default();
                write!(
                    f,
                    "deliveries are signed with {algorithm}, which takes the sender's private key, and the features `testing` and `{feature}` of webhook-runtime"
                )
            }
            CannotSign::NotAPrivateKey(algorithm) => write!(
                f,
                "expected a private key for {algorithm}: PKCS #8 in base64{}",
                match algorithm {
                    Algorithm::Ed25519 => ", or the 32 bytes of the seed, written as public keys are",
                    _ => "",
                }
            ),
            CannotSign::NotInHeader => {
                f.write_str("the signature is in the body or the URL, and not in a header")
            }
            CannotSign::Missing(what) => write!(f, "the request lacks {what}, which the signature needs"),
            CannotSign::Secret(invalid) => invalid.fmt(f),
        }
    }
}

impl std::error::Error for CannotSign {}

/// Without any secret.
impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signing").finish_non_exhaustive()
    }
}
