//! What has to be known of an event or a field before all else, next to its name: emphasized words in Markdown, of which the
//! book's style sheet makes badges. It knows them by the anchor before them, which has the same in an attribute.

use webhook_catalog::index::entries::Status;

use super::Book;
use super::links::{Links, event_anchor};
use super::text::code;
use crate::ir::{Deprecation, Event};

const DEPRECATED: &str = "deprecated";

/// A badge of a deprecated event or field, for what follows its name.
const MARK: &str = " **deprecated**";

/// All that is known, as a list for the top of an event's page.
pub fn on_page(book: &Book<'_, '_>, event: &Event<'_>, links: Links<'_>) -> String {
    let entry = event.entry;
    let status = entry.emission.status.as_str();
    let mut badges = vec![(Some(status), "Status", code(status))];
    badges.extend((!entry.published).then(|| (None, "Published", "no".to_owned())));
    badges.extend(entry.since.as_ref().map(|since| (None, "Since", format!("version {}", since.0))));
    if let Some(Deprecation { sunset, replaced_by }) = &event.deprecation {
        let version = book.deprecated_in.get(entry.name.as_str());
        let since = version.map_or_else(|| "yes".to_owned(), |version| format!("since version {version}"));
        badges.push((Some(DEPRECATED), "Deprecated", since));
        badges.extend(sunset.as_ref().map(|sunset| (Some(DEPRECATED), "Sunset", sunset.clone())));
        badges.extend(replaced_by.as_ref().map(|name| (None, "Replaced by", links.event(name))));
    }
    let line = |(kind, name, said): (Option<&str>, &str, String)| {
        let anchor = kind.map(|kind| format!("<a data-status=\"{kind}\"></a>")).unwrap_or_default();
        format!("- {anchor}**{name}**: {said}")
    };
    badges.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// An event in a list: its anchor, by which a script selects the item and reads its status, its name, and what is out of the
/// ordinary about it.
pub fn in_list(event: &Event<'_>, links: Links<'_>) -> String {
    let entry = event.entry;
    let status = entry.emission.status;
    let is_deprecated = event.deprecation.is_some();
    let statuses = format!("{}{}", status.as_str(), if is_deprecated { " deprecated" } else { "" });
    let mut text = format!(
        "<a id=\"{}\" data-status=\"{statuses}\"></a>{}",
        event_anchor(event),
        links.event(&entry.name)
    );
    text += if is_deprecated { MARK } else { "" };
    if status != Status::Live {
        text += &format!(" *{}*", status.as_str());
    }
    text += if entry.published { "" } else { " *not published*" };
    text
}

/// A field in a list, by its anchor and its name.
pub fn of_field(anchor: &str, name: &str, deprecation: Option<&Deprecation>) -> String {
    let (status, mark) = match deprecation {
        Some(_) => (format!(" data-status=\"{DEPRECATED}\""), MARK),
        None => (String::new(), ""),
    };
    format!("<a id=\"{anchor}\"{status}></a>{name}{mark}")
}
