//! What a request is held against: a catalog's contract, or a pack.

use webhook_runtime::contract::{Location, Pack, Piece, SignatureRule};
use webhook_runtime::{Contract, InvalidSecret, Secret, Trials, Verifier};

/// What a provider says of its deliveries.
#[derive(Clone, Copy, Debug)]
pub enum Terms<'t> {
    /// A catalog's contract.
    Contract(&'t Contract),
    /// What is known of a provider without a catalog.
    Pack(&'t Pack),
}

impl<'t> Terms<'t> {
    pub(crate) fn rule(self) -> &'t SignatureRule {
        match self {
            Self::Contract(contract) => &contract.signature,
            Self::Pack(pack) => &pack.signature,
        }
    }

    /// The header that repeats the id in the body.
    pub(crate) fn id_header(self) -> Option<&'t str> {
        match self {
            Self::Contract(contract) => contract.idempotency_key.header.as_deref(),
            Self::Pack(_) => None,
        }
    }

    pub(crate) fn max_body_bytes(self) -> Option<usize> {
        match self {
            Self::Contract(contract) => Some(contract.limits.body_limit()),
            Self::Pack(_) => None,
        }
    }

    pub(crate) fn verifier(self, secret: &Secret) -> Result<Verifier, InvalidSecret> {
        match self {
            Self::Contract(contract) => Verifier::of_contract(contract, secret),
            Self::Pack(pack) => Verifier::of_pack(pack, secret),
        }
    }

    pub(crate) fn trials(self) -> Result<Trials<'t>, InvalidSecret> {
        match self {
            Self::Contract(contract) => Trials::of_contract(contract),
            Self::Pack(pack) => Trials::of_pack(pack),
        }
    }
}

/// Whether a rule looks at the body in any way.
pub(crate) fn reads_body(rule: &SignatureRule) -> bool {
    rule.rules().any(|rule| rule.signs_body() || rule.reads_values(None))
}

/// Whether a rule looks at the URL in any way.
pub(crate) fn reads_url(rule: &SignatureRule) -> bool {
    rule.rules().any(|rule| {
        let in_message = rule.message.as_ref().is_some_and(|message| message.has(&Piece::Url));
        in_message || rule.locations.iter().any(|place| matches!(place, Location::Query(_)))
    })
}
