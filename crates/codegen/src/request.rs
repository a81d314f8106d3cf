//! An event as it is delivered: what of its name is outside of the body, and what the body is around it.

use serde_json::{Map, Value};
use webhook_contract::{BodyForm, Layout, Location, NamePart, Text};

/// The parts of an event's name that are in a header or the query, each with its place. Those in the body are known from the
/// event itself.
pub fn name_outside<'l>(layout: &'l Layout, name: &str, event: &Value) -> Vec<(&'l Location, String)> {
    let parts = layout.name.iter().filter_map(|place| match place {
        // A part that an event lacks is left out.
        Location::Body(pointer) => Some((place, Some(text_at(event, pointer.tokens())?))),
        _ => Some((place, None)),
    });
    let parts: Vec<(&Location, Option<String>)> = parts.collect();
    let known: Vec<NamePart<'_>> =
        parts.iter().map(|(_, text)| text.as_deref().map_or(NamePart::Unknown, NamePart::Known)).collect();
    let texts = layout.name_parts(name, &known).unwrap_or_default();
    let outside = parts.iter().zip(texts).filter(|((_, text), _)| text.is_none());
    outside.filter_map(|((place, _), text)| Some((*place, text?.to_owned()))).collect()
}

fn text_at(event: &Value, way: &[Text]) -> Option<String> {
    let pointer = way.iter().fold(String::new(), |way, token| webhook_schema::join(&way, token));
    match event.pointer(&pointer)? {
        Value::String(text) => Some(text.clone()),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What a body has around an event, from the outside in.
pub enum Around<'l> {
    /// A field of a form or of an object.
    Field(&'l str),
    /// An array, of which the event is an item.
    Item,
}

/// What a body has around an event, from the outside in; nothing where it is the event.
pub fn around(layout: &Layout) -> impl DoubleEndedIterator<Item = Around<'_>> {
    let form = match &layout.body {
        BodyForm::JsonInForm(name) => Some(Around::Field(name)),
        BodyForm::Json | BodyForm::Form => None,
    };
    let tokens = layout.events().map(|events| events.tokens()).unwrap_or_default();
    let inside = tokens.iter().map(|token| match &**token {
        "*" => Around::Item,
        key => Around::Field(key),
    });
    form.into_iter().chain(inside)
}

/// What a body stands for that delivers nothing but one event.
pub fn body(layout: &Layout, event: &Value) -> Value {
    around(layout).rev().fold(event.clone(), |inside, around| match around {
        Around::Field(key) => Value::Object(Map::from_iter([(key.to_owned(), inside)])),
        Around::Item => Value::Array(vec![inside]),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn outside(places: &[&str], join: &str, name: &str, event: &Value) -> Vec<String> {
        let name_places = places.iter().map(|place| place.parse().expect(place)).collect();
        let layout = Layout { name: name_places, join: join.to_owned().into(), ..Layout::new() };
        let outside = name_outside(&layout, name, event);
        outside.into_iter().map(|(place, text)| format!("{place}={text}")).collect()
    }

    #[test]
    fn what_is_outside_is_what_the_body_does_not_have() {
        let event = json!({ "action": "opened", "of": { "kind": "a.b" } });
        let both = ["header:X-Event", "body:/action"];
        assert_eq!(outside(&both, ".", "issues.opened", &event), ["header:X-Event=issues"]);
        assert_eq!(outside(&both, ".", "is.sues.opened", &event), ["header:X-Event=is.sues"]);
        assert_eq!(outside(&both, "", "issuesopened", &event), ["header:X-Event=issues"]);
        assert_eq!(outside(&both, ".", "push", &json!({})), ["header:X-Event=push"]);
        let three = ["query:q", "header:X-Event", "body:/of/kind"];
        assert_eq!(outside(&three, ".", "x.y.a.b", &event), ["query:q=x", "header:X-Event=y"]);
        assert_eq!(outside(&three, ".", "x.a.b", &event), ["query:q=x"]);
        assert_eq!(outside(&three, "/", "x/y/a.b", &event), ["query:q=x", "header:X-Event=y"]);
        // The name has nothing of what the body says.
        assert_eq!(outside(&both, ".", "push", &event), [""; 0]);
    }

    #[test]
    fn bodies_have_around_an_event_what_the_layout_says() {
        let event = json!({ "id": 1 });
        for (form, events, expected) in [
            ("json", None, json!({ "id": 1 })),
            ("json", Some("/*"), json!([{ "id": 1 }])),
            ("json", Some("/batch/*/event"), json!({ "batch": [{ "event": { "id": 1 } }] })),
            ("form:payload", None, json!({ "payload": { "id": 1 } })),
            ("form:payload", Some("/*"), json!({ "payload": [{ "id": 1 }] })),
        ] {
            let events = events.map(|events| events.parse().expect("a pointer"));
            let layout = Layout { body: form.parse().expect(form), events, ..Layout::new() };
            assert_eq!(body(&layout, &event), expected, "{form}");
        }
    }
}
