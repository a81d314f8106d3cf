//! A file of a tree as JSON.

use serde_json::Value;

use super::text::Text;
use super::tree::Tree;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

const SYNTAX: Rule = Rule { id: "json-syntax", summary: "A file is valid JSON." };
const UNIQUE_KEYS: Rule = Rule { id: "unique-keys", summary: "An object has each key once." };

/// A JSON file that could be read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its text, without a byte order mark, and with lines that end with LF.
    pub text: String,
    /// What the text says, with the properties in its order.
    pub value: Value,
}

/// Whether a file is named like a JSON file.
pub fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

impl Tree {
    /// A file as JSON; `None` when it was reported why it cannot be. Its text is added to `diagnostics`.
    pub fn document(&self, name: &str, diagnostics: &mut Diagnostics) -> Option<Document> {
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
        let (text, has_mark) = match text.strip_prefix('\u{feff}') {
            Some(rest) => (rest.to_owned(), true),
            None => (text, false),
        };
        // Everything that is made of a text is the same, however a checkout ends its lines.
        let text = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text };
        diagnostics.add_text(name, text.as_str());
        if has_mark {
            let (message, help) = ("the file starts with a byte order mark", "save it as UTF-8 without one");
            diagnostics.push(Tree::not_text(name, 0, message, help));
        }
        parse(name, text, diagnostics)
    }
}

fn parse(name: &str, text: String, diagnostics: &mut Diagnostics) -> Option<Document> {
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
    match serde_json::from_str(&text) {
        Ok(value) => {
            for (offset, key) in Text::new(&text).duplicate_keys() {
                let message = format!("duplicate property `{key}`");
                let help = "keep one of the two: readers disagree on which one counts";
                diagnostics.push(Diagnostic::at_offset(&UNIQUE_KEYS, name, offset, message, help));
            }
            Some(Document { text, value })
        }
        Err(error) => {
            diagnostics.push(syntax_error(name, &text, &error));
            None
        }
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
    } else if what.starts_with("recursion limit") {
        ("objects and arrays are nested too deeply here".to_owned(), "nest fewer than 128 of them")
    } else if what.starts_with("control character") {
        let message = "invalid JSON: a string contains a control character, such as the end of the line";
        (message.to_owned(), "close the string on its line; inside of it, write `\\n` or `\\u00..`")
    } else {
        (format!("invalid JSON: {what}"), "correct the syntax; comments and trailing commas are not JSON")
    };
    Diagnostic::at_offset(&SYNTAX, name, offset, message, help)
}
