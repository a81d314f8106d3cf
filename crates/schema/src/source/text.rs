//! The text of a file: from a JSON Pointer to a byte offset, and from an offset to line, column and the line itself.

use std::collections::HashSet;

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;
use unicode_width::UnicodeWidthChar;

use crate::diagnostic::terminal;
use crate::location;

/// Characters of a line that are shown at most; a longer one is cut around the caret.
const LINE_WIDTH: usize = 110;

/// A text whose values can be found.
pub struct Text<'a> {
    pub(super) text: &'a str,
    /// `None` where the text is not JSON.
    pub(super) root: Option<Value<'a>>,
    /// Offsets at which lines start.
    lines: Vec<usize>,
}

/// A position as people count it, and the line it is in.
#[derive(Debug, PartialEq, Eq)]
pub struct Position<'a> {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line without its end.
    text: &'a str,
    /// Bytes before the caret.
    caret: usize,
}

impl<'a> Text<'a> {
    /// A text; one that is not JSON has no values.
    pub fn new(text: &'a str) -> Self {
        // jsonc-parser bounds the nesting at 512: it refuses nothing that was read.
        let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default());
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(newlines).collect();
        Self { text, root: parsed.ok().and_then(|parsed| parsed.value), lines }
    }

    /// Offset of the value at `pointer`, or of the deepest value on the way to it.
    pub fn value(&self, pointer: &str) -> usize {
        let mut offset = 0;
        let mut next = self.root.as_ref();
        let mut tokens = location::tokens(pointer);
        while let Some(value) = next {
            offset = value.start();
            next = tokens.next().and_then(|token| step(value, &token));
        }
        offset
    }

    /// The value at `pointer` as it is written.
    pub fn written(&self, pointer: &str) -> Option<&'a str> {
        let value =
            location::tokens(pointer).try_fold(self.root.as_ref()?, |value, token| step(value, &token))?;
        self.text.get(value.start()..value.end())
    }

    /// Line of the value at `pointer`.
    pub fn line(&self, pointer: &str) -> usize {
        self.position(self.value(pointer)).line
    }

    /// Offset of the property name of the value at `pointer`; of the value where it has no name.
    pub fn key(&self, pointer: &str) -> usize {
        let parent = location::parent(pointer);
        let mut value = self.root.as_ref();
        for token in location::tokens(parent) {
            value = value.and_then(|value| step(value, &token));
        }
        let last = location::tokens(pointer).last();
        match (value, last) {
            (Some(value), Some(last)) => property(value, &last).map(|property| property.name.start()),
            _ => None,
        }
        .unwrap_or_else(|| self.value(pointer))
    }

    /// Offsets of the property names that their object already has.
    pub fn duplicate_keys(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut open: Vec<&Value> = self.root.iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Object(object) => {
                    let mut names = HashSet::new();
                    for property in &object.properties {
                        if !names.insert(property.name.as_str()) {
                            found.push((property.name.start(), property.name.as_str().to_owned()));
                        }
                        open.push(&property.value);
                    }
                }
                Value::Array(array) => open.extend(&array.elements),
                _ => {}
            }
        }
        found
    }

    /// Line and column of an offset; an offset past the text is its end, one inside a character its start.
    pub fn position(&self, offset: usize) -> Position<'a> {
        let offset = offset.min(self.text.len());
        let offset = (0..=offset).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let end = self.lines.get(line).map_or(self.text.len(), |next| next - 1);
        Position {
            line,
            column: self.text[start..offset].chars().count() + 1,
            text: self.text[start..end].trim_end_matches('\r'),
            caret: offset - start,
        }
    }
}

/// The last property wins, as it does for serde_json.
fn property<'v, 'a>(value: &'v Value<'a>, name: &str) -> Option<&'v ObjectProp<'a>> {
    value.as_object()?.properties.iter().rev().find(|property| property.name.as_str() == name)
}

/// The value at a key or an index of another.
pub(super) fn step<'v, 'a>(value: &'v Value<'a>, token: &str) -> Option<&'v Value<'a>> {
    match value {
        Value::Array(array) => array.elements.get(token.parse::<usize>().ok()?),
        value => property(value, token).map(|property| &property.value),
    }
}

impl Position<'_> {
    /// The line as it is shown, and below it the white space that leads to the caret.
    pub fn excerpt(&self) -> (String, String) {
        // The end of a line may have been trimmed from before the caret.
        let (before, after) = self.text.split_at(self.caret.min(self.text.len()));
        let is_short = self.text.len() <= LINE_WIDTH;
        let room = |text: &str| {
            if is_short { LINE_WIDTH } else { LINE_WIDTH - text.chars().take(LINE_WIDTH / 2).count() }
        };
        let from = before.char_indices().rev().take(room(after)).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().nth(room(before)).map_or(after.len(), |(at, _)| at);
        let cut_before = if from > 0 { "…" } else { "" };
        let cut_after = if to < after.len() { "…" } else { "" };
        let before: String = before[from..].chars().map(terminal::one_cell).collect();
        let after: String = after[..to].chars().map(terminal::one_cell).collect();
        let indent: String = cut_before.chars().chain(before.chars()).map(blank).collect();
        (format!("{cut_before}{before}{after}{cut_after}"), indent)
    }
}

/// White space as wide as a character.
fn blank(character: char) -> &'static str {
    match character {
        '\t' => "\t",
        character => ["", " ", "  "][character.width().unwrap_or(0).min(2)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_values_keys_and_the_way_to_what_is_missing() {
        let text = "{\n  \"a~b/c\": [1, {\"x\": 2}],\r\n  \"x\": 1, \"x\": 3\n}\n";
        let source = Text::new(text);
        let at = |offset| {
            let position = source.position(offset);
            (position.line, position.column)
        };
        assert_eq!(at(source.value("")), (1, 1));
        assert_eq!(at(source.value("/a~0b~1c/1/x")), (2, 22));
        assert_eq!(at(source.key("/a~0b~1c/1/x")), (2, 17));
        assert_eq!(at(source.key("/a~0b~1c/0")), (2, 13));
        assert_eq!(at(source.value("/x")), (3, 16));
        assert_eq!(at(source.value("/a~0b~1c/7/y")), (2, 12));
        assert_eq!(source.duplicate_keys(), [(text.rfind("\"x\"").unwrap(), "x".to_owned())]);
        assert_eq!(source.position(9999).line, 5);
        assert_eq!(source.position(text.find('\r').unwrap()).text, "  \"a~b/c\": [1, {\"x\": 2}],");
    }

    #[test]
    fn the_caret_stands_below_its_character() {
        let shown = |text: &str, offset| Text::new(text).position(offset).excerpt();
        assert_eq!(shown("\t\"é\": 1", 7), ("\t\"é\": 1".to_owned(), "\t     ".to_owned()));
        assert_eq!(shown("\"日本\": 1", 10), ("\"日本\": 1".to_owned(), "        ".to_owned()));
        assert_eq!(shown("\"\u{1b}[31m\"", 2).0, "\"\u{fffd}[31m\"");
        let long = format!("\"{}\": [1]", "x".repeat(4000));
        let (line, indent) = shown(&long, 4004);
        assert_eq!(line.chars().count(), LINE_WIDTH + 1, "{line}");
        assert_eq!(line.chars().nth(indent.chars().count()), Some('['));
        let (line, indent) = shown(&long, 0);
        assert_eq!((line.chars().count(), indent.as_str()), (LINE_WIDTH + 1, ""));
    }
}
