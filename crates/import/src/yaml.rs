//! YAML that says what JSON can say: a value, and where its parts are in the text.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};
use serde_json::{Map, Value};
use webhook_schema::{Diagnostic, Diagnostics};

use crate::rules;

mod marks;
mod scalar;

pub use self::marks::Marks;
use self::marks::byte;
use self::scalar::scalar;

/// Values that anchors and aliases may repeat in one file: a few lines of them can stand for more than there is memory.
const MOST_REPEATED: usize = 1_000_000;

/// Reads a text; `None` when it was reported why it is not such YAML.
pub fn read(
    name: &str,
    text: &str,
    max_depth: usize,
    diagnostics: &mut Diagnostics,
) -> Option<(Value, Marks)> {
    let parser = Parser::new_from_str(text);
    let max_depth = max_depth.min(webhook_schema::Limits::MAX_DEPTH);
    let mut reader = Reader { text, parser, max_depth, anchors: HashMap::new(), repeated: 0 };
    reader
        .document()
        .map_err(|Wrong { at, message, help }| {
            diagnostics.push(Diagnostic::at_offset(&rules::YAML, name, byte(text, at), message, help));
        })
        .ok()
}

/// The first tab that a line is indented with, from the line of a character on: the parser tells of it where the scalar begins
/// that the line would go on with. In characters.
fn indenting_tab(text: &str, character: usize) -> Option<usize> {
    let from = text[..byte(text, character)].rfind('\n').map_or(0, |end| end + 1);
    let mut start = from;
    for line in text[from..].split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t']);
        let indentation = &line[..line.len() - content.len()];
        if let (false, Some(tab)) = (content.trim().is_empty(), indentation.find('\t')) {
            return Some(text[..start + tab].chars().count());
        }
        start += line.len();
    }
    None
}

/// What is wrong, where.
struct Wrong {
    at: usize,
    message: String,
    help: &'static str,
}

fn wrong<T>(at: usize, message: impl Into<String>, help: &'static str) -> Result<T, Wrong> {
    Err(Wrong { at, message: message.into(), help })
}

