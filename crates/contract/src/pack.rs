//! What is known of one provider, in a file of its own: `contract.json` of a pack.

use crate::layout::{Layout, weaknesses};
use crate::signature::{Fault, Location, Pointer, SignatureRule, Weakness};
use crate::text::Text;

/// What is known of one provider. It says nothing of what events there are: deliveries can
/// be verified by it, and told apart into events whose payloads are JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Pack {
    /// Whose deliveries these are.
    pub provider: Provider,
    /// How deliveries are signed.
    pub signature: SignatureRule,
    /// How deliveries are laid out.
    #[cfg_attr(feature = "serde", serde(default))]
    pub envelope: Option<Layout>,
}

/// Whose deliveries a pack is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Provider {
    /// The provider's name.
    pub name: Text,
    /// Where its documentation begins: a URL.
    #[cfg_attr(feature = "serde", serde(default))]
    pub documentation: Option<Text>,
}

impl Pack {
    /// What is wrong with the pack: with its signature, its layout, and both together.
    pub fn faults(&self) -> Vec<Fault> {
        let signature = self.signature.faults(self.id().is_some());
        let layout = self.envelope.iter().flat_map(|layout| layout.faults(Some(&self.signature)));
        let within =
            |at: &'static str| move |fault: Fault| Fault { pointer: at.to_owned() + &fault.pointer, ..fault };
        signature.into_iter().map(within("/signature")).chain(layout.map(within("/envelope"))).collect()
    }

    /// What receivers of the pack are not protected from, by its signature, and by its layout together with that.
    pub fn weaknesses(&self) -> Vec<Weakness> {
        weaknesses(&self.signature, self.envelope.as_ref())
    }

    /// Where the events are when one delivery holds several.
    pub fn events(&self) -> Option<&Pointer> {
        self.envelope.as_ref()?.events()
    }

    /// Where the id of a delivery is that may be signed as `{id}`.
    pub fn id(&self) -> Option<&Location> {
        match &*self.envelope.as_ref()?.id {
            [one @ (Location::Header(_) | Location::Body(_))] => Some(one),
            _ => None,
        }
    }
}
