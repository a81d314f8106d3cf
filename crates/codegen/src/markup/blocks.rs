//! The paragraphs, lists, tables and code of an author's text: the parts of Markdown that go over several lines and are kept.
//!
//! Whatever else Markdown has is prose, of which nothing becomes markup. Code is never Rust to rustdoc, so that none of it
//! is a test.

use std::borrow::Cow;

use webhook_schema::diagnostic::terminal;

use super::{Part, parts};

/// Lists in lists; what is deeper is prose.
const DEEPEST: usize = 6;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// Words, on one line.
    Paragraph(String),
    /// Items, each with what stands in front of it.
    List(Vec<(String, Vec<Block>)>),
    /// Rows of cells, the first of them the head.
    Table(Vec<Vec<String>>),
    /// Code, line by line.
    Code(Vec<String>),
}

/// The parts of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let visible = visible(text);
    let lines: Vec<&str> = visible.lines().map(str::trim_end).collect();
    let indents = lines.iter().filter(|line| !line.is_empty()).map(|line| indent(line));
    let common = indents.min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| line.get(common..).unwrap_or_default()).collect();
    parse(&lines, 0)
}

/// A text with no white space but spaces and ends of lines, in which characters show that would not.
fn visible(text: &str) -> Cow<'_, str> {
    // As nearly all texts are.
    if terminal::is_plain(text, |letter| letter == '\n') {
        return text.into();
    }
    let plain = text.replace("\r\n", "\n").replace('\t', "    ");
    let plain = plain.replace(|letter: char| letter.is_whitespace() && letter != '\n', " ");
    terminal::visible(&plain, |letter| letter == '\n').into()
}

/// The first words of a text.
fn first_words(blocks: &[Block]) -> Option<&str> {
    blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) => Some(text.as_str()),
        Block::List(items) => items.iter().find_map(|(_, item)| first_words(item)),
        Block::Table(_) | Block::Code(_) => None,
    })
}

/// The first sentence of a text; empty where it has no words.
pub fn first_sentence(blocks: &[Block]) -> String {
    let words = first_words(blocks).unwrap_or_default();
    let mut ends = words.match_indices(". ").map(|(at, _)| at + 1);
    let is_next_sentence =
        |end: &usize| words[end + 1..].starts_with(|letter: char| letter.is_uppercase() || letter == '`');
    words[..ends.find(is_next_sentence).unwrap_or(words.len())].to_owned()
}

/// Parts as lines of Markdown, with an empty line between each two; `prose` makes Markdown of words.
pub fn lines(blocks: &[Block], prose: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for block in blocks {
        if !all.is_empty() {
            all.push(String::new());
        }
        match block {
            Block::Paragraph(text) => all.push(prose(text)),
            Block::List(items) => {
                all.extend(items.iter().flat_map(|(mark, item)| item_lines(mark, item, prose)))
            }
            Block::Table(rows) => {
                let row = |cells: &mut dyn Iterator<Item = String>| -> String {
                    cells.fold("|".to_owned(), |row, cell| format!("{row} {cell} |"))
                };
                // What escapes a line's first character may have done so already.
                let cell = |text: &String| prose(text).replace("\\|", "|").replace('|', "\\|");
                for (number, cells) in rows.iter().enumerate() {
                    all.push(row(&mut cells.iter().map(cell)));
                    if number == 0 {
                        all.push(row(&mut cells.iter().map(|_| "---".to_owned())));
                    }
                }
            }
            Block::Code(code) => {
                let inside =
                    code.iter().flat_map(|line| line.split(|letter| letter != '`')).map(str::len).max();
                let fence = "`".repeat(inside.unwrap_or(0).max(2) + 1);
                all.push(format!("{fence}text"));
                all.extend(code.iter().cloned());
                all.push(fence);
            }
        }
    }
    all
}

fn item_lines(mark: &str, item: &[Block], prose: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for block in item {
        if !all.is_empty() && !matches!(block, Block::List(_)) {
            all.push(String::new());
        }
        all.extend(lines(std::slice::from_ref(block), prose));
    }
    let space = " ".repeat(mark.len() + 1);
    let all = all.into_iter().enumerate().map(|(number, line)| match (number, line.is_empty()) {
        (0, _) => format!("{mark} {line}"),
        (_, true) => line,
        (_, false) => format!("{space}{line}"),
    });
    all.collect()
}

