//! The names that are known, and what a text is that might be one.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase as _;
use webhook_catalog::index::entries::{Event, Status};
use webhook_catalog::index::names::EventNames;
use webhook_catalog::{Catalog, name_parts};
use webhook_schema::closest;

use crate::facts::{Step, Text};

/// Letters that a name may be off by, and still be taken for a slip, wherever it stands.
const SLIP: usize = 2;
/// Bytes that a text needs to be taken for a slip of a name.
const SHORTEST: usize = 6;
/// Bytes of the longest text that is looked at.
const LONGEST: usize = 200;
/// Types whose variants and members go by the names of events, in generated events crates.
const TYPES: [&str; 3] = ["Event", "EventType", "kind"];

/// The names of a catalog.
pub(crate) struct Names {
    pub(crate) events: Vec<Known>,
    by_name: BTreeMap<String, usize>,
    by_variant: BTreeMap<String, usize>,
    /// The texts that names are joined of, where deliveries have them in several places.
    parts: BTreeSet<String>,
    /// Names that are gone, each with the one that took its place.
    replaced: BTreeMap<String, String>,
    /// Names that are delivered without being in the catalog.
    synthetic: Vec<String>,
    grammar: EventNames,
    /// Whether some name has a space in it.
    has_spaces: bool,
    /// The field or header that has the name; empty where there is no single one.
    pub(crate) type_field: String,
}

/// An event of the catalog.
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) status: Status,
    /// What its name is joined of, by the places of the layout; nothing where the name is in one place.
    pub(crate) parts: Vec<Option<String>>,
}

/// What a text is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Is<'n> {
    /// The name of an event, by its number.
    Event(usize),
    /// The name of an event that is gone, and of the one that took its place.
    Replaced(&'n str),
    /// A name that is delivered without being in the catalog.
    Synthetic,
    /// A part of a name that is joined of several.
    Part,
    /// Nothing that is known. Whether it looks like a name of this catalog, and the name that it may be a slip of; with
    /// whether it is so close to that one that it is taken for it anywhere.
    Other { is_name: bool, nearest: Option<&'n str>, is_slip: bool },
}

impl Names {
    pub(crate) fn new(catalog: &Catalog) -> Self {
        let index = &catalog.index;
        let events: Vec<Known> = index
            .events
            .iter()
            .map(|event| Known {
                name: event.name.clone(),
                status: event.emission.status,
                parts: parts(catalog, event),
            })
            .collect();
        let variant =
            |event: &Event| event.rust_name.clone().unwrap_or_else(|| event.name.to_upper_camel_case());
        let numbered = || index.events.iter().enumerate();
        let replaced = index
            .events
            .iter()
            .filter_map(|event| Some((event.replaces.as_ref()?.name.clone(), event.name.clone())));
        Self {
            by_name: numbered().map(|(number, event)| (event.name.clone(), number)).collect(),
            by_variant: numbered().map(|(number, event)| (variant(event), number)).collect(),
            replaced: replaced.collect(),
            parts: events.iter().flat_map(|event| &event.parts).flatten().cloned().collect(),
            synthetic: index
                .contract
                .subscription
                .synthetic_events
                .iter()
                .map(|name| name.to_string())
                .collect(),
            has_spaces: events.iter().any(|event| event.name.contains(char::is_whitespace)),
            grammar: EventNames::new(index.contract.name.pattern.as_deref()),
            type_field: index.contract.envelope.name_key().unwrap_or_default().to_owned(),
            events,
        }
    }

    pub(crate) fn what_is(&self, text: &str) -> Is<'_> {
        if let Some(number) = self.by_name.get(text) {
            return Is::Event(*number);
        }
        if let Some(name) = self.replaced.get(text) {
            return Is::Replaced(name);
        }
        if self.synthetic.iter().any(|name| name == text) {
            return Is::Synthetic;
        }
        if self.is_part(text) {
            return Is::Part;
        }
        let names = || self.events.iter().map(|event| event.name.as_str());
        let nearest = closest(text, names());
        let is_slip = nearest
            .is_some_and(|name| text.len() >= SHORTEST && strsim::damerau_levenshtein(text, name) <= SLIP);
        let nearest = nearest.or_else(|| closest(text, self.parts.iter().map(String::as_str)));
        Is::Other { is_name: self.grammar.accepts(text), nearest, is_slip }
    }

    /// Whether a text is a part of a name that is joined of several.
    pub(crate) fn is_part(&self, text: &str) -> bool {
        self.parts.contains(text)
    }

    /// Whether a text may be the name of an event, or a slip of one: most texts are sentences, or plain words.
    pub(crate) fn may_be(&self, text: &Text) -> bool {
        let has_space = |text: &String| text.contains(char::is_whitespace);
        match text {
            Text::Literal(text) => {
                let is_known = self.by_name.contains_key(text) || self.is_part(text);
                is_known || text.len() <= LONGEST && !has_space(text) && !is_word(text)
            }
            Text::Computed(fixed) => {
                fixed.iter().any(|part| !part.is_empty()) && (self.has_spaces || !fixed.iter().any(has_space))
            }
        }
    }

    /// The event that a path of generated code stands for: `EventType::QuotaWarning`.
    pub(crate) fn typed(&self, path: &[Step]) -> Option<String> {
        let [.., Step::Named(ty), Step::Named(variant)] = path else { return None };
        let number = self.by_variant.get(variant).filter(|_| TYPES.contains(&ty.as_str()))?;
        Some(self.events[*number].name.clone())
    }

    /// The events whose name has these parts, in this order, and something between them.
    pub(crate) fn fitting(&self, fixed: &[String]) -> Vec<usize> {
        (0..self.events.len()).filter(|number| fits(&self.events[*number].name, fixed)).collect()
    }

    /// Whether what is fixed in a text tells that it is a name: it has a part of one, up to the dot.
    pub(crate) fn is_told_by(&self, fixed: &[String]) -> bool {
        let (Some(first), Some(last)) = (fixed.first(), fixed.last()) else { return false };
        let has_part = |event: &Known| {
            let starts =
                event.name.split('.').next().is_some_and(|part| first.starts_with(&format!("{part}.")));
            let ends = event.name.rsplit('.').next().is_some_and(|part| last.ends_with(&format!(".{part}")));
            (starts || ends) && fits(&event.name, fixed)
        };
        self.events.iter().any(has_part)
    }
}

