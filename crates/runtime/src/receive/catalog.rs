//! What generated code tells this crate about its catalog.

use std::fmt::Debug;
use std::hash::Hash;

use crate::{Contract, DeadLetter, DecodeError, RawEvent};

/// What verified bodies are read as.
pub trait Deliveries: Copy + Debug + Send + Sync + 'static {
    /// A delivered body.
    type Delivery<'a>: Send + Sync;

    /// Reads a body.
    ///
    /// # Errors
    ///
    /// When the body lacks what the event's type needs; always, where a body alone does not tell which event it is, which is
    /// the default.
    fn decode(_body: &[u8]) -> Result<Self::Delivery<'_>, DecodeError> {
        let message = "these deliveries are not read by their body alone: see `Receiver::receive`";
        Err(DecodeError::of_body(message.to_owned()))
    }

    /// Reads an event that was found by a layout.
    ///
    /// # Errors
    ///
    /// When the event lacks what its type needs.
    fn read(event: RawEvent<'static>) -> Result<Self::Delivery<'static>, DeadLetter> {
        let body = event.text.as_bytes();
        match Self::decode(body) {
            Ok(delivery) => Ok(Self::into_owned(delivery)),
            Err(error) => Err(DeadLetter { body: body.to_vec(), error }),
        }
    }

    /// A delivery that keeps its own copy of the body.
    fn into_owned(delivery: Self::Delivery<'_>) -> Self::Delivery<'static>;

    /// The name of the event in a delivery.
    fn name_in<'d>(delivery: &'d Self::Delivery<'_>) -> &'d str;
}

/// A catalog, described by generated code. Everything that is generic over it is in the generated events crate under
/// the same name, with the catalog filled in.
pub trait Catalog: Deliveries {
    /// The name of an event.
    type EventType: Copy + Debug + Eq + Hash + Send + Sync + 'static;
    /// A family of events.
    type Family: Copy + Debug + Eq + Hash + Send + Sync + 'static;

    /// What holds for every delivery.
    const CONTRACT: &'static Contract;
    /// Every event, in the order in which the provider's API lists them.
    const EVENT_TYPES: &'static [Self::EventType];

    /// The name of an event.
    fn name(event_type: Self::EventType) -> &'static str;

    /// An example of an event's body.
    fn example(event_type: Self::EventType) -> &'static str;

    /// The family of an event.
    fn family(event_type: Self::EventType) -> Self::Family;

    /// The name of a family.
    fn family_name(family: Self::Family) -> &'static str;

    /// Whether this build has the types of a family.
    fn is_enabled(family: Self::Family) -> bool;
}

/// One event of a catalog, as a type: what a typed handler is registered for.
pub trait Kind<C: Catalog>: Copy + Send + Sync + 'static {
    /// A delivery of this event, with its payload.
    type Delivery: Send + 'static;

    /// Its name.
    const EVENT_TYPE: C::EventType;

    /// Narrows any delivery to one of this event.
    ///
    /// # Errors
    ///
    /// Returns the delivery unchanged if it is of another event.
    fn narrow(delivery: C::Delivery<'static>) -> Result<Self::Delivery, Box<C::Delivery<'static>>>;
}
