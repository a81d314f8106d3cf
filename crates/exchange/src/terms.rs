//! What deliveries go by: the contract of a catalog, or what is known of a provider without one.

use std::time::Duration;

use webhook_runtime::contract::{Layout, Limits, Pack, Pointer};
use webhook_runtime::{
    CannotSign, Contract, InvalidSecret, Outgoing, Reader, RetryPolicy, Secret, SignatureRule, Signing,
    Verifier,
};

use crate::plain;

/// What deliveries go by.
#[derive(Clone, Debug)]
pub enum Terms {
    /// The contract of a catalog.
    Contract(Box<Contract>),
    /// What a pack says of its provider.
    Pack(Box<Pack>),
}

impl Terms {
    /// How deliveries are signed.
    pub fn rule(&self) -> &SignatureRule {
        match self {
            Self::Contract(contract) => &contract.signature,
            Self::Pack(pack) => &pack.signature,
        }
    }

    /// How they are laid out, where that is known.
    pub fn layout(&self) -> Option<&Layout> {
        match self {
            Self::Contract(contract) => Some(&contract.envelope),
            Self::Pack(pack) => pack.envelope.as_ref(),
        }
    }

    /// Where the events are when one delivery holds several.
    pub fn events(&self) -> Option<&Pointer> {
        self.layout()?.events()
    }

    /// What the sender does with an answer, where that is known.
    pub fn retry(&self) -> Option<&RetryPolicy> {
        match self {
            Self::Contract(contract) => contract.retry.as_ref(),
            Self::Pack(_) => None,
        }
    }

    /// How long the sender waits for an answer, or is taken to.
    pub fn timeout(&self) -> Duration {
        self.retry().and_then(|retry| retry.timeout).unwrap_or(Contract::DEFAULT_TIMEOUT)
    }

    /// The largest body to take, in bytes.
    pub fn body_limit(&self) -> usize {
        match self {
            Self::Contract(contract) => contract.limits.body_limit(),
            Self::Pack(_) => Limits::default().body_limit(),
        }
    }

    /// What signs requests.
    ///
    /// # Errors
    ///
    /// When that cannot be done with this secret.
    pub fn signing(&self, secret: &Secret) -> Result<Signing, CannotSign> {
        match self {
            Self::Contract(contract) => Signing::of_contract(contract, secret),
            Self::Pack(pack) => Signing::of_pack(pack, secret),
        }
    }

    /// What verifies requests.
    ///
    /// # Errors
    ///
    /// When that cannot be done with this secret.
    pub fn verifier(&self, secret: &Secret) -> Result<Verifier, InvalidSecret> {
        match self {
            Self::Contract(contract) => Verifier::of_contract(contract, secret),
            Self::Pack(pack) => Verifier::of_pack(pack, secret),
        }
    }

    /// What finds the events of requests.
    ///
    /// # Errors
    ///
    /// When the layout contradicts itself, in words.
    pub fn reader(&self) -> Result<Reader, String> {
        let reader = match self {
            Self::Contract(contract) => Reader::new(&contract.envelope),
            Self::Pack(pack) => Reader::of_pack(pack),
        };
        reader.map_err(|fault| fault.to_string())
    }

    /// The name and the id of the first event in a request.
    pub fn named(&self, request: &Outgoing) -> [Option<String>; 2] {
        if let Self::Contract(contract) = self
            && contract.plain().is_some()
        {
            let body = serde_json::from_slice(&request.body).unwrap_or_default();
            return [plain::event(contract, &body), plain::id(contract, &body)]
                .map(|text| text.map(str::to_owned));
        }
        let Ok(reader) = self.reader() else { return [None, None] };
        let events = reader.events(&request.parts()).unwrap_or_default();
        let Some(event) = events.first() else { return [None, None] };
        [event.name.as_ref().map(ToString::to_string), id(&event.id)]
    }
}

/// The parts of an id, as one text.
pub fn id(parts: &[impl AsRef<str>]) -> Option<String> {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    (!parts.is_empty()).then(|| parts.join("+"))
}
