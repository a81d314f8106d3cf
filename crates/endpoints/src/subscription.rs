//! The events that an endpoint is sent, in requests and answers.
//!
//! A request never has an empty list of events; in an answer, an empty list has no reliable meaning.

use std::fmt;

use crate::{Api, Invalid};

/// The events that a new endpoint will be sent: always an explicit list, never empty.
///
/// An empty list is never sent, because it has no reliable meaning: the same provider may say in one document that it
/// means no events, and in another that it means all of them.
pub struct Subscription<A: Api>(Vec<A::EventType>);

impl<A: Api> Subscription<A> {
    /// Every event that this build knows, each by its name. Events that the provider adds later are not included.
    pub fn all() -> Self {
        Subscription(A::EVENT_TYPES.to_vec())
    }

    /// These events.
    ///
    /// # Errors
    ///
    /// When there is none, or one is listed twice.
    pub fn events(event_types: impl IntoIterator<Item = A::EventType>) -> Result<Self, Invalid> {
        let event_types: Vec<_> = event_types.into_iter().collect();
        match repeated(&event_types) {
            Some(event_type) => Err(Invalid::DuplicateEvent(A::name(event_type))),
            None if event_types.is_empty() => Err(Invalid::NoEvents),
            None => Ok(Subscription(event_types)),
        }
    }

    /// Every event of these families that this build knows, in the order in which the API lists them.
    ///
    /// # Errors
    ///
    /// When there is none, or one is listed twice.
    pub fn families(families: impl IntoIterator<Item = A::Family>) -> Result<Self, Invalid> {
        let families: Vec<_> = families.into_iter().collect();
        if repeated(&families).is_some() {
            return Err(Invalid::DuplicateFamily);
        }
        let of_families = |event_type: &A::EventType| families.contains(&A::family(*event_type));
        Subscription::events(A::EVENT_TYPES.iter().copied().filter(of_families))
    }

    /// The events: at least one, and none of them twice.
    pub fn event_types(&self) -> &[A::EventType] {
        &self.0
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.iter().copied().map(A::name).collect()
    }
}

/// The first item that occurred before.
fn repeated<T: Copy + Eq>(items: &[T]) -> Option<T> {
    items.iter().enumerate().find(|(index, item)| items[..*index].contains(item)).map(|(_, item)| *item)
}

impl<A: Api> Clone for Subscription<A> {
    fn clone(&self) -> Self {
        Subscription(self.0.clone())
    }
}

impl<A: Api> fmt::Debug for Subscription<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscription").field(&self.names()).finish()
    }
}

/// What an answer says about an endpoint's events.
///
/// ```
/// use webhook_endpoints::Subscribed;
///
/// assert_eq!(Subscribed::of(&["invoice.paid"]), Subscribed::To(&["invoice.paid"]));
/// assert_eq!(Subscribed::<String>::of(&[]), Subscribed::Unspecified);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscribed<'a, T> {
    /// The endpoint is sent these events.
    To(&'a [T]),
    /// The answer has an empty list, which may mean no events or all of them: see [`Subscription`].
    Unspecified,
}

impl<'a, T> Subscribed<'a, T> {
    /// Reads the list of an answer.
    pub fn of(event_types: &'a [T]) -> Self {
        match event_types {
            [] => Subscribed::Unspecified,
            _ => Subscribed::To(event_types),
        }
    }
}
