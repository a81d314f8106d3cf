//! The reference: the index of all events, a page for each event and each family, the types that they share, the changelog,
//! and the part of the book's summary that lists all this.

mod around;
mod badges;
mod changelog;
mod contract;
mod event;
mod family;
mod fields;
mod handlers;
mod index;
mod layout;
pub mod links;
mod python;
mod signature;
mod text;
mod types;
mod values;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::files::Sink;
use crate::ir::{Event, Family, FamilyId, Ir, ShapeId};
use crate::markup::{self, Part};
use crate::render::{CATALOG, markdown_marker};
use links::{INDEX, Links, TYPES, Targets, event_page, family_page};

/// The directory of the index; those of events and families are below it.
const DIRECTORY: &str = "docs/src/reference";

/// From that directory to the project's root.
const TO_ROOT: &str = "../../..";

const ENVELOPE: &str = "The envelope";
const ASSUMPTIONS: &str = "Assumptions";
const UNPUBLISHED: &str = "Subscribable, not published";

/// What all pages need to know of each other, made once: a page that went through the catalog for itself would make their
/// cost go with the square of it.
pub struct Book<'i, 'c> {
    ir: &'i Ir<'c>,
    targets: Targets,
    /// Other events that an event's description names, or that name it.
    companions: HashMap<&'i str, BTreeSet<&'i str>>,
    /// The field that an event is told by, in TypeScript.
    told_by: Option<&'i str>,
    /// What happened to an event, a line for each time, the latest first.
    changes: HashMap<&'i str, Vec<String>>,
    /// The version in which an event was deprecated, where that is on record.
    deprecated_in: HashMap<&'i str, &'i str>,
}

impl<'i, 'c> Book<'i, 'c> {
    /// Goes through the catalog.
    pub fn new(ir: &'i Ir<'c>) -> Self {
        let targets = Targets::new(ir);
        let changes = changelog::by_event(ir, Links::of_pages(&targets));
        let deprecated_in = changelog::deprecated(ir);
        Self { ir, companions: companions(ir), told_by: ir.told_by(), changes, deprecated_in, targets }
    }

    fn links_of_index(&self) -> Links<'_> {
        Links::of_index(&self.targets)
    }

    fn links_of_pages(&self) -> Links<'_> {
        Links::of_pages(&self.targets)
    }

    /// The types that have a section on their page.
    fn types(&self) -> impl Iterator<Item = ShapeId> {
        self.targets.types()
    }

    fn has_type(&self, id: ShapeId) -> bool {
        self.targets.has_type(id)
    }
}

/// Writes the pages that there is one of.
pub fn render(book: &Book<'_, '_>, files: &mut Sink<'_>) {
    files.add(format!("{DIRECTORY}/{INDEX}"), index::render(book));
    files.add(format!("{DIRECTORY}/{TYPES}"), types::render(book));
    files.add(format!("{DIRECTORY}/changelog.md"), changelog::render(book));
    files.add(format!("{DIRECTORY}/summary.md"), summary(book.ir));
}

/// Writes the pages of a family and of its events.
pub fn render_family(book: &Book<'_, '_>, id: FamilyId, files: &mut Sink<'_>) {
    let family = book.ir.family(id);
    files.add(format!("{DIRECTORY}/{}", family_page(family)), family::render(book, id));
    for event in book.ir.events_of(family) {
        files.add(format!("{DIRECTORY}/{}", event_page(&event.entry.name)), event::render(book, event));
    }
}

/// What the book's summary has below the index.
fn summary(ir: &Ir<'_>) -> String {
    let mut lines = vec![markdown_marker(&format!("{CATALOG}/index.json")), String::new()];
    for family in &ir.families {
        let title = text::label(&family.entry.title, &family.entry.name);
        lines.push(format!("- [{title}]({})", family_page(family)));
        lines.extend(ir.events_of(family).map(|event| {
            let name = &event.entry.name;
            format!("  - [{}]({})", text::label(name, name), event_page(name))
        }));
    }
    lines.push(format!("- [Types]({TYPES})"));
    lines.join("\n") + "\n"
}

/// A family's published events.
fn published<'i>(ir: &'i Ir<'_>, family: &'i Family<'_>) -> impl Iterator<Item = &'i Event<'i>> {
    ir.events_of(family).filter(|event| event.entry.published)
}

fn companions<'i>(ir: &'i Ir<'_>) -> HashMap<&'i str, BTreeSet<&'i str>> {
    let names: HashSet<&str> = ir.events.iter().map(|event| event.entry.name.as_str()).collect();
    let mut companions: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for event in &ir.events {
        let own = event.entry.name.as_str();
        for part in markup::parts(&event.entry.description) {
            let Part::Code(marked) = part else { continue };
            if let Some(other) = names.get(marked.trim_matches('`').trim()).filter(|other| **other != own) {
                companions.entry(own).or_default().insert(other);
                companions.entry(other).or_default().insert(own);
            }
        }
    }
    companions
}
