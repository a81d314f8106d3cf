//! Deliveries of a provider that is known only at run time.

use std::borrow::Cow;

use crate::{DeadLetter, DecodeError, Deliveries, RawEvent, body_text};

/// Deliveries without types, of a provider that is known only at run time: see
/// [`Receiver::of_pack`](crate::Receiver::of_pack). Each is a [`RawEvent`], whose payload is JSON.
#[derive(Clone, Copy, Debug)]
pub struct Untyped;

impl Deliveries for Untyped {
    type Delivery<'a> = RawEvent<'a>;

    fn decode(body: &[u8]) -> Result<RawEvent<'_>, DecodeError> {
        body_text(body).map(|text| RawEvent::of_text(Cow::Borrowed(text)))
    }

    fn read(event: RawEvent<'static>) -> Result<RawEvent<'static>, DeadLetter> {
        Ok(event)
    }

    fn into_owned(delivery: RawEvent<'_>) -> RawEvent<'static> {
        delivery.into_owned()
    }

    fn name_in<'d>(delivery: &'d RawEvent<'_>) -> &'d str {
        delivery.name.as_deref().unwrap_or_default()
    }
}
