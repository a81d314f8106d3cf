//! How a delivery is laid out: where its events are, and where in each are its name, its id and its payload.

use std::borrow::Cow;

use crate::signature::{Location, Pointer, TimeUnit};
use crate::text::Text;

/// How a delivery is laid out. Places in the body are relative to each event, where one delivery holds several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Layout {
    /// Where the events are when one delivery holds several, with `*` for each item of an array; the body is one event
    /// without it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub events: Option<Pointer>,
    /// Where the parts of the event's name are. One that a delivery lacks is left out.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::signature::one_or_more"))]
    pub name: Cow<'static, [Location]>,
    /// What stands between the parts of the name.
    #[cfg_attr(feature = "serde", serde(default))]
    pub join: Text,
    /// Where the parts are that identify the event together; without any, the bytes of the body do.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::signature::one_or_more"))]
    pub id: Cow<'static, [Location]>,
    /// What identifies the attempt to deliver; it is not for deduplication.
    #[cfg_attr(feature = "serde", serde(default))]
    pub delivery: Option<Location>,
    /// When the event happened.
    #[cfg_attr(feature = "serde", serde(default))]
    pub time: Option<TimeRule>,
    /// The version that the payload is written in.
    #[cfg_attr(feature = "serde", serde(default))]
    pub version: Option<Location>,
    /// The payload: `body:/` is the event itself, which is also the payload where this is left out.
    #[cfg_attr(feature = "serde", serde(default))]
    pub data: Option<Location>,
    /// What has to be fetched, such as a URL, where an event only says that something has changed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub resource: Option<Pointer>,
}

/// Where a time is, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
pub struct TimeRule {
    /// Where the time is.
    #[cfg_attr(feature = "serde", serde(rename = "in"))]
    pub location: Location,
    /// How it is written.
    pub unit: TimeUnit,
}

impl Layout {
    /// Where the events are when one delivery holds several.
    pub fn events(&self) -> Option<&Pointer> {
        self.events.as_ref().filter(|events| !events.tokens().is_empty())
    }
}
