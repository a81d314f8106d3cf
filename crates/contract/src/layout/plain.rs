//! Layouts of the plain kind, with a field for each.

use super::body_form::BodyForm;
use super::rule::Layout;

/// A layout of the plain kind: one object, described by a schema that all events share, with the name, the id, the time and
/// the payload in fields of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plain<'a> {
    /// Reference to the schema that every event includes.
    pub schema: &'a str,
    /// Field that holds the event's name.
    pub type_field: &'a str,
    /// Field that identifies the event.
    pub id_field: &'a str,
    /// Field within whose values the id is unique; `None` where it is unique by itself.
    pub scope: Option<&'a str>,
    /// Field with the time that orders events.
    pub created_at_field: &'a str,
    /// Field that holds the payload.
    pub data_field: &'a str,
}

impl Layout {
    /// The fields by name where the layout is of the plain kind.
    #[inline]
    pub fn plain(&self) -> Option<Plain<'_>> {
        if self.body != BodyForm::Json || self.events().is_some() || self.resource.is_some() {
            return None;
        }
        let [name] = &*self.name else { return None };
        let (scope, id) = match &*self.id {
            [id] => (None, id),
            [scope, id] => (Some(scope.field()?), id),
            _ => return None,
        };
        Some(Plain {
            schema: self.schema.as_deref()?,
            type_field: name.field()?,
            id_field: id.field()?,
            scope,
            created_at_field: self.time.as_ref()?.location.field()?,
            data_field: self.data.as_ref()?.field()?,
        })
    }

    /// The field of the body that identifies the event, within the fields before it where there are several.
    #[inline]
    pub fn id_field(&self) -> Option<&str> {
        self.id.last()?.field()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::layout::rule::TimeRule;
    use crate::signature::{Location, Pointer, TimeUnit};
    use crate::text::text;

    fn layout(id: &[&str]) -> Layout {
        let location = |text: &str| text.parse::<Location>().expect("a location");
        Layout {
            schema: Some(text("common.schema.json#/$defs/envelope")),
            name: vec![location("body:/type")].into(),
            id: id.iter().copied().map(location).collect(),
            time: Some(TimeRule { location: location("body:/at"), unit: TimeUnit::Rfc3339 }),
            data: Some(location("body:/data")),
            ..Layout::default()
        }
    }

    #[test]
    fn one_object_with_a_field_for_each_is_plain() {
        let by_id = layout(&["body:/id"]);
        let plain = by_id.plain().expect("a plain layout");
        assert_eq!((plain.type_field, plain.data_field, plain.created_at_field), ("type", "data", "at"));
        assert_eq!((plain.id_field, plain.scope), ("id", None));
        let scoped = layout(&["body:/account", "body:/id"]);
        assert_eq!(scoped.plain().map(|plain| (plain.id_field, plain.scope)), Some(("id", Some("account"))));
    }

    #[test]
    fn no_other_layout_is_plain() {
        let pointer = |text: &str| Some(text.parse::<Pointer>().expect("a pointer"));
        let others = [
            layout(&[]),
            layout(&["header:x-id"]),
            layout(&["body:/meta/id"]),
            layout(&["body:/a", "body:/b", "body:/c"]),
            Layout { body: BodyForm::Form, ..layout(&["body:/id"]) },
            Layout { schema: None, ..layout(&["body:/id"]) },
            Layout { events: pointer("/*"), ..layout(&["body:/id"]) },
            Layout { resource: pointer("/url"), ..layout(&["body:/id"]) },
            Layout { data: None, ..layout(&["body:/id"]) },
            Layout { data: Some(Location::Body(Pointer(Cow::Borrowed(&[])))), ..layout(&["body:/id"]) },
            Layout { time: None, ..layout(&["body:/id"]) },
            Layout { name: Cow::Borrowed(&[]), ..layout(&["body:/id"]) },
        ];
        for other in others {
            assert_eq!(other.plain(), None, "{other:?}");
        }
        assert_eq!(
            Layout { events: pointer("/"), ..layout(&["body:/id"]) }.plain(),
            layout(&["body:/id"]).plain()
        );
    }
}
