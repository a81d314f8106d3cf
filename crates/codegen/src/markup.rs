//! Texts of authors in Markdown, for rustdoc and for the page alike: lists, tables, blocks of code and code in backticks are
//! kept, and nothing else becomes markup by accident.

pub mod blocks;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use webhook_schema::diagnostic::terminal;

pub use terminal::is_hidden;

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// A text without line breaks, in which characters show that would not.
pub fn on_one_line(text: &str) -> String {
    // As nearly all texts are.
    let is_tidy = !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ");
    if is_tidy && terminal::is_plain(text, |_| false) {
        return text.to_owned();
    }
    terminal::one_line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// JSON, or code in which a letter can stand in such strings only, with the escapes of JSON for what would not show.
pub fn visible_json(text: &str) -> Cow<'_, str> {
    let is_space = |letter| matches!(letter, '\t' | '\n' | '\r');
    if !terminal::hides(text, is_space) {
        return text.into();
    }
    let mut visible = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_hidden(letter) && !is_space(letter) {
            // None of them takes more than four digits.
            visible += &format!("\\u{:04x}", u32::from(letter));
        } else {
            visible.push(letter);
        }
    }
    visible.into()
}

/// Whether a code point stands for no character and never will, which XML does not allow.
pub fn is_no_character(letter: char) -> bool {
    matches!(u32::from(letter) & 0xffff, 0xfffe | 0xffff)
}

/// A text as code on one line, whatever is in it.
pub fn code(text: &str) -> String {
    webhook_schema::code(&terminal::one_line(text))
}

/// A text on one line, of which code and links to addresses are kept: `code` makes Markdown of each code in backticks,
/// `prose` of what is in between.
pub fn inline(text: &str, code: &dyn Fn(&str) -> String, prose: &dyn Fn(&str) -> String) -> String {
    // As most texts are.
    if !text.contains(['`', ']']) {
        return prose(text);
    }
    let plain = |text: &str, code: &dyn Fn(&str) -> String| {
        let parts = parts(text).into_iter().map(|part| match part {
            Part::Code(text) => code(text),
            Part::Prose(text) => prose(text),
        });
        parts.collect::<String>()
    };
    let mut line = String::new();
    let mut at = 0;
    for link in links(text) {
        let before = &text[at..link.label.start - 1];
        match before.strip_suffix('!') {
            // What is shown is a link, and not what is behind it.
            Some(before) => line += &(plain(before, code) + "\\!"),
            None => line += &plain(before, code),
        }
        // Code in a label is no other link.
        let label = plain(&text[link.label], &str::to_owned);
        line += &format!("[{label}](<{}>)", &text[link.address.clone()]);
        at = link.address.end + 1;
    }
    line + &plain(&text[at..], code)
}

/// A link in a text: `[label](address)`.
struct Link {
    label: Range<usize>,
    address: Range<usize>,
}

/// The links to addresses, in their order.
fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    // Most texts have none, and looking for each bracket takes far longer.
    if !text.contains("](") {
        return links;
    }
    let mut label = None;
    let mut start = 0;
    for part in parts(text) {
        let (prose, length) = match part {
            Part::Code(code) => ("", code.len()),
            Part::Prose(prose) => (prose, prose.len()),
        };
        for (at, bracket) in prose.match_indices(['[', ']']) {
            let after = start + at + 1;
            let opened = std::mem::replace(&mut label, (bracket == "[").then_some(after));
            let address = (bracket == "]").then(|| address(&prose[at + 1..])).flatten();
            if let (Some(opened), Some(length)) = (opened.filter(|opened| *opened < after - 1), address) {
                links.push(Link { label: opened..after - 1, address: after + 1..after + 1 + length });
            }
        }
        start += length;
    }
    links
}

/// How long the address is that stands in parentheses at the start of a text.
fn address(text: &str) -> Option<usize> {
    let address =
        text.strip_prefix('(').filter(|text| SCHEMES.iter().any(|scheme| text.starts_with(scheme)))?;
    let end = address.find(|letter: char| letter.is_whitespace() || "()<>[]\\".contains(letter))?;
    address[end..].starts_with(')').then_some(end)
}

