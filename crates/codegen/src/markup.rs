//! Texts of authors in Markdown, for rustdoc and for the page alike: lists, blocks of code and code in backticks are kept,
//! and nothing else becomes markup by accident.

pub mod blocks;

pub use webhook_schema::diagnostic::terminal::is_hidden;

/// A text as code on one line, whatever is in it.
pub fn code(text: &str) -> String {
    let mut line = String::new();
    for letter in text.chars() {
        if is_hidden(letter) {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{marks}{pad}{line}{pad}{marks}")
}

/// A part of a text.
pub enum Part<'t> {
    /// Code, with its backticks.
    Code(&'t str),
    /// Anything else; backticks in it are none of code's.
    Prose(&'t str),
}

/// A text as code and what is in between.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(start) = rest[from..].find('`').map(|at| from + at) {
        let marks = run(&rest[start..]);
        let inside = start + marks;
        match closing(&rest[inside..], marks) {
            Some(length) => {
                let end = inside + length + marks;
                parts.push(Part::Prose(&rest[..start]));
                parts.push(Part::Code(&rest[start..end]));
                (rest, from) = (&rest[end..], 0);
            }
            None => from = inside,
        }
    }
    parts.push(Part::Prose(rest));
    parts
}

/// Where as many backticks stand as opened code, no more and no fewer.
fn closing(text: &str, marks: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('`').map(|at| from + at) {
        let found = run(&text[at..]);
        if found == marks {
            return Some(at);
        }
        from = at + found;
    }
    None
}

fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// Prose in which nothing is markup; addresses become links.
pub fn escape(prose: &str) -> String {
    let start = ["https://", "http://"].iter().filter_map(|scheme| prose.find(scheme)).min();
    let Some(start) = start else { return escape_letters(prose) };
    let ends = [' ', '<', '>', '[', ']', '"', '`', '\\'];
    let end = prose[start..].find(ends).map_or(prose.len(), |length| start + length);
    let address = prose[start..end].trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '*']);
    let rest = &prose[start + address.len()..];
    format!("{}<{address}>{}", escape_letters(&prose[..start]), escape(rest))
}

fn escape_letters(prose: &str) -> String {
    let mut escaped = String::new();
    let mut before = None;
    let mut letters = prose.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let next = letters.peek().copied();
        let is_markup = match letter {
            '\\' | '`' | '<' | '[' | ']' | '*' | '~' => true,
            // Within a word it is no emphasis.
            '_' => !(is_word(before) && is_word(next)),
            '&' => next == Some('#') || is_word(next),
            // mdBook takes `{{#include …}}` for a command.
            '{' => next == Some('{'),
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(letter);
        before = Some(letter);
    }
    escaped
}

/// Keeps the start of a line from making a heading, a list or a quotation of it.
pub fn escape_start(line: String) -> String {
    let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let at = match line[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => digits,
        Some('#' | '-' | '+' | '>' | '=' | '|') if digits == 0 => 0,
        _ => return line,
    };
    format!("{}\\{}", &line[..at], &line[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_holds_anything() {
        for (text, expected) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("a\nb", "`a\\nb`"),
            ("\u{202e}x", "`\\u{202e}x`"),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn code_ends_where_it_began() {
        let read = |text| {
            let part = |part| match part {
                Part::Code(code) => format!("<{code}>"),
                Part::Prose(prose) => prose.to_owned(),
            };
            parts(text).into_iter().map(part).collect::<String>()
        };
        assert_eq!(read("a `b` ``c`d`` e"), "a <`b`> <``c`d``> e");
        assert_eq!(read("it`s ``not` closed"), "it<`s ``not`> closed");
        assert_eq!(read("`` never"), "`` never");
    }
}
