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
        let bytes = trial.key.to_vec();
        let key = Key::of_bytes(self.rule.algorithm, self.rule.key.encoding, bytes, template.has_secret());
        let Ok(key) = key else { return false };
        let Ok(contexts) = self.verifier.contexts(request) else { return false };
        let (main, also) = self.verifier.rules();
        !contexts.is_empty()
            && contexts.iter().all(|context| {
                is_signed(main, &template, &key, trial, context).unwrap_or_default()
                    && also.iter().all(|other| is_signed_too(other, trial.key, context))
            })
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
    let url = context.request.url.unwrap_or_default();
    let urls = if template.has_url() { form::ports(url) } else { [Some(Cow::Borrowed(url)), None] };
    Ok(urls.iter().flatten().any(|url| {
        let message = Filled {
            template,
            body: context.request.body,
            timestamp: trial.timestamp,
            url,
            secret: &[],
            values: &values,
        };
        key.has_signed(message, &signatures)
    }))
}

/// Whether a further signature holds as it is.
fn is_signed_too<H: Headers + ?Sized>(rule: &Prepared, key: &[u8], context: &Context<'_, H>) -> bool {
    let mut rule = rule.clone();
    let mut read = Read::default();
    rule.add_bytes(key).is_ok() && rule.read(context, &mut read).is_ok() && rule.proves(context, &read)
}
