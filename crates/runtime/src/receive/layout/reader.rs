//! A layout, prepared: what it finds in a request.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};
use webhook_contract::{BodyForm, Fault, Layout, Location, Pack, Pointer, Text, TimeUnit};

use super::ReadError;
use super::contents::contents;
use super::event::{RawEvent, time};
use super::handshakes::Handshakes;
use super::reply::Reply;
use super::source::{Source, Ways, ways};
use crate::Headers;
use crate::receive::verify::RequestParts;
use crate::receive::verify::decode::to_hex;
use crate::receive::verify::json::{Found, events, find_all};
use crate::secret::is_blank;

/// Reads events out of deliveries, by a layout that may be known only at run time.
///
/// ```
/// use webhook_runtime::contract::{Layout, Location};
/// use webhook_runtime::{Reader, RequestParts};
///
/// let layout = Layout {
///     events: Some("/items/*".parse()?),
///     name: vec!["header:X-Topic".parse()?, "body:/action".parse()?].into(),
///     join: ".".into(),
///     id: vec!["body:/id".parse()?].into(),
///     data: Some("body:/data".parse()?),
///     ..Layout::new()
/// };
/// let reader = Reader::new(&layout)?;
/// let headers = [("X-Topic", "order")];
/// let body = br#"{"items": [{"id": 7, "action": "paid", "data": {"total": 1.50}}, {"id": 8}]}"#;
///
/// let events = reader.events(&RequestParts::new(&headers, body))?;
/// assert_eq!(events[0].name.as_deref(), Some("order.paid"));
/// assert_eq!(events[0].payload.as_deref(), Some(r#"{"total": 1.50}"#));
/// assert_eq!(events[1].name.as_deref(), Some("order"));
/// assert_ne!(events[0].key(), events[1].key());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    body: BodyForm,
    events: Option<Pointer>,
    ways: Ways,
    name: Vec<Source>,
    join: Text,
    /// `None`: a hash.
    id: Option<Vec<Source>>,
    delivery: Option<Source>,
    time: Option<(Source, TimeUnit)>,
    version: Option<Source>,
    resource: Option<Source>,
    payload: Payload,
    pub(super) handshakes: Handshakes,
    accepted: Reply,
}

/// Where the payload is.
#[derive(Clone, Debug)]
enum Payload {
    /// It is the event.
    Event,
    /// What is found at a way, by its number.
    At(usize),
    /// There is none.
    None,
}

impl Reader {
    /// Prepares a layout.
    ///
    /// # Errors
    ///
    /// When the layout contradicts itself; the first of its [`faults`](Layout::faults).
    pub fn new(layout: &Layout) -> Result<Self, Fault> {
        if let Some(fault) = layout.faults(None, None).into_iter().next() {
            return Err(fault);
        }
        let resource = layout.resource.clone().map(Location::Body);
        let time = layout.time.as_ref().map(|time| &time.location);
        let single = [&layout.delivery, &layout.version, &layout.data, &resource];
        let all = layout.name.iter().chain(layout.id.iter()).chain(single.into_iter().flatten()).chain(time);
        let ways = ways(all);
        let several =
            |places: &[Location]| places.iter().filter_map(|place| Source::new(place, &ways)).collect();
        let source = |place: &Option<Location>| place.as_ref().and_then(|place| Source::new(place, &ways));
        let payload = match (source(&layout.data), &resource) {
            (Some(Source::Body(number)), _) => Payload::At(number),
            (_, Some(_)) => Payload::None,
            (_, None) => Payload::Event,
        };
        Ok(Reader {
            body: layout.body.clone(),
            events: layout.events().cloned(),
            name: several(&layout.name),
            join: layout.join.clone(),
            id: (!layout.id.is_empty()).then(|| several(&layout.id)),
            delivery: source(&layout.delivery),
            time: layout
                .time
                .as_ref()
                .and_then(|time| Some((Source::new(&time.location, &ways)?, time.unit))),
            version: source(&layout.version),
            resource: source(&resource),
            payload,
            ways,
            handshakes: Handshakes::new(layout),
            accepted: layout.answer.ok.as_ref().map_or(Reply::OK, Reply::constant),
        })
    }

