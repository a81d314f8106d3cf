//! The changelog as an Atom feed: an entry per version of the catalog.
//!
//! A version is a day, and its entry says that it was updated on that day: what is added later in the same version takes nobody
//! by surprise, and no other date is known. Ids are made of the provider's name and the version, so that they stay, wherever
//! the feed is. So do the links, which start from the feed.

use webhook_evolution::history::{Change, Mention, Release};
use webhook_schema::fnv;

use crate::files::Sink;
use crate::ir::{Deprecation, Ir};
use crate::markup::{self, Part, is_no_character, on_one_line};
use crate::render::marker;
use crate::words::{self, counted};

/// Writes the feed.
pub fn render(ir: &Ir<'_>, files: &mut Sink<'_>) {
    let title = &ir.index.provider.title;
    let entries: String = ir.releases.iter().map(|release| entry(ir, release)).collect();
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {} -->\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>{title}</title>\n<id>{}</id>\n<updated>{}</updated>\n<author><name>{author}</name></author>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"changelog.html\"/>\n{entries}</feed>\n",
        marker("schemas/meta/history"),
        id(ir, ""),
        day(&ir.index.version.0),
        title = text(&format!("Changelog of the {title} webhook events")),
        author = text(title),
    );
    files.add("docs/src/reference/changelog.xml", feed);
}

fn entry(ir: &Ir<'_>, release: &Release) -> String {
    let version = &release.version;
    format!(
        "<entry>\n<title>{}</title>\n<id>{}</id>\n<updated>{}</updated>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"changelog.html#{version}\"/>\n\
         <content type=\"html\">{}</content>\n</entry>\n",
        text(&format!("Catalog version {version}")),
        id(ir, version),
        day(version),
        text(&content(release)),
    )
}

/// The day that a version is, as Atom has a point in time.
fn day(version: &str) -> String {
    format!("{version}T00:00:00Z")
}

/// A UUID of version 8, which is for ids that are made in a way of one's own.
fn id(ir: &Ir<'_>, version: &str) -> String {
    let name = format!("{} webhook events {version}", ir.index.provider.name);
    let (high, low) = (fnv(&name), fnv(&format!("{name} ")));
    let high = high & !0xf000 | 0x8000;
    let low = low & !(0b11 << 62) | 1 << 63;
    let hex = format!("{high:016x}{low:016x}");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn content(release: &Release) -> String {
    let Release { previous, added, deprecated, removed, changed, .. } = release;
    let Some(previous) = previous else {
        let events = counted(added.len(), "event", "events");
        let names = added.iter().map(|mention| code(&mention.event)).collect::<Vec<_>>().join(", ");
        return format!("<p>The first version on record. It has {events}: {names}.</p>");
    };
    let deprecation = |mention: &Mention| {
        let Mention { sunset, replaced_by, .. } = mention;
        words::deprecation(&Deprecation { sunset: sunset.clone(), replaced_by: replaced_by.clone() })
    };
    let replacement = |mention: &Mention| {
        mention.replaced_by.as_ref().map_or(String::new(), |name| format!(": use {} instead", code(name)))
    };
    let sections = [
        ("Added", added.iter().map(|mention| code(&mention.event)).collect::<Vec<_>>()),
        (
            "Deprecated",
            deprecated
                .iter()
                .map(|mention| format!("{}: {}", code(&mention.event), prose(&deprecation(mention))))
                .collect(),
        ),
        (
            "Removed",
            removed
                .iter()
                .map(|mention| format!("{}{}", code(&mention.event), replacement(mention)))
                .collect(),
        ),
        ("Changed", changed.iter().map(of_change).collect()),
    ];
    let mut html = format!("<p>Since {}:</p>", html(previous));
    if sections.iter().all(|(_, items)| items.is_empty()) {
        html += "<p>Nothing that a schema shows.</p>";
    }
    for (title, items) in sections.iter().filter(|(_, items)| !items.is_empty()) {
        let items: String = items.iter().map(|item| format!("<li>{item}</li>")).collect();
        html += &format!("<h3>{title}</h3><ul>{items}</ul>");
    }
    html
}

fn of_change(change: &Change) -> String {
    let Change { meaning, events, place, message } = change;
    let names: Vec<String> = events.iter().map(|event| code(event)).collect();
    let place = place.as_ref().map(|place| code(place));
    let subject: Vec<String> =
        place.into_iter().chain((!names.is_empty()).then(|| names.join(", "))).collect();
    let subject = if subject.is_empty() { String::new() } else { format!("{}: ", subject.join(" of ")) };
    let mark = if meaning.wire == "safe" { String::new() } else { format!(" ({})", html(&meaning.wire)) };
    format!("{subject}{}{mark}", prose(message))
}

/// A sentence with code in backticks.
fn prose(sentence: &str) -> String {
    let parts = markup::parts(sentence).into_iter().map(|part| match part {
        Part::Code(marked) => code(marked.trim_matches('`')),
        Part::Prose(prose) => html(prose),
    });
    parts.collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", html(text))
}

/// A text as HTML has it.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text as XML has it, without what XML cannot have; what would not show does.
fn text(text: &str) -> String {
    html(&on_one_line(&text.replace(is_no_character, " ")))
}
