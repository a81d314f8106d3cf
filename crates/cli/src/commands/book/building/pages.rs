//! What a page is about: its title and its first paragraph, as plain text.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::markdown::options;

/// What a page is about; empty where it does not say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The text of its first heading.
    pub title: String,
    /// Its first paragraph that is not a quotation, a list or a picture, cut to what a list of results has room for.
    pub description: String,
}

impl About {
    /// Reads it out of a page in Markdown.
    pub fn new(page: &str) -> Self {
        let mut about = Self::default();
        // What is open, the innermost last: only a paragraph of the page itself counts.
        let mut open: Vec<Tag<'_>> = Vec::new();
        let mut text = String::new();
        for event in Parser::new_ext(page, options()) {
            match event {
                Event::Start(tag) => {
                    if open.is_empty() {
                        text.clear();
                    }
                    open.push(tag);
                }
                Event::End(end) => {
                    open.pop();
                    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    match end {
                        _ if !open.is_empty() || said.is_empty() => {}
                        TagEnd::Heading(HeadingLevel::H1) if about.title.is_empty() => about.title = said,
                        TagEnd::Paragraph => {
                            about.description = shortened(&said);
                            break;
                        }
                        _ => {}
                    }
                }
                Event::Text(part) | Event::Code(part)
                    if !open.iter().any(|tag| matches!(tag, Tag::Image { .. })) =>
                {
                    text += &part;
                }
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        about
    }
}

/// As many words as fit.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    let Some((cut, _)) = text.char_indices().nth(LONGEST) else { return text.to_owned() };
    let end = text[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", text[..end].trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_is_about() {
        let long = "word ".repeat(60);
        for (page, title, description) in [
            (
                "<!-- c -->\n\n# The `a` *b*\n\n> `declared`\n\nFirst [link](x.md),\nthen `code`.\n\nSecond.",
                "The a b",
                "First link, then code.",
            ),
            ("# T\n\n![p](p.svg)\n\n- item\n\n| a |\n|---|\n| b |\n\n## S\n\nText.", "T", "Text."),
            ("# T\n\n```sh\ncode\n```\n", "T", ""),
            ("", "", ""),
        ] {
            let expected = About { title: title.to_owned(), description: description.to_owned() };
            assert_eq!(About::new(page), expected, "{page}");
        }
        let description = About::new(&long).description;
        assert!(description.ends_with("word…") && description.chars().count() <= 201, "{description}");
    }
}
