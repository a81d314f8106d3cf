//! The layout itself, as an index or a pack says it.

#[cfg(feature = "rules")]
mod derived;

use std::borrow::Cow;

use super::answer::AnswerRule;
use super::body_form::BodyForm;
use super::handshake::Handshake;
use crate::signature::{Location, Pointer, TimeUnit};
use crate::text::Text;

/// How a delivery is laid out. Places in the body are relative to each event, where one delivery holds several.
///
/// A value that is no text, number or boolean, or whose key comes twice in an object on the way to it, counts as absent; so
/// does a header that was sent with different values.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Layout {
    /// Reference to a schema that the schema of every event includes, as `<file>#<JSON Pointer>`; left out where events have
    /// nothing in common that a schema says.
    #[cfg_attr(feature = "serde", serde(default))]
    pub schema: Option<Text>,
    /// What the body is: `json`, `form` (each field is a text of one object) or `form:NAME` (JSON in one field of a form).
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub body: BodyForm,
    /// Where the events are when one delivery holds several, with `*` for each item of an array; the body is one event
    /// without it.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub events: Option<Pointer>,
    /// Where the parts of the event's name are, up to three: each `header:NAME`, `query:NAME`, or `body:/pointer`, which leads
    /// into the event. One that a delivery lacks is left out.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::signature::one_or_more"))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Places>"))]
    pub name: Cow<'static, [Location]>,
    /// What stands between the parts of the name.
    #[cfg_attr(feature = "serde", serde(default))]
    pub join: Text,
    /// Where the parts are that identify the event together, up to three; without any, a hash of the body does, or of the
    /// event where one delivery holds several.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::signature::one_or_more"))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Places>"))]
    pub id: Cow<'static, [Location]>,
    /// What identifies the attempt to deliver; it is not for deduplication.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub delivery: Option<Location>,
    /// When the event happened.
    #[cfg_attr(feature = "serde", serde(default))]
    pub time: Option<TimeRule>,
    /// The version that the payload is written in.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub version: Option<Location>,
    /// The payload, `body:/pointer`: `body:/` is the event itself, and not the key `""` as in RFC 6901. It is the payload, too,
    /// where neither this nor `resource` is said.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub data: Option<Location>,
    /// What has to be fetched, such as a URL, where an event only says that something has changed.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub resource: Option<Pointer>,
    /// Requests that deliver nothing, and ask for a certain answer. The first whose conditions all hold counts.
    #[cfg_attr(feature = "serde", serde(default, rename = "handshake"))]
    pub handshakes: Cow<'static, [Handshake]>,
    /// What deliveries are answered.
    #[cfg_attr(feature = "serde", serde(default))]
    pub answer: Answers,
}

/// Where a time is, and how it is written.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TimeRule {
    /// Where the time is: `header:NAME`, `body:/pointer` or `query:NAME`.
    #[cfg_attr(feature = "serde", serde(rename = "in"))]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub location: Location,
    /// How it is written.
    pub unit: TimeUnit,
}

/// What deliveries are answered.
#[derive(Clone, Default)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Answers {
    /// What success has to look like, where that is more than a status of 200.
    #[cfg_attr(feature = "serde", serde(default))]
    pub ok: Option<AnswerRule>,
}

impl Layout {
    /// A body that is one event, of which nothing is known.
    #[inline]
    pub const fn new() -> Self {
        Self {
            schema: None,
            body: BodyForm::Json,
            events: None,
            name: Cow::Borrowed(&[]),
            join: Cow::Borrowed(""),
            id: Cow::Borrowed(&[]),
            delivery: None,
            time: None,
            version: None,
            data: None,
            resource: None,
            handshakes: Cow::Borrowed(&[]),
            answer: Answers { ok: None },
        }
    }
}

impl Default for Layout {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

/// How places are written.
#[cfg(feature = "schemars")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only described")]
enum Places {
    One(String),
    Several(#[schemars(length(min = 1, max = 3))] Vec<String>),
}