struct Reader<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    max_depth: usize,
    anchors: HashMap<usize, (Value, Marks)>,
    repeated: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Wrong> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let at = error.marker().index();
                if let Some(at) = indenting_tab(self.text, at).filter(|_| error.info().contains("tab")) {
                    let message = "invalid YAML: expected spaces for indentation, found a tab";
                    return wrong(at, message, "indent with spaces");
                }
                let alias = self.text[byte(self.text, at)..].strip_prefix('*');
                if let Some(rest) = alias.filter(|_| error.info().contains("unknown anchor")) {
                    let is_end = |letter: char| letter.is_whitespace() || "[]{},".contains(letter);
                    let name = rest.split(is_end).next().unwrap_or_default();
                    let message = format!("invalid YAML: there is no `&{name}` before the alias `*{name}`");
                    return wrong(at, message, "name a value with that anchor, or correct the alias");
                }
                wrong(at, format!("invalid YAML: {}", error.info()), "correct the syntax")
            }
            None => wrong(0, "invalid YAML: the file ends too early", "finish it"),
        }
    }

    fn document(&mut self) -> Result<(Value, Marks), Wrong> {
        let mut read = None;
        loop {
            let (event, span) = self.next()?;
            let at = span.start.index();
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                _ if read.is_some() => {
                    return wrong(at, "a second document begins here", "put each in a file of its own");
                }
                event => read = Some(self.node(event, at, 0)?),
            }
        }
        read.map_or_else(|| wrong(0, "the file is empty", "write it, or leave it out"), Ok)
    }

    fn node(&mut self, event: Event<'t>, at: usize, depth: usize) -> Result<(Value, Marks), Wrong> {
        self.check_depth(at, depth)?;
        let mut marks = Marks::of(at);
        let (value, anchor) = match event {
            Event::Alias(anchor) => return self.alias(anchor, at, depth),
            Event::Scalar(text, style, anchor, tag) => {
                marks = Marks::of_text(at, &text);
                (scalar(&text, style == ScalarStyle::Plain, tag.as_deref(), at)?, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), "seq", at)?;
                (self.sequence(&mut marks, depth)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), "map", at)?;
                (self.mapping(&mut marks, depth)?, anchor)
            }
            _ => return wrong(at, "invalid YAML: expected a value", "correct the syntax"),
        };
        if anchor > 0 {
            self.repeat(marks.size, at)?;
            self.anchors.insert(anchor, (value.clone(), marks.clone()));
        }
        Ok((value, marks))
    }

    fn alias(&mut self, anchor: usize, at: usize, depth: usize) -> Result<(Value, Marks), Wrong> {
        let Some((_, marks)) = self.anchors.get(&anchor) else {
            return wrong(at, "this alias is within what it stands for", "JSON has no cycles: use `$ref`");
        };
        let (size, height) = (marks.size, marks.height);
        self.check_depth(at, depth + height)?;
        self.repeat(size, at)?;
        Ok(self.anchors[&anchor].clone())
    }

    /// Refuses what is nested too deeply for those who read it afterwards, too.
    fn check_depth(&self, at: usize, depth: usize) -> Result<(), Wrong> {
        if depth > self.max_depth {
            let help = "nest less deeply, or raise the limit with `--max-depth`";
            return wrong(at, "objects and arrays are nested too deeply here", help);
        }
        Ok(())
    }

    /// Counts values that are about to be copied.
    fn repeat(&mut self, size: usize, at: usize) -> Result<(), Wrong> {
        self.repeated += size;
        if self.repeated > MOST_REPEATED {
            let message = format!("anchors and aliases stand for more than {MOST_REPEATED} values");
            return wrong(at, message, "write out what is needed, or use `$ref`");
        }
        Ok(())
    }

    fn sequence(&mut self, marks: &mut Marks, depth: usize) -> Result<Value, Wrong> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok(Value::Array(items));
            }
            let (item, part) = self.node(event, span.start.index(), depth + 1)?;
            marks.add(items.len().to_string(), part);
            items.push(item);
        }
    }

    fn mapping(&mut self, marks: &mut Marks, depth: usize) -> Result<Value, Wrong> {
        let mut object = Map::new();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let at = span.start.index();
            let key = match event {
                Event::MappingEnd => {
                    merge(merged, &mut object, marks);
                    return Ok(Value::Object(object));
                }
                Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<" => {
                    let (event, span) = self.next()?;
                    let at = span.start.index();
                    merged.extend(mappings(self.node(event, at, depth)?, at)?);
                    continue;
                }
                Event::Scalar(text, style, anchor, tag) => {
                    // A key is a string, whatever it looks like; what is anchored is the value that it looks like.
                    if anchor > 0 || tag.is_some() {
                        let value = scalar(&text, style == ScalarStyle::Plain, tag.as_deref(), at)?;
                        let marks = Marks::of_text(at, &text);
                        self.repeat(marks.size, at)?;
                        self.anchors.insert(anchor, (value, marks));
                    }
                    text.into_owned()
                }
                _ => return wrong(at, "expected a string for a key, as JSON has it", "write a string"),
            };
            if object.contains_key(&key) {
                let help = "keep one of the two: readers disagree on which one counts";
                return wrong(at, format!("duplicate property `{key}`"), help);
            }
            let (event, span) = self.next()?;
            let (value, part) = self.node(event, span.start.index(), depth + 1)?;
            marks.add_property(key.clone(), at, part);
            object.insert(key, value);
        }
    }
}

/// A mapping, with where its parts are.
type Mapping = (Map<String, Value>, Marks);

/// The mappings that a merge key stands for: one, or a list of them.
fn mappings((value, marks): (Value, Marks), at: usize) -> Result<Vec<Mapping>, Wrong> {
    let each = match value {
        Value::Array(items) => {
            items.into_iter().zip(marks.parts.into_iter().map(|(_, marks)| marks)).collect()
        }
        value => vec![(value, marks)],
    };
    let object = |(value, marks)| match value {
        Value::Object(object) => Ok((object, marks)),
        _ => wrong(at, "expected a mapping, or a list of mappings, to be merged", "write an alias of one"),
    };
    each.into_iter().map(object).collect()
}

