//! JSON as serializers write it: layout, order of keys, escapes and numbers.

use std::fmt::Write as _;

use serde_json::Value;

/// How a serializer writes JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    pub layout: Layout,
    pub sorted: bool,
    pub escapes: Escapes,
    pub numbers: Numbers,
}

/// What is between the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Compact,
    /// A space after each comma and colon, as Python has it.
    Spaced,
    Pretty(&'static str),
}

/// What is escaped besides what has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escapes {
    None,
    /// What is not ASCII, as Python and Ruby have it.
    NotAscii,
    /// `<`, `>` and `&`, as Go has it.
    Markup,
    /// Slashes.
    Slashes,
    /// Slashes and what is not ASCII, as PHP has it.
    SlashesAndNotAscii,
    /// Quotes, markup, `+` and what is not ASCII, in upper case, as .NET has it.
    MarkupAndNotAscii,
}

/// How a whole number is written that was written as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// `1.0`.
    Kept,
    /// `1`, as JavaScript has it.
    Shortened,
}

/// What is written so far, and how long it may be.
struct Written {
    text: String,
    limit: usize,
}

impl Style {
    /// Every style, the plainest first.
    pub fn all() -> impl Iterator<Item = Self> {
        let layouts = [
            Layout::Compact,
            Layout::Spaced,
            Layout::Pretty("  "),
            Layout::Pretty("    "),
            Layout::Pretty("\t"),
        ];
        let escapes = [
            Escapes::None,
            Escapes::NotAscii,
            Escapes::Markup,
            Escapes::Slashes,
            Escapes::SlashesAndNotAscii,
            Escapes::MarkupAndNotAscii,
        ];
        layouts.into_iter().flat_map(move |layout| {
            escapes.into_iter().flat_map(move |escapes| {
                [false, true].into_iter().flat_map(move |sorted| {
                    let numbers = [Numbers::Kept, Numbers::Shortened].into_iter();
                    numbers.map(move |numbers| Self { layout, sorted, escapes, numbers })
                })
            })
        })
    }

    /// A value in this style; `None` where that takes more bytes than the limit.
    pub fn write(self, value: &Value, limit: usize) -> Option<String> {
        let mut written = Written { text: String::new(), limit };
        self.value(value, 0, &mut written);
        (written.text.len() <= limit).then_some(written.text)
    }

    fn value(self, value: &Value, depth: usize, written: &mut Written) {
        let text = &mut written.text;
        match value {
            Value::Null | Value::Bool(_) => text.push_str(&value.to_string()),
            Value::Number(number) => {
                let number = number.to_string();
                match number.strip_suffix(".0").filter(|_| self.numbers == Numbers::Shortened) {
                    Some(whole) => text.push_str(whole),
                    None => text.push_str(&number),
                }
            }
            Value::String(string) => self.string(string, text),
            Value::Array(items) => {
                self.between(['[', ']'], items.len(), depth, written, |at, written| {
                    self.value(&items[at], depth + 1, written);
                });
            }
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                if self.sorted {
                    fields.sort_by_key(|(key, _)| *key);
                }
                self.between(['{', '}'], fields.len(), depth, written, |at, written| {
                    let (key, value) = fields[at];
                    self.string(key, &mut written.text);
                    written.text.push_str(if self.layout == Layout::Compact { ":" } else { ": " });
                    self.value(value, depth + 1, written);
                });
            }
        }
    }

    /// The parts of an array or object, with what is around and between them; none after the limit, because indentation may
    /// take a hundred times as much as what it indents.
    fn between(
        self,
        [open, close]: [char; 2],
        count: usize,
        depth: usize,
        written: &mut Written,
        write: impl Fn(usize, &mut Written),
    ) {
        written.text.push(open);
        for at in 0..count {
            if written.text.len() > written.limit {
                return;
            }
            let text = &mut written.text;
            match self.layout {
                Layout::Compact if at > 0 => text.push(','),
                Layout::Spaced if at > 0 => text.push_str(", "),
                Layout::Pretty(indent) => {
                    text.push_str(if at > 0 { ",\n" } else { "\n" });
                    text.push_str(&indent.repeat(depth + 1));
                }
                _ => {}
            }
            write(at, written);
        }
        let text = &mut written.text;
        if let Layout::Pretty(indent) = self.layout
            && count > 0
        {
            text.push('\n');
            text.push_str(&indent.repeat(depth));
        }
        text.push(close);
    }

    fn string(self, string: &str, text: &mut String) {
        text.push('"');
        for letter in string.chars() {
            match (letter, self.escapes) {
                ('"', Escapes::MarkupAndNotAscii) => text.push_str("\\u0022"),
                ('"', _) => text.push_str("\\\""),
                ('\\', _) => text.push_str("\\\\"),
                ('\n', _) => text.push_str("\\n"),
                ('\r', _) => text.push_str("\\r"),
                ('\t', _) => text.push_str("\\t"),
                ('\u{8}', _) => text.push_str("\\b"),
                ('\u{c}', _) => text.push_str("\\f"),
                ('/', Escapes::Slashes | Escapes::SlashesAndNotAscii) => text.push_str("\\/"),
                _ if letter < ' ' || self.is_escaped(letter) => self.escape(letter, text),
                _ => text.push(letter),
            }
        }
        text.push('"');
    }

    fn is_escaped(self, letter: char) -> bool {
        match self.escapes {
            Escapes::None | Escapes::Slashes => false,
            Escapes::NotAscii | Escapes::SlashesAndNotAscii => !letter.is_ascii(),
            Escapes::Markup => matches!(letter, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'),
            Escapes::MarkupAndNotAscii => {
                !letter.is_ascii() || matches!(letter, '<' | '>' | '&' | '\'' | '+' | '`' | '\u{7f}')
            }
        }
    }

    fn escape(self, letter: char, text: &mut String) {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            // Writing to a String cannot fail.
            let _ = match self.escapes {
                Escapes::MarkupAndNotAscii => write!(text, "\\u{unit:04X}"),
                _ => write!(text, "\\u{unit:04x}"),
            };
        }
    }
}

impl Layout {
    /// In words.
    pub fn told(self) -> &'static str {
        match self {
            Self::Compact => "compact JSON",
            Self::Spaced => "JSON with a space after each comma and colon",
            Self::Pretty("\t") => "JSON indented with tabs",
            Self::Pretty("  ") => "JSON indented by two spaces",
            Self::Pretty(_) => "JSON indented by four spaces",
        }
    }
}

impl Escapes {
    /// In words.
    pub fn told(self) -> &'static str {
        match self {
            Self::None => "JSON that escapes nothing that need not be",
            Self::NotAscii => "JSON with \\u escapes for what is not ASCII, as Python writes it",
            Self::Markup => "JSON with \\u escapes for <, > and &, as Go writes it",
            Self::Slashes => "JSON with escaped slashes",
            Self::SlashesAndNotAscii => {
                "JSON with escaped slashes and \\u escapes for what is not ASCII, as PHP writes it"
            }
            Self::MarkupAndNotAscii => {
                "JSON with \\u escapes for quotes, markup and what is not ASCII, as .NET writes it"
            }
        }
    }
}

impl Numbers {
    /// In words.
    pub fn told(self) -> &'static str {
        match self {
            Self::Kept => "whole numbers with their fraction, `1.0`",
            Self::Shortened => "whole numbers without a fraction, as JavaScript writes them",
        }
    }
}
