//! Every mistake found so far, and how it is printed: the one sink of all stages.
//!
//! Knows the texts that mistakes are in. Does not know what makes something a mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::place::Place;
use crate::source::Source;

/// Where a mistake is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// A value.
    Value(Place),
    /// The property name before a value.
    Key(Place),
    /// A place in the text, for what is not a value: a syntax error, a key that is there twice.
    Offset {
        /// The file, relative to the catalog's directory.
        file: String,
        /// Bytes from the start of its text.
        offset: usize,
    },
    /// A file as such: it is missing, or was not read.
    File(String),
}

impl At {
    fn file(&self) -> &str {
        match self {
            Self::Value(place) | Self::Key(place) => &place.file,
            Self::Offset { file, .. } | Self::File(file) => file,
        }
    }
}

/// A mistake in the catalog: where it is, what it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where it is.
    pub at: At,
    /// What is wrong, without a full stop at the end.
    pub message: String,
    /// What to do; nothing is printed for an empty one.
    pub help: String,
}

impl Diagnostic {
    /// A mistake in a value.
    pub fn at_value(place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: At::Value(place), message: message.into(), help: help.into() }
    }

    /// A mistake in the name of a property; `place` is the property's value.
    pub fn at_key(place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: At::Key(place), message: message.into(), help: help.into() }
    }

    /// A mistake at a byte of a file's text.
    pub fn at_offset(
        file: impl Into<String>,
        offset: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { at: At::Offset { file: file.into(), offset }, message: message.into(), help: help.into() }
    }

    /// A mistake that is the file's as a whole.
    pub fn at_file(file: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at: At::File(file.into()), message: message.into(), help: help.into() }
    }
}

/// Every mistake found so far and the texts they are in.
///
/// ```
/// use webhook_catalog::{Diagnostic, Diagnostics, Place};
///
/// let mut diagnostics = Diagnostics::new();
/// diagnostics.set_dir("schemas");
/// diagnostics.add_text("a.json", "{\n  \"b\": 1\n}");
/// diagnostics.push(Diagnostic::at_value(Place::new("a.json", "/b"), "`b` is not a string", "quote it"));
/// assert_eq!(
///     diagnostics.to_text(),
///     "schemas/a.json:2:8: error: `b` is not a string\n  2 |   \"b\": 1\n    |        ^\n  help: quote it\n\n\
///      1 mistake in 1 file\n",
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    dir: String,
    texts: BTreeMap<String, String>,
    found: Vec<Diagnostic>,
}

/// A diagnostic with the place that is printed; `line` 0 stands for the whole file.
struct Located<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    excerpt: Option<(String, String)>,
    diagnostic: &'a Diagnostic,
}

impl Diagnostics {
    /// None so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is printed before each file name: the catalog's directory as the user knows it. [`crate::load`] sets it.
    pub fn set_dir(&mut self, dir: impl Into<String>) {
        self.dir = dir.into();
    }

    /// The text of a file, so that places in it can be shown. [`crate::load`] adds every file that it reads.
    pub fn add_text(&mut self, file: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(file.into(), text.into());
    }

    /// Adds a mistake.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many were found; one that was found twice counts twice here, and is printed once.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// The mistakes, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// For people: `dir/file:line:column: error: what`, the line with a caret, and what to do about it; in order of
    /// file, line and column, each once, with the number of mistakes at the end. Empty when nothing was found.
    pub fn to_text(&self) -> String {
        let located = self.located();
        let mut text = String::new();
        for found in &located {
            let file = self.path(found.file);
            let message = one_line(&found.diagnostic.message);
            // Writing to a String cannot fail.
            let _ = match &found.excerpt {
                None => writeln!(text, "{file}: error: {message}"),
                Some((line, indent)) => {
                    let number = found.line.to_string();
                    let gutter = " ".repeat(number.len());
                    writeln!(text, "{file}:{number}:{}: error: {message}", found.column)
                        .and_then(|()| writeln!(text, "{}", format!("  {number} | {line}").trim_end()))
                        .and_then(|()| writeln!(text, "  {gutter} | {indent}^"))
                }
            };
            if !found.diagnostic.help.is_empty() {
                let _ = writeln!(text, "  help: {}", one_line(&found.diagnostic.help));
            }
            text.push('\n');
        }
        if !located.is_empty() {
            let files: BTreeSet<&str> = located.iter().map(|found| found.file).collect();
            let _ = writeln!(text, "{} in {}", count(located.len(), "mistake"), count(files.len(), "file"));
        }
        text
    }