/// What the name of an event is joined of.
fn parts(catalog: &Catalog, event: &Event) -> Vec<Option<String>> {
    let layout = &catalog.index.contract.envelope;
    let example = catalog.example(event).filter(|_| layout.name.len() > 1);
    example.map(|example| name_parts(layout, &event.name, example.value())).unwrap_or_default()
}

/// Whether a text is letters and digits alone.
fn is_word(text: &str) -> bool {
    text.chars().all(char::is_alphanumeric)
}

/// Whether a name has the parts in their order: the first at its start, the last at its end, and something between two.
fn fits(name: &str, fixed: &[String]) -> bool {
    let (Some((first, rest)), Some(last)) = (fixed.split_first(), fixed.last()) else { return false };
    let Some(mut left) = name.strip_prefix(first.as_str()) else { return false };
    let Some((_, between)) = rest.split_last() else { return left.is_empty() };
    for part in between {
        // At least one character is filled in.
        let from = left.char_indices().nth(1).map(|(at, _)| at);
        let Some(at) = from.and_then(|from| Some(from + left[from..].find(part.as_str())?)) else {
            return false;
        };
        left = &left[at + part.len()..];
    }
    left.len() > last.len() && left.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn parts_fit_a_name_with_something_between_them() {
        let fits = |name: &str, fixed: &[&str]| {
            fits(name, &fixed.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>())
        };
        assert!(fits("quota.warning", &["quota.", ""]) && fits("quota.warning", &["", ".warning"]));
        assert!(fits("quota.warning", &["", ".", ""]) && fits("quota.warning", &["q", "ta.w", "ng"]));
        assert!(fits("quota.warning", &["quota.warning"]) && fits("quota.warning", &["", ""]));
        assert!(!fits("quota.warning", &["quota.warning", ""]) && !fits("quota.warning", &["team.", ""]));
        assert!(!fits("quota.warning", &["quota"]) && !fits("quota.warning", &["quota.", ".", ""]));
    }
}
