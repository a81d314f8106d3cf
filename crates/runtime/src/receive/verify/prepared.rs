//! One signature rule, prepared for its keys.

use std::borrow::Cow;
use std::time::Duration;

use webhook_contract::{Algorithm, KeyRule, Location, Message, Piece, SignatureRule, TimeLocation, TimeUnit};

use super::candidates::{Form, Signatures};
use super::key::Key;
use super::message::{Filled, Template};
use super::places::{Place, one, places, unjoined};
use super::time::{self, Sent, Tolerances};
use super::{Context, form};
use crate::{Headers, InvalidSecret, Secret, VerifyError};

/// One signature rule, prepared.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(super) algorithm: Algorithm,
    pub(super) key: KeyRule,
    places: Vec<Place>,
    pub(super) form: Form,
    pub(super) template: Template,
    pub(super) time: Option<(TimeLocation, TimeUnit)>,
    tolerances: Option<Tolerances>,
    reads_values: bool,
    reads_body: bool,
    signs_url: bool,
    keys: Vec<Key>,
}

/// What a request has for a rule.
#[derive(Default)]
pub(crate) struct Read<'r> {
    timestamp: Cow<'r, [u8]>,
    sent: Option<Sent>,
    signatures: Signatures,
    values: Vec<Cow<'r, [u8]>>,
}

impl Prepared {
    /// A rule without faults, without any key yet.
    pub fn new(rule: &SignatureRule, id: Option<&Location>) -> Self {
        let (places, template) = (places(&rule.locations), Template::of(rule.message.as_ref(), id));
        let reads_values = rule.reads_values(id);
        Prepared {
            algorithm: rule.algorithm,
            key: rule.key.clone(),
            reads_values,
            reads_body: reads_values || template.reads_body(),
            signs_url: template.has_url(),
            places,
            form: Form::of(rule),
            template,
            time: rule.timestamp.as_ref().map(|time| (time.location.clone(), time.unit)),
            tolerances: rule.timestamp.as_ref().map(Tolerances::of),
            keys: Vec::with_capacity(1),
        }
    }

    /// Accepts what a secret signs.
    ///
    /// # Errors
    ///
    /// When the secret is not written as the rule has it, or this build lacks the algorithm.
    pub fn add(&mut self, secret: &Secret) -> Result<(), InvalidSecret> {
        self.keys.push(Key::new(self.algorithm, &self.key, secret, self.template.has_secret())?);
        Ok(())
    }

    /// Accepts what a key signs whose bytes are known.
    pub fn add_bytes(&mut self, key: &[u8]) -> Result<(), InvalidSecret> {
        let has_secret = self.template.has_secret();
        self.keys.push(Key::of_bytes(self.algorithm, self.key.encoding, key.to_vec(), has_secret)?);
        Ok(())
    }

    /// Accepts what a public key signs that is not written as the rule has it.
    #[cfg(feature = "keys")]
    pub fn add_public_key(
        &mut self,
        encoding: webhook_contract::KeyEncoding,
        key: &[u8],
    ) -> Result<(), InvalidSecret> {
        let has_secret = self.template.has_secret();
        self.keys.push(Key::of_bytes(self.algorithm, encoding, key.to_vec(), has_secret)?);
        Ok(())
    }

    /// The first key.
    pub(super) fn first_key(&self) -> Option<&Key> {
        self.keys.first()
    }

    pub fn key_count(&self) -> usize {
        self.keys.len()
    }

    /// Sets how far the time of sending may be from the clock, either way.
    pub fn set_tolerance(&mut self, tolerance: Duration) {
        if let Some(tolerances) = &mut self.tolerances {
            tolerances.set(tolerance);
        }
    }

    /// Whether the body is read before it is proved.
    pub fn reads_body(&self) -> bool {
        self.reads_body
    }

    /// Whether it takes values out of the body's JSON.
    pub fn reads_values(&self) -> bool {
        self.reads_values
    }

    /// Whether the URL is part of the message.
    pub fn signs_url(&self) -> bool {
        self.signs_url
    }

