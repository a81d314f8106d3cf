//! Where in a request the values are that a rule speaks of.

use std::borrow::Cow;

use webhook_contract::{Location, Pointer, Text};

use super::{Context, form, json};
use crate::{Headers, VerifyError};

/// How many headers with a number in their names are looked at.
pub(super) const MOST_NUMBERED: usize = 100;

/// A place that a signature is looked for in.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Header(Text),
    Body(Pointer),
    Query(Text),
}

/// The places that locations stand for: one per number for headers with a number in their names.
pub(super) fn places(locations: &[Location]) -> Vec<Place> {
    let mut places = Vec::new();
    for location in locations {
        match location {
            Location::Header(name) => places.push(Place::Header(name.clone())),
            Location::NumberedHeader { before, after } => {
                let name = |number| Place::Header(format!("{before}{number}{after}").into());
                places.extend((1..=MOST_NUMBERED).map(name));
            }
            Location::Body(pointer) => places.push(Place::Body(pointer.clone())),
            Location::Query(name) => places.push(Place::Query(name.clone())),
        }
    }
    places
}

impl Place {
    /// Shows each value that is found. Returns whether there was any.
    ///
    /// # Errors
    ///
    /// When the body or the URL cannot be read, or `see` fails.
    #[inline]
    pub fn each<H: Headers + ?Sized>(
        &self,
        context: &Context<'_, H>,
        see: &mut impl FnMut(&[u8]) -> Result<(), VerifyError>,
    ) -> Result<bool, VerifyError> {
        let mut is_there = false;
        match self {
            Place::Header(name) => {
                for value in context.request.headers.values(name) {
                    is_there = true;
                    see(value)?;
                }
            }
            Place::Body(pointer) => {
                if let Some(value) = context.body_value(pointer)? {
                    is_there = true;
                    see(value.as_bytes())?;
                }
            }
            Place::Query(name) => {
                let url = context.request.url.ok_or(VerifyError::MissingUrl)?;
                for (own, value) in form::pairs(form::query(url).as_bytes()) {
                    if own == name.as_bytes() {
                        is_there = true;
                        see(&value)?;
                    }
                }
            }
        }
        Ok(is_there)
    }
}

impl<'r, H: Headers + ?Sized> Context<'r, H> {
    /// The text of a value of the event's JSON, or of the whole body's.
    pub fn body_value(&self, pointer: &Pointer) -> Result<Option<Cow<'r, str>>, VerifyError> {
        json::value(self.json()?, pointer)
    }

    fn json(&self) -> Result<&'r str, VerifyError> {
        match self.event {
            Some(event) => Ok(event),
            None => std::str::from_utf8(self.request.body).map_err(|_| VerifyError::MalformedBody),
        }
    }
}

/// The text that a request has at a place that must have one; equal ones count as one.
///
/// # Errors
///
/// When there is none, or another, or it is not text.
#[cfg(feature = "keys")]
pub(crate) fn named_once<H: Headers + ?Sized>(
    location: &Location,
    request: &super::RequestParts<'_, H>,
) -> Result<String, VerifyError> {
    let mut first: Option<Vec<u8>> = None;
    let context = Context { request, event: None };
    for place in places(std::slice::from_ref(location)) {
        place.each(&context, &mut |value| {
            let value = value.trim_ascii();
            match first.get_or_insert_with(|| value.to_vec()) == value {
                true => Ok(()),
                false => Err(VerifyError::DuplicateHeader),
            }
        })?;
    }
    let missing = match location {
        Location::Header(_) | Location::NumberedHeader { .. } => VerifyError::MissingHeader,
        Location::Body(_) | Location::Query(_) => VerifyError::MissingValue,
    };
    String::from_utf8(first.ok_or(missing)?).map_err(|_| VerifyError::KeyNotAllowed)
}

/// The value of a header that must have one value, without the white space that HTTP allows around it. Equal repeats
/// count as one value.
#[inline]
pub(crate) fn one<'h>(
    headers: &'h (impl Headers + ?Sized),
    name: &'h str,
) -> Result<Option<&'h [u8]>, VerifyError> {
    let mut values = headers.values(name).map(<[u8]>::trim_ascii);
    let first = values.next();
    match first {
        Some(first) if values.any(|value| value != first) => Err(VerifyError::DuplicateHeader),
        _ => Ok(first),
    }
}

/// The value of a header whose equal repeats an intermediary has joined with commas; any other value unchanged.
#[inline]
pub(crate) fn unjoined(value: &[u8]) -> &[u8] {
    let mut parts = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    match parts.next() {
        Some(first) if parts.all(|part| part == first) => first,
        _ => value,
    }
}
