//! For tools that look for the reason why a request does not verify: the parts of what is signed, tried as they may have been.

use std::borrow::Cow;

use webhook_contract::{Contract, Location, Message, Pack, SignatureRule};

use super::candidates::Signatures;
use super::key::Key;
use super::message::{Filled, Template};
use super::prepared::{Prepared, Read};
use super::verifier::{Found, Verifier};
use super::{Context, RequestParts, form};
use crate::{Headers, InvalidSecret, VerifyError};

/// A rule without any secret, for tools that look for the reason why a request does not verify. It says nothing of the time
/// and the size; a receiver uses [`Verifier`] or [`Receiver`](crate::Receiver).
pub struct Trials<'t> {
    rule: &'t SignatureRule,
    id: Option<Location>,
    verifier: Verifier,
}

/// What may have been signed, and with what, where it is not as the rule has it.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'t> {
    /// The bytes of the key.
    pub key: &'t [u8],
    /// What was put together; `None` where the rule signs nothing.
    pub message: Option<&'t Message>,
    /// The text of the time in it.
    pub timestamp: &'t [u8],
    /// The values that the signature is in; `None` for those of the request.
    pub signatures: Option<&'t [Vec<u8>]>,
}

/// What of one event of a request fits; a request without a list of events is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFit {
    /// Whether its signature fits, or why there is none to compare.
    pub main: Result<bool, VerifyError>,
    /// The same of those that must hold too, in the order of the rule.
    pub also: Vec<Result<bool, VerifyError>>,
}

impl EventFit {
    /// Whether all that must hold does.
    pub fn is_whole(&self) -> bool {
        [&self.main].into_iter().chain(&self.also).all(|fits| *fits == Ok(true))
    }
}

impl<'t> Trials<'t> {
    /// By the rule of a contract.
    ///
    /// # Errors
    ///
    /// When the rule contradicts itself.
    pub fn of_contract(contract: &'t Contract) -> Result<Self, InvalidSecret> {
        let verifier = Verifier::prepare(contract)?.max_body_bytes(usize::MAX);
        Ok(Self { rule: &contract.signature, id: contract.signed_id(), verifier })
    }

    /// By the rule of a pack.
    ///
    /// # Errors
    ///
    /// When the rule contradicts itself.
    pub fn of_pack(pack: &'t Pack) -> Result<Self, InvalidSecret> {
        let verifier = Verifier::prepare_pack(pack)?;
        Ok(Self { rule: &pack.signature, id: pack.id().cloned(), verifier })
    }

    /// Whether a request has everything that is looked at before anything is proved.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub fn check_parts<H: Headers + ?Sized>(&self, request: &RequestParts<'_, H>) -> Result<(), VerifyError> {
        let url = self.verifier.url_of(request)?;
        let request = RequestParts { url: url.as_deref().or(request.url), ..*request };
        self.verifier.find(&request, &mut Found::default())
    }

    /// Whether a signature fits a request, with what is tried in place of the request's own.
    pub fn fits<H: Headers + ?Sized>(&self, trial: &Trial<'_>, request: &RequestParts<'_, H>) -> bool {
        let template = Template::of(trial.message, self.id.as_ref());
        let Ok(key) = self.key(trial, &template) else { return false };
        let Ok(contexts) = self.verifier.contexts(request) else { return false };
        let (main, also) = self.verifier.rules();
        !contexts.is_empty()
            && contexts.iter().all(|context| {
                is_signed(main, &template, &key, trial, context).unwrap_or_default()
                    && also.iter().all(|other| is_signed_too(other, trial.key, context) == Ok(true))
            })
    }

    /// What of each event of a request fits, in their order; none where the events or the key cannot be read.
    pub fn of_each_event<H: Headers + ?Sized>(
        &self,
        trial: &Trial<'_>,
        request: &RequestParts<'_, H>,
    ) -> Vec<EventFit> {
        let template = Template::of(trial.message, self.id.as_ref());
        let (Ok(key), Ok(contexts)) = (self.key(trial, &template), self.verifier.contexts(request)) else {
            return Vec::new();
        };
        let (main, also) = self.verifier.rules();
        let fit = |context: &Context<'_, H>| EventFit {
            main: is_signed(main, &template, &key, trial, context),
            also: also.iter().map(|other| is_signed_too(other, trial.key, context)).collect(),
        };
        contexts.iter().map(fit).collect()
    }

    fn key(&self, trial: &Trial<'_>, template: &Template) -> Result<Key, InvalidSecret> {
        let bytes = trial.key.to_vec();
        Key::of_bytes(self.rule.algorithm, self.rule.key.encoding, bytes, template.has_secret())
    }
}

/// Whether what is tried fits one event.
fn is_signed<H: Headers + ?Sized>(
    rule: &Prepared,
    template: &Template,
    key: &Key,
    trial: &Trial<'_>,
    context: &Context<'_, H>,
) -> Result<bool, VerifyError> {
    let mut signatures = Signatures::default();
    match trial.signatures {
        None => rule.find_signatures(context, &mut signatures)?,
        Some(values) => {
            for value in values {
                rule.form.read(value, &mut signatures)?;
            }
        }
    }
    let values = template.values(rule, context)?;
    // A URL that is not known is not an empty one.
    let url = match context.request.url {
        None if template.has_url() => return Err(VerifyError::MissingUrl),
        url => url.unwrap_or_default(),
    };
    let urls = if template.has_url() { form::ports(url) } else { [Some(Cow::Borrowed(url)), None] };
    Ok(urls.iter().flatten().any(|url| {
        let mut message = Filled {
            template,
            body: context.request.body,
            timestamp: trial.timestamp,
            url,
            secret: &[],
            values: &values,
        };
        key.has_signed(&mut message, &signatures)
    }))
}

/// Whether a further signature holds as it is.
fn is_signed_too<H: Headers + ?Sized>(
    rule: &Prepared,
    key: &[u8],
    context: &Context<'_, H>,
) -> Result<bool, VerifyError> {
    let mut rule = rule.clone();
    if rule.add_bytes(key).is_err() {
        return Ok(false);
    }
    let mut read = Read::default();
    rule.read(context, &mut read)?;
    Ok(rule.proves(context, &read))
}