    /// Prepares the layout of a pack; a pack without any has the whole body as its event.
    ///
    /// # Errors
    ///
    /// When the pack contradicts itself.
    pub fn of_pack(pack: &Pack) -> Result<Self, Fault> {
        match pack.faults().into_iter().next() {
            Some(fault) => Err(fault),
            None => Self::new(pack.envelope.as_ref().unwrap_or(&Layout::new())),
        }
    }

    /// What deliveries are answered once all of their events are handled: a status of 200, if the layout does not say more.
    pub fn accepted(&self) -> &Reply {
        &self.accepted
    }

    /// Which of the layout's handshakes a request is, from 0, be it genuine or not; `None` for a delivery.
    pub fn handshake<H: Headers + ?Sized>(&self, request: &RequestParts<'_, H>) -> Option<usize> {
        self.handshakes.number(request)
    }

    /// The events of a request, in their order. Nothing is said of whether they are genuine, or of whether the request is
    /// a handshake: [`receive`](Self::receive) looks at both first.
    ///
    /// The time is linear in the size of the body, which is the caller's to limit. What stands in the body as it is, is not
    /// copied, unless the body is a form.
    ///
    /// # Errors
    ///
    /// When the body is not what the layout says, or holds more than [`MAX_EVENTS`](crate::MAX_EVENTS).
    pub fn events<'r, H: Headers + ?Sized>(
        &'r self,
        request: &RequestParts<'r, H>,
    ) -> Result<Vec<RawEvent<'r>>, ReadError> {
        match contents(request.body, &self.body)? {
            Cow::Borrowed(text) => self.events_in(text, request),
            // What is read is longer-lived than the text that was made of the form.
            Cow::Owned(text) => {
                let events = self.events_in(&text, request)?;
                Ok(events.into_iter().map(RawEvent::into_owned).collect())
            }
        }
    }

    fn events_in<'t, H: Headers + ?Sized>(
        &'t self,
        text: &'t str,
        request: &RequestParts<'t, H>,
    ) -> Result<Vec<RawEvent<'t>>, ReadError> {
        let texts = match &self.events {
            Some(pointer) => events(text, pointer)?,
            None => vec![text],
        };
        let mut found = vec![Found::Unseen; self.ways.len()];
        let mut read = Vec::with_capacity(texts.len());
        for text in texts {
            found.fill(Found::Unseen);
            find_all(text, &self.ways, &mut found)?;
            read.push(self.event(text.trim_ascii(), request, &found));
        }
        Ok(read)
    }

    fn event<'t, H: Headers + ?Sized>(
        &'t self,
        text: &'t str,
        request: &RequestParts<'t, H>,
        found: &[Found<'t>],
    ) -> RawEvent<'t> {
        let of = |source: &'t Source| source.text(request, found);
        let one = |source: &'t Option<Source>| source.as_ref().and_then(of);
        RawEvent {
            name: self.joined(self.name.iter().filter_map(of)),
            id: match &self.id {
                Some(parts) => identity(parts.iter().map(of)),
                None => vec![hash(if self.events.is_some() { text.as_bytes() } else { request.body }).into()],
            },
            delivery: one(&self.delivery),
            time: self.time.as_ref().and_then(|(source, unit)| Some(time(&of(source)?, *unit))),
            version: one(&self.version),
            resource: one(&self.resource),
            payload: match self.payload {
                Payload::Event => Some(Cow::Borrowed(text)),
                Payload::At(number) => match found[number] {
                    Found::There(raw) => Some(Cow::Borrowed(raw)),
                    Found::Unseen | Found::Missing | Found::Twice => None,
                },
                Payload::None => None,
            },
            text: Cow::Borrowed(text),
        }
    }

    fn joined<'t>(&self, mut parts: impl Iterator<Item = Cow<'t, str>>) -> Option<Cow<'t, str>> {
        let mut name = parts.next()?;
        for part in parts {
            let name = name.to_mut();
            *name += &self.join;
            *name += &part;
        }
        Some(name)
    }
}

/// The parts of an id, where all of them are there. Events with a blank one would share it.
fn identity<'t>(parts: impl Iterator<Item = Option<Cow<'t, str>>>) -> Vec<Cow<'t, str>> {
    let parts = parts.map(|part| part.filter(|part| !is_blank(part)));
    parts.collect::<Option<_>>().unwrap_or_default()
}

fn hash(bytes: &[u8]) -> String {
    format!("sha256:{}", to_hex(&Sha256::digest(bytes)))
}
