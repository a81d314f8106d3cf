//! Why a body could not be read as an event.
//!
//! The error finds the event's name, its id and the path of the offending value by reading the text again, so that
//! successful decodes do not have to keep track of anything.

use std::fmt;

use crate::json::envelope::{EnvelopeFields, Found};
use crate::json::located::Located;
#[cfg(feature = "receiver")]
use crate::json::path::key_path;
use crate::json::path::{join, path_at, starts_with_key};

/// What the reader says of a number that no type holds, as if it were a mistake of syntax.
const OUT_OF_RANGE: &str = "number out of range";

/// Why a body could not be read as an event, and where.
///
/// For an authentic delivery it means that sender and receiver disagree on a type: log it, keep the body, and answer as
/// if the delivery had been handled; a status of 400 or above makes the sender give up or disable the endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    stage: Stage,
    event_type: Option<Box<str>>,
    event_id: Option<Box<str>>,
    path: Box<str>,
    message: Box<str>,
}

/// How far decoding a body got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The body is not JSON that can be read at all.
    Body,
    /// The body is JSON but not a delivery: a field around the payload is missing or has the wrong type.
    Envelope,
    /// The payload lacks what its event's type needs.
    Payload,
}

impl DecodeError {
    pub(crate) fn of_body(message: String) -> DecodeError {
        DecodeError {
            stage: Stage::Body,
            event_type: None,
            event_id: None,
            path: "".into(),
            message: message.into(),
        }
    }

    /// What `error`, raised while reading `part`, means for the whole body `text`. `part` is `text` or a slice of it.
    #[doc(hidden)]
    #[cold]
    #[inline(never)]
    pub fn __new(text: &str, part: &str, error: &serde_json::Error, fields: EnvelopeFields) -> DecodeError {
        let found = Found::in_text(text, fields);
        let (event_type, event_id) = (found.event_type.map(Into::into), found.id.map(Into::into));
        let message = message(error);
        // A number too large for any type is valid JSON.
        if !error.is_data() && message != OUT_OF_RANGE {
            return DecodeError { event_type, event_id, ..DecodeError::of_body(error.to_string()) };
        }
        let base = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let outer = path_at(text, base + offset(part, error));
        let Located { path: inner, message } =
            Located::parse(&message).unwrap_or(Located { path: "", message: &message });
        let in_payload = match outer.first_key() {
            Some(key) => key == fields.data,
            None => starts_with_key(inner, fields.data),
        };
        let stage = if in_payload { Stage::Payload } else { Stage::Envelope };
        let path = join(&outer.to_string(), inner).into();
        DecodeError { stage, event_type, event_id, path, message: brief(message.to_owned()).into() }
    }

    /// How far decoding got.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The event's name, if the body has one.
    pub fn event_type(&self) -> Option<&str> {
        self.event_type.as_deref()
    }

    /// The event's id, if the body has one.
    pub fn event_id(&self) -> Option<&str> {
        self.event_id.as_deref()
    }

    /// The path of the offending value, such as `data.concerns[1].severity`; for a missing field, of the object that
    /// lacks it. Empty for the whole body.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there. It may quote the offending value, up to 200 characters.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.event_type, &self.event_id) {
            (Some(name), Some(id)) => write!(f, "event {name:?} with id {id:?}: ")?,
            (Some(name), None) => write!(f, "event {name:?} without id: ")?,
            (None, Some(id)) => write!(f, "event with id {id:?}: ")?,
            (None, None) => f.write_str("body: ")?,
        }
        if !self.path.is_empty() {
            write!(f, "at `{}`: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

/// The event that an error is about, where something else than the fields of an envelope has told which it is.
#[cfg(feature = "receiver")]
pub(crate) struct About<'e> {
    pub event_type: Option<&'e str>,
    pub event_id: Option<&'e str>,
    pub stage: Stage,
    /// The keys and positions on the way to what is read.
    pub way: &'e [&'e str],
}

#[cfg(feature = "receiver")]
impl About<'_> {
    /// The error that this is wrong with what is at the end of the way.
    #[cold]
    pub fn error(&self, message: &str) -> DecodeError {
        self.error_at("", message)
    }

    /// What `error`, raised while reading what is at the end of the way, means for the event. `part` is the text that was read.
    #[cold]
    #[inline(never)]
    pub fn reading(&self, part: &str, error: &serde_json::Error) -> DecodeError {
        let message = message(error);
        if !error.is_data() && message != OUT_OF_RANGE {
            return DecodeError {
                stage: Stage::Body,
                path: "".into(),
                ..self.error_at("", &error.to_string())
            };
        }
        let Located { path: inner, message } =
            Located::parse(&message).unwrap_or(Located { path: "", message: &message });
        self.error_at(&join(&locate(part, error), inner), &brief(message.to_owned()))
    }

    fn error_at(&self, within: &str, message: &str) -> DecodeError {
        let way = self.way.iter().fold(String::new(), |way, key| join(&way, &key_path(key)));
        DecodeError {
            stage: self.stage,
            event_type: self.event_type.map(Into::into),
            event_id: self.event_id.map(Into::into),
            path: join(&way, within).into(),
            message: message.into(),
        }
    }
}

/// What an error says, without its position.
pub(crate) fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

/// A message short enough for a log, however long the value that it quotes.
fn brief(mut message: String) -> String {
    const MOST_CHARACTERS: usize = 200;
    if let Some((end, _)) = message.char_indices().nth(MOST_CHARACTERS) {
        message.truncate(end);
        message.push('…');
    }
    message
}

/// The offset of the last byte that was read: columns count bytes from 1, and lines end at line feeds.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    start + error.column().saturating_sub(1)
}

/// The path in `text` at which reading it failed.
pub(crate) fn locate(text: &str, error: &serde_json::Error) -> String {
    path_at(text, offset(text, error)).to_string()
}
