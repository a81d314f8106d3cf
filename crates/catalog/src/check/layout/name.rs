//! Whether the parts of a name that are in the body can be those of an event's.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use webhook_contract::Layout;
use webhook_schema::explain::brief;
use webhook_schema::model::Keyword;
use webhook_schema::{Diagnostic, Diagnostics, Location, counted};

use super::values::Found;
use crate::index::entries::Event;
use crate::rules;

/// A part of a name.
#[derive(Clone, Copy)]
pub(super) enum Part<'t> {
    /// Not known, such as the value of a header: any text, or nothing.
    Any,
    Known(&'t str),
}

/// Whether parts, joined, can be a name.
pub(super) fn fits(name: &str, parts: &[Part<'_>], join: &str) -> bool {
    let [first, rest @ ..] = parts else { return false };
    let is_any = |part: &Part<'_>| matches!(part, Part::Any);
    let goes_on = |after: &str| after.strip_prefix(join).is_some_and(|after| fits(after, rest, join));
    match first {
        Part::Known(text) if rest.iter().all(is_any) && name == *text => true,
        Part::Known(text) => name.strip_prefix(text).is_some_and(goes_on),
        Part::Any if rest.iter().all(is_any) => true,
        Part::Any => {
            fits(name, rest, join) || name.char_indices().any(|(at, _)| at > 0 && goes_on(&name[at..]))
        }
    }
}

/// The text of a value as it is part of a name or an id; `None` where it is none.
pub(super) fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// The names of events, held against what schemas allow as parts of them.
pub(super) struct Names<'l> {
    layout: &'l Layout,
    /// The events whose names are not allowed, by the keyword that does not allow them.
    refused: BTreeMap<Location, Vec<&'l str>>,
    found: BTreeMap<Location, &'l Json>,
}

impl<'l> Names<'l> {
    pub(super) fn new(layout: &'l Layout) -> Self {
        Self { layout, refused: BTreeMap::new(), found: BTreeMap::new() }
    }

    /// Holds an event's name against what its schema allows as one part of it.
    pub(super) fn hold(&mut self, event: &'l Event, part: usize, place: &Found<'l>) {
        let without = vec![Part::Any; self.layout.name.len() - 1];
        if !place.is_required && fits(&event.name, &without, &self.layout.join) {
            return;
        }
        for schema in place.value.certain() {
            let constant = schema.constraints.constant.as_ref();
            let (keyword, allowed) = match (constant, schema.values.as_deref()) {
                (Some(value), _) => (Keyword::Const, std::slice::from_ref(value)),
                (None, Some(values)) => (Keyword::Enum, values),
                (None, None) => continue,
            };
            let is_part =
                |text: String| fits(&event.name, &with_part(self.layout, part, &text), &self.layout.join);
            if !allowed.iter().filter_map(text).any(is_part) {
                let location = schema.location_of(keyword);
                if let [only] = allowed {
                    self.found.insert(location.clone(), only);
                }
                self.refused.entry(location).or_default().push(&event.name);
            }
        }
    }

    /// Reports each keyword once, however many events there are whose names it does not allow.
    pub(super) fn report(self, diagnostics: &mut Diagnostics) {
        let is_whole = self.layout.name.len() == 1;
        for (location, events) in self.refused {
            let expected = if is_whole { "expected" } else { "expected a part of" };
            let found = self.found.get(&location).map_or("other values".to_owned(), |value| brief(value));
            let others = match events.len() - 1 {
                0 => String::new(),
                others => {
                    format!(" (and for {}, another one)", counted(others, "other event", "other events"))
                }
            };
            diagnostics.push(Diagnostic::at_value(
                &rules::EVENT_SCHEMA,
                location,
                format!("{expected} `{}`, found {found}{others}", events[0]),
                "allow what the event's name has here: receivers recognize the event by it",
            ));
        }
    }
}

/// The parts of a name of which one is known.
pub(super) fn with_part<'t>(layout: &Layout, part: usize, known: &'t str) -> Vec<Part<'t>> {
    let each = 0..layout.name.len();
    each.map(|number| if number == part { Part::Known(known) } else { Part::Any }).collect()
}

#[cfg(test)]
mod tests {
    use super::Part::{Any, Known};
    use super::*;

    #[test]
    fn names_fit_parts_of_which_some_are_not_known() {
        for (name, parts) in [
            ("paid", &[Known("paid")] as &[_]),
            ("a.b", &[Known("a"), Known("b")]),
            ("a.b", &[Any, Known("b")]),
            ("a.b", &[Known("a"), Any]),
            ("a.b.c", &[Any, Known("b"), Any]),
            ("a.b.c", &[Known("a"), Any, Known("c")]),
            ("a.b.c", &[Any, Known("b.c")]),
            // What is not known may be missing.
            ("b", &[Any, Known("b")]),
            ("a.b", &[Known("a"), Any, Known("b")]),
            ("a", &[Known("a"), Any, Any]),
            ("a", &[Any]),
        ] {
            assert!(fits(name, parts, "."), "{name}");
        }
        for (name, parts) in [
            ("a", &[] as &[_]),
            ("a.b", &[Known("a")]),
            ("a.b", &[Any, Known("a")]),
            ("ab", &[Any, Known("b")]),
            ("a.b", &[Known("b"), Any]),
            ("a.b", &[Known("a"), Known("b"), Known("c")]),
            ("ab.c", &[Known("a"), Any, Known("c")]),
        ] {
            assert!(!fits(name, parts, "."), "{name}");
        }
        assert!(fits("ab", &[Known("a"), Known("b")], ""));
    }
}