/// Adds what mappings have that an object has not: what it says itself counts, and then the first mapping.
fn merge(mappings: Vec<Mapping>, object: &mut Map<String, Value>, marks: &mut Marks) {
    for (mapping, of_mapping) in mappings {
        for ((key, value), (_, part)) in mapping.into_iter().zip(of_mapping.parts) {
            if !object.contains_key(&key) {
                marks.add(key.clone(), part);
                object.insert(key, value);
            }
        }
    }
}

/// Refuses the tag of a collection, unless it only says what the collection is anyway.
fn refuse_tag(tag: Option<&Tag>, own: &str, at: usize) -> Result<(), Wrong> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() || tag.suffix != own => unknown_tag(tag, at),
        _ => Ok(()),
    }
}

fn unknown_tag<T>(tag: &Tag, at: usize) -> Result<T, Wrong> {
    wrong(at, format!("the tag `{}{}` means nothing in JSON", tag.handle, tag.suffix), "remove it")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, max_depth: usize) -> Result<Value, String> {
        let mut diagnostics = Diagnostics::new();
        diagnostics.open("");
        let read = read("a.yaml", text, max_depth, &mut diagnostics);
        let message = diagnostics.iter().next().map(|mistake| mistake.message.clone());
        read.map(|(value, _)| value).ok_or(message.unwrap_or_default())
    }

    #[test]
    fn aliases_nest_as_deep_as_what_they_stand_for() {
        // Each line puts the line before it into ten arrays more.
        let nested = |levels: usize| -> String {
            let line = |level: usize| {
                let inner = if level == 0 { "1".to_owned() } else { format!("*a{}", level - 1) };
                format!("k{level}: &a{level} {}{inner}{}\n", "[".repeat(10), "]".repeat(10))
            };
            (0..levels).map(line).collect()
        };
        assert!(told(&nested(4), 41).is_ok());
        let refused = "objects and arrays are nested too deeply here";
        assert_eq!(told(&nested(5), 41), Err(refused.to_owned()));
        assert_eq!(told(&nested(3_000), usize::MAX), Err(refused.to_owned()));
    }

    #[test]
    fn what_anchors_copy_counts_as_what_aliases_do() {
        let refused = "anchors and aliases stand for more than 1000000 values";
        let ten = |items: &str| [items; 10].join(", ");
        // Nothing refers to the anchors, each of which would be a copy.
        let values = vec!["1"; 20_000].join(",");
        let anchored: String = (0..60).map(|level| format!("&a{level} [")).collect();
        let text = format!("{anchored}{values}{}", "]".repeat(60));
        assert_eq!(told(&text, 500), Err(refused.to_owned()));
        let text = format!("a: &a {:?}\nb: &b [{}]\nc: [{}]", "x".repeat(640_000), ten("*a"), ten("*b"));
        assert_eq!(told(&text, 500), Err(refused.to_owned()));
        assert!(told(&format!("a: &a [1, 2]\nb: [{}]", ten("*a")), 500).is_ok());
    }

    #[test]
    fn merged_mappings_add_what_is_not_there() {
        let text = "a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b], x: 3 }\nd: { <<: *b }";
        let value = told(text, 10).unwrap();
        assert_eq!(value["c"], serde_json::json!({ "x": 3, "y": 1, "z": 2 }));
        assert_eq!(value["d"], serde_json::json!({ "y": 2, "z": 2 }));
        let message = "expected a mapping, or a list of mappings, to be merged".to_owned();
        assert_eq!(told("a: { <<: 1 }", 10), Err(message));
    }

    #[test]
    fn numbers_keep_their_digits() {
        for text in ["18446744073709551616", "-12345678901234567890.5", "0.1000000000000000055", "1.0"] {
            assert_eq!(told(text, 10).map(|value| value.to_string()), Ok(text.to_owned()));
        }
        for (text, json) in
            [("1e400", "1e+400"), ("+1.50", "1.50"), ("0x10", "16"), (".5", "0.5"), ("007", "7")]
        {
            assert_eq!(told(text, 10).map(|value| value.to_string()), Ok(json.to_owned()));
        }
    }

    #[test]
    fn keys_may_have_anchors() {
        assert_eq!(told("&a x: 1\ny: *a", 10), Ok(serde_json::json!({ "x": 1, "y": "x" })));
    }
}
