//! An event as it is delivered: what the body is around it.

use serde_json::{Map, Value};
use webhook_contract::{BodyForm, Layout};

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
pub fn body(layout: &Layout, event: Value) -> Value {
    around(layout).rev().fold(event, |inside, around| match around {
        Around::Field(key) => Value::Object(Map::from_iter([(key.to_owned(), inside)])),
        Around::Item => Value::Array(vec![inside]),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
            assert_eq!(body(&layout, event.clone()), expected, "{form}");
        }
    }
}
