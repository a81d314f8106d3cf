//! What follows from the rules of a contract.

use super::Contract;
use crate::layout::{Plain, weaknesses};
use crate::signature::{Location, Weakness};

impl Contract {
    /// What receivers are not protected from, by the signature, and by the layout together with that; pointers begin with
    /// `/signature` or `/envelope`.
    #[inline]
    pub fn weaknesses(&self) -> Vec<Weakness> {
        weaknesses(&self.signature, Some(&self.envelope))
    }

    /// The fields by name where deliveries are laid out in the plain way.
    #[inline]
    pub fn plain(&self) -> Option<Plain<'_>> {
        self.envelope.plain()
    }

    /// Where the id of a delivery is that may be signed as `{id}`: the header that has it, or the one place that identifies
    /// an event.
    #[inline]
    pub fn signed_id(&self) -> Option<Location> {
        let header = self.idempotency_key.header.clone().map(Location::Header);
        header.or_else(|| match &*self.envelope.id {
            [one @ (Location::Header(_) | Location::Body(_))] => Some(one.clone()),
            _ => None,
        })
    }
}
