//! Where links lead.
//!
//! An address follows from the names of what it leads to and from nothing else, so that it never changes: neither what is
//! added to the catalog moves it, nor a title that is reworded.

use std::collections::{HashMap, HashSet};

use webhook_schema::fnv;

use super::text::code;
use super::types;
use crate::ir::{Event, Family, Home, Ir, Shape, ShapeId};

/// The page with the index of all events, as the others in its directory call it.
pub const INDEX: &str = "webhook-events.md";

/// The page of the types.
pub const TYPES: &str = "types.md";

/// What the pages can link to.
pub struct Targets {
    events: HashSet<String>,
    types: HashMap<ShapeId, String>,
}

impl Targets {
    /// Goes through the catalog once, for all pages.
    pub fn new(ir: &Ir<'_>) -> Self {
        let events = ir.events.iter().map(|event| event.entry.name.clone()).collect();
        let types = types::listed(ir).into_iter().map(|id| (id, type_anchor(ir, ir.shape(id)))).collect();
        Self { events, types }
    }

    /// Whether an event goes by a name.
    pub fn has_event(&self, name: &str) -> bool {
        self.events.contains(name)
    }

    /// Whether a type has a section on their page.
    pub fn has_type(&self, id: ShapeId) -> bool {
        self.types.contains_key(&id)
    }

    /// The types that have a section on their page.
    pub fn types(&self) -> impl Iterator<Item = ShapeId> {
        self.types.keys().copied()
    }
}

/// Links as a page has them.
#[derive(Clone, Copy, Default)]
pub struct Links<'t> {
    /// From the directory of the page to that of the index.
    up: &'static str,
    targets: Option<&'t Targets>,
}

impl<'t> Links<'t> {
    /// Those of the index, and of the pages next to it.
    pub fn of_index(targets: &'t Targets) -> Self {
        Self { up: "", targets: Some(targets) }
    }

    /// Those of the pages of events and families.
    pub fn of_pages(targets: &'t Targets) -> Self {
        Self { up: "../", targets: Some(targets) }
    }

    /// A page next to the index, or below it.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.up)
    }

    /// A section of the index that has a fixed title.
    pub fn section(&self, title: &str) -> String {
        let page = if self.up.is_empty() { String::new() } else { self.page(INDEX) };
        format!("{page}#{}", section_anchor(title))
    }

    /// A text as code, as a link where it is the name of an event.
    pub fn event(&self, name: &str) -> String {
        match self.targets.is_some_and(|targets| targets.has_event(name)) {
            true => format!("[{}]({})", code(name), self.page(&event_page(name))),
            false => code(name),
        }
    }

    /// Whether a shape is on the page of types.
    pub fn has_shape(&self, id: ShapeId) -> bool {
        self.targets.is_some_and(|targets| targets.has_type(id))
    }

    /// The name of a shape, as a link where it is on the page of types.
    pub fn shape(&self, ir: &Ir<'_>, id: ShapeId) -> String {
        let name = code(&ir.shape(id).ident);
        match self.targets.and_then(|targets| targets.types.get(&id)) {
            Some(anchor) => format!("[{name}]({}#{anchor})", self.page(TYPES)),
            None => name,
        }
    }
}

/// The page of an event, seen from the index.
///
/// A file system may not tell capitals from small letters, and takes names of 255 bytes at most. So a name with capitals, or
/// a long one, has a hash of all of it at the end; what is before that is for people, and may be cut off.
pub fn event_page(name: &str) -> String {
    const MOST: usize = 160;
    let plain = plain(name);
    let is_sure = plain.len() <= MOST && !name.contains(|letter: char| letter.is_ascii_uppercase());
    if is_sure {
        return format!("events/{plain}.md");
    }
    // It is ASCII, so any cut is between characters.
    format!("events/{}~{:016x}.md", &plain[..plain.len().min(MOST)], fnv(name))
}

/// The page of a family, seen from the index.
pub fn family_page(family: &Family<'_>) -> String {
    format!("families/{}.md", family.entry.name)
}

/// The anchor of an event on the index.
pub fn event_anchor(event: &Event<'_>) -> String {
    format!("event.{}", plain(&event.entry.name))
}

/// The anchor of a family on the index.
pub fn family_anchor(family: &Family<'_>) -> String {
    format!("family.{}", family.entry.name)
}

/// The anchor of a section on the index: not that of its heading, which a family's title may be, too.
pub fn section_anchor(title: &str) -> String {
    format!("section.{}", title.to_lowercase().replace(' ', "-").replace(',', ""))
}

/// The anchor of a type on their page. One that a family has to itself goes by the family's name, too, since another family
/// may have one of the same name.
pub fn type_anchor(ir: &Ir<'_>, shape: &Shape) -> String {
    match shape.home() {
        Some(Home::Family(family)) => format!("{}.{}", ir.family(family).entry.name, shape.ident),
        _ => shape.ident.clone(),
    }
}

/// Every anchor that the type has, or has had when fewer families shared it.
pub fn type_anchors(ir: &Ir<'_>, shape: &Shape) -> Vec<String> {
    let own = type_anchor(ir, shape);
    let families = shape.families.iter().map(|family| &ir.family(*family).entry.name);
    let of_families = families.map(|family| format!("{family}.{}", shape.ident)).filter(|name| *name != own);
    std::iter::once(own.clone()).chain(of_families).collect()
}

/// A name as a part of an address or a file's name, whatever is in it: what is neither a letter, a digit, a dot, a hyphen nor
/// an underscore is written as its bytes.
pub fn plain(name: &str) -> String {
    escaped(name, '~', &['.', '-', '_'])
}

/// A path of files as a part of an address or a comment, percent-encoded.
pub fn url(path: &str) -> String {
    escaped(path, '%', &['.', '-', '_', '/'])
}

fn escaped(text: &str, mark: char, kept: &[char]) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() || kept.contains(&letter) {
            plain.push(letter);
        } else {
            let mut bytes = [0; 4];
            letter.encode_utf8(&mut bytes).bytes().for_each(|byte| plain += &format!("{mark}{byte:02X}"));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_names() {
        for (name, page) in [
            ("quota.warning", "events/quota.warning.md"),
            ("reviewer-mode.changed", "events/reviewer-mode.changed.md"),
            ("a b/c", "events/a~20b~2Fc.md"),
            ("é~", "events/~C3~A9~7E.md"),
        ] {
            assert_eq!(event_page(name), page);
        }
    }

    #[test]
    fn names_of_files_differ_on_every_file_system() {
        let (long, longer) = ("é".repeat(200), "é".repeat(201));
        let names = ["order.paid", "Order.paid", "order.Paid", "ORDER.PAID", &*long, &*longer];
        let pages: HashSet<String> = names.iter().map(|name| event_page(name).to_lowercase()).collect();
        assert_eq!(pages.len(), names.len(), "{pages:?}");
        assert!(pages.iter().all(|page| page.len() < 200), "{pages:?}");
    }
}
