//! A body that the provider signed.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::json::string_field::{RawString, string_field};
use crate::secret::is_blank;
use crate::{Catalog, DecodeError, Deliveries};

/// A body that the provider signed. Only [`Receiver::verify`](crate::Receiver::verify) returns one.
#[derive(Clone, Copy)]
pub struct Verified<'a, C> {
    pub(super) body: &'a [u8],
    /// Found for the comparison with the header; `None` without a header.
    pub(super) id: Option<Option<RawString<'a>>>,
    pub(super) unreadable_signatures: usize,
    pub(super) catalog: PhantomData<C>,
}

impl<'a, C: Catalog> Verified<'a, C> {
    /// The id of the event, from the body. `None` if it cannot identify the event: it is missing, blank or not a
    /// string.
    pub fn id(&self) -> Option<Cow<'a, str>> {
        self.id_in(C::CONTRACT.envelope.id_field()?)
    }
}

impl<'a, C: Deliveries> Verified<'a, C> {
    /// The bytes that were signed.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The same where `field` has it.
    pub(crate) fn id_in(&self, field: &str) -> Option<Cow<'a, str>> {
        self.id.unwrap_or_else(|| string_field(self.body, field))?.text().filter(|id| !is_blank(id))
    }

    /// How many entries of the signature header could not be read. They were skipped; a number other than zero suggests
    /// that an intermediary changes headers.
    pub fn unreadable_signatures(&self) -> usize {
        self.unreadable_signatures
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When the body does not fit the event's type. It is authentic nevertheless: keep it, and answer with a 2xx. With
    /// a 4xx it would be lost for good, and with a 5xx the same bytes come again until the provider disables the
    /// endpoint.
    pub fn decode(&self) -> Result<C::Delivery<'a>, DecodeError> {
        C::decode(self.body)
    }
}

impl<C> fmt::Debug for Verified<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("bytes", &self.body.len()).finish()
    }
}
