//! An item more in a list of a text, or an entry more in an object, with everything else as it was.

use jsonc_parser::ast::Value as Ast;
use jsonc_parser::common::Ranged;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::text::{Text, step};
use crate::location;

/// Characters of the longest line that a list stays on.
const WIDTH: usize = 120;

impl Text<'_> {
    /// The text with an item more in the list at `pointer`: before the item that is number `at` now, or after the last one.
    /// It is laid out as its neighbor is. `None` where there is no list, or not as many items.
    pub fn with_item(&self, pointer: &str, at: usize, item: &Value) -> Option<String> {
        let mut list = self.root.as_ref()?;
        for token in location::tokens(pointer) {
            list = step(list, &token)?;
        }
        let Ast::Array(array) = list else { return None };
        let neighbor = match at {
            0 => array.elements.first(),
            at => Some(array.elements.get(at - 1)?),
        };
        let end = self.line_end();
        let laid_out = |indent: &str, unit: &str| laid_out(item, unit, &format!("{end}{indent}"));
        let Some(neighbor) = neighbor else {
            let outer = self.indent(list.start());
            let (unit, inner) = ("  ", format!("{outer}  "));
            let item = laid_out(&inner, unit);
            let (before, after) = (&self.text[..list.start()], &self.text[list.end()..]);
            return Some(format!("{before}[{end}{inner}{item}{end}{outer}]{after}"));
        };
        let indent = self.indent(neighbor.start());
        let item = if self.begins_line(neighbor.start()) {
            let unit = self.unit(neighbor, indent);
            (laid_out(indent, unit), format!("{end}{indent}"))
        } else {
            let line = on_one_line(item);
            // With the comma and the space that separate it.
            let fits = self.width(neighbor.start()) + line.chars().count() + 2 <= WIDTH;
            (if fits { line } else { laid_out(indent, "  ") }, " ".to_owned())
        };
        let (item, between) = item;
        Some(match at {
            0 => {
                let (before, after) = self.text.split_at(neighbor.start());
                format!("{before}{item},{between}{after}")
            }
            _ => {
                let (before, after) = self.text.split_at(neighbor.end());
                format!("{before},{between}{item}{after}")
            }
        })
    }

    /// The text with an entry more in the object at `pointer`, in front of the one with the key `next`. It is laid out as that one
    /// is. `None` where there is no such entry.
    pub fn with_entry(&self, pointer: &str, next: &str, key: &str, value: &Value) -> Option<String> {
        let next = location::join(pointer, next);
        self.written(&next)?;
        let at = self.key(&next);
        let (before, after) = self.text.split_at(at);
        let key = Value::String(key.to_owned());
        if !self.begins_line(at) {
            return Some(format!("{before}{key}: {}, {after}", on_one_line(value)));
        }
        let line = format!("{}{}", self.line_end(), self.indent(at));
        Some(format!("{before}{key}: {},{line}{after}", laid_out(value, "  ", &line)))
    }

    /// The white space that the line of an offset begins with.
    fn indent(&self, offset: usize) -> &str {
        let line = &self.text[self.line_start(offset)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether there is nothing but white space before an offset in its line.
    fn begins_line(&self, offset: usize) -> bool {
        self.text[self.line_start(offset)..offset].trim().is_empty()
    }

    /// Characters of the line of an offset.
    fn width(&self, offset: usize) -> usize {
        let line = &self.text[self.line_start(offset)..];
        line.lines().next().unwrap_or_default().chars().count()
    }

    /// What the text ends its lines with.
    fn line_end(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    fn line_start(&self, offset: usize) -> usize {
        self.text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// What a value within another is indented by, as far as it shows.
    fn unit<'s>(&'s self, value: &Ast<'_>, indent: &str) -> &'s str {
        let first = match value {
            Ast::Object(object) => object.properties.first().map(Ranged::start),
            Ast::Array(array) => array.elements.first().map(Ranged::start),
            _ => None,
        };
        let inner = first.filter(|first| self.begins_line(*first)).map(|first| self.indent(first));
        inner.and_then(|inner| inner.strip_prefix(indent)).filter(|unit| !unit.is_empty()).unwrap_or("  ")
    }
}

/// A value over several lines; `line` is what separates them, with the indentation of the next.
fn laid_out(value: &Value, unit: &str, line: &str) -> String {
    let mut bytes = Vec::new();
    let mut serializer =
        Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(unit.as_bytes()));
    // To a vector, and of keys that are strings, nothing fails.
    let _ = value.serialize(&mut serializer);
    String::from_utf8_lossy(&bytes).replace('\n', line)
}

/// A value on one line, as people write it.
fn on_one_line(value: &Value) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match value {
        Value::Object(object) if !object.is_empty() => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::String(key.clone()), on_one_line(value))
            };
            format!("{{ {} }}", joined(object.iter().map(entry).collect()))
        }
        Value::Array(items) => format!("[{}]", joined(items.iter().map(on_one_line).collect())),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(text: &str, at: usize) -> Option<String> {
        Text::new(text).with_item("/x", at, &json!({ "a": [1], "b": {} }))
    }

    #[test]
    fn an_item_is_laid_out_as_its_neighbor_is() {
        let item = "{ \"a\": [1], \"b\": {} }";
        assert_eq!(with("{\"x\": [1, 2], \"y\":3}", 1), Some(format!("{{\"x\": [1, {item}, 2], \"y\":3}}")));
        assert_eq!(with("{\"x\": [1, 2]}", 2), Some(format!("{{\"x\": [1, 2, {item}]}}")));
        assert_eq!(with("{\"x\": [1, 2]}", 0), Some(format!("{{\"x\": [{item}, 1, 2]}}")));
        assert_eq!(
            with("{\n\t\"x\": [\n\t\t{\n\t\t\t\"k\": 1 }\n\t]\n}", 1).as_deref(),
            Some(
                "{\n\t\"x\": [\n\t\t{\n\t\t\t\"k\": 1 },\n\t\t{\n\t\t\t\"a\": [\n\t\t\t\t1\n\t\t\t],\n\t\t\t\"b\": {}\n\t\t}\n\t]\n}"
            )
        );
        assert_eq!(
            with("{\n  \"x\": []\n}\n", 0).as_deref(),
            Some(
                "{\n  \"x\": [\n    {\n      \"a\": [\n        1\n      ],\n      \"b\": {}\n    }\n  ]\n}\n"
            )
        );
    }

    #[test]
    fn an_entry_is_laid_out_as_the_next_one_is() {
        let with = |text: &str| Text::new(text).with_entry("/x", "b", "a", &json!({ "k": 1 }));
        assert_eq!(with("{\"x\": {\"b\": 2}}").as_deref(), Some("{\"x\": {\"a\": { \"k\": 1 }, \"b\": 2}}"));
        assert_eq!(
            with("{\n  \"x\": {\n    \"b\": 2\n  }\n}").as_deref(),
            Some("{\n  \"x\": {\n    \"a\": {\n      \"k\": 1\n    },\n    \"b\": 2\n  }\n}")
        );
        assert_eq!(with("{\"x\": {\"c\": 2}}"), None);
    }

    #[test]
    fn lines_end_as_they_do_in_the_text() {
        for text in ["{\n  \"x\": [\n    1\n  ]\n}\n", "{\n  \"x\": []\n}\n"] {
            let at = usize::from(text.contains('1'));
            let expected = with(text, at).map(|text| text.replace('\n', "\r\n"));
            assert_eq!(with(&text.replace('\n', "\r\n"), at), expected);
        }
    }

    #[test]
    fn an_item_stays_on_the_line_as_long_as_that_is_short() {
        let item = "{ \"a\": [1], \"b\": {} }";
        let fill = |length: usize| format!("{{\"x\": [\"{}\"]}}", "é".repeat(length));
        let most = WIDTH - fill(0).len() - 2 - item.len();
        assert!(
            with(&fill(most), 1).is_some_and(|text| !text.contains('\n') && text.chars().count() == WIDTH)
        );
        assert!(with(&fill(most + 1), 1).is_some_and(|text| text.contains('\n')));
    }

    #[test]
    fn where_there_is_no_list_nothing_is_added() {
        for (text, at) in [("{\"x\": {}}", 0), ("{}", 0), ("{\"x\": [1]}", 2), ("", 0), ("{\"x\": [1}", 0)] {
            assert_eq!(with(text, at), None, "{text}");
        }
    }
}
