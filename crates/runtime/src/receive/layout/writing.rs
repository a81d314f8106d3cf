//! A layout in the other direction: a delivery of an event.

use std::borrow::Cow;

use serde_json::Value;
use webhook_contract::{BodyForm, Layout, Location, NamePart, Pointer};

use crate::Outgoing;
use crate::receive::verify::{form, json, put};

const FORM: &str = "application/x-www-form-urlencoded";

impl Outgoing {
    /// A delivery of one event as a layout has it, without a signature: the event's JSON where the layout looks for events,
    /// in the form that bodies have, and the parts of its name that are in headers or in the query. Where the query has one,
    /// the URL is a path with it.
    ///
    /// ```
    /// use webhook_runtime::Outgoing;
    /// use webhook_runtime::contract::Layout;
    ///
    /// let layout = Layout {
    ///     events: Some("/items/*".parse()?),
    ///     name: vec!["header:X-Topic".parse()?, "query:of".parse()?, "body:/action".parse()?].into(),
    ///     join: ".".into(),
    ///     ..Layout::new()
    /// };
    /// let request = Outgoing::delivery(&layout, Some("shop.order.paid"), r#"{"action": "paid"}"#);
    /// assert_eq!(request.value("x-topic"), Some("shop"));
    /// assert_eq!(request.url.as_deref(), Some("/?of=order"));
    /// assert_eq!(request.body, br#"{"items":[{"action": "paid"}]}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delivery(layout: &Layout, name: Option<&str>, event: &str) -> Outgoing {
        let json = match layout.events() {
            None => Cow::Borrowed(event),
            Some(events) => Cow::Owned(around(event, events)),
        };
        let mut request = match &layout.body {
            BodyForm::Json => Outgoing::post(json.into_owned()),
            BodyForm::Form => Outgoing::post(fields(&json)).header("Content-Type", FORM),
            BodyForm::JsonInForm(field) => Outgoing::post(pair(field, &json)).header("Content-Type", FORM),
        };
        for (place, part) in name.into_iter().flat_map(|name| parts_outside(layout, name, event)) {
            request.set_at(place, &part);
        }
        request
    }

    /// The value at a place outside of the body: of a header, or of a parameter of the query, decoded.
    pub fn value_at(&self, place: &Location) -> Option<String> {
        match place {
            Location::Header(name) => self.value(name).map(str::to_owned),
            Location::Query(name) => {
                let query = form::query(self.url.as_deref()?);
                let value = form::pairs(query.as_bytes()).find(|(own, _)| own == name.as_bytes())?.1;
                String::from_utf8(value).ok()
            }
            Location::NumberedHeader { .. } | Location::Body(_) => None,
        }
    }

    /// Sets the value at a place outside of the body, in place of those that are there. Without a URL, a parameter of the
    /// query makes one that is a path. What is in the body stays as it is.
    pub fn set_at(&mut self, place: &Location, value: &str) {
        match place {
            Location::Body(_) => return,
            Location::Query(_) => {
                self.url.get_or_insert_with(|| "/".to_owned());
            }
            Location::Header(_) | Location::NumberedHeader { .. } => {}
        }
        put::clear(self, place, &[]);
        put::add(self, place, 0..0, value, None);
    }
}

/// The JSON in which an event is where events are looked for.
fn around(event: &str, events: &Pointer) -> String {
    events.tokens().iter().rev().fold(event.to_owned(), |value, token| match &**token {
        "*" => format!("[{value}]"),
        key => format!("{{{}:{value}}}", Value::from(key)),
    })
}

