//! The links of a page, as mdBook reads them.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// A link or an image with its target, which stands in it or is defined elsewhere on the page.
pub struct Link {
    /// All of it, within the page.
    pub all: Range<usize>,
    /// What is between its brackets.
    pub text: Range<usize>,
    /// Where it leads, without escapes.
    pub target: String,
    /// What is shown when it is pointed at; mostly empty.
    pub title: String,
}

/// The links of a page in the order in which they begin. What has no target besides its text, such as `<https://…>`, is not
/// among them.
pub fn links(page: &str) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    // Those that have begun: which of the above each is, if any.
    let mut open: Vec<Option<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(page, options()).into_offset_iter() {
        if let Event::End(TagEnd::Link | TagEnd::Image) = event {
            open.pop();
            continue;
        }
        for link in open.iter().flatten() {
            let text = &mut links[*link].text;
            text.end = text.end.max(range.end);
        }
        if let Event::Start(
            Tag::Link { link_type, dest_url, title, .. } | Tag::Image { link_type, dest_url, title, .. },
        ) = event
        {
            let is_written_out =
                !matches!(link_type, LinkType::Autolink | LinkType::Email | LinkType::WikiLink { .. });
            open.push(is_written_out.then_some(links.len()));
            if is_written_out {
                let start = range.start + if page[range.start..].starts_with('!') { 2 } else { 1 };
                // Of `[text][]`, the parser leaves out the end.
                let is_cut = link_type == LinkType::Collapsed && page[range.end..].starts_with("[]");
                let all = range.start..range.end + if is_cut { 2 } else { 0 };
                let (target, title) = (dest_url.into_string(), title.into_string());
                links.push(Link { all, text: start..start, target, title });
            }
        }
    }
    for Link { all, text, .. } in &mut links {
        // What is in it may be followed by space.
        let rest = page.get(text.end..all.end);
        text.end += rest.and_then(|rest| rest.find(']')).unwrap_or_default();
    }
    links
}

/// What is between the parentheses of a link.
pub fn destination(target: &str, title: &str) -> String {
    let path = escaped(target);
    let path = if target.contains(char::is_whitespace) { format!("<{path}>") } else { path };
    if title.is_empty() { path } else { format!("{path} \"{}\"", escaped(title).replace('\n', " ")) }
}

/// The text with a backslash before whatever would end it, in a cell of a table too, or begin an entity.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if "\\<>()&|\"".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Those of mdBook that have a say in what is a link.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}
