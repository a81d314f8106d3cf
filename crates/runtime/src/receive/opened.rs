//! What is in a request once it is verified: one event, or several, or a handshake.

use std::borrow::Cow;

use crate::json::string_field::{RawString, string_field};
use crate::receive::dedupe::EventKey;
use crate::receive::terms::Fields;
use crate::secret::is_blank;
use crate::{DeadLetter, Deliveries, RawEvent, ReadError, Reply, Verified};

/// What is in a request once it is verified.
pub(crate) enum Opened<'a, C> {
    /// Nothing, and it has to be answered with this. It need not have been verified.
    Handshake(Reply),
    /// One event.
    One(Event<'a, C>),
    /// Any number of events, by a layout of several.
    Several(Vec<RawEvent<'static>>),
}

/// A verified event.
pub(crate) enum Event<'a, C> {
    /// The whole body, with what is in its fields.
    Body(Verified<'a, C>),
    /// What was found by a layout. Boxed, because most events are not, and what is moved would be as large as this.
    Found(Box<RawEvent<'static>>),
    /// A body in which no event can be found.
    Unreadable(&'a [u8], Box<ReadError>),
}

impl<C: Deliveries> Event<'_, C> {
    /// Reads the event.
    ///
    /// # Errors
    ///
    /// When it lacks what its type needs.
    pub fn decode(self) -> Result<C::Delivery<'static>, DeadLetter> {
        match self {
            Event::Body(verified) => match verified.decode() {
                Ok(delivery) => Ok(C::into_owned(delivery)),
                Err(error) => Err(DeadLetter { body: verified.body().to_vec(), error }),
            },
            Event::Found(event) => C::read(*event),
            Event::Unreadable(body, error) => {
                Err(DeadLetter { body: body.to_vec(), error: error.into_decode_error() })
            }
        }
    }
}

impl Fields {
    /// The name and the id of an event, for people.
    pub fn name_and_id<'a, C: Deliveries>(&self, event: &Verified<'a, C>) -> [Option<Cow<'a, str>>; 2] {
        [string_field(event.body(), &self.name).and_then(RawString::text), event.id_in(&self.id)]
    }

    /// The key of an event. Two events must never share one, so there is none without an id or, if ids are unique only
    /// within a scope, without that scope.
    pub fn key<C: Deliveries>(&self, event: &Verified<'_, C>) -> Option<EventKey> {
        let id = event.id_in(&self.id)?;
        let scope = match &self.scope {
            Some(field) => {
                let scope = string_field(event.body(), field).and_then(RawString::text);
                Some(scope.filter(|scope| !is_blank(scope))?)
            }
            None => None,
        };
        Some(EventKey::new(scope.as_deref(), &id))
    }
}

/// The name and the id of an event, for people.
pub(crate) fn name_and_id<'e>(event: &'e RawEvent<'_>) -> [Option<Cow<'e, str>>; 2] {
    let id = match &*event.id {
        [] => None,
        [one] => Some(Cow::Borrowed(&**one)),
        several => Some(Cow::Owned(several.join(" "))),
    };
    [event.name.as_deref().map(Cow::Borrowed), id]
}
