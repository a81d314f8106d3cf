//! The page of a family.

use super::links::{Links, family_anchor, family_page};
use super::text::{block, first_sentence, label, line, paragraphs};
use super::{Book, badges, published};
use crate::ir::{Event, Family, FamilyId, Home};
use crate::render::rust::{self, names};
use crate::render::{CATALOG, markdown_marker};
use crate::words::counted;

/// The text of the page.
pub fn render(book: &Book<'_, '_>, id: FamilyId) -> String {
    let (ir, links) = (book.ir, book.links_of_pages());
    let family = ir.family(id);
    let mut parts = vec![
        markdown_marker(&format!("{CATALOG}/index.json")),
        format!("# {}", label(&family.entry.title, &family.entry.name)),
        block(&family.entry.description, links),
    ];
    parts.extend(note(family, links));
    parts.push(format!("## {}", counted(family.events.len(), "event", "events")));
    parts.push(ir.events_of(family).map(|event| item(event, links)).collect::<Vec<_>>().join("\n"));
    parts.push("## In Rust".to_owned());
    parts.push(format!(
        "The crate `{}`, which `{}` brings with its feature `{}`.",
        rust::crate_name(ir, Home::Family(id)),
        rust::facade_name(ir),
        names::feature(&family.entry.name)
    ));
    let types = ir.ids_in(Home::Family(id)).iter();
    let types: Vec<String> = types.filter(|id| book.has_type(**id)).map(|id| links.shape(ir, *id)).collect();
    if !types.is_empty() {
        parts.push(format!("Types of its own: {}.", types.join(", ")));
    }
    paragraphs(parts) + "\n"
}

/// The family on the index: with its published events, which a script can filter by what is said of them here.
pub fn on_index(book: &Book<'_, '_>, family: &Family<'_>) -> String {
    let links = book.links_of_index();
    let title = label(&family.entry.title, &family.entry.name);
    let page = links.page(&family_page(family));
    let events: Vec<String> = published(book.ir, family).map(|event| item(event, links)).collect();
    let list = if events.is_empty() {
        "No event of this family is published.".to_owned()
    } else {
        events.join("\n")
    };
    let mut parts = vec![
        format!("<div class=\"family\" id=\"{}\">", family_anchor(family)),
        // No link: the book makes one of each heading.
        format!("### {title}"),
        block(&family.entry.description, links),
    ];
    parts.extend(note(family, links));
    parts.extend([list, format!("[More on {title}]({page})"), "</div>".to_owned()]);
    paragraphs(parts)
}

fn note(family: &Family<'_>, links: Links<'_>) -> Option<String> {
    family.entry.note.as_deref().map(|note| format!("> {}", line(note, links)))
}

/// An event in a list, with the first sentence about it.
pub fn item(event: &Event<'_>, links: Links<'_>) -> String {
    let said = first_sentence(&event.entry.description, links);
    let colon = if said.is_empty() { "" } else { ": " };
    format!("- {}{colon}{said}", badges::in_list(event, links))
}
