//! What follows from a layout.

use super::Layout;
use crate::layout::body_form::BodyForm;
use crate::signature::{Location, Pointer};
use crate::text::Text;

impl Layout {
    /// The way to the payload within an event; without any step, the payload is the event as a whole.
    #[inline]
    pub fn payload(&self) -> &[Text] {
        match &self.data {
            Some(Location::Body(pointer)) => pointer.tokens(),
            _ => &[],
        }
    }

    /// What the name of an event stands at, where all of it is in one place: the last field on the way there, or the header.
    #[inline]
    pub fn name_key(&self) -> Option<&str> {
        match &*self.name {
            [Location::Body(pointer)] => pointer.tokens().last().map(|token| &**token),
            [Location::Header(name)] => Some(name),
            _ => None,
        }
    }

    /// Whether a body tells by itself which one event it is: it is JSON, and has all of the name in it.
    #[inline]
    pub fn is_told_by_body(&self) -> bool {
        let is_in_body = |place: &Location| matches!(place, Location::Body(_));
        self.body == BodyForm::Json
            && self.events().is_none()
            && !self.name.is_empty()
            && self.name.iter().all(is_in_body)
    }

    /// Where the events are when one delivery holds several.
    #[inline]
    pub fn events(&self) -> Option<&Pointer> {
        self.events.as_ref().filter(|events| !events.tokens().is_empty())
    }
}
