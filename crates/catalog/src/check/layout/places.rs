//! The places in an event that a layout names.

use webhook_contract::{Layout, Location, Text};
use webhook_schema::join;

/// A place in an event that a layout names.
pub(super) struct Place<'l> {
    /// Where the layout names it, in the index.
    pub(super) at: String,
    /// The keys and positions on the way to it.
    pub(super) tokens: &'l [Text],
    pub(super) need: Need,
    /// Which part of the name it is, where it is one.
    pub(super) name_part: Option<usize>,
}

/// Whether a receiver can do without a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// An event without it cannot be told from others.
    Id,
    Payload,
    Resource,
    Time,
    /// An event without it is an event.
    Optional,
}

impl Need {
    /// What is at the place.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Id => "identifies the event",
            Self::Payload => "is the payload",
            Self::Resource => "says what to fetch",
            Self::Time => "says when the event happened",
            Self::Optional => "the layout names",
        }
    }
}

impl Place<'_> {
    /// The way as a JSON Pointer.
    pub(super) fn pointer(&self) -> String {
        self.tokens.iter().fold(String::new(), |way, token| join(&way, token))
    }
}

/// The places of a layout that are in the body.
pub(super) fn places<'l>(layout: &'l Layout) -> Vec<Place<'l>> {
    let mut places = Vec::new();
    let mut add = |at: &str, location: &'l Location, need, name_part| {
        if let Location::Body(pointer) = location {
            let at = format!("/contract/envelope/{at}");
            places.push(Place { at, tokens: pointer.tokens(), need, name_part });
        }
    };
    for (number, part) in layout.name.iter().enumerate() {
        add(&format!("name/{number}"), part, Need::Optional, Some(number));
    }
    for (number, part) in layout.id.iter().enumerate() {
        add(&format!("id/{number}"), part, Need::Id, None);
    }
    for (at, location, need) in [
        ("time/in", layout.time.as_ref().map(|time| &time.location), Need::Time),
        ("version", layout.version.as_ref(), Need::Optional),
        ("delivery", layout.delivery.as_ref(), Need::Optional),
        ("data", layout.data.as_ref(), Need::Payload),
    ] {
        location.into_iter().for_each(|location| add(at, location, need, None));
    }
    if let Some(resource) = &layout.resource {
        let at = "/contract/envelope/resource".to_owned();
        places.push(Place { at, tokens: resource.tokens(), need: Need::Resource, name_part: None });
    }
    places
}
