//! Where the links of the page lead.
//!
//! Headings get the anchors that GitHub and mdBook give them.

use std::collections::{BTreeMap, BTreeSet};

use super::text::code;
use super::{FRONT, TYPES, UNPUBLISHED, published, title, types};
use crate::ir::{Ir, ShapeId};

/// The anchors of the page.
#[derive(Default)]
pub struct Links {
    /// The page that has them; empty on that page itself.
    page: &'static str,
    sections: BTreeMap<&'static str, String>,
    /// The anchor of each family.
    pub families: Vec<String>,
    events: BTreeMap<String, String>,
    types: BTreeMap<ShapeId, String>,
}

impl Links {
    /// Goes through the headings in the order in which the page has them: one that comes again gets a number.
    pub fn new(ir: &Ir<'_>) -> Links {
        let mut anchors = Anchors::default();
        let mut links = Links::default();
        anchors.add(&title(ir));
        for (_, title, _) in FRONT {
            links.sections.insert(title, anchors.add(title));
        }
        for family in &ir.families {
            links.families.push(anchors.add(&family.entry.title));
            for event in published(ir, family) {
                links.events.insert(event.entry.name.clone(), anchors.add(&event.entry.name));
            }
        }
        links.sections.insert(TYPES, anchors.add(TYPES));
        for id in types::listed(ir) {
            links.types.insert(id, anchors.add(&ir.shape(id).ident));
        }
        links.sections.insert(UNPUBLISHED, anchors.add(UNPUBLISHED));
        for event in ir.events.iter().filter(|event| !event.entry.published) {
            links.events.insert(event.entry.name.clone(), anchors.add(&event.entry.name));
        }
        links
    }

    /// The same, for another page.
    pub fn to(page: &'static str, ir: &Ir<'_>) -> Links {
        Links { page, ..Self::new(ir) }
    }

    /// The anchor of a section with a fixed title.
    pub fn section(&self, title: &str) -> &str {
        self.sections.get(title).map_or("", String::as_str)
    }

    /// A text as code, as a link where it is the name of an event.
    pub fn event(&self, name: &str) -> String {
        self.link(name, self.events.get(name))
    }

    /// The name of a shape, as a link where the page lists it.
    pub fn shape(&self, ir: &Ir<'_>, id: ShapeId) -> String {
        self.link(&ir.shape(id).ident, self.types.get(&id))
    }

    fn link(&self, text: &str, anchor: Option<&String>) -> String {
        match anchor {
            Some(anchor) => format!("[{}]({}#{anchor})", code(text), self.page),
            None => code(text),
        }
    }
}

/// The anchors so far.
#[derive(Default)]
struct Anchors(BTreeSet<String>);

impl Anchors {
    fn add(&mut self, heading: &str) -> String {
        let base = anchor(heading);
        let numbered = (1..).map(|number| format!("{base}-{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        // One of the names is free: there are more of them than of anchors.
        let free = names.find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

fn anchor(heading: &str) -> String {
    let heading = heading.split_whitespace().collect::<Vec<_>>().join("-");
    let letters = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let mut anchors = Anchors::default();
        for (heading, anchor) in [
            ("Safe House", "safe-house"),
            ("reviewer-mode.changed", "reviewer-modechanged"),
            ("sideband.fault_line.fired", "sidebandfault_linefired"),
            ("Subscribable, not published", "subscribable-not-published"),
            ("a.bc", "abc"),
            ("ab.c", "abc-1"),
            ("abc 1", "abc-1-1"),
            ("abc", "abc-2"),
        ] {
            assert_eq!(anchors.add(heading), anchor, "{heading}");
        }
    }
}
