//! An event as it is delivered: where the parts of its name are.

use serde_json::Value;
use webhook_contract::{Layout, Location};
use webhook_runtime::Outgoing;

/// The parts of an event's name that are in a header or the query, each with its place. Those in the body are known from the
/// event itself.
pub fn name_outside<'l>(layout: &'l Layout, name: &str, event: &Value) -> Vec<(&'l Location, String)> {
    let delivery = Outgoing::delivery(layout, Some(name), &event.to_string());
    layout.name.iter().filter_map(|place| Some((place, delivery.value_at(place)?))).collect()
}

/// The parts of an event's name, by the places of a layout; `None` for one that deliveries of the event do not have.
pub fn name_parts(layout: &Layout, name: &str, event: &Value) -> Vec<Option<String>> {
    let delivery = Outgoing::delivery(layout, Some(name), &event.to_string());
    let part = |place: &Location| match place {
        Location::Body(pointer) => match event.pointer(&pointer.to_string())? {
            Value::String(text) => Some(text.clone()),
            value @ (Value::Bool(_) | Value::Number(_)) => Some(value.to_string()),
            _ => None,
        },
        _ => delivery.value_at(place),
    };
    layout.name.iter().map(part).collect()
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
        let layout = |places: &[&str]| Layout {
            name: places.iter().map(|place| place.parse().expect(place)).collect(),
            join: ".".into(),
            ..Layout::new()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(name_parts(&layout(&both), "issues.opened", &event), [text("issues"), text("opened")]);
        assert_eq!(name_parts(&layout(&both), "push", &json!({ "action": null })), [text("push"), None]);
        // The name has nothing of what the body says.
        assert_eq!(outside(&both, ".", "push", &event), [""; 0]);
    }
}