/// The form that stands for an object; empty for anything else.
fn fields(json: &str) -> String {
    let Ok(Value::Object(fields)) = serde_json::from_str(json) else { return String::new() };
    let pairs = fields.iter().map(|(name, value)| match value {
        Value::String(text) => pair(name, text),
        value => pair(name, &value.to_string()),
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={}", form::encoded(name), form::encoded(value))
}

/// The parts of an event's name that are outside of its body: what is left of it without those that are in the body. None
/// where the name is not made of these.
fn parts_outside<'l>(layout: &'l Layout, name: &str, event: &str) -> Vec<(&'l Location, String)> {
    let parts = layout.name.iter().filter_map(|place| match place {
        // A part that an event lacks is left out.
        Location::Body(pointer) => Some((place, Some(json::value(event, pointer).ok()??))),
        _ => Some((place, None)),
    });
    let parts: Vec<(&Location, Option<Cow<'_, str>>)> = parts.collect();
    let known = parts.iter().map(|(_, text)| text.as_deref().map_or(NamePart::Unknown, NamePart::Known));
    let texts = layout.name_parts(name, &known.collect::<Vec<_>>()).unwrap_or_default();
    let outside = parts.iter().zip(texts).filter(|((_, text), _)| text.is_none());
    outside.filter_map(|((place, _), text)| Some((*place, text?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(name: &[&str]) -> Layout {
        let name = name.iter().map(|place| place.parse().expect("a place"));
        Layout { name: name.collect(), join: ".".into(), ..Layout::new() }
    }

    #[test]
    fn names_are_told_apart_into_their_parts() {
        let event = r#"{"kind": "push", "action": "opened"}"#;
        for (places, name, expected) in [
            (&["header:x"][..], "a.b", &[("x", "a.b")][..]),
            (&["header:x", "body:/action"], "issues.opened", &[("x", "issues")]),
            (&["header:x", "body:/none"], "push", &[("x", "push")]),
            (&["body:/kind", "header:x", "body:/action"], "push.hook.opened", &[("x", "hook")]),
            (&["header:x", "header:y"], "a.b.c", &[("x", "a"), ("y", "b.c")]),
            (&["header:x", "body:/kind", "header:y"], "a.push.c", &[("x", "a"), ("y", "c")]),
            (&["body:/kind"], "push", &[]),
            // The name has nothing of what the body says.
            (&["header:x", "body:/action"], "push", &[]),
        ] {
            let request = Outgoing::delivery(&layout(places), Some(name), event);
            assert_eq!(request.url, None);
            let headers: Vec<_> = request.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
            assert_eq!(headers, expected, "{places:?}");
        }
    }

    #[test]
    fn parts_are_in_the_query_and_stay_next_to_what_is_there() {
        let layout = layout(&["header:x", "query:q", "body:/action"]);
        let mut request = Outgoing::delivery(&layout, Some("a.b &.opened"), r#"{"action": "opened"}"#);
        assert_eq!((request.value("x"), request.url.as_deref()), (Some("a"), Some("/?q=b%20%26")));
        let [id, name] = ["query:id", "query:q"].map(|place| place.parse().expect("a place"));
        request.set_at(&id, "1");
        request.set_at(&id, "2");
        assert_eq!(request.url.as_deref(), Some("/?q=b%20%26&id=2"));
        assert_eq!(request.value_at(&name).as_deref(), Some("b &"));
        assert_eq!(request.value_at(&"query:none".parse().expect("a place")), None);
    }

    #[test]
    fn bodies_have_their_form() {
        let form = Layout { body: BodyForm::Form, ..Layout::new() };
        assert_eq!(Outgoing::delivery(&form, None, r#"{"a": "1 &", "b": 2}"#).body, b"a=1%20%26&b=2");
        let json = Layout { body: BodyForm::JsonInForm("p".into()), ..Layout::new() };
        assert_eq!(Outgoing::delivery(&json, None, "{}").body, b"p=%7B%7D");
        let nested = Layout { events: Some("/a/*/b".parse().expect("a pointer")), ..Layout::new() };
        assert_eq!(Outgoing::delivery(&nested, None, "{}").body, br#"{"a":[{"b":{}}]}"#);
    }
}
