//! A layout in the other direction: a delivery of an event.

use std::borrow::Cow;

use serde_json::Value;
use webhook_contract::{BodyForm, Layout, Location, Pointer, Text};

use crate::Outgoing;
use crate::receive::verify::{form, json};

const FORM: &str = "application/x-www-form-urlencoded";

impl Outgoing {
    /// A delivery of one event as a layout has it, without a signature: the event's JSON where the layout looks for events,
    /// in the form that bodies have, and the parts of its name that are in headers. A name in the query of the URL is left
    /// to the caller.
    ///
    /// ```
    /// use webhook_runtime::Outgoing;
    /// use webhook_runtime::contract::Layout;
    ///
    /// let layout = Layout {
    ///     events: Some("/items/*".parse()?),
    ///     name: vec!["header:X-Topic".parse()?, "body:/action".parse()?].into(),
    ///     join: ".".into(),
    ///     ..Layout::new()
    /// };
    /// let request = Outgoing::delivery(&layout, Some("order.paid"), r#"{"action": "paid"}"#);
    /// assert_eq!(request.value("x-topic"), Some("order"));
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
        for (header, part) in name.into_iter().flat_map(|name| parts_in_headers(layout, name, event)) {
            request.set(&header, part);
        }
        request
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

/// The parts of an event's name that are in headers: what is left of it without the parts that are in its body.
fn parts_in_headers(layout: &Layout, name: &str, event: &str) -> Vec<(Text, String)> {
    let known = |place: &Location| match place {
        Location::Body(pointer) => json::value(event, pointer).ok().flatten().map(Cow::into_owned),
        _ => None,
    };
    let is_in_header = |place: &&Location| matches!(place, Location::Header(_));
    let first = layout.name.iter().position(|place| is_in_header(&place));
    let last = layout.name.iter().rposition(|place| is_in_header(&place));
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let join = &*layout.join;
    let mut rest = name;
    for part in layout.name[..first].iter().filter_map(known) {
        let after = rest.strip_prefix(part.as_str());
        rest = after.map_or(rest, |after| after.strip_prefix(join).unwrap_or(after));
    }
    for part in layout.name[last + 1..].iter().rev().filter_map(known) {
        let before = rest.strip_suffix(part.as_str());
        rest = before.map_or(rest, |before| before.strip_suffix(join).unwrap_or(before));
    }
    let mut headers = layout.name.iter().filter_map(|place| match place {
        Location::Header(name) => Some(name.clone()),
        _ => None,
    });
    let count = layout.name[first..=last].len();
    let parts: Vec<&str> = match join.is_empty() {
        true => vec![rest],
        false => rest.splitn(count, join).collect(),
    };
    // Where several are in headers, a part of the body between them is one of the parts, too.
    let own = layout.name[first..=last].iter().zip(parts).filter(|(place, _)| is_in_header(place));
    own.filter_map(|(_, part)| Some((headers.next()?, part.to_owned())))
        .filter(|(_, part)| !part.is_empty())
        .collect()
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
        ] {
            let request = Outgoing::delivery(&layout(places), Some(name), event);
            let headers: Vec<_> = request.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
            assert_eq!(headers, expected, "{places:?}");
        }
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
