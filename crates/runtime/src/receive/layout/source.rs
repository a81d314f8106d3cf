//! Where the values of an event come from.

use std::borrow::Cow;

use webhook_contract::{Location, Text};

use crate::Headers;
use crate::receive::verify::json::{Found, scalar};
use crate::receive::verify::places::one;
use crate::receive::verify::{RequestParts, form};

/// Where one value of an event comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Header(Text),
    Query(Text),
    /// What is found at a way, by its number.
    Body(usize),
}

/// The ways to values in a body: sorted, and each once.
pub(super) type Ways = Vec<Cow<'static, [Text]>>;

/// The ways that locations have.
pub(super) fn ways<'l>(locations: impl Iterator<Item = &'l Location>) -> Ways {
    let ways = locations.filter_map(|location| match location {
        Location::Body(pointer) => Some(pointer.0.clone()),
        Location::Header(_) | Location::NumberedHeader { .. } | Location::Query(_) => None,
    });
    let mut ways: Ways = ways.collect();
    ways.sort_unstable();
    ways.dedup();
    ways
}

impl Source {
    /// `None` where a location does not stand for one value, or has a way that is not among these.
    pub fn new(location: &Location, ways: &Ways) -> Option<Self> {
        match location {
            Location::Header(name) => Some(Source::Header(name.clone())),
            Location::Query(name) => Some(Source::Query(name.clone())),
            Location::Body(pointer) => ways.binary_search(&pointer.0).ok().map(Source::Body),
            Location::NumberedHeader { .. } => None,
        }
    }

    /// The text of the value; `None` where there is none that all readers agree on.
    pub fn text<'r, H: Headers + ?Sized>(
        &'r self,
        request: &RequestParts<'r, H>,
        found: &[Found<'r>],
    ) -> Option<Cow<'r, str>> {
        match self {
            Source::Header(name) => {
                let value = one(request.headers, name).ok()??;
                std::str::from_utf8(value).ok().map(Cow::Borrowed)
            }
            Source::Query(name) => {
                let pairs = form::pairs(form::query(request.url?).as_bytes());
                let mut values = pairs.filter(|(own, _)| own == name.as_bytes()).map(|(_, value)| value);
                let first = values.next()?;
                values.all(|value| value == first).then(|| String::from_utf8(first).ok().map(Cow::Owned))?
            }
            Source::Body(number) => match found.get(*number) {
                Some(Found::There(raw)) => scalar(raw).ok()?,
                _ => None,
            },
        }
    }
}
