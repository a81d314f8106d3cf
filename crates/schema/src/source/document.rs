//! A file of a tree as JSON.

use std::fmt::{self, Formatter};
use std::sync::{Arc, OnceLock};

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize as _, Deserializer as _};
use serde_json::Value;

use super::text::Text;
use super::tree::{Limits, Tree};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

pub(super) const SYNTAX: Rule = Rule { id: "json-syntax", summary: "A file is valid JSON." };
pub(super) const UNIQUE_KEYS: Rule = Rule { id: "unique-keys", summary: "An object has each key once." };

/// A JSON file that could be read.
///
/// As a value, a file takes several times the memory of its text, and a catalog has very many: so the value is there only as
/// long as somebody needs it.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::Document;
///
/// let mut document = Document::new("{}", json!({}));
/// document.forget_value();
/// // It is parsed again.
/// assert_eq!(*document.value(), json!({}));
/// let document = Document::new(r#"{ "a": [1], "b": 2 }"#, json!(null));
/// assert_eq!((document.property("a"), document.property("c")), (Some(json!([1])), None));
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    /// Its text, without a byte order mark, and with lines that end with LF.
    pub text: Arc<str>,
    value: OnceLock<Box<Value>>,
}

impl Document {
    /// A text with the value that it says.
    pub fn new(text: impl Into<Arc<str>>, value: Value) -> Self {
        Self { text: text.into(), value: Box::new(value).into() }
    }

    /// What the text says, with the properties in its order. What was forgotten is parsed again, and kept from then on.
    pub fn value(&self) -> &Value {
        self.value.get_or_init(|| Box::new(shrunk(parsed(&self.text))))
    }

    /// The same for whoever asks once: it is not kept.
    pub fn to_value(&self) -> Value {
        self.value.get().map_or_else(|| parsed(&self.text), |value| Value::clone(value))
    }

    /// What one property of the whole says, without values for all others.
    pub fn property(&self, key: &str) -> Option<Value> {
        let mut reader = serde_json::Deserializer::from_str(&self.text);
        reader.disable_recursion_limit();
        reader.deserialize_map(Property(key)).ok()?
    }

    /// Drops the value until somebody asks for it.
    pub fn forget_value(&mut self) {
        self.value.take();
    }
}

/// The value of a text that was read as JSON before.
pub fn parsed(text: &str) -> Value {
    value(text).unwrap_or_default()
}

/// Reads one property of an object.
struct Property<'k>(&'k str);

