//! What follows from a signature rule.

use std::time::Duration;

use super::SignatureRule;
use crate::signature::algorithm::Algorithm;
use crate::signature::location::{Location, TimeLocation};
use crate::signature::message::{Message, Piece};

impl SignatureRule {
    /// A regular expression that a signature matches, without what may stand around it.
    #[inline]
    pub fn digest_pattern(&self) -> String {
        self.encoding.map_or_else(String::new, |encoding| encoding.pattern(self.algorithm.signature_bytes()))
    }

    /// The header that a sender puts the signature in; `None` where it is elsewhere.
    #[inline]
    pub fn signature_header(&self) -> Option<&str> {
        self.locations.iter().find_map(|location| match location {
            Location::Header(name) => Some(&**name),
            _ => None,
        })
    }

    /// The header with the time of sending; `None` where it is elsewhere.
    #[inline]
    pub fn timestamp_header(&self) -> Option<&str> {
        match &self.timestamp.as_ref()?.location {
            TimeLocation::Header(name) => Some(name),
            _ => None,
        }
    }

    /// What stands before a signature in its item: the first label that is taken and what follows it.
    #[inline]
    pub fn label(&self) -> Option<String> {
        let pair = self.pair.as_deref()?;
        self.take.first().map(|label| format!("{label}{pair}"))
    }

    /// The rule, and those that must hold too.
    #[inline]
    pub fn rules(&self) -> impl Iterator<Item = &Self> {
        [self].into_iter().chain(self.also.iter())
    }

    /// What somebody with a key has signed: the messages of rules that take a key, and of digests that stand in those messages.
    /// Any other digest could be anybody's.
    #[inline]
    pub(crate) fn signed_messages(&self) -> impl Iterator<Item = &Message> {
        let keyed =
            move || self.rules().filter(|rule| rule.takes_key()).filter_map(|rule| rule.message.as_ref());
        let is_signed = move |place: &Location| {
            keyed().flat_map(Message::pieces).any(|piece| match (piece, place) {
                (Piece::Header(name), Location::Header(own)) => name.eq_ignore_ascii_case(own),
                (Piece::Url, Location::Query(_)) => true,
                _ => false,
            })
        };
        let counts = move |rule: &&Self| rule.takes_key() || rule.locations.iter().all(is_signed);
        self.rules().filter(counts).filter_map(|rule| rule.message.as_ref())
    }

    /// Whether it takes values out of the body's JSON, which each event of a delivery has by itself; `id` is where the id of a
    /// delivery is.
    #[inline]
    pub fn reads_values(&self, id: Option<&Location>) -> bool {
        let is_timed_by_body =
            self.timestamp.as_ref().is_some_and(|time| matches!(time.location, TimeLocation::Body(_)));
        let is_in_body = self.locations.iter().any(|place| matches!(place, Location::Body(_)));
        let signs_values = self.message.as_ref().is_some_and(|message| match message {
            Message::Template(pieces) => pieces.iter().any(|piece| match piece {
                Piece::BodyValue(_) => true,
                Piece::Id => matches!(id, Some(Location::Body(_))),
                _ => false,
            }),
            Message::Fields(_) => true,
        });
        is_timed_by_body || is_in_body || signs_values
    }

    /// Whether it signs the whole body.
    #[inline]
    pub fn signs_body(&self) -> bool {
        self.message.as_ref().is_some_and(Message::has_body)
    }

    /// Whether only somebody with a key can have made what the rule accepts.
    #[inline]
    pub(in crate::signature) fn takes_key(&self) -> bool {
        let has_secret = self.message.as_ref().is_some_and(|message| message.has(&Piece::Secret));
        self.algorithm != Algorithm::DigestSha256 || has_secret
    }

    /// How far the time of sending may be in the past; `None` where it is not checked.
    #[inline]
    pub fn tolerance(&self) -> Option<Duration> {
        self.timestamp.as_ref()?.past
    }
}
