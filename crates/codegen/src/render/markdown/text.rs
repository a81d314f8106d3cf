//! Texts as Markdown: nothing that an author writes becomes markup, but for code in backticks and addresses.
//!
//! It is CommonMark, with the tables that GitHub and mdBook add to it.

use webhook_schema::diagnostic::terminal;

use super::links::Links;
use crate::markup::blocks;
use crate::markup::{self, Part, is_hidden, on_one_line};

/// Texts with an empty line between each two; empty ones are left out.
pub fn paragraphs(texts: impl IntoIterator<Item = String>) -> String {
    let mut all = String::new();
    for text in texts {
        let between = if all.is_empty() || text.is_empty() { "" } else { "\n\n" };
        all.extend([between, text.as_str()]);
    }
    all
}

/// An author's text, with its paragraphs, lists and code.
pub fn block(text: &str, links: Links<'_>) -> String {
    let prose = |words: &str| line(words, links);
    blocks::lines(&blocks::blocks(text), &prose).join("\n")
}

/// The first sentence of an author's text, as part of a line.
pub fn first_sentence(text: &str, links: Links<'_>) -> String {
    inline(&blocks::first_sentence(&blocks::blocks(text)), links)
}

/// An author's text as part of a line; names of events on the page become links.
pub fn inline(text: &str, links: Links<'_>) -> String {
    markup::inline(&on_one_line(text), &|code| links.event(inside(code)), &markup::escape)
}

/// An author's text as a paragraph of one line: its start makes no heading, list or quotation.
pub fn line(text: &str, links: Links<'_>) -> String {
    markup::escape_start(inline(text, links))
}

/// An author's text as a heading or the label of a link, in which there is no link; `name` where the text is blank.
pub fn label(text: &str, name: &str) -> String {
    let text = on_one_line(text);
    if text.is_empty() {
        return code(name);
    }
    let parts = markup::parts(&text).into_iter().map(|part| match part {
        Part::Code(marked) => code(inside(marked)),
        Part::Prose(prose) => markup::escape_letters(prose),
    });
    markup::escape_start(parts.collect())
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
    let mut list = String::new();
    for (name, fact) in facts {
        let between = if list.is_empty() { "" } else { "\n" };
        list += &format!("{between}- **{name}**: {fact}");
    }
    list
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
    let line = terminal::one_line(text);
    let letters = line.chars().map(|letter| {
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
            ("two\nlines\ttabbed, \u{202e}turned", "two lines tabbed, \\\\u{202e}turned"),
        ] {
            assert_eq!(inline(text, links), markdown);
        }
    }

    #[test]
    fn labels_have_no_links() {
        for (text, markdown) in [
            ("Orders and `refunds`", "Orders and `refunds`"),
            (
                "at https://a.example/created [x](https://b)",
                "at https://a.example/created \\[x\\](https://b)",
            ),
            ("\u{202e}turned  over", "\\\\u{202e}turned over"),
            (" \n\t", "`name`"),
            ("1. first", "1\\. first"),
        ] {
            assert_eq!(label(text, "name"), markdown);
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
            ("\u{feff}\\|", "<code>&#92;u&#123;feff&#125;&#92;&#124;</code>"),
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