impl<'de> Visitor<'de> for Property<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Option<Value>, A::Error> {
        let mut found = None;
        while let Some(key) = object.next_key::<String>()? {
            if key == self.0 {
                found = Some(object.next_value()?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Whether a file is named like a JSON file.
pub fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

impl Tree {
    /// A file as JSON; `None` when it was reported why it cannot be. Its text is added to `diagnostics`.
    pub fn document(&self, name: &str, diagnostics: &mut Diagnostics) -> Option<Document> {
        let (text, value) = self.parse(name, diagnostics)?;
        Some(Document::new(text, shrunk(value)))
    }

    /// The same where `look` looks at the value, which is not kept.
    pub fn look<Seen>(
        &self,
        name: &str,
        diagnostics: &mut Diagnostics,
        look: impl FnOnce(&Value) -> Seen,
    ) -> Option<(Document, Seen)> {
        let (text, value) = self.parse(name, diagnostics)?;
        Some((Document { text, value: OnceLock::new() }, look(&value)))
    }

    fn parse(&self, name: &str, diagnostics: &mut Diagnostics) -> Option<(Arc<str>, Value)> {
        let text = self.text(name, diagnostics)?;
        let value = parse(name, &text, self.limits().max_depth, diagnostics)?;
        Some((text, value))
    }

    /// The text of a file, without a byte order mark, and with lines that end with LF; `None` when it was reported why there
    /// is none. It is added to `diagnostics`.
    pub fn text(&self, name: &str, diagnostics: &mut Diagnostics) -> Option<Arc<str>> {
        let bytes = match self.read(name) {
            Ok(bytes) => bytes,
            Err(problem) => {
                diagnostics.push(Tree::unreadable(name, problem));
                return None;
            }
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                diagnostics.add_text(name, String::from_utf8_lossy(error.as_bytes()));
                let (message, help) = ("the text is not UTF-8 from here on", "save the file as UTF-8");
                diagnostics.push(Tree::not_text(name, offset, message, help));
                return None;
            }
        };
        let has_mark = text.starts_with('\u{feff}');
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // Everything that is made of a text is the same, however a checkout ends its lines.
        let text: Arc<str> =
            if text.contains("\r\n") { text.replace("\r\n", "\n").into() } else { text.into() };
        diagnostics.add_text(name, Arc::clone(&text));
        if has_mark {
            let (message, help) = ("the file starts with a byte order mark", "save it as UTF-8 without one");
            diagnostics.push(Tree::not_text(name, 0, message, help));
        }
        Some(text)
    }
}

fn parse(name: &str, text: &str, max_depth: usize, diagnostics: &mut Diagnostics) -> Option<Value> {
    if text.trim().is_empty() {
        diagnostics.push(Diagnostic::at_offset(
            &SYNTAX,
            name,
            0,
            "the file is empty",
            "write it, or delete it",
        ));
        return None;
    }
    let max_depth = max_depth.min(Limits::MAX_DEPTH);
    let Scan { too_deep, properties } = scanned(text, max_depth);
    if let Some(offset) = too_deep {
        let message = "objects and arrays are nested too deeply here";
        let can_be_raised = max_depth < Limits::MAX_DEPTH;
        let or_raise = if can_be_raised { ", or raise the limit with `--max-depth`" } else { "" };
        let help = format!(
            "nest at most {max_depth} of them{or_raise}; a schema can refer to its inner parts as definitions"
        );
        diagnostics.push(Diagnostic::at_offset(&SYNTAX, name, offset, message, help));
        return None;
    }
    match value(text) {
        Ok(value) => {
            // Where they are is looked for where there are some.
            let has_duplicates = members(&value) != properties;
            for (offset, key) in
                has_duplicates.then(|| Text::new(text).duplicate_keys()).into_iter().flatten()
            {
                let message = format!("duplicate property `{key}`");
                let help = "keep one of the two: readers disagree on which one counts";
                diagnostics.push(Diagnostic::at_offset(&UNIQUE_KEYS, name, offset, message, help));
            }
            Some(value)
        }
        Err(error) => {
            diagnostics.push(syntax_error(name, text, &error));
            None
        }
    }
}

/// What the punctuation of a text says of the objects and arrays in it.
struct Scan {
    /// The first bracket that is within more than so many others.
    too_deep: Option<usize>,
    /// How many properties there are, each as often as it is written.
    properties: usize,
}

/// Looks at each byte of a text, which need not be JSON, up to the first bracket that is too deep.
fn scanned(text: &str, max_depth: usize) -> Scan {
    let (mut depth, mut properties, mut in_string, mut is_escaped) = (0, 0, false, false);
    let mut rest = text.as_bytes();
    while let [byte, others @ ..] = rest {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' if depth == max_depth => {
                return Scan { too_deep: Some(text.len() - rest.len()), properties };
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = usize::saturating_sub(depth, 1),
            b':' => properties += 1,
            _ => {}
        }
        rest = others;
    }
    Scan { too_deep: None, properties }
}

/// How many properties the objects in a value have.
fn members(value: &Value) -> usize {
    match value {
        Value::Object(entries) => entries.len() + entries.values().map(members).sum::<usize>(),
        Value::Array(items) => items.iter().map(members).sum(),
        _ => 0,
    }
}

fn value(text: &str) -> serde_json::Result<Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    // The nesting was bounded before.
    reader.disable_recursion_limit();
    let value = Value::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The value in as little memory as it takes: a catalog has very many, and none grows after this.
fn shrunk(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (key, shrunk(value))).collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(shrunk).collect();
            items.shrink_to_fit();
            Value::Array(items)
        }
        other => other,
    }
}

fn syntax_error(name: &str, text: &str, error: &serde_json::Error) -> Diagnostic {
    let printed = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = printed.strip_suffix(&place).unwrap_or(&printed);
    let offset = if error.is_eof() {
        text.trim_end().len()
    } else {
        let line_start: usize =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        // serde_json counts bytes from 1; 0 is the end of the line before.
        (line_start + error.column()).saturating_sub(1)
    };
    let (message, help) = if let Some(open) = what.strip_prefix("EOF while parsing ") {
        let help = "finish it: a bracket or a quote is not closed";
        (format!("invalid JSON: the file ends inside of {open}"), help)
    } else if what.starts_with("control character") {
        let message = "invalid JSON: a string contains a control character, such as the end of the line";
        (message.to_owned(), "close the string on its line; inside of it, write `\\n` or `\\u00..`")
    } else if let Some(start) = merge_marker(text, offset) {
        let message = "invalid JSON: a conflict of a merge is left";
        let help =
            "keep what is right, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`";
        return Diagnostic::at_offset(&SYNTAX, name, start, message, help);
    } else if what == "trailing comma" {
        // It is said of the bracket after it.
        let comma = text.get(..offset).and_then(|before| before.rfind(',')).unwrap_or(offset);
        let help = "remove it: after the last value, JSON has no comma";
        return Diagnostic::at_offset(&SYNTAX, name, comma, "invalid JSON: a comma before the end", help);
    } else {
        let rest = text.get(offset..).unwrap_or_default();
        (format!("invalid JSON: {what}"), syntax_help(what, rest))
    };
    Diagnostic::at_offset(&SYNTAX, name, offset, message, help)
}

