//! Signing, for senders and tests.

use std::fmt;

use webhook_contract::{Algorithm, Contract, Location, SignatureRule, TimeLocation};

use super::message::Filled;
use super::prepared::Prepared;
use super::{Context, RequestParts, time};
use crate::{Headers, InvalidSecret, Secret};

impl Secret {
    /// The value of the signature header for a body and a time in Unix seconds, for a sender whose rule is known only
    /// at run time. Otherwise, use [`Signer`](crate::Signer).
    ///
    /// # Errors
    ///
    /// When the rule cannot be signed by with a secret, a body and a time alone.
    pub fn sign(&self, rule: &SignatureRule, timestamp: u64, body: &[u8]) -> Result<String, CannotSign> {
        let headers: &[(&str, &str)] = &[];
        self.sign_by(rule, None, timestamp, &RequestParts::new(headers, body))
    }

    /// The same for a request whose method, URL or headers, such as the id's, are signed too.
    ///
    /// # Errors
    ///
    /// When signing takes the provider's private key, the rule contradicts itself, or the request lacks what it needs.
    pub fn sign_request<H: Headers + ?Sized>(
        &self,
        contract: &Contract,
        timestamp: u64,
        request: &RequestParts<'_, H>,
    ) -> Result<String, CannotSign> {
        self.sign_by(&contract.signature, contract.signed_id().as_ref(), timestamp, request)
    }

    fn sign_by<H: Headers + ?Sized>(
        &self,
        rule: &SignatureRule,
        id: Option<&Location>,
        timestamp: u64,
        request: &RequestParts<'_, H>,
    ) -> Result<String, CannotSign> {
        if rule.algorithm.is_asymmetric() {
            return Err(CannotSign::PrivateKey(rule.algorithm));
        }
        if !matches!(rule.locations.first(), Some(Location::Header(_) | Location::NumberedHeader { .. })) {
            return Err(CannotSign::NotInHeader);
        }
        if !rule.faults(id.is_some()).is_empty() {
            return Err(CannotSign::Secret(InvalidSecret::Contract));
        }
        let mut prepared = Prepared::new(rule, id);
        prepared.add(self).map_err(CannotSign::Secret)?;
        match rule.algorithm {
            Algorithm::Equality => return Ok(self.expose().to_owned()),
            Algorithm::Basic => {
                return Ok(format!("Basic {}", super::decode::to_base64(self.expose().as_bytes())));
            }
            _ => {}
        }
        prepared.sign(timestamp, request).ok_or(CannotSign::Missing)
    }
}

impl Prepared {
    /// The signature of a request by the first key, with the time next to it where the rule has it there.
    pub(crate) fn sign<H: Headers + ?Sized>(
        &self,
        timestamp: u64,
        request: &RequestParts<'_, H>,
    ) -> Option<String> {
        let context = Context { request, event: None };
        let written = self.time.as_ref().map(|(location, unit)| (location, time::written(timestamp, *unit)));
        let text = match &written {
            // A time in the body is there already.
            Some((TimeLocation::Body(pointer), _)) => context.body_value(pointer).ok()??.into_owned(),
            Some((_, text)) => text.clone(),
            None => String::new(),
        };
        if self.template.has_url() && request.url.is_none() {
            return None;
        }
        let message = Filled {
            template: &self.template,
            body: request.body,
            timestamp: text.as_bytes(),
            url: request.url.unwrap_or_default(),
            secret: &[],
            values: &self.template.values(self, &context).ok()?,
        };
        let signature = self.form.write(&self.first_key()?.sign(message)?);
        Some(match &written {
            Some((TimeLocation::Item(label), text)) => {
                let time = self.form.labelled_item(label, text);
                format!("{time}{}{signature}", self.form.separator())
            }
            _ => signature,
        })
    }
}

/// Why a delivery cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CannotSign {
    /// Signing takes a private key, which only the provider has.
    PrivateKey(Algorithm),
    /// The signature is not in a header.
    NotInHeader,
    /// The request lacks what is signed, such as its URL.
    Missing,
    /// The secret cannot be one by this rule.
    Secret(InvalidSecret),
}

impl fmt::Display for CannotSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotSign::PrivateKey(algorithm) => {
                write!(f, "deliveries are signed with {algorithm}, which takes the provider's private key")
            }
            CannotSign::NotInHeader => {
                f.write_str("the signature is in the body or the URL, and only headers can be signed")
            }
            CannotSign::Missing => f.write_str("the request lacks something that is signed"),
            CannotSign::Secret(invalid) => invalid.fmt(f),
        }
    }
}

impl std::error::Error for CannotSign {}
