//! Texts as Markdown: nothing that an author writes becomes markup, but for code in backticks and addresses.
//!
//! It is CommonMark, with the tables that GitHub and mdBook add to it.

use super::links::Links;
use crate::markup::blocks;
use crate::markup::{self, is_hidden};

/// Texts with an empty line between each two; empty ones are left out.
pub fn paragraphs(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// An author's text, with its paragraphs, lists and code.
pub fn block(text: &str, links: Links<'_>) -> String {
    let prose = |words: &str| markup::escape_start(inline(words, links));
    blocks::lines(&blocks::blocks(text), &prose).join("\n")
}

/// The first sentence of an author's text, as part of a line.
pub fn sentence(text: &str, links: Links<'_>) -> String {
    inline(&blocks::first_sentence(&blocks::blocks(text)), links)
}

/// An author's text as part of a line; names of events on the page become links.
pub fn inline(text: &str, links: Links<'_>) -> String {
    let visible = text.replace(|letter: char| is_hidden(letter) && !letter.is_whitespace(), "");
    let text = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    markup::inline(&text, &|code| links.event(inside(code)), &markup::escape)
}

/// A text in backticks, whatever is in it.
pub fn code(text: &str) -> String {
    // In a table, a pipe takes a backslash; one that has a backslash already cannot be told from that.
    if text.contains("\\|") { html_code(text) } else { markup::code(text) }
}

/// Texts as code, with commas in between.
pub fn codes<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

/// A table. Its cells are Markdown.
pub fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut lines = vec![line_of(head.map(str::to_owned)), format!("|{}", "---|".repeat(N))];
    lines.extend(rows.into_iter().map(line_of));
    lines.join("\n")
}

fn line_of<const N: usize>(cells: [String; N]) -> String {
    let cells = cells.map(|cell| cell.replace('\n', " ").replace('|', "\\|"));
    format!("| {} |", cells.join(" | "))
}

/// A list of what is named, and what it is.
pub fn facts<'n>(facts: impl IntoIterator<Item = (&'n str, String)>) -> String {
    facts.into_iter().map(|(name, fact)| format!("- **{name}**: {fact}")).collect::<Vec<_>>().join("\n")
}

/// A text as HTML has it, where no Markdown is read.
pub fn html(text: &str) -> String {
    let mut html = String::new();
    for letter in text.chars() {
        match letter {
            '&' | '<' | '>' | '"' | '{' => html += &format!("&#{};", u32::from(letter)),
            letter if is_hidden(letter) => html.extend(letter.escape_default()),
            letter => html.push(letter),
        }
    }
    html
}

/// The text in the backticks, without the spaces that only separate it from them.
fn inside(code: &str) -> &str {
    let text = code.trim_matches('`');
    let is_blank = text.trim().is_empty();
    text.strip_prefix(' ').and_then(|text| text.strip_suffix(' ')).filter(|_| !is_blank).unwrap_or(text)
}

fn html_code(text: &str) -> String {
    let letters = text.chars().map(|letter| {
        if letter.is_alphanumeric() || letter == ' ' {
            letter.to_string()
        } else {
            format!("&#{};", u32::from(letter))
        }
    });
    format!("<code>{}</code>", letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_stays_prose() {
        let links = Links::default();
        for (text, markdown) in [
            ("Plain, with `code`.", "Plain, with `code`."),
            (
                "a <b> & &lt; *c* _d_ [e](f) ~g~ \\h",
                "a \\<b> & \\&lt; \\*c\\* \\_d\\_ \\[e\\](f) \\~g\\~ \\\\h",
            ),
            ("`Vec<T>` and `` a`b `` and ``a``", "`Vec<T>` and ``a`b`` and `a`"),
            ("an open ` and ``", "an open \\` and \\`\\`"),
            (
                "see (https://a.example/b_c), or https://d.example.",
                "see (<https://a.example/b_c>), or <https://d.example>.",
            ),
            ("{{#include x}} {key}", "\\{{#include x}} {key}"),
            ("two\nlines\ttabbed, \u{202e}turned", "two lines tabbed, turned"),
        ] {
            assert_eq!(inline(text, links), markdown);
        }
    }

    #[test]
    fn paragraphs_stay_paragraphs() {
        let links = Links::default();
        let text = "# one\r\n\r\n- two\n\n3. three\n\n\n\n    > four\n\n2026 is a year";
        let expected = "\\# one\n\n- two\n\n3\\. three\n\n```text\n> four\n```\n\n2026 is a year";
        assert_eq!(block(text, links), expected);
    }

    #[test]
    fn code_shows_every_text() {
        for (text, markdown) in [
            ("a", "`a`"),
            ("`", "`` ` ``"),
            ("a`b``c", "```a`b``c```"),
            ("a\nb", "`a\\nb`"),
            ("a\\|b", "<code>a&#92;&#124;b</code>"),
        ] {
            assert_eq!(code(text), markdown);
        }
    }

    #[test]
    fn cells_stay_cells() {
        let table = table(["a", "b"], [[code("x|y"), "p|q\nr".to_owned()]]);
        assert_eq!(table, "| a | b |\n|---|---|\n| `x\\|y` | p\\|q r |");
    }
}