/// Where the line begins that a mistake is on, if that is one of those which Git leaves where two changes meet.
fn merge_marker(text: &str, offset: usize) -> Option<usize> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |end| end + 1);
    ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| text[start..].starts_with(mark)).then_some(start)
}

/// What to do about a mistake by what the parser says of it, and by what is there.
fn syntax_help(what: &str, rest: &str) -> &'static str {
    if ["//", "/*", "#"].iter().any(|comment| rest.starts_with(comment)) {
        return "remove the comment: JSON has none";
    }
    if rest.starts_with('\'') {
        return "put it in double quotes: single quotes are not JSON";
    }
    let is_word = |letter: char| letter.is_alphabetic();
    match what {
        "key must be a string" if rest.starts_with(is_word) => "put the name in double quotes",
        "key must be a string" => "write a name in double quotes, or close the object",
        "trailing characters" => "remove what comes after the value: a file holds one",
        "invalid number" | "number out of range" => {
            "write it as in `10`, `-0.5` or `2e3`: without leading zeros, and with digits on both sides of a point"
        }
        "expected `:`" => "put a colon between the name and its value",
        "expected `,` or `}`" | "expected `,` or `]`" => "put a comma between the two, or close the bracket",
        "invalid escape" => "write a backslash as `\\\\`",
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "write both halves of the pair, as in `\\ud83d\\ude00`, or the character itself"
        }
        "expected value" | "expected ident" if rest.starts_with(is_word) => {
            "put it in double quotes, if it is a string: the only words of JSON are `true`, `false` and `null`"
        }
        "expected value" => {
            "write a value: a string in double quotes, a number, `true`, `false`, `null`, a list or an object"
        }
        _ => "correct the syntax",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::At;

    #[test]
    fn the_help_fits_the_mistake() {
        for (text, expected) in [
            ("{ 'a': 1 }", "single quotes"),
            (r#"{ "a": 'b' }"#, "single quotes"),
            (r#"{ a: 1 }"#, "put the name in double quotes"),
            (r#"[{]"#, "or close the object"),
            (
                r#"{ "a": 1, // one
            }"#,
                "remove the comment",
            ),
            (r#"{ "a": 1, }"#, "JSON has no comma"),
            ("[1,\n\n]", "JSON has no comma"),
            ("{\n<<<<<<< HEAD\n  \"a\": 1\n=======\n  \"a\": 2\n>>>>>>> b\n}", "begin with `<<<<<<<`"),
            ("{\n  \"a\": 1\n=======\n}", "begin with `<<<<<<<`"),
            (r#"[NaN]"#, "the only words of JSON"),
            (r#"[True]"#, "the only words of JSON"),
            (r#"[nil]"#, "the only words of JSON"),
            (r#"[01]"#, "leading zeros"),
            (r#"[1.]"#, "leading zeros"),
            (r#"[+1]"#, "write a value"),
            (r#"{} {}"#, "a file holds one"),
            (r#"["\ud83d"]"#, "both halves"),
            (r#"["\x"]"#, "write a backslash"),
            (r#"{ "a" 1 }"#, "a colon"),
            (r#"[1 2]"#, "a comma"),
        ] {
            let error = value(text).expect_err(text);
            let told = syntax_error("a.json", text, &error);
            assert!(told.help.contains(expected), "{text}: {error}: {}", told.help);
        }
    }

    #[test]
    fn what_is_told_is_where_it_was_made() {
        for (text, expected) in [
            ("{ \"a\": [1], \n\n  }", 10),
            ("{\n  \"a\": 1\n<<<<<<< HEAD\n}", 11),
            ("{\n  \"a\": 1,\n=======\n}", 12),
        ] {
            let error = value(text).expect_err(text);
            let At::Offset { offset, .. } = syntax_error("a.json", text, &error).at else { panic!("{text}") };
            assert_eq!(offset, expected, "{text}: {error}");
        }
    }
}