/// A part of a text.
#[derive(Clone, Copy)]
pub enum Part<'t> {
    /// Code, with its backticks.
    Code(&'t str),
    /// Anything else; backticks in it are none of code's.
    Prose(&'t str),
}

/// A text as code and what is in between: code ends with as many backticks as it began with.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    if !text.contains('`') {
        return vec![Part::Prose(text)];
    }
    let runs = runs(text);
    // The next run of as many.
    let mut closing = vec![None; runs.len()];
    let mut next = HashMap::new();
    for (number, run) in runs.iter().enumerate().rev() {
        closing[number] = next.insert(run.len(), number);
    }
    let mut parts = Vec::new();
    let (mut number, mut at) = (0, 0);
    while let Some(run) = runs.get(number) {
        if let Some(close) = closing[number] {
            let end = runs[close].end;
            parts.push(Part::Prose(&text[at..run.start]));
            parts.push(Part::Code(&text[run.start..end]));
            (number, at) = (close, end);
        }
        number += 1;
    }
    parts.push(Part::Prose(&text[at..]));
    parts
}

/// Where backticks are, as many as are next to each other.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('`') {
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end += 1,
            None => runs.push(at..at + 1),
        }
    }
    runs
}

/// Prose in which nothing is markup; addresses become links.
pub fn escape(prose: &str) -> String {
    let mut escaped = String::new();
    let mut rest = prose;
    while let Some(start) = find_address(rest) {
        let end = rest[start..].find([' ', '<', '>', '[', ']', '"', '`', '\\']);
        let address = &rest[start..end.map_or(rest.len(), |length| start + length)];
        let address = address.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '*']);
        escaped += &format!("{}<{address}>", escape_letters(&rest[..start]));
        rest = &rest[start + address.len()..];
    }
    let rest = escape_letters(rest);
    if escaped.is_empty() { rest } else { escaped + &rest }
}

/// Where the first address begins. All schemes are searched for at once: a search for one that the text does not
/// have would read the rest of it again after each address.
fn find_address(text: &str) -> Option<usize> {
    let mut starts = text.match_indices("http").map(|(at, _)| at);
    starts.find(|at| SCHEMES.iter().any(|scheme| text[*at..].starts_with(scheme)))
}

/// Prose in which nothing is markup, for where no link may be: in the label of another one.
pub fn escape_letters(prose: &str) -> String {
    // Most words have none of these.
    if !may_be_markup(prose) {
        return prose.to_owned();
    }
    let mut escaped = String::with_capacity(prose.len());
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

/// Whether a text has characters of which something may be made.
fn may_be_markup(prose: &str) -> bool {
    let mut rest = prose.as_bytes();
    while let [byte, others @ ..] = rest {
        if matches!(byte, b'\\' | b'`' | b'<' | b'[' | b']' | b'*' | b'~' | b'_' | b'&' | b'{') {
            return true;
        }
        rest = others;
    }
    false
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
    fn json_shows_every_letter_and_means_the_same() {
        let json = "{\r\n\t\"a\u{202e}\": \"\u{200b}é\u{7f}\u{feff}\\n\"\n}";
        let visible = visible_json(json);
        assert_eq!(visible, "{\r\n\t\"a\\u202e\": \"\\u200bé\\u007f\\ufeff\\n\"\n}");
        let read = |text| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(read(&visible), read(json));
    }

    #[test]
    fn links_to_addresses_are_kept() {
        for (text, expected) in [
            (
                "See [the *docs*](https://a.example/x_y), [b](http://b).",
                "See [the \\*docs\\*](<https://a.example/x_y>), [b](<http://b>).",
            ),
            ("the [`a](b` of c](https://d) e", "the [`a](b` of c](<https://d>) e"),
            ("[x](/y) and [](https://a.example)", "\\[x\\](/y) and \\[\\](<https://a.example>)"),
            ("[a [b](https://c) d", "\\[a [b](<https://c>) d"),
            ("![i](https://a/b.png)", "\\![i](<https://a/b.png>)"),
            ("[a](https://b c) [d](https://e)", "\\[a\\](<https://b> c) [d](<https://e>)"),
            ("[a](javascript:x) `[b](https://c)`", "\\[a\\](javascript:x) `[b](https://c)`"),
        ] {
            assert_eq!(inline(text, &str::to_owned, &escape), expected);
        }
        let many = "[a](https://b) https://c ".repeat(10_000);
        assert_eq!(inline(&many, &str::to_owned, &escape).matches("<http").count(), 20_000);
    }

    #[test]
    fn addresses_become_links() {
        for (text, expected) in [
            ("see http://a and https://b.", "see <http://a> and <https://b>."),
            ("http, https: and http:/ are none", "http, https: and http:/ are none"),
            ("httphttps://a", "http<https://a>"),
        ] {
            assert_eq!(escape(text), expected);
        }
        // With a search to the end after each address, this reads 20 GB.
        let many = "https://c ".repeat(200_000);
        assert_eq!(escape(&many).matches("<https://c>").count(), 200_000);
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
