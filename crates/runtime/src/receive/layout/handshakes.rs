//! Requests that deliver nothing: which ones they are, and what they are answered.

use std::borrow::Cow;

use webhook_contract::{AnswerPiece, BodyForm, Condition, Expected, Handshake, Layout, Location};

use super::contents::contents;
use super::reply::Reply;
use super::source::{Source, Ways, ways};
use crate::receive::verify::RequestParts;
use crate::receive::verify::json::{Found, find_all};
use crate::{Headers, Verifier};

/// The handshakes of a layout, in their order.
#[derive(Clone, Debug)]
pub(super) struct Handshakes {
    handshakes: Vec<Handshake>,
    body: BodyForm,
    ways: Ways,
}

impl Handshakes {
    pub fn new(layout: &Layout) -> Self {
        let handshakes = layout.handshakes.to_vec();
        let ways = ways(handshakes.iter().flat_map(locations));
        Handshakes { handshakes, body: layout.body.clone(), ways }
    }

    /// What a request is answered that is a handshake; `None` for any other, and for one that lacks a value of its answer.
    ///
    /// Without a verifier, only those are answered that need not be signed; with the one that proved the request, the others,
    /// and HMACs are made with its first secret. Either way, the first of all whose conditions hold counts: what has to be
    /// signed is never answered as another one that need not be.
    pub fn reply<H: Headers + ?Sized>(
        &self,
        request: &RequestParts<'_, H>,
        proved_by: Option<&Verifier>,
    ) -> Option<Reply> {
        let may_count = |own: &Handshake| own.signed == proved_by.is_some();
        if !self.handshakes.iter().any(may_count) {
            return None;
        }
        self.first(request, |_, handshake, asked| {
            if !may_count(handshake) {
                return None;
            }
            Reply::new(&handshake.answer, |piece| match piece {
                AnswerPiece::Text(_) => None,
                AnswerPiece::Value(place) => asked.text(place),
                AnswerPiece::Hmac(place) => proved_by?.hmac(asked.text(place)?.as_bytes()),
            })
        })
    }

    /// Which handshake a request is, by its number, be it genuine or not.
    pub fn number<H: Headers + ?Sized>(&self, request: &RequestParts<'_, H>) -> Option<usize> {
        self.first(request, |number, handshake, asked| {
            let has = |piece: &AnswerPiece| match piece {
                AnswerPiece::Text(_) => true,
                AnswerPiece::Value(place) | AnswerPiece::Hmac(place) => asked.text(place).is_some(),
            };
            handshake.answer.pieces().all(has).then_some(number)
        })
    }

    /// What is made of the first handshake whose conditions all hold.
    fn first<H: Headers + ?Sized, T>(
        &self,
        request: &RequestParts<'_, H>,
        make: impl FnOnce(usize, &Handshake, &Asked<'_, '_, H>) -> Option<T>,
    ) -> Option<T> {
        let contents = match self.ways.is_empty() {
            true => None,
            false => contents(request.body, &self.body).ok(),
        };
        let mut found = vec![Found::Unseen; self.ways.len()];
        if let Some(text) = &contents
            && find_all(text, &self.ways, &mut found).is_err()
        {
            found.fill(Found::Unseen);
        }
        let asked = Asked { request, ways: &self.ways, found: &found };
        let holds = |own: &Handshake| own.when.iter().all(|condition| asked.holds(condition));
        let number = self.handshakes.iter().position(holds)?;
        make(number, &self.handshakes[number], &asked)
    }
}

/// The places that a handshake looks at.
fn locations(handshake: &Handshake) -> impl Iterator<Item = &Location> {
    let conditions = handshake.when.iter().filter_map(|condition| match condition {
        Condition::Method(_) => None,
        Condition::Value { at, .. } => Some(at),
    });
    conditions.chain(handshake.answer.pieces().filter_map(|piece| match piece {
        AnswerPiece::Text(_) => None,
        AnswerPiece::Value(place) | AnswerPiece::Hmac(place) => Some(place),
    }))
}

/// A request that may be a handshake.
struct Asked<'a, 'r, H: ?Sized> {
    request: &'a RequestParts<'r, H>,
    ways: &'a Ways,
    found: &'a [Found<'a>],
}

impl<H: Headers + ?Sized> Asked<'_, '_, H> {
    fn text(&self, place: &Location) -> Option<String> {
        Source::new(place, self.ways)?.text(self.request, self.found).map(Cow::into_owned)
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Method(method) => self.request.method == method,
            Condition::Value { at, is: Expected::Text(expected) } => {
                // A number that looks like the text is not the text.
                self.raw(at).is_none_or(|raw| raw.starts_with('"'))
                    && self.text(at).as_deref() == Some(&**expected)
            }
            Condition::Value { at, is: Expected::Anything } => match at {
                Location::Body(_) => self.raw(at).is_some_and(|raw| raw != "null"),
                _ => self.text(at).is_some(),
            },
            Condition::Value { at, is: Expected::Integer(expected) } => {
                self.raw(at).and_then(|raw| raw.parse().ok()) == Some(*expected)
            }
            Condition::Value { at, is: Expected::Boolean(expected) } => {
                self.raw(at) == Some(if *expected { "true" } else { "false" })
            }
        }
    }

    /// A value of the body, as it is written.
    fn raw(&self, place: &Location) -> Option<&str> {
        let Location::Body(pointer) = place else { return None };
        match self.found[self.ways.binary_search(&pointer.0).ok()?] {
            Found::There(raw) => Some(raw),
            Found::Unseen | Found::Missing | Found::Twice => None,
        }
    }
}