    /// For GitHub: a workflow annotation per mistake, in the same order.
    pub fn to_github(&self) -> String {
        let mut text = String::new();
        for Located { file, line, column, diagnostic, .. } in self.located() {
            let file = github_property(&self.path(file));
            let position = if line == 0 { String::new() } else { format!(",line={line},col={column}") };
            let mut message = one_line(&diagnostic.message);
            if !diagnostic.help.is_empty() {
                message = format!("{message}\nhelp: {}", one_line(&diagnostic.help));
            }
            let _ = writeln!(text, "::error file={file}{position}::{}", github_data(&message));
        }
        text
    }

    fn path(&self, file: &str) -> String {
        // A file beside the catalog's directory goes by a way that leads out of that directory first.
        let (dir, file) = match (file.strip_prefix("../"), self.dir.rsplit_once('/')) {
            (Some(file), above) => (above.map_or("", |(above, _)| above), file),
            (None, _) => (self.dir.as_str(), file),
        };
        let parts = [dir, file].into_iter().filter(|part| !part.is_empty());
        one_line(&parts.collect::<Vec<_>>().join("/"))
    }

    fn located(&self) -> Vec<Located<'_>> {
        let mut sources: BTreeMap<&str, Source> = BTreeMap::new();
        let mut located = Vec::new();
        for diagnostic in &self.found {
            let file = diagnostic.at.file();
            let text = self.texts.get(file).filter(|_| !matches!(diagnostic.at, At::File(_)));
            let Some(text) = text else {
                located.push(Located { file, line: 0, column: 0, excerpt: None, diagnostic });
                continue;
            };
            let source = sources.entry(file).or_insert_with(|| Source::new(text));
            let position = source.position(match &diagnostic.at {
                At::Value(place) => source.value(&place.pointer),
                At::Key(place) => source.key(&place.pointer),
                At::Offset { offset, .. } => *offset,
                At::File(_) => 0,
            });
            let excerpt = Some(position.excerpt());
            located.push(Located { file, line: position.line, column: position.column, excerpt, diagnostic });
        }
        fn order<'a>(found: &Located<'a>) -> (&'a str, usize, usize, &'a str, &'a str) {
            let Diagnostic { message, help, .. } = found.diagnostic;
            (found.file, found.line, found.column, message, help)
        }
        located.sort_by(|a, b| order(a).cmp(&order(b)));
        located.dedup_by(|a, b| order(a) == order(b));
        located
    }
}

/// What comes from a file may hold anything: nothing of it may start a line or act on a terminal.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_prints_each_once_and_counts() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.set_dir("d");
        diagnostics.add_text("b.json", "{\n \"x\": 1,\n \"y\": 2\n}");
        let at = |pointer| Place::new("b.json", pointer);
        diagnostics.push(Diagnostic::at_key(at("/y"), "second", "do"));
        diagnostics.push(Diagnostic::at_value(at("/x"), "first\n::error", ""));
        diagnostics.push(Diagnostic::at_key(at("/y"), "second", "do"));
        diagnostics.push(Diagnostic::at_file("a,b:c.json", "100% missing", "write it"));
        assert_eq!(
            diagnostics.to_text(),
            "d/a,b:c.json: error: 100% missing\n  help: write it\n\n\
             d/b.json:2:7: error: first\\n::error\n  2 |  \"x\": 1,\n    |       ^\n\n\
             d/b.json:3:2: error: second\n  3 |  \"y\": 2\n    |  ^\n  help: do\n\n\
             3 mistakes in 2 files\n"
        );
        assert_eq!(
            diagnostics.to_github(),
            "::error file=d/a%2Cb%3Ac.json::100%25 missing%0Ahelp: write it\n\
             ::error file=d/b.json,line=2,col=7::first\\n::error\n\
             ::error file=d/b.json,line=3,col=2::second%0Ahelp: do\n"
        );
        assert_eq!(Diagnostics::new().to_text(), "");
    }
}
