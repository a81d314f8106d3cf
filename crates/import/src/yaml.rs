//! YAML that says what JSON can say: a value, and where its parts are in the text.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};
use serde_json::{Map, Number, Value};
use webhook_schema::{Diagnostic, Diagnostics, tokens};

use crate::rules;

/// Values that aliases may stand for in one file: a few lines of them can stand for more than there is memory.
const MOST_ALIASED: usize = 1_000_000;

/// Where the parts of a value are, in characters from the start of the text.
#[derive(Clone, Debug)]
pub struct Marks {
    at: usize,
    /// Where a property's name is, for a property.
    key: Option<usize>,
    /// In the order of the value's.
    parts: Vec<(String, Marks)>,
}

impl Marks {
    /// The byte of the value at a pointer, or of the deepest value on the way to it.
    pub fn value(&self, text: &str, pointer: &str) -> usize {
        byte(text, self.deepest(pointer).at)
    }

    /// The same for the name of a property.
    pub fn key(&self, text: &str, pointer: &str) -> usize {
        let marks = self.deepest(pointer);
        byte(text, marks.key.unwrap_or(marks.at))
    }

    fn deepest(&self, pointer: &str) -> &Self {
        let mut marks = self;
        for token in tokens(pointer) {
            let Some((_, next)) = marks.parts.iter().find(|(name, _)| *name == token) else { break };
            marks = next;
        }
        marks
    }

    fn count(&self) -> usize {
        1 + self.parts.iter().map(|(_, part)| part.count()).sum::<usize>()
    }
}

fn byte(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(at, _)| at)
}

/// Reads a text; `None` when it was reported why it is not such YAML.
pub fn read(
    name: &str,
    text: &str,
    max_depth: usize,
    diagnostics: &mut Diagnostics,
) -> Option<(Value, Marks)> {
    let parser = Parser::new_from_str(text);
    let mut reader = Reader { parser, max_depth, anchors: HashMap::new(), aliased: 0 };
    reader
        .document()
        .map_err(|Wrong { at, message, help }| {
            diagnostics.push(Diagnostic::at_offset(&rules::YAML, name, byte(text, at), message, help));
        })
        .ok()
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
    parser: Parser<'t, StrInput<'t>>,
    max_depth: usize,
    anchors: HashMap<usize, (Value, Marks)>,
    aliased: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Wrong> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let message = format!("invalid YAML: {}", error.info());
                wrong(error.marker().index(), message, "correct the syntax")
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
        if depth > self.max_depth.min(webhook_schema::Limits::MAX_DEPTH) {
            let help = "nest less deeply, or raise the limit with `--max-depth`";
            return wrong(at, "objects and arrays are nested too deeply here", help);
        }
        let mut marks = Marks { at, key: None, parts: Vec::new() };
        let (value, anchor) = match event {
            Event::Alias(anchor) => return self.alias(anchor, at),
            Event::Scalar(text, style, anchor, tag) => {
                (scalar(&text, style == ScalarStyle::Plain, tag.as_deref(), at)?, anchor)
            }
            Event::SequenceStart(anchor, _) => (self.sequence(&mut marks, depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.mapping(&mut marks, depth)?, anchor),
            _ => return wrong(at, "invalid YAML: expected a value", "correct the syntax"),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), marks.clone()));
        }
        Ok((value, marks))
    }

    fn alias(&mut self, anchor: usize, at: usize) -> Result<(Value, Marks), Wrong> {
        let Some((value, marks)) = self.anchors.get(&anchor) else {
            return wrong(at, "this alias is within what it stands for", "JSON has no cycles: use `$ref`");
        };
        self.aliased += marks.count();
        if self.aliased > MOST_ALIASED {
            let message = format!("aliases stand for more than {MOST_ALIASED} values");
            return wrong(at, message, "write out what is needed, or use `$ref`");
        }
        Ok((value.clone(), Marks { key: None, ..marks.clone() }))
    }

    fn sequence(&mut self, marks: &mut Marks, depth: usize) -> Result<Value, Wrong> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok(Value::Array(items));
            }
            let (item, part) = self.node(event, span.start.index(), depth + 1)?;
            marks.parts.push((items.len().to_string(), part));
            items.push(item);
        }
    }

    fn mapping(&mut self, marks: &mut Marks, depth: usize) -> Result<Value, Wrong> {
        let mut object = Map::new();
        loop {
            let (event, span) = self.next()?;
            let at = span.start.index();
            let key = match event {
                Event::MappingEnd => return Ok(Value::Object(object)),
                Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<" => {
                    return wrong(at, "merge keys are not JSON", "write out what is merged, or use `allOf`");
                }
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return wrong(at, "expected a string for a key, as JSON has it", "write a string"),
            };
            if object.contains_key(&key) {
                let help = "keep one of the two: readers disagree on which one counts";
                return wrong(at, format!("duplicate property `{key}`"), help);
            }
            let (event, span) = self.next()?;
            let (value, part) = self.node(event, span.start.index(), depth + 1)?;
            marks.parts.push((key.clone(), Marks { key: Some(at), ..part }));
            object.insert(key, value);
        }
    }
}

/// A scalar by YAML's core schema.
fn scalar(text: &str, is_plain: bool, tag: Option<&Tag>, at: usize) -> Result<Value, Wrong> {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => return Ok(text.into()),
        Some(tag)
            if !tag.is_yaml_core_schema() || !["int", "float", "bool", "null"].contains(&&*tag.suffix) =>
        {
            let message = format!("the tag `{}{}` means nothing in JSON", tag.handle, tag.suffix);
            return wrong(at, message, "remove it");
        }
        None if !is_plain => return Ok(text.into()),
        _ => {}
    }
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match number(text) {
            Some(number) => Value::Number(number),
            None if is_not_finite(text) => {
                return wrong(at, format!("`{text}` is no number of JSON"), "quote it, or write a number");
            }
            None => text.into(),
        },
    })
}

fn is_not_finite(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(&unsigned)
}

fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if let Some(digits) = text.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return u64::from_str_radix(digits, 8).ok().map(Number::from);
    }
    let first = unsigned.trim_start_matches('.').bytes().next()?;
    let is_number = first.is_ascii_digit()
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if !is_number {
        return None;
    }
    let plain = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = plain.parse::<i64>() {
        return Some(whole.into());
    }
    plain.parse::<u64>().ok().map(Number::from).or_else(|| Number::from_f64(plain.parse().ok()?))
}
