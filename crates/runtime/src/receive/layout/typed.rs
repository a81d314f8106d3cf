//! From an event that a layout found to one with types: what generated code calls.
//!
//! This is not a public interface, and all of it may change.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, DeserializeSeed};
use webhook_contract::Fault;

use super::{RawEvent, ReadError, Reader};
use crate::json::decode_error::About;
use crate::json::support::lenient;
use crate::receive::opened::name_and_id;
use crate::{DeadLetter, DecodeError, RequestParts, Stage};

impl RawEvent<'_> {
    /// Reads the payload, which is at the end of a way into the event, by the event's name.
    ///
    /// # Errors
    ///
    /// When there is no name or no payload, or the payload lacks what its event's type needs.
    #[doc(hidden)]
    pub fn __payload<'n, S, E>(&'n self, way: &[&str], seed: fn(&'n str) -> S) -> Result<E, DecodeError>
    where
        S: for<'de> DeserializeSeed<'de, Value = E>,
    {
        let Some(name) = &self.name else {
            return Err(self.about(Stage::Envelope, &[], |about| about.error("the event's name is missing")));
        };
        let payload = match way {
            [] => Some(&self.text),
            _ => self.payload.as_ref(),
        };
        let Some(payload) = payload else {
            return Err(self.about(Stage::Envelope, way, |about| about.error("the payload is missing")));
        };
        lenient(payload, |text| {
            let read = seed(name).deserialize(&mut serde_json::Deserializer::from_str(text));
            read.map_err(|error| self.about(Stage::Payload, way, |about| about.reading(text, &error)))
        })
    }

    /// Reads the fields around the payload.
    ///
    /// # Errors
    ///
    /// When one is missing, or has another type.
    #[doc(hidden)]
    pub fn __around<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        lenient(&self.text, |text| {
            let read = serde_json::from_str(text);
            read.map_err(|error| self.about(Stage::Envelope, &[], |about| about.reading(text, &error)))
        })
    }

    /// The same as a dead letter, with the reason.
    #[doc(hidden)]
    pub fn __dead(self, error: DecodeError) -> DeadLetter {
        DeadLetter { body: self.text.into_owned().into_bytes(), error }
    }

    #[cold]
    fn about(&self, stage: Stage, way: &[&str], make: impl FnOnce(About<'_>) -> DecodeError) -> DecodeError {
        let [event_type, event_id] = name_and_id(self);
        make(About { event_type: event_type.as_deref(), event_id: event_id.as_deref(), stage, way })
    }
}

impl Reader {
    /// The one event that a body is.
    ///
    /// # Errors
    ///
    /// When the body is not what the layout says.
    #[doc(hidden)]
    pub fn __one<'r>(reader: &'r Result<Reader, Fault>, body: &'r [u8]) -> Result<RawEvent<'r>, DecodeError> {
        const NO_HEADERS: &[(&str, &str)] = &[];
        let reader = reader.as_ref().map_err(|fault| DecodeError::of_body(fault.message.clone()))?;
        let events = reader.events(&RequestParts::new(NO_HEADERS, body));
        let event = events.map_err(ReadError::into_decode_error)?.pop();
        Ok(event.unwrap_or_else(|| RawEvent::of_text(Cow::Borrowed(""))))
    }
}
