//! What a layout and a signature rule together do not protect from.

use super::rule::Layout;
use crate::signature::{Location, Message, Piece, SignatureRule, TimeLocation, Weakness, WeaknessKind};

impl Layout {
    /// What is read of deliveries though nothing proves it: names, ids and times outside of what is signed, each place once.
    ///
    /// Places in a body of which nothing is signed are left out: another weakness says that of the whole body.
    #[inline]
    pub fn weaknesses(&self, rule: &SignatureRule) -> Vec<Weakness> {
        let several = [("name", &self.name), ("id", &self.id)].into_iter().flat_map(|(what, places)| {
            places.iter().enumerate().map(move |(number, place)| (what, format!("/{what}/{number}"), place))
        });
        let time = self.time.iter().map(|time| ("time", "/time/in".to_owned(), &time.location));
        let mut seen = Vec::new();
        let mut weaknesses = Vec::new();
        for (what, pointer, place) in several.chain(time) {
            if seen.contains(&place) {
                continue;
            }
            seen.push(place);
            if !is_signed(place, self, rule) {
                let message = format!("the event's {what}, `{place}`, is outside of what is signed");
                weaknesses.push(Weakness { kind: WeaknessKind::OutsideSignature, pointer, message });
            }
        }
        weaknesses
    }
}

/// What a signature rule does not protect from, and what a layout reads outside of it.
#[inline]
pub(crate) fn weaknesses(rule: &SignatureRule, layout: Option<&Layout>) -> Vec<Weakness> {
    let within = |at: &'static str| {
        move |found: Weakness| Weakness { pointer: at.to_owned() + &found.pointer, ..found }
    };
    let of_layout = layout.into_iter().flat_map(|layout| layout.weaknesses(rule)).map(within("/envelope"));
    rule.weaknesses().into_iter().map(within("/signature")).chain(of_layout).collect()
}

/// Whether a signature proves the value at a place, or says itself that it proves nothing of the body.
#[inline]
fn is_signed(place: &Location, layout: &Layout, rule: &SignatureRule) -> bool {
    let has = |wanted: &dyn Fn(&Piece) -> bool| rule.signed_messages().flat_map(Message::pieces).any(wanted);
    if has(&|piece| *piece == Piece::Id) && matches!(&*layout.id, [id] if id == place) {
        return true;
    }
    let time = rule
        .timestamp
        .as_ref()
        .map(|time| &time.location)
        .filter(|_| has(&|piece| *piece == Piece::Timestamp));
    match place {
        Location::Header(name) => {
            let is_it = |other: &str| other.eq_ignore_ascii_case(name);
            matches!(time, Some(TimeLocation::Header(other)) if is_it(other))
                || has(&|piece| matches!(piece, Piece::Header(other) if is_it(other)))
        }
        Location::Query(_) => has(&|piece| *piece == Piece::Url),
        Location::Body(pointer) => {
            let fields = || {
                rule.signed_messages().filter_map(|message| match message {
                    Message::Fields(fields) => Some(fields),
                    Message::Template(_) => None,
                })
            };
            has(&|piece| matches!(piece, Piece::Body | Piece::BodySha256 | Piece::SortedForm))
                || fields().next().is_none()
                || matches!(time, Some(TimeLocation::Body(other)) if other == pointer)
                || has(&|piece| matches!(piece, Piece::BodyValue(other) if other == pointer))
                || fields().any(|fields| fields.fields.contains(pointer))
        }
        Location::NumberedHeader { .. } => false,
    }
}
