//! Whether the parts of a name that are in the body can be those of an event's.

use std::collections::HashMap;

use serde_json::Value as Json;
use webhook_contract::{Layout, NamePart};
use webhook_schema::explain::brief;
use webhook_schema::model::Keyword;
use webhook_schema::{Diagnostic, Diagnostics, Location, counted};

use super::values::Found;
use crate::index::entries::Event;
use crate::rules;

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
    refused: HashMap<Location, Vec<&'l str>>,
    found: HashMap<Location, &'l Json>,
}

impl<'l> Names<'l> {
    pub(super) fn new(layout: &'l Layout) -> Self {
        Self { layout, refused: HashMap::new(), found: HashMap::new() }
    }

    /// Holds an event's name against what its schema allows as one part of it.
    pub(super) fn hold(&mut self, event: &'l Event, part: usize, place: &Found<'l>) {
        let without = vec![NamePart::Unknown; self.layout.name.len() - 1];
        if !place.is_required && self.layout.name_parts(&event.name, &without).is_some() {
            return;
        }
        for schema in place.value.certain() {
            let constant = schema.constraints.constant.as_ref();
            let (keyword, allowed) = match (constant, schema.values.as_deref()) {
                (Some(value), _) => (Keyword::Const, std::slice::from_ref(value)),
                (None, Some(values)) => (Keyword::Enum, values),
                (None, None) => continue,
            };
            let is_part = |text: String| fits(self.layout, &event.name, part, &text);
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

/// Whether a text can be one part of a name.
pub(super) fn fits(layout: &Layout, name: &str, part: usize, text: &str) -> bool {
    let mut parts = vec![NamePart::Unknown; layout.name.len()];
    parts[part] = NamePart::Known(text);
    layout.name_parts(name, &parts).is_some()
}