fn parse(lines: &[&str], depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if line.is_empty() {
            at += 1;
        } else if let Some(fence) = Fence::of(line) {
            let end = (at + 1..lines.len()).find(|at| fence.is_closed_by(lines[*at])).unwrap_or(lines.len());
            let code = lines[at + 1..end].iter().map(|line| dedented(line, indent(lines[at])));
            blocks.push(Block::Code(code.collect()));
            at = end + 1;
        } else if indent(line) >= 4 {
            let is_code = |line: &str| line.is_empty() || indent(line) >= 4;
            let mut end = (at..lines.len()).find(|at| !is_code(lines[*at])).unwrap_or(lines.len());
            while lines[end - 1].is_empty() {
                end -= 1;
            }
            blocks.push(Block::Code(lines[at..end].iter().map(|line| dedented(line, 4)).collect()));
            at = end;
        } else if let Some(mark) = Mark::of(line).filter(|mark| depth < DEEPEST && mark.starts_list()) {
            let mut items = Vec::new();
            while let Some(next) =
                lines.get(at).and_then(|line| Mark::of(line)).filter(|next| next.is_like(&mark))
            {
                let end = end_of_item(lines, at, &next);
                let mut inside = vec![&lines[at][next.width..]];
                inside.extend(lines[at + 1..end].iter().map(|line| {
                    let removed = next.width.min(indent(line));
                    line.get(removed..).unwrap_or_default()
                }));
                items.push((next.text(), parse(&inside, depth + 1)));
                at = end;
            }
            blocks.push(Block::List(items));
        } else if let Some(rows) = table(&lines[at..]) {
            // The line below the head is no row.
            at += rows.len() + 1;
            blocks.push(Block::Table(rows));
        } else {
            let mut end = at + 1;
            let ends = |at: usize| {
                let line = lines[at];
                line.is_empty()
                    || Fence::of(line).is_some()
                    || table(&lines[at..]).is_some()
                    || Mark::of(line).is_some_and(|mark| depth < DEEPEST && mark.starts_list())
            };
            while end < lines.len() && !ends(end) {
                end += 1;
            }
            blocks.push(Block::Paragraph(words(&lines[at..end])));
            at = end;
        }
    }
    blocks
}

/// Lines as one, with a space between each two words. No other white space is left in them.
fn words(lines: &[&str]) -> String {
    match lines {
        // As nearly all paragraphs are.
        [line] if !line.starts_with(' ') && !line.contains("  ") => (*line).to_owned(),
        lines => {
            let words = lines.iter().flat_map(|line| line.split(' '));
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}

/// The rows of a table that begins with the first line: the line below has dashes for each cell.
fn table(lines: &[&str]) -> Option<Vec<Vec<String>>> {
    let [head, below, ..] = lines else { return None };
    if !head.contains('|') || !below.contains('|') {
        return None;
    }
    let (head, below) = (cells(head), cells(below));
    let is_line = |cell: &String| {
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.chars().all(|letter| letter == '-')
    };
    if head.len() != below.len() || !below.iter().all(is_line) {
        return None;
    }
    let width = head.len();
    let row = |line: &&str| match cells(line) {
        // What is too many for a row was meant to be in code.
        many if many.len() > width => {
            Some(cells(&in_code(line))).filter(|own| own.len() <= width).unwrap_or(many)
        }
        own => own,
    };
    let rows = lines[2..].iter().take_while(|line| line.contains('|')).map(row);
    Some(std::iter::once(head).chain(rows).collect())
}

/// A row whose code in backticks has no ends of cells in it.
fn in_code(line: &str) -> String {
    let parts = parts(line).into_iter().map(|part| match part {
        Part::Code(code) => code.replace("\\|", "|").replace('|', "\\|"),
        Part::Prose(prose) => prose.to_owned(),
    });
    parts.collect()
}

/// The cells of a row; `\|` is a character of a cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut is_open = false;
    for part in line.split('|') {
        let (text, is_escaped) = match part.strip_suffix('\\') {
            Some(text) => (text, true),
            None => (part, false),
        };
        if !is_open {
            cells.push(String::new());
        }
        if let Some(cell) = cells.last_mut() {
            *cell += text;
            cell.extend(is_escaped.then_some('|'));
        }
        is_open = is_escaped;
    }
    let mut cells: Vec<String> = cells[1..].iter().map(|cell| cell.trim().to_owned()).collect();
    // A row may end with a line, too.
    if cells.len() > 1 && line.ends_with('|') && !line.ends_with("\\|") {
        cells.pop();
    }
    cells
}

/// Where an item ends that starts at a line: what is indented belongs to it, and what goes on with its words.
fn end_of_item(lines: &[&str], start: usize, mark: &Mark<'_>) -> usize {
    let mut end = start + 1;
    while let Some(line) = lines.get(end) {
        let is_inside = indent(line) >= mark.width;
        if line.is_empty() {
            let next = (end..lines.len()).find(|at| !lines[*at].is_empty());
            match next.filter(|next| indent(lines[*next]) >= mark.width) {
                Some(next) => end = next,
                None => break,
            }
        } else if is_inside
            || (!lines[end - 1].is_empty() && Fence::of(line).is_none() && Mark::of(line).is_none())
        {
            end += 1;
        } else {
            break;
        }
    }
    // Empty lines after it say that there is another, and nothing more.
    let next = (end..lines.len()).find(|at| !lines[*at].is_empty()).unwrap_or(lines.len());
    let goes_on = lines.get(next).and_then(|line| Mark::of(line)).is_some_and(|next| next.is_like(mark));
    if goes_on { next } else { end }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn dedented(line: &str, most: usize) -> String {
    line[indent(line).min(most)..].to_owned()
}

/// The line that code begins with.
struct Fence {
    letter: char,
    length: usize,
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let text = line.trim_start_matches(' ');
        let letter = text.chars().next().filter(|letter| ['`', '~'].contains(letter))?;
        let rest = text.trim_start_matches(letter);
        let length = text.len() - rest.len();
        let is_fence = length >= 3 && indent(line) < 4 && !(letter == '`' && rest.contains('`'));
        is_fence.then_some(Self { letter, length })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let text = line.trim();
        text.len() >= self.length && text.chars().all(|letter| letter == self.letter)
    }
}

/// What stands in front of an item of a list.
struct Mark<'t> {
    /// The digits of a number; empty for a dash and the like.
    digits: &'t str,
    /// Where the item's text begins in its line.
    width: usize,
}

