//! An event as it came, before its payload is read.

use std::borrow::Cow;

use webhook_contract::TimeUnit;

use crate::Timestamp;
use crate::receive::dedupe::EventKey;
use crate::receive::verify::millis;

/// An event as it came, before its payload is read. What the layout does not say, and what the delivery lacks, is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawEvent<'r> {
    /// The name: the parts that are there, joined.
    pub name: Option<Cow<'r, str>>,
    /// The parts that identify the event together. Empty where one of them is missing or blank: such an event cannot be told
    /// from others.
    ///
    /// Where the layout has none, it is `sha256:` and the hash of the body, or of [`text`](Self::text) where one delivery may
    /// hold several events.
    pub id: Vec<Cow<'r, str>>,
    /// What identifies the attempt to deliver. It is for logs.
    pub delivery: Option<Cow<'r, str>>,
    /// When the event happened. A time in digits is written as RFC 3339, in UTC; one that is not written as the layout says
    /// keeps its text, and is no point in time.
    pub time: Option<Timestamp>,
    /// The version that the payload is written in.
    pub version: Option<Cow<'r, str>>,
    /// What has to be fetched, such as a URL.
    pub resource: Option<Cow<'r, str>>,
    /// The payload as JSON, byte for byte as it came.
    pub payload: Option<Cow<'r, str>>,
    /// The whole event as JSON, byte for byte as it came.
    pub text: Cow<'r, str>,
}

impl<'r> RawEvent<'r> {
    /// An event of which nothing is known but its text.
    pub(crate) fn of_text(text: Cow<'r, str>) -> Self {
        RawEvent {
            name: None,
            id: Vec::new(),
            delivery: None,
            time: None,
            version: None,
            resource: None,
            payload: Some(text.clone()),
            text,
        }
    }
}

impl RawEvent<'_> {
    /// Identifies the event in a store; `None` where it cannot be told from others.
    pub fn key(&self) -> Option<EventKey> {
        EventKey::of_parts(&self.id)
    }

    /// The same, without a reference to the request.
    pub fn into_owned(self) -> RawEvent<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        RawEvent {
            name: self.name.map(owned),
            id: self.id.into_iter().map(owned).collect(),
            delivery: self.delivery.map(owned),
            time: self.time,
            version: self.version.map(owned),
            resource: self.resource.map(owned),
            payload: self.payload.map(owned),
            text: owned(self.text),
        }
    }
}

/// The time in a text.
pub(super) fn time(text: &str, unit: TimeUnit) -> Timestamp {
    match unit {
        TimeUnit::Rfc3339 => Timestamp::lenient(text),
        TimeUnit::Seconds | TimeUnit::Milliseconds => millis(text.as_bytes(), unit)
            .and_then(Timestamp::from_unix_millis)
            .unwrap_or_else(|| Timestamp::no_point(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_points_where_they_are_written_as_said() {
        for (text, unit, written, seconds) in [
            ("1760000000", TimeUnit::Seconds, "2025-10-09T08:53:20.000Z", Some(1_760_000_000)),
            ("1760000000123", TimeUnit::Milliseconds, "2025-10-09T08:53:20.123Z", Some(1_760_000_000)),
            (
                "2025-10-09T10:53:20+02:00",
                TimeUnit::Rfc3339,
                "2025-10-09T10:53:20+02:00",
                Some(1_760_000_000),
            ),
            ("2025-10-09", TimeUnit::Rfc3339, "2025-10-09", None),
            ("1760000000.5", TimeUnit::Seconds, "1760000000.5", None),
            ("2025-10-09T10:53:20Z", TimeUnit::Seconds, "2025-10-09T10:53:20Z", None),
            ("999999999999", TimeUnit::Seconds, "999999999999", None),
        ] {
            let time = time(text, unit);
            assert_eq!((time.as_str(), time.unix_seconds()), (written, seconds), "{text}");
        }
    }
}