    /// Finds what a request has for the rule, into a value of the caller's: moving what was just written is slow.
    ///
    /// # Errors
    ///
    /// When something is missing, or cannot be read.
    #[inline]
    pub fn read<'r, H: Headers + ?Sized>(
        &'r self,
        context: &Context<'r, H>,
        read: &mut Read<'r>,
    ) -> Result<(), VerifyError> {
        if let Some((location, unit)) = &self.time {
            read.timestamp = self.timestamp(location, context)?;
            // Nearly every value is a time as it is, and there is no need to look for commas.
            read.sent = match (time::parse(&read.timestamp, *unit), &read.timestamp) {
                (Err(_), Cow::Borrowed(text)) => {
                    read.timestamp = Cow::Borrowed(unjoined(text));
                    Some(time::parse(&read.timestamp, *unit)?)
                }
                (sent, _) => Some(sent?),
            };
        }
        self.find_signatures(context, &mut read.signatures)?;
        if self.template.looks_up() {
            read.values = self.template.values(self, context)?;
        }
        Ok(())
    }

    #[inline]
    fn timestamp<'r, H: Headers + ?Sized>(
        &self,
        location: &'r TimeLocation,
        context: &Context<'r, H>,
    ) -> Result<Cow<'r, [u8]>, VerifyError> {
        Ok(match location {
            TimeLocation::Header(name) => {
                Cow::Borrowed(one(context.request.headers, name)?.ok_or(VerifyError::MissingHeader)?)
            }
            TimeLocation::Item(label) => match self.item(context, label)? {
                Some(text) => text.into(),
                // Where there is no signature either, that is what is wrong.
                None => {
                    self.find_signatures(context, &mut Signatures::default())?;
                    return Err(VerifyError::MissingValue);
                }
            },
            TimeLocation::Body(pointer) => {
                let text = context.body_value(pointer)?.ok_or(VerifyError::MissingValue)?;
                text.into_owned().into_bytes().into()
            }
        })
    }

    #[inline]
    pub(super) fn find_signatures<H: Headers + ?Sized>(
        &self,
        context: &Context<'_, H>,
        signatures: &mut Signatures,
    ) -> Result<(), VerifyError> {
        let mut is_there = false;
        for place in &self.places {
            is_there |= place.each(context, &mut |value| self.form.read(value, signatures))?;
        }
        match (is_there, signatures.is_empty(), signatures.unreadable) {
            (false, ..) => Err(self.missing()),
            (true, true, 0) => Err(VerifyError::UnsupportedScheme),
            (true, true, _) => Err(VerifyError::MalformedSignature),
            (true, false, _) => Ok(()),
        }
    }

    fn missing(&self) -> VerifyError {
        match self.places.iter().any(|place| matches!(place, Place::Header(_))) {
            true => VerifyError::MissingHeader,
            false => VerifyError::MissingValue,
        }
    }

    /// The item with a label, next to the signatures.
    ///
    /// # Errors
    ///
    /// When there are several that differ.
    pub(super) fn item<H: Headers + ?Sized>(
        &self,
        context: &Context<'_, H>,
        label: &str,
    ) -> Result<Option<Vec<u8>>, VerifyError> {
        let mut found: Option<Vec<u8>> = None;
        for place in &self.places {
            place.each(context, &mut |value| {
                for item in self.form.labelled(value, label) {
                    match &found {
                        Some(first) if first != item => return Err(VerifyError::DuplicateHeader),
                        Some(_) => {}
                        None => found = Some(item.to_vec()),
                    }
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Whether any of the signatures was made with any of the keys. All are compared, whatever is found.
    #[inline]
    pub fn proves<H: Headers + ?Sized>(&self, context: &Context<'_, H>, read: &Read<'_>) -> bool {
        if !self.signs_url {
            return self.proves_at("", context, read);
        }
        let url = context.request.url.unwrap_or_default();
        let urls = form::ports(url);
        urls.iter().flatten().fold(false, |proved, url| proved | self.proves_at(url, context, read))
    }

    #[inline]
    fn proves_at<H: Headers + ?Sized>(&self, url: &str, context: &Context<'_, H>, read: &Read<'_>) -> bool {
        let mut message = self.filled(url, context, read);
        let mut proved = false;
        for key in &self.keys {
            proved |= key.has_signed(&mut message, &read.signatures);
        }
        proved
    }

    /// The signature that the first key makes of a request, in its item.
    pub fn computed<H: Headers + ?Sized>(&self, context: &Context<'_, H>) -> Option<String> {
        let mut read = Read::default();
        self.read(context, &mut read).ok()?;
        let url = context.request.url.unwrap_or_default();
        Some(self.form.write(&self.first_key()?.sign(self.filled(url, context, &read))?))
    }

    /// The HMAC of a text by the first key, as a signature is written; `None` where the algorithm is no HMAC.
    pub fn hmac(&self, text: &[u8]) -> Option<String> {
        const BODY: Message = Message::Template(Cow::Borrowed(&[Piece::Body]));
        let template = &Template::of(Some(&BODY), None);
        let message = Filled { template, body: text, timestamp: &[], url: "", secret: &[], values: &[] };
        let key = self.first_key().filter(|_| self.algorithm.is_hmac())?;
        Some(self.form.encode(&key.sign(message)?))
    }

    fn filled<'f, H: ?Sized>(
        &'f self,
        url: &'f str,
        context: &Context<'f, H>,
        read: &'f Read<'_>,
    ) -> Filled<'f> {
        Filled {
            template: &self.template,
            body: context.request.body,
            timestamp: &read.timestamp,
            url,
            secret: &[],
            values: &read.values,
        }
    }
}

impl Read<'_> {
    /// How many items could not be read, and were skipped.
    pub fn unreadable(&self) -> usize {
        self.signatures.unreadable
    }
}

impl Prepared {
    /// Whether the time of sending is close enough to the clock's.
    ///
    /// # Errors
    ///
    /// When it is not, or there is no clock, or one that is set to before 1970.
    #[inline]
    pub fn check_freshness(
        &self,
        read: &Read<'_>,
        clock: &dyn Fn() -> std::time::SystemTime,
    ) -> Result<(), VerifyError> {
        match (self.tolerances, read.sent) {
            (Some(tolerances), Some(sent)) => tolerances.check(sent, clock),
            _ => Ok(()),
        }
    }
}