impl<'t> Mark<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let text = line.trim_start_matches(' ');
        let is_rule = text.chars().all(|letter| "-*_+ ".contains(letter));
        if is_rule || indent(line) >= 4 {
            return None;
        }
        let digits =
            &text[..text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len()];
        let signs = if digits.is_empty() { ['-', '*', '+'].as_slice() } else { &['.', ')'] };
        let rest = text[digits.len()..].strip_prefix(signs)?;
        let inside = rest.trim_start_matches(' ');
        let is_mark = rest.len() > inside.len() && !inside.is_empty() && digits.len() < 4;
        is_mark.then(|| Self { digits, width: line.len() - inside.len() })
    }

    /// Whether a list begins here: a line that begins with another number is a sentence about that.
    fn starts_list(&self) -> bool {
        ["", "0", "1"].contains(&self.digits)
    }

    fn is_like(&self, other: &Self) -> bool {
        self.digits.is_empty() == other.digits.is_empty()
    }

    fn text(&self) -> String {
        if self.digits.is_empty() { "-".to_owned() } else { format!("{}.", self.digits) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown(text: &str) -> String {
        lines(&blocks(text), &|words| format!("<{words}>")).join("\n")
    }

    #[test]
    fn lists_and_code_are_kept() {
        for (text, expected) in [
            ("One,\n   two.\r\n\r\nThree.", "<One, two.>\n\n<Three.>"),
            ("Of:\n* a\n  b\n* c", "<Of:>\n\n- <a b>\n- <c>"),
            ("1) a\n2) b\n\n   c\n", "1. <a>\n2. <b>\n\n   <c>"),
            ("- a\n  - b\n- c\nd\n\ne", "- <a>\n  - <b>\n- <c d>\n\n<e>"),
            ("- a\n\n- b", "- <a>\n- <b>"),
            ("3. A sentence.\n2. Another.", "<3. A sentence. 2. Another.>"),
            ("a\n\n    let x;\n\n      y\n\nb", "<a>\n\n```text\nlet x;\n\n  y\n```\n\n<b>"),
            ("a\n```rust\n# x\n    y\n```\nb", "<a>\n\n```text\n# x\n    y\n```\n\n<b>"),
            ("~~~\n```\n~~~", "````text\n```\n````"),
            ("```\nnever closed", "```text\nnever closed\n```"),
            ("``` inline ```", "<``` inline ```>"),
            ("    all of it\n    is indented", "<all of it is indented>"),
            ("---\n* * *", "<--- * * *>"),
            ("- ```\n  x\n  ```", "- ```text\n  x\n  ```"),
            ("a\u{202e}\u{b}b\tc\u{200b}", "<a\\u{202e} b c\\u{200b}>"),
            (
                "Of:\n| a | `b` |\n|:--|--:|\n| c \\| d | e\nf | g\n\nh",
                "<Of:>\n\n| <a> | <`b`> |\n| --- | --- |\n| <c \\| d> | <e> |\n| <f> | <g> |\n\n<h>",
            ),
            ("- a | b\n  --|--\n  c | d", "- | <a> | <b> |\n  | --- | --- |\n  | <c> | <d> |"),
            // In code it is a character, where it would make a row too long.
            (
                "a | b\n--|--\n`x|y` | `z\\|`\n` | `\nc | d | e",
                "| <a> | <b> |\n| --- | --- |\n| <`x\\|y`> | <`z\\|`> |\n| <`> | <`> |\n| <c> | <d> | <e> |",
            ),
            ("a | b\n---\nc | d", "<a | b --- c | d>"),
            ("| a | b |\n| --- |", "<| a | b | | --- |>"),
            ("", ""),
        ] {
            assert_eq!(markdown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_very_deep_is_prose() {
        let text = "- ".repeat(100_000) + "x";
        assert!(markdown(&text).starts_with("- - - - - - <- - "));
    }
}
