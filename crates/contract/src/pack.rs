//! What is known of one provider, in a file of its own: `contract.json` of a pack.

use std::borrow::Cow;
use std::fmt;

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
    /// How well the facts are known.
    #[cfg_attr(feature = "serde", serde(default))]
    pub evidence: Evidence,
    /// What is not certain, and what a pack cannot say.
    #[cfg_attr(feature = "serde", serde(default))]
    pub doubts: Cow<'static, [Text]>,
}

/// How well the facts of a pack are known, where that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(default))]
pub struct Evidence {
    /// How deliveries are signed.
    pub signature: Option<KnownFrom>,
    /// How they are laid out.
    pub envelope: Option<KnownFrom>,
}

/// Where a fact is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum KnownFrom {
    /// A public vector, which was recomputed.
    Vector,
    /// The provider's documentation or SDK.
    Documented,
    /// Somebody else's catalog only.
    ThirdParty,
    /// Memory.
    Unverified,
}

impl fmt::Display for KnownFrom {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vector => "a public vector, which was recomputed",
            Self::Documented => "the provider's documentation or SDK",
            Self::ThirdParty => "somebody else's catalog only",
            Self::Unverified => "memory: check it first",
        })
    }
}

impl Pack {
    /// What is wrong with the pack: with its signature, its layout, and both together.
    #[inline]
    pub fn faults(&self) -> Vec<Fault> {
        let signature = self.signature.faults(self.id().is_some());
        let layout = self.envelope.iter().flat_map(|layout| layout.faults(Some(&self.signature), self.id()));
        let within =
            |at: &'static str| move |fault: Fault| Fault { pointer: at.to_owned() + &fault.pointer, ..fault };
        signature.into_iter().map(within("/signature")).chain(layout.map(within("/envelope"))).collect()
    }

    /// What receivers of the pack are not protected from, by its signature, and by its layout together with that.
    #[inline]
    pub fn weaknesses(&self) -> Vec<Weakness> {
        weaknesses(&self.signature, self.envelope.as_ref())
    }

    /// Where the events are when one delivery holds several.
    #[inline]
    pub fn events(&self) -> Option<&Pointer> {
        self.envelope.as_ref()?.events()
    }

    /// Where the id of a delivery is that may be signed as `{id}`.
    #[inline]
    pub fn id(&self) -> Option<&Location> {
        match &*self.envelope.as_ref()?.id {
            [one @ (Location::Header(_) | Location::Body(_))] => Some(one),
            _ => None,
        }
    }
}
